import type { JournalEntry } from '../../simulator/options.ts'
import { createAws } from '../../src/aws/create-aws.ts'
import type { Clock, Context } from '../../src/context.ts'
import type { FailureEvidence } from '../../src/deployment/failure-evidence.ts'
import { readRun } from '../../src/github/run.ts'
import { createHttpGet } from '../../src/http/http-get.ts'
import { readInputs } from '../../src/inputs/read-inputs.ts'
import { deploy } from '../../src/modes/deploy.ts'
import { resultOfError } from '../../src/modes/failed-run.ts'
import { plan } from '../../src/modes/plan.ts'
import { createRunRecord, type ModeResult, type RunRecord } from '../../src/modes/run-record.ts'
import type { Outcome } from '../../src/outcome.ts'
import { formatOutputs, type KnownOutputs } from '../../src/outputs.ts'
import type { PlanEntry } from '../../src/planning/plan-entries.ts'
import { throwProblems } from '../../src/problem.ts'
import { createLog, type StepLog } from '../../src/report/log.ts'
import { renderSummary } from '../../src/report/summary.ts'
import type { Finding } from '../../src/verification/finding.ts'
import { type Account, FIRST_COMMIT } from './account.ts'
import { type InputTexts, SEED_FILES } from './seed-inputs.ts'

export interface RunOptions {
  /** Commit that the run is for. Default: the first one. */
  readonly sha?: string
  /** Files of the workspace by path. Default: the example's. */
  readonly files?: Readonly<Record<string, string>>
  /** Over the environment that a runner gives. */
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Default: the simulator's own, on which sleeping moves the time. */
  readonly clock?: Clock
}

/** How a run ended, and everything it let be known. */
export interface RunEnd {
  readonly outcome: Outcome
  readonly sentences: readonly string[]
  readonly evidence: FailureEvidence | undefined
  readonly outputs: KnownOutputs
  readonly plan: readonly PlanEntry[]
  readonly findings: readonly Finding[]
  /** Every line of the log, warnings and debug lines too. */
  readonly log: readonly string[]
  readonly warnings: readonly string[]
  /** The job summary. */
  readonly summary: string
  /** Calls of this run (and of whoever called at the same time). */
  readonly calls: readonly JournalEntry[]
  /** Operations of its writes, in the order in which they arrived. */
  readonly writes: readonly string[]
}

/** Runs the whole action, in this process, as `main.ts` does, with everything passed in. */
export async function deployTo(account: Account, inputs: InputTexts, options: RunOptions = {}): Promise<RunEnd> {
  const { simulator } = account
  const lines: string[] = []
  const clock = options.clock ?? simulatedClock(account)
  const log = createLog(linesTo(lines))
  const record = createRunRecord({ log, clock }, () => undefined)
  const firstCall = simulator.journal.entries.length
  let result: ModeResult
  try {
    result = await runMode(account, { inputs, options, log, clock, record })
  } catch (error) {
    result = resultOfError(error, record.known)
    if (error instanceof Error && error.stack) log.debug(error.stack)
  }
  record.publish({ outcome: result.outcome, changed: record.known.outputs.changed ?? false })
  const { known } = record
  const calls = simulator.journal.entries.slice(firstCall)
  return {
    outcome: result.outcome,
    sentences: result.sentences,
    evidence: result.evidence,
    outputs: known.outputs,
    plan: known.plan,
    findings: known.findings,
    log: [...lines, ...formatOutputs(known.outputs).map(([name, value]) => `${name}=${value}`)],
    warnings: log.warnings,
    summary: renderSummary({
      ...known,
      ...result,
      evidence: result.evidence,
      region: simulator.world.region,
      warnings: log.warnings,
    }),
    calls,
    writes: calls.filter(call => call.write).map(call => call.operation),
  }
}

interface Parts {
  readonly inputs: InputTexts
  readonly options: RunOptions
  readonly log: StepLog
  readonly clock: Clock
  readonly record: RunRecord
}

async function runMode({ simulator }: Account, { inputs: texts, options, log, clock, record }: Parts) {
  const env = { ...runnerEnvironment(simulator.url, simulator.world.region), ...commitOf(options), ...options.env }
  const { inputs, problems } = readInputs(name => texts[name]?.trim() ?? '', env)
  throwProblems(problems)
  if (!inputs) throw new Error('The inputs could not be read.')
  const signal = options.signal ?? new AbortController().signal
  const context: Context = {
    aws: createAws({ env, region: inputs.general.region, clock, signal, log }),
    httpGet: createHttpGet({
      env: { HTTPS_PROXY: simulator.proxyUrl, HTTP_PROXY: simulator.proxyUrl, NO_PROXY: '127.0.0.1' },
      ca: simulator.caCertificate,
    }),
    clock,
    log,
    env,
    signal,
  }
  const files = options.files ?? SEED_FILES
  const mode = inputs.general.mode === 'plan' ? plan : deploy
  return await mode(context, { inputs, run: readRun(env), readFile: path => readFrom(files, path), record })
}

function runnerEnvironment(url: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: region,
    GITHUB_REPOSITORY: 'example/google-workspace-mcp',
    GITHUB_RUN_ID: '4711',
    GITHUB_ACTOR: 'octocat',
  }
}

function commitOf({ sha = FIRST_COMMIT }: RunOptions): Readonly<Record<string, string>> {
  return { GITHUB_SHA: sha }
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

function linesTo(lines: string[]): Parameters<typeof createLog>[0] {
  return {
    info: line => lines.push(line),
    warning: line => lines.push(`warning: ${line}`),
    debug: line => lines.push(`debug: ${line}`),
    startGroup: title => lines.push(`group: ${title}`),
    endGroup: () => undefined,
  }
}

async function readFrom(files: Readonly<Record<string, string>>, path: string): Promise<string> {
  const text = files[path]
  if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
  return text
}
