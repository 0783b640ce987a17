/**
 * Runs the conformance cases: the same calls of the unmodified SDK against the simulator and against moto, a second and
 * independent imitation of AWS. Arguments are handed on to jest.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { nodePath } from './node-path.ts'

const ROOT = join(import.meta.dirname, '..')
/** moto starts within a second or two; a machine under load takes longer. */
const START_TIMEOUT_MS = 60_000
const POLL_INTERVAL_MS = 100

const command = findMoto()
if (command === undefined) {
  console.error(
    'moto_server is not there. It is needed for the conformance cases only: install it with "python3 -m venv .venv && ' +
      ".venv/bin/pip install 'moto[server]'\", or put it into the PATH.",
  )
  process.exit(1)
}
const port = await freePort()
const moto = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
try {
  const endpoint = `http://127.0.0.1:${port}`
  await waitUntilUp(endpoint, moto)
  process.exitCode = await runJest(endpoint)
} finally {
  moto.kill()
}

function findMoto(): string | undefined {
  const folders = [join(ROOT, '.venv', 'bin'), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.map(folder => join(folder, 'moto_server')).find(file => existsSync(file))
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function waitUntilUp(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with exit code ${child.exitCode}.`)
    const answer = await fetch(`${endpoint}/moto-api/data.json`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, POLL_INTERVAL_MS))
  }
  throw new Error(`moto_server does not answer on ${endpoint}.`)
}

async function runJest(endpoint: string): Promise<number> {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  ]
  const child = spawn(nodePath(), [...jest, '--config', 'jest.conformance.config.js', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, MOTO_ENDPOINT: endpoint },
    stdio: 'inherit',
  })
  return await new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
}
