/**
 * Writes what is generated from action.yml: the tables of inputs and outputs in README.md, and src/inputs/names.ts.
 * With --check nothing is written, and the exit code is 1 where a file is not as it would be written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readActionManifest } from './action-manifest.ts'
import { renderNames } from './render-names.ts'
import { fillReadme } from './render-readme.ts'

const ROOT = join(import.meta.dirname, '..')
const EMPTY_README = [
  '# Deploy to Amazon ECS on Fargate',
  '## Inputs',
  '<!-- inputs:start -->\n<!-- inputs:end -->',
  '## Outputs',
  '<!-- outputs:start -->\n<!-- outputs:end -->\n',
].join('\n\n')

const manifest = readActionManifest(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
const files = [
  { path: 'README.md', generate: (text: string) => fillReadme(text === '' ? EMPTY_README : text, manifest) },
  { path: 'src/inputs/names.ts', generate: () => renderNames(manifest) },
]

for (const { path, generate } of files) {
  const file = join(ROOT, path)
  const present = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const wanted = generate(present)
  if (present === wanted) continue
  if (process.argv.includes('--check')) {
    console.error(`${path} is not as action.yml says: run "npm run generate" and commit the result.`)
    process.exitCode = 1
  } else {
    writeFileSync(file, wanted)
    console.log(`${path} written.`)
  }
}
