/** Rebuilds the bundle into a temporary folder and compares it with dist/, byte for byte. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writePostEntry } from './post-entry.ts'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')
const folder = mkdtempSync(join(tmpdir(), 'check-dist-'))

try {
  run('tsc', ['-p', 'tsconfig.build.json'])
  run('ncc', ['build', 'lib/index.js', '-o', folder, '--license', 'licenses.txt', '--no-cache', '--quiet'])
  writePostEntry(folder)
  const differences = compare(folder)
  for (const difference of differences) console.error(difference)
  if (differences.length > 0) {
    console.error('dist/ is not what the sources build: run "npm run build" and commit the result.')
    process.exitCode = 1
  } else {
    console.log('dist/ is what the sources build.')
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(tool: string, args: readonly string[]): void {
  execFileSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
}

function compare(built: string): readonly string[] {
  const committed = existsSync(DIST) ? filesIn(DIST) : []
  return [...new Set([...filesIn(built), ...committed])].sort().flatMap(file => {
    if (!existsSync(join(DIST, file))) return [`dist/${file} is missing.`]
    if (!existsSync(join(built, file))) return [`dist/${file} is not built any more.`]
    return readFileSync(join(built, file)).equals(readFileSync(join(DIST, file))) ? [] : [`dist/${file} differs.`]
  })
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(directory.length + 1))
}
