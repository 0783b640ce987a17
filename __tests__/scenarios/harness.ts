import type { JournalEntry } from '../../simulator/options.ts'
import { createHttpGet } from '../../src/http/http-get.ts'
import { formatOutputs } from '../../src/outputs.ts'
import { runPost } from '../../src/post.ts'
import { createLog } from '../../src/report/log.ts'
import type { RunReport } from '../../src/report/run-report.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { type Host, runAction } from '../../src/run.ts'
import type { Clock } from '../../src/runtime.ts'
import { type Account, FIRST_COMMIT } from './account.ts'
import { type InputTexts, SEED_FILES } from './seed-inputs.ts'

export interface RunOptions {
  /** Commit that the run is for. Default: the first one. */
  readonly sha?: string
  /** Identity of the workflow run. Default 4711. */
  readonly runId?: string
  /** Files of the workspace by path. Default: the example's. */
  readonly files?: Readonly<Record<string, string>>
  /** Laid over the environment that a runner gives. */
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Default: the simulator's own, on which sleeping moves the time. */
  readonly clock?: Clock
  /** Puts something between the action and the world. */
  readonly through?: (host: Host) => Host
}

/** How a run ended, and everything that it published. */
export interface RunEnd extends RunReport {
  /** Every line of the log, warnings and debug lines too. */
  readonly log: readonly string[]
  /** The outputs, `name=value` each. */
  readonly published: readonly string[]
  /** The job summary. */
  readonly summary: string
  /** Calls of this run (and of whoever called at the same time). */
  readonly calls: readonly JournalEntry[]
  /** What it left for the post step. */
  readonly state: string | undefined
  /** Operations of its writes, in the order in which they arrived. */
  readonly writes: readonly string[]
}

/** Runs the whole action in this process, against the simulated account, in the mode that the inputs name. */
export async function deployTo(account: Account, inputs: InputTexts, options: RunOptions = {}): Promise<RunEnd> {
  const { journal } = account.simulator
  const lines: string[] = []
  let state: string | undefined
  const firstCall = journal.entries.length
  const host: Host = {
    ...createHost(account, inputs, { ...options, lines }),
    saveState(text) {
      state = text
    },
  }
  const report = await runAction(options.through?.(host) ?? host)
  const calls = journal.entries.slice(firstCall)
  return {
    ...report,
    log: lines,
    published: formatOutputs(report.outputs).map(([name, value]) => `${name}=${value}`),
    summary: renderSummary(report),
    calls,
    state,
    writes: calls.filter(call => call.write).map(call => call.operation),
  }
}

/** How the clean-up ended, and its calls. */
export interface PostEnd {
  readonly sentences: readonly string[]
  readonly needsAttention: boolean
  readonly log: readonly string[]
  readonly calls: readonly JournalEntry[]
}

/** Runs the clean-up after a run. */
export async function cleanUpAfter(
  account: Account,
  { state }: Pick<RunEnd, 'state'>,
  { signal = new AbortController().signal }: Pick<RunOptions, 'signal'> = {},
): Promise<PostEnd> {
  const { journal } = account.simulator
  const lines: string[] = []
  const firstCall = journal.entries.length
  const { env, clock, log } = createHost(account, {}, { lines })
  const report = await runPost({ env, clock, log, signal, state })
  const { sentences = [], needsAttention = false } = report ?? {}
  return { sentences, needsAttention, log: lines, calls: journal.entries.slice(firstCall) }
}

/** What a runner would be to the action, with the simulator as the world. */
function createHost(
  account: Account,
  inputs: InputTexts,
  { lines, ...options }: RunOptions & { readonly lines: string[] },
): Host {
  const { simulator } = account
  const { files = SEED_FILES, sha = FIRST_COMMIT, runId = '4711' } = options
  return {
    env: {
      AWS_ENDPOINT_URL: simulator.url,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: simulator.world.region,
      GITHUB_REPOSITORY: 'example/google-workspace-mcp',
      GITHUB_RUN_ID: runId,
      GITHUB_ACTOR: 'octocat',
      GITHUB_SHA: sha,
      ...options.env,
    },
    inputs: { get: name => inputs[name]?.trim() ?? '', names: () => Object.keys(inputs) },
    clock: options.clock ?? simulatedClock(account),
    signal: options.signal ?? new AbortController().signal,
    log: createLog({
      info: line => lines.push(line),
      warning: line => lines.push(`warning: ${line}`),
      debug: line => lines.push(`debug: ${line}`),
      startGroup: title => lines.push(`group: ${title}`),
      endGroup: () => undefined,
    }),
    httpGet: createHttpGet({
      env: { HTTPS_PROXY: simulator.proxyUrl, HTTP_PROXY: simulator.proxyUrl, NO_PROXY: '127.0.0.1' },
      ca: simulator.caCertificate,
    }),
    readFile: async path => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
      return text
    },
    onOutputs: () => undefined,
  }
}

/** Sleeping moves the simulator's time: minutes pass in milliseconds. */
export function simulatedClock({ simulator }: Account): Clock {
  return {
    now: () => simulator.clock.now(),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      await simulator.clock.sleep(ms)
      signal?.throwIfAborted()
    },
  }
}
