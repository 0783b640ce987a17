import { createAws } from '../../src/aws/create-aws.ts'
import type { Context } from '../../src/context.ts'
import { readRun } from '../../src/github/run.ts'
import { createHttpGet } from '../../src/http/http-get.ts'
import { readInputs } from '../../src/inputs/read-inputs.ts'
import { deploy } from '../../src/modes/deploy.ts'
import { resultOfError } from '../../src/modes/failed-run.ts'
import { plan } from '../../src/modes/plan.ts'
import type { ModeRequest } from '../../src/modes/prepare.ts'
import { createRunRecord, type ModeResult } from '../../src/modes/run-record.ts'
import type { Outcome } from '../../src/outcome.ts'
import type { KnownOutputs } from '../../src/outputs.ts'
import { throwProblems } from '../../src/problem.ts'
import { createLog } from '../../src/report/log.ts'
import { type Account, FIRST_COMMIT } from '../scenarios/account.ts'
import { simulatedClock } from '../scenarios/harness.ts'
import { type InputTexts, SEED_FILES } from '../scenarios/seed-inputs.ts'

export interface ActionRun {
  /** Every input as text, `mode` too. */
  readonly inputs: InputTexts
  /** Commit that the run is for. Default: the first one. */
  readonly sha?: string
  /** Identity of the run. Default 4711. */
  readonly runId?: string
  /** Files of the workspace by path. Default: the example's. */
  readonly files?: Readonly<Record<string, string>>
  /** Puts something between the action and the world. */
  readonly through?: (context: Context) => Context
}

export interface ActionEnd {
  readonly outcome: Outcome
  readonly sentences: readonly string[]
  readonly outputs: KnownOutputs
  readonly log: readonly string[]
}

/** One run of the action in this process, in the mode that its inputs say, with everything passed in. */
export async function runAction(account: Account, run: ActionRun): Promise<ActionEnd> {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const log = createLog({ info: say, warning: say, debug: say, startGroup: say, endGroup: () => undefined })
  const clock = simulatedClock(account)
  const record = createRunRecord({ log, clock }, () => undefined)
  let result: ModeResult
  try {
    const { inputs, env } = read(account, run)
    const signal = new AbortController().signal
    const context: Context = {
      aws: createAws({ env, region: inputs.general.region, clock, signal, log }),
      httpGet: createHttpGet({
        env: { HTTPS_PROXY: account.simulator.proxyUrl, HTTP_PROXY: account.simulator.proxyUrl, NO_PROXY: '127.0.0.1' },
        ca: account.simulator.caCertificate,
      }),
      clock,
      log,
      env,
      signal,
    }
    const request: ModeRequest = {
      inputs,
      run: readRun(env),
      readFile: async path => (run.files ?? SEED_FILES)[path] ?? '',
      record,
    }
    result = await MODES[inputs.general.mode](run.through?.(context) ?? context, request)
  } catch (error) {
    result = resultOfError(error, record.known)
    if (error instanceof Error && error.stack) say(error.stack)
  }
  return { outcome: result.outcome, sentences: result.sentences, outputs: record.known.outputs, log: lines }
}

const MODES = { deploy, plan } as const

function read({ simulator }: Account, { inputs: texts, sha = FIRST_COMMIT, runId = '4711' }: ActionRun) {
  const env = {
    AWS_ENDPOINT_URL: simulator.url,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: simulator.world.region,
    GITHUB_REPOSITORY: 'example/google-workspace-mcp',
    GITHUB_RUN_ID: runId,
    GITHUB_ACTOR: 'octocat',
    GITHUB_SHA: sha,
  }
  const { inputs, problems } = readInputs(name => texts[name]?.trim() ?? '', env)
  throwProblems(problems)
  if (!inputs) throw new Error('The inputs could not be read.')
  return { inputs, env }
}
