import { windowOf } from '../read-troubles.ts'
import type { ReadTrouble } from '../scenario.ts'
import type { Moment } from './history.ts'
import type { OurDeployment, Played } from './played.ts'

/** What is true of our deployment at a moment. */
export interface Truth {
  readonly status: string | undefined
  readonly isTriggered: boolean
  readonly isActive: boolean
  readonly isPrimary: boolean
  /** As many tasks of ours run as are wanted, all of them healthy. */
  readonly isUp: boolean
  /** Somebody else's deployment came after ours. */
  readonly isSuperseded: boolean
  readonly hasForeignTarget: boolean
  readonly rolloutState: string | undefined
}

export function truthAt(played: Played, ours: OurDeployment, moment: Moment): Truth {
  const own = moment.serviceDeployments.find(({ arn }) => arn === ours.serviceDeployment)
  const deployment = moment.deployments.find(({ id }) => id === ours.id)
  const live = moment.tasks.filter(
    task => task.isLive && (ours.isNew ? task.startedBy === ours.id : task.taskDefinition === ours.taskDefinition),
  )
  return {
    status: own?.status,
    isTriggered: own?.isTriggered ?? false,
    isActive: moment.status === 'ACTIVE',
    isPrimary: moment.deployments[0]?.id === ours.id,
    isUp: live.length === moment.desiredCount && live.every(({ isHealthy }) => isHealthy),
    isSuperseded: moment.serviceDeployments.some(
      ({ createdAt, arn }) =>
        createdAt >= ours.at && arn !== ours.serviceDeployment && !(ours.isNew && isOfOurRun(played, createdAt)),
    ),
    hasForeignTarget: false,
    rolloutState: deployment?.rolloutState,
  }
}

/** Whether one of our own writes started the deployment. */
function isOfOurRun({ calls }: Played, createdAt: number): boolean {
  return calls.some(
    ({ operation, simulatedAt, outcome }) =>
      operation === 'UpdateService' && simulatedAt === createdAt && outcome === 'ok',
  )
}

/** The moments that the last reads of an operation can have shown. */
export function lastSeen(played: Played, operations: readonly string[], withinMs: number): readonly Moment[] {
  const { history, endedAt, scenario, startedAt } = played
  const start = played.ours?.at ?? startedAt
  const from = endedAt - withinMs
  const lags = scenario.reads.flatMap(trouble => {
    if (!operations.some(operation => isOf(trouble, operation))) return []
    const window = windowOf(trouble, start)
    return window.until > from && window.from < endedAt ? [lagOf(trouble, { start, at: endedAt })] : []
  })
  return history.between(from - Math.max(0, ...lags), endedAt)
}

/** Two services have a DescribeServices: scenarios name that of ECS, and both names mean it. */
function isOf({ operation: troubled }: ReadTrouble, operation: string): boolean {
  const plain = (name: string) => name.replace(/^ecs:/, '')
  return troubled === '*' || plain(troubled) === plain(operation)
}

function lagOf(trouble: ReadTrouble, { start, at }: { start: number; at: number }): number {
  if (trouble.kind === 'late' || trouble.kind === 'reversed') return trouble.seconds * 1000
  return trouble.kind === 'frozen' ? Math.max(0, at - windowOf(trouble, start).from) : 0
}

/** When a read of each operation could show what was true from `at` on. */
export function shownAt(played: Played, operations: readonly string[], at: number): number {
  const start = played.ours?.at ?? played.startedAt
  const times = operations.map(operation => shownBy(played.scenario.reads, { operation, at, start }))
  return Math.max(at, ...times)
}

/** Troubles can follow each other: until none holds it back any more. */
function shownBy(
  troubles: readonly ReadTrouble[],
  { operation, at, start }: { operation: string; at: number; start: number },
): number {
  let shown = at
  for (let round = 0; round <= troubles.length; round++) {
    for (const trouble of troubles) {
      if (!isOf(trouble, operation)) continue
      const { from, until } = windowOf(trouble, start)
      if (shown < from || shown >= until) continue
      switch (trouble.kind) {
        case 'late':
          shown = Math.max(shown, Math.min(at + trouble.seconds * 1000, until))
          break
        case 'reversed':
          break
        default:
          shown = until
      }
    }
  }
  return shown
}

/** When the truth has this property for the first time since our deployment began. */
export function firstTime(
  played: Played,
  ours: OurDeployment,
  is: (truth: Truth, moment: Moment) => boolean,
): number | undefined {
  const found = played.history.moments.find(
    moment => moment.at >= ours.at && moment.at <= played.endedAt && is(truthAt(played, ours, moment), moment),
  )
  return found?.at
}

/** Since when the truth has this property, without a break until the end; undefined: at the end it does not. */
export function sinceWhen(played: Played, ours: OurDeployment, is: (truth: Truth) => boolean): number | undefined {
  const moments = played.history.moments.filter(({ at }) => at <= played.endedAt)
  let since: number | undefined
  for (const moment of moments.toReversed()) {
    if (!is(truthAt(played, ours, moment))) break
    since = moment.at
  }
  return since === undefined ? undefined : Math.max(since, ours.at)
}
