import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Simulator } from '../simulator/simulator.ts'
import { readActionManifest } from './action-manifest.ts'
import { nodePath } from './node-path.ts'
import { readCommandFile } from './runner-files.ts'

const ROOT = join(import.meta.dirname, '..')

export interface RunActionOptions {
  /** By name as in action.yml. What is not given has the default of action.yml, as the runner does it. */
  readonly inputs: Readonly<Record<string, string>>
  /** Laid over the environment that the runner and configure-aws-credentials would set; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly simulator: Pick<Simulator, 'url' | 'proxyUrl' | 'caCertificate'>
  /** The checked-out repository (GITHUB_WORKSPACE). Default: an empty folder. */
  readonly cwd?: string
  /** Default: dist/index.js of this repository. */
  readonly bundle?: string
  /** Runs the clean-up in place of the main step, with what that has saved as state. */
  readonly postOf?: Pick<ActionRun, 'state'>
  /** Told of every line of the log as it comes. */
  readonly onLine?: (line: string) => void
  /** Told of the process, for example to send it a signal. */
  readonly onStart?: (child: ChildProcess) => void
}

export interface ActionRun {
  /** -1 where a signal ended the process. */
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  /** What was saved for the post step. */
  readonly state: Readonly<Record<string, string>>
  /** The job summary, Markdown. */
  readonly summary: string
  readonly durationMs: number
  /** `performance.now()` when the process was started: comparable with the times in the simulator's journal. */
  readonly startedAt: number
}

/** Runs the bundled action as GitHub's runner does: a Node process with its inputs and files in the environment. */
export async function runAction(options: RunActionOptions): Promise<ActionRun> {
  const folder = mkdtempSync(join(tmpdir(), 'action-run-'))
  try {
    const workspace = join(folder, 'workspace')
    const files = {
      output: join(folder, 'output'),
      state: join(folder, 'state'),
      summary: join(folder, 'summary.md'),
      ca: join(folder, 'ca.pem'),
    }
    mkdirSync(workspace)
    writeFileSync(files.output, '')
    writeFileSync(files.state, '')
    writeFileSync(files.summary, '')
    writeFileSync(files.ca, options.simulator.caCertificate)
    const env = environment(options, { ...files, workspace: options.cwd ?? workspace, temp: folder })
    const ended = await execute(options, env)
    return {
      ...ended,
      outputs: readCommandFile(readFileSync(files.output, 'utf8')),
      state: readCommandFile(readFileSync(files.state, 'utf8')),
      summary: readFileSync(files.summary, 'utf8'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Places {
  readonly output: string
  readonly state: string
  readonly summary: string
  readonly ca: string
  readonly workspace: string
  readonly temp: string
}

/** Nothing of this machine's environment but the search path: its credentials and proxies are none of the action's. */
function environment(
  { inputs, env = {}, simulator, postOf }: RunActionOptions,
  places: Places,
): Readonly<Record<string, string>> {
  const all = {
    PATH: process.env.PATH,
    HOME: places.temp,
    RUNNER_TEMP: places.temp,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_OUTPUT: places.output,
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'example/google-workspace-mcp',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1000000001',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_STATE: places.state,
    GITHUB_STEP_SUMMARY: places.summary,
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_WORKSPACE: places.workspace,
    ...simulatorEnvironment(simulator, places.ca),
    ...inputEnvironment(inputs),
    ...stateEnvironment(postOf?.state ?? {}),
    ...env,
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** What leads an unmodified SDK, and the action, to a simulator. `caFile` holds its certificate authority. */
export function simulatorEnvironment(
  simulator: Pick<Simulator, 'url' | 'proxyUrl'>,
  caFile: string,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    HTTPS_PROXY: simulator.proxyUrl,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: caFile,
  }
}

/** Every input of action.yml is there, empty where it is neither given nor has a default; unknown ones are too. */
function inputEnvironment(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const manifest = readActionManifest(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
  const defaults = Object.fromEntries(manifest.inputs.map(input => [input.name, input.default ?? '']))
  return Object.fromEntries(
    Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}

function stateEnvironment(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]))
}

async function execute(
  { postOf, bundle = join(ROOT, 'dist', postOf ? 'post.js' : 'index.js'), onLine, onStart }: RunActionOptions,
  env: Readonly<Record<string, string>>,
): Promise<Omit<ActionRun, 'outputs' | 'state' | 'summary'>> {
  const startedAt = performance.now()
  const child = spawn(nodePath(), [bundle], { env, cwd: env.GITHUB_WORKSPACE, stdio: ['ignore', 'pipe', 'pipe'] })
  onStart?.(child)
  const lines: string[] = []
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line)
    onLine?.(line)
  })
  child.stderr.on('data', chunk => errors.push(String(chunk)))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code ?? -1))
  })
  return {
    exitCode,
    stdout: lines.map(line => `${line}\n`).join(''),
    stderr: errors.join(''),
    durationMs: performance.now() - startedAt,
    startedAt,
  }
}
