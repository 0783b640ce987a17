import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The Node that GitHub's runner starts the action with is 24; the development dependency `node` brings it along. */
export function nodePath(): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const installed = join(import.meta.dirname, '..', 'node_modules', 'node', 'bin', name)
  if (existsSync(installed)) return installed
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Error('Node 24 is not there: run "npm ci" first.')
}
