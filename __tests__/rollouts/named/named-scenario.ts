import type { Simulator } from '../../../simulator/simulator.ts'
import type { Outcome } from '../../../src/outcome.ts'
import { ORDINARY, type RolloutEvent, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { KnownTimes } from './known-times.ts'

/** One way in which a deployment can go, and what a run of the action must make of it. */
export interface NamedScenario {
  /** What happens, as a sentence: it is the row's title in docs/scenarios.md. */
  readonly name: string
  readonly scenario: Scenario
  /** A run in the same account before this one, which is then the second. */
  readonly first?: Scenario | undefined
  /** What plain data cannot say. */
  readonly arrange?: ((scene: ArrangedScene) => Stage) | undefined
  readonly outcome: Outcome
  /** The revision of the output `serving-task-definition-arn`. */
  readonly serving: 'new' | 'previous' | 'other' | 'none'
  /** Part of the sentences of the run. */
  readonly sentence: RegExp
  /** The earliest time at which reads, as they were served, could tell the outcome. */
  readonly known: (times: KnownTimes) => number
  /** Writes to the service after the one that deploys. */
  readonly writes: readonly string[]
  /** So long may pass from `known` to the end of the run. */
  readonly lagSeconds: number
  /** The most reads in a quiet minute. */
  readonly quietReads: number
}

export interface ArrangedScene {
  readonly stage: Stage
  readonly simulator: Simulator
  readonly clock: VirtualClock
  readonly service: string
  /** Runs when the run's write of the service reaches AWS, just before it is carried out. */
  whenDeployed(run: () => void): void
}

/** What differs from the ordinary scenario. */
export interface Difference extends Partial<Omit<Scenario, 'service' | 'inputs' | 'aws'>> {
  readonly service?: Partial<Scenario['service']>
  readonly inputs?: Partial<Scenario['inputs']>
  readonly aws?: Partial<Scenario['aws']>
}

export type Expected = Pick<NamedScenario, 'outcome' | 'serving' | 'sentence' | 'known'> &
  Partial<Pick<NamedScenario, 'arrange' | 'first' | 'writes' | 'lagSeconds' | 'quietReads'>>

/** The 95th percentile over random moments is 4 s: a single run may take a little longer. */
export const LAG_SECONDS = 6

/** 17 as a rule, and a few more where a quiet phase begins. */
const QUIET_READS = 21

export function named(name: string, difference: Difference, expected: Expected): NamedScenario {
  return {
    name,
    scenario: differing(difference),
    writes: [],
    lagSeconds: LAG_SECONDS,
    quietReads: QUIET_READS,
    ...expected,
  }
}

export function differing({ service, inputs, aws, ...rest }: Difference): Scenario {
  return {
    ...ORDINARY,
    ...rest,
    service: { ...ORDINARY.service, ...service },
    inputs: { ...ORDINARY.inputs, ...inputs },
    aws: { ...ORDINARY.aws, ...aws },
  }
}

/** An event so many seconds after the deployment began. */
export function at(seconds: number, event: DistributedEvent): RolloutEvent {
  return { after: 'start', seconds, ...event }
}

/** An event so many seconds after the deployment completed. */
export function afterCompletion(seconds: number, event: DistributedEvent): RolloutEvent {
  return { after: 'completion', seconds, ...event }
}

type DistributedEvent = RolloutEvent extends infer Event
  ? Event extends RolloutEvent
    ? Omit<Event, 'after' | 'seconds'>
    : never
  : never
