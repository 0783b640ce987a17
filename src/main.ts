import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { type ActionsCore, createActionsCore } from './github/actions-core.ts'
import { parseRun } from './github/run.ts'
import { runnerInputs } from './github/runner-inputs.ts'
import { createHttpGet } from './http/http-get.ts'
import { isGreen } from './outcome.ts'
import { formatOutputs } from './outputs.ts'
import { runPost } from './post.ts'
import { createLog, type StepLog } from './report/log.ts'
import { publishPostReport } from './report/post-report.ts'
import { publishReport } from './report/publish.ts'
import { runAction } from './run.ts'
import { CancelledError, type Environment, systemClock } from './runtime.ts'

/** When @actions/core is loaded: the first calls are on their way by then. */
const CORE_DELAY_MS = 100

/** Name of the state that the main step leaves for the post step, which finds it in `STATE_run`. */
const STATE = 'run'

/** GitHub's runner as the host of a run: its log, outputs and summary, its signals, the exit code. */
export async function main(env: Environment = process.env): Promise<void> {
  const signals = cancellationSignals()
  const actionsCore = createActionsCore()
  const log = createRunnerLog(actionsCore)
  const loading = setTimeout(() => void actionsCore.load(), CORE_DELAY_MS)
  const { workspace } = parseRun(env)
  const report = await runAction({
    env,
    inputs: runnerInputs(env),
    clock: systemClock,
    ...signals,
    log,
    httpGet: createHttpGet({ env }),
    readFile: file => readFile(path.resolve(workspace, file), 'utf8'),
    onOutputs: outputs =>
      actionsCore.say(core => {
        for (const [name, value] of formatOutputs(outputs)) core.setOutput(name, value)
      }),
    async saveState(state) {
      const core = await actionsCore.load()
      core.saveState(STATE, state)
    },
  })
  clearTimeout(loading)
  const core = await actionsCore.load()
  await publishReport(core, report, { log, canWriteSummary: Boolean(env.GITHUB_STEP_SUMMARY) })
  if (!isGreen(report.outcome)) process.exitCode = core.ExitCode.Failure
}

/** The clean-up after the main step. Sets no outputs, and leaves the job as it is. */
export async function post(env: Environment = process.env): Promise<void> {
  const { signal } = cancellationSignals()
  const actionsCore = createActionsCore()
  const log = createRunnerLog(actionsCore)
  const state = env[`STATE_${STATE}`]
  if (state) await actionsCore.load()
  const report = await runPost({ env, clock: systemClock, signal, log, state })
  if (!report) return
  const canWriteSummary = Boolean(env.GITHUB_STEP_SUMMARY)
  await publishPostReport(await actionsCore.load(), report, { log, canWriteSummary })
}

function createRunnerLog(actionsCore: ActionsCore): StepLog {
  return createLog({
    info: message => actionsCore.say(core => core.info(message)),
    warning: message => actionsCore.say(core => core.warning(message)),
    debug: message => actionsCore.say(core => core.debug(message)),
    startGroup: name => actionsCore.say(core => core.startGroup(name)),
    endGroup: () => actionsCore.say(core => core.endGroup()),
  })
}

/**
 * GitHub ends a cancelled step with SIGINT, with SIGTERM 7.5 seconds later, and kills it after another 2.5 (GitHub
 * documentation).
 */
function cancellationSignals(): { readonly signal: AbortSignal; readonly giveUp: AbortSignal } {
  const cancel = new AbortController()
  const giveUp = new AbortController()
  process.once('SIGINT', () => cancel.abort(new CancelledError()))
  process.once('SIGTERM', () => {
    cancel.abort(new CancelledError())
    giveUp.abort(new CancelledError())
  })
  return { signal: cancel.signal, giveUp: giveUp.signal }
}
