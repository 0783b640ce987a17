import type { Simulator } from '../../../simulator/simulator.ts'
import { playBefore, playRun } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import { createRolloutSimulator, furnish, type Stage, setTheStage } from '../stage.ts'
import { attendHooks } from '../strategy.ts'
import type { Played } from '../truth/played.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'
import { knownTimes, NeverHappened } from './known-times.ts'
import type { NamedScenario } from './named-scenario.ts'
import { type WaiterEnd, waitAsTheSdk } from './sdk-waiter.ts'

const SERVICE = 'api'

/** How the run of the action ended, beside what was true. */
export interface NamedEnd {
  readonly played: Played
  /** Seconds from when it could be known to the end of the run; undefined: that never happened. */
  readonly lagSeconds: number | undefined
  /** The longest time between two lines of the log, while it was watched. */
  readonly silenceSeconds: number
  readonly serving: string
  /** Writes to the service after the first one. */
  readonly writes: readonly string[]
}

export async function playNamed(given: NamedScenario): Promise<NamedEnd> {
  const played = await onStage(given, {}, async (stage, clock) => {
    if (given.first) await playOn(given.first, stage, clock)
    return await playOn(given.scenario, stage, clock)
  })
  const known = knownAt(given, played)
  return {
    played,
    lagSeconds: known === undefined ? undefined : (played.endedAt - known) / 1000,
    silenceSeconds: longestSilence(played.log),
    serving: servingOf(played),
    writes: played.calls
      .filter(({ write, outcome }) => write && outcome === 'ok')
      .map(({ operation }) => operation)
      .filter(operation => operation.endsWith('Service') || operation.startsWith('Stop'))
      .slice(1),
  }
}

/** The same with nobody but the SDK's waiter, from the moment at which AWS accepted the deployment. */
export async function playWaiter({ scenario: full, ...given }: NamedScenario): Promise<WaiterEnd> {
  // What happens at the end is not the waiter's to decide.
  const inputs = { ...full.inputs, waitUntil: 'completed', onFailure: undefined, onUnverified: 'fail' } as const
  const scenario = { ...full, inputs }
  return await onStage({ ...given, scenario }, { wait: 'false' }, async (stage, clock) => {
    if (given.first) await playOn(given.first, stage, clock)
    await playOn(scenario, stage, clock)
    return await waitAsTheSdk(stage.simulator, clock, SERVICE)
  })
}

async function playOn(scenario: Scenario, stage: Stage, clock: VirtualClock): Promise<Played> {
  const previous = await playBefore(scenario, stage, clock)
  return await playRun(scenario, stage, { clock, previous })
}

async function onStage<Result>(
  { scenario, arrange }: NamedScenario,
  inputs: Readonly<Record<string, string>>,
  run: (stage: Stage, clock: VirtualClock) => Promise<Result>,
): Promise<Result> {
  const simulator = await createRolloutSimulator(scenario.phaseMs)
  const random = Math.random
  Math.random = createRandom()
  try {
    const clock = createVirtualClock(simulator.clock)
    const set = setTheStage(scenario, { simulator, seed: furnish(simulator), service: SERVICE })
    const stage =
      arrange?.({ stage: set, simulator, clock, service: SERVICE, whenDeployed: onWrite(simulator, scenario) }) ?? set
    attendHooks(scenario, simulator, clock)
    const withInputs = { ...stage, inputs: (tag: string) => ({ ...stage.inputs(tag), ...inputs }) }
    return await clock.drive(run(withInputs, clock))
  } finally {
    Math.random = random
    await simulator.close()
  }
}

/** The service is there before the run, except where the run makes it. */
function onWrite(simulator: Simulator, { before }: NamedScenario['scenario']): (run: () => void) => void {
  const operation = before === 'nothing' ? 'ecs:CreateService' : 'ecs:UpdateService'
  return run => simulator.addFault({ operation, effect: { kind: 'hook', run } })
}

function knownAt({ known }: NamedScenario, played: Played): number | undefined {
  try {
    return known(knownTimes(played))
  } catch (error) {
    if (error instanceof NeverHappened) return undefined
    throw error
  }
}

/** Lines of the watch begin with the time since it began. */
function longestSilence(log: readonly string[]): number {
  const times = log.flatMap(line => {
    const [, minutes, seconds] = /^(\d+):(\d\d) {2}/.exec(line) ?? []
    return minutes === undefined ? [] : [Number(minutes) * 60 + Number(seconds)]
  })
  const sorted = times.toSorted((a, b) => a - b)
  return Math.max(0, ...sorted.map((time, index) => time - (sorted[index - 1] ?? 0)))
}

function servingOf({ report, ours, previous }: Played): string {
  const arn = report.outputs.servingTaskDefinitionArn
  if (!arn) return 'none'
  // Where the revision stays the same, it is both.
  if (arn === ours?.taskDefinition || (!ours && arn === report.outputs.taskDefinitionArn)) return 'new'
  return arn === previous ? 'previous' : 'other'
}

/** Jitter, the same every time. */
function createRandom(): () => number {
  let state = 42
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
