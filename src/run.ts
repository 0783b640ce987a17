import type { Aws } from './aws/aws.ts'
import { type AwsSettings, createAws } from './aws/create-aws.ts'
import type { Context } from './context.ts'
import { parseRun } from './github/run.ts'
import type { HttpGet } from './http/http-get.ts'
import { type ParsedInputs, parseInputs } from './inputs/parse-inputs.ts'
import { unknownInputWarnings } from './inputs/unknown-inputs.ts'
import type { GivenInputs, ModeName } from './inputs.ts'
import { cancellationNotice, rollBackOnCancel } from './modes/cancellation.ts'
import { deploy } from './modes/deploy.ts'
import { resultOfError } from './modes/failed-run.ts'
import { mayHaveChanged } from './modes/known-writes.ts'
import { plan } from './modes/plan.ts'
import type { ModeRequest } from './modes/prepare.ts'
import { createRunRecord, type ModeResult, type RunRecord } from './modes/run-record.ts'
import { createStateKeeper, runStateOf } from './modes/run-state.ts'
import type { KnownOutputs } from './outputs.ts'
import { throwProblems } from './problem.ts'
import type { StepLog } from './report/log.ts'
import type { RunReport } from './report/run-report.ts'
import type { Clock, Environment } from './runtime.ts'

/** Where the action runs, and all that it needs of the place: GitHub's runner, a test, another CI system. */
export interface Host {
  readonly env: Environment
  readonly inputs: GivenInputs
  readonly clock: Clock
  /** Aborted when the run is cancelled, with a `CancelledError`. */
  readonly signal: AbortSignal
  /** Aborted when the process is about to be ended: nothing is waited for any more. */
  readonly giveUp?: AbortSignal
  readonly log: StepLog
  readonly httpGet: HttpGet
  /** Reads a text file of the workspace. Rejects with the code ENOENT where there is none. */
  readFile(path: string): Promise<string>
  /** Called with everything that is known, as soon as more is. */
  onOutputs(outputs: KnownOutputs): void
  /** Keeps a text for the post step; a later one takes its place. Resolves once it is safe. */
  saveState?(state: string): void | Promise<void>
  /** Default: the AWS SDK's clients. */
  readonly createAws?: (settings: AwsSettings) => Aws
}

const MODES: Readonly<Record<ModeName, (context: Context, request: ModeRequest) => Promise<ModeResult>>> = {
  deploy,
  plan,
}

/**
 * The whole run: inputs, mode, report. Has the only catch that ends a run. Publishing the report and the exit code are
 * the host's.
 */
export async function runAction(host: Host): Promise<RunReport> {
  const { log } = host
  for (const warning of unknownInputWarnings(host.inputs.names())) log.warning(warning)
  const { inputs, problems, report, region } = parseInputs(name => host.inputs.get(name), host.env)
  const keeper = createStateKeeper(state => host.saveState?.(state))
  const record = createRunRecord(host, {
    onOutputs: outputs => host.onOutputs(outputs),
    onKnown: known => keeper.keep(runStateOf(known, report.jobSummary)),
  })
  const result = await runMode(host, record, { inputs, problems })
  record.publish({ outcome: result.outcome, changed: record.known.outputs.changed ?? mayHaveChanged(record.known) })
  if (result.outcome !== 'cancelled') await keeper.done()
  return reportOf(record, result, { region, wantsSummary: report.jobSummary, warnings: log.warnings })
}

async function runMode(
  host: Host,
  record: RunRecord,
  { inputs, problems }: Pick<ParsedInputs, 'inputs' | 'problems'>,
): Promise<ModeResult> {
  const { log, signal } = host
  let context: Context | undefined
  const onCancel = () => {
    const notice = cancellationNotice(record.known)
    if (notice !== undefined) log.info(notice)
  }
  signal.addEventListener('abort', onCancel, { once: true })
  try {
    throwProblems(problems)
    if (!inputs) throw new Error('The inputs could not be parsed.')
    record.parsed(inputs)
    context = createContext(host, inputs.general.region, record)
    const request: ModeRequest = { inputs, run: parseRun(host.env), readFile: path => host.readFile(path), record }
    const result = await MODES[inputs.general.mode](context, request)
    // What was accepted while the run was cancelled is not what its user wants any more.
    if (result.outcome === 'started') signal.throwIfAborted()
    return result
  } catch (error) {
    if (error instanceof Error && error.stack) log.debug(error.stack)
    if (context && signal.aborted) await rollBackOnCancel(context, record)
    return resultOfError(error, record.known)
  } finally {
    signal.removeEventListener('abort', onCancel)
  }
}

function createContext(host: Host, region: string, { wrote: onWrite }: RunRecord): Context {
  const { env, clock, signal, giveUp, log, httpGet, createAws: create = createAws } = host
  return { aws: create({ env, region, clock, signal, giveUp, log, onWrite }), httpGet, clock, log, env, signal }
}

function reportOf(
  { known }: RunRecord,
  { outcome, sentences, evidence }: ModeResult,
  run: Pick<RunReport, 'region' | 'wantsSummary' | 'warnings'>,
): RunReport {
  const { cluster, service, plan, outputs, phases, checks } = known
  return { outcome, sentences, evidence, cluster, service, plan, outputs, phases, checks, ...run }
}
