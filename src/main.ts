import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { createAws } from './aws/create-aws.ts'
import { CancelledError } from './cancellation.ts'
import { systemClock } from './clock.ts'
import type { Context, Environment } from './context.ts'
import { createToolkit } from './github/actions-core.ts'
import { type Run, readRun } from './github/run.ts'
import { readRunnerInput } from './github/runner-input.ts'
import { createHttpGet } from './http/http-get.ts'
import { readInputs } from './inputs/read-inputs.ts'
import { findUnknownInputs } from './inputs/unknown-inputs.ts'
import { deploy } from './modes/deploy.ts'
import { resultOfError } from './modes/failed-run.ts'
import { plan } from './modes/plan.ts'
import type { ModeRequest } from './modes/prepare.ts'
import { createRunRecord, type ModeResult, type RunRecord } from './modes/run-record.ts'
import { isGreen } from './outcome.ts'
import { formatOutputs } from './outputs.ts'
import { throwProblems } from './problem.ts'
import { createLog, type StepLog } from './report/log.ts'
import { publishReport } from './report/publish.ts'

/** When @actions/core is loaded: the first calls are on their way by then. */
const TOOLKIT_DELAY_MS = 100

/** The whole step: inputs, mode, report. The only catch that ends a run, and the only exit code. */
export async function run(env: Environment = process.env): Promise<void> {
  const toolkit = createToolkit()
  const log = createLog({
    info: message => toolkit.say(core => core.info(message)),
    warning: message => toolkit.say(core => core.warning(message)),
    debug: message => toolkit.say(core => core.debug(message)),
    startGroup: name => toolkit.say(core => core.startGroup(name)),
    endGroup: () => toolkit.say(core => core.endGroup()),
  })
  const loading = setTimeout(() => void toolkit.load(), TOOLKIT_DELAY_MS)
  const signal = cancellationSignal()
  const record = createRunRecord({ log, clock: systemClock }, outputs => {
    toolkit.say(core => {
      for (const [name, value] of formatOutputs(outputs)) core.setOutput(name, value)
    })
  })
  const wantsSummary = readRunnerInput(env, 'job-summary').toLowerCase() !== 'false'
  let result: ModeResult
  try {
    result = await runMode({ env, log, signal, record })
  } catch (error) {
    result = resultOfError(error, record.known)
    if (error instanceof Error && error.stack) log.debug(error.stack)
  }
  record.publish({ outcome: result.outcome, changed: record.known.outputs.changed ?? false })
  clearTimeout(loading)
  const core = await toolkit.load()
  await publishReport(
    core,
    { ...record.known, ...result, evidence: result.evidence, region: regionOf(env), warnings: log.warnings },
    { log, wantsSummary },
  )
  if (!isGreen(result.outcome)) process.exitCode = core.ExitCode.Failure
}

interface Surroundings {
  readonly env: Environment
  readonly log: StepLog
  readonly signal: AbortSignal
  readonly record: RunRecord
}

async function runMode({ env, log, signal, record }: Surroundings): Promise<ModeResult> {
  for (const warning of findUnknownInputs(env)) log.warning(warning)
  const { inputs, problems } = readInputs(name => readRunnerInput(env, name), env)
  throwProblems(problems)
  if (!inputs) throw new Error('The inputs could not be read.')
  const { region } = inputs.general
  const context: Context = {
    aws: createAws({ env, region, clock: systemClock, signal, log }),
    httpGet: createHttpGet({ env }),
    clock: systemClock,
    log,
    env,
    signal,
  }
  const github: Run = readRun(env)
  const request: ModeRequest = {
    inputs,
    run: github,
    readFile: file => readFile(path.resolve(github.workspace, file), 'utf8'),
    record,
  }
  switch (inputs.general.mode) {
    case 'deploy':
      return await deploy(context, request)
    case 'plan':
      return await plan(context, request)
  }
}

/** GitHub ends a cancelled step with SIGINT, and with SIGTERM 7.5 seconds later (GitHub documentation). */
function cancellationSignal(): AbortSignal {
  const controller = new AbortController()
  const cancel = () => controller.abort(new CancelledError())
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  return controller.signal
}

/** For links, also where the inputs are not valid. */
function regionOf(env: Environment): string {
  return readRunnerInput(env, 'aws-region') || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
}
