import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { createActionsCore } from './github/actions-core.ts'
import { parseRun } from './github/run.ts'
import { runnerInputs } from './github/runner-inputs.ts'
import { createHttpGet } from './http/http-get.ts'
import { isGreen } from './outcome.ts'
import { formatOutputs } from './outputs.ts'
import { createLog } from './report/log.ts'
import { publishReport } from './report/publish.ts'
import { runAction } from './run.ts'
import { CancelledError, type Environment, systemClock } from './runtime.ts'

/** When @actions/core is loaded: the first calls are on their way by then. */
const CORE_DELAY_MS = 100

/** GitHub's runner as the host of a run: its log, outputs and summary, its signals, the exit code. */
export async function main(env: Environment = process.env): Promise<void> {
  const actionsCore = createActionsCore()
  const log = createLog({
    info: message => actionsCore.say(core => core.info(message)),
    warning: message => actionsCore.say(core => core.warning(message)),
    debug: message => actionsCore.say(core => core.debug(message)),
    startGroup: name => actionsCore.say(core => core.startGroup(name)),
    endGroup: () => actionsCore.say(core => core.endGroup()),
  })
  const loading = setTimeout(() => void actionsCore.load(), CORE_DELAY_MS)
  const { workspace } = parseRun(env)
  const report = await runAction({
    env,
    inputs: runnerInputs(env),
    clock: systemClock,
    signal: cancellationSignal(),
    log,
    httpGet: createHttpGet({ env }),
    readFile: file => readFile(path.resolve(workspace, file), 'utf8'),
    onOutputs: outputs =>
      actionsCore.say(core => {
        for (const [name, value] of formatOutputs(outputs)) core.setOutput(name, value)
      }),
  })
  clearTimeout(loading)
  const core = await actionsCore.load()
  await publishReport(core, report, { log, canWriteSummary: Boolean(env.GITHUB_STEP_SUMMARY) })
  if (!isGreen(report.outcome)) process.exitCode = core.ExitCode.Failure
}

/** GitHub ends a cancelled step with SIGINT, and with SIGTERM 7.5 seconds later (GitHub documentation). */
function cancellationSignal(): AbortSignal {
  const controller = new AbortController()
  const cancel = () => controller.abort(new CancelledError())
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  return controller.signal
}
