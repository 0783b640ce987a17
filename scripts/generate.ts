/**
 * Writes what is generated: from action.yml the tables of inputs and outputs in README.md, and src/inputs/names.ts; from
 * the list of managed resources the table of field effects in docs/deployment.md. With --check nothing is written, and
 * the exit code is 1 if a file is not as it would be written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIELD_EFFECTS } from '../src/resources/managed-resources.ts'
import { readActionManifest } from './action-manifest.ts'
import { fillFieldEffects } from './render-field-effects.ts'
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
  { path: 'docs/deployment.md', generate: (text: string) => fillFieldEffects(text, FIELD_EFFECTS) },
]

for (const { path, generate } of files) {
  const file = join(ROOT, path)
  const present = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const wanted = generate(present)
  if (present === wanted) continue
  if (process.argv.includes('--check')) {
    console.error(`${path} is not as it is generated: run "npm run generate" and commit the result.`)
    process.exitCode = 1
  } else {
    writeFileSync(file, wanted)
    console.log(`${path} written.`)
  }
}
