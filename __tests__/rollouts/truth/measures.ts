import { deadlineOf, ownStop } from './claims.ts'
import type { Played } from './played.ts'
import { firstTime, shownAt, sinceWhen } from './truths.ts'

const SECOND = 1000
const MINUTE = 60_000
const VERIFIED = [
  'ecs:DescribeServices',
  'DescribeServiceDeployments',
  'ListTasks',
  'DescribeTasks',
  'DescribeTargetHealth',
  'ListInstances',
]
const DECIDING = ['ecs:DescribeServices', 'DescribeServiceDeployments']

/** How long after it could be known the run ended, ms; undefined where no moment can be named. */
export function lagMs(played: Played): number | undefined {
  const { ours, endedAt, report } = played
  if (!ours) return undefined
  const known = knownAt(played)
  if (known === undefined) return undefined
  return Math.max(0, endedAt - shownAt(played, report.outcome === 'succeeded' ? VERIFIED : DECIDING, known))
}

function knownAt(played: Played): number | undefined {
  const { ours, report } = played
  if (!ours) return undefined
  switch (report.outcome) {
    case 'succeeded':
      return sinceWhen(
        played,
        ours,
        truth => truth.isActive && truth.isPrimary && truth.isUp && (!ours.isNew || truth.status === 'SUCCESSFUL'),
      )
    case 'serving':
      return sinceWhen(played, ours, truth => truth.isActive && truth.isPrimary && truth.isUp)
    case 'superseded':
      return firstTime(played, ours, ({ isSuperseded }) => isSuperseded)
    case 'rolled-back':
    case 'stopped':
      return firstTime(played, ours, ({ status }) =>
        ['STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'].includes(status ?? ''),
      )
    case 'failed':
      return firstTime(
        played,
        ours,
        ({ status, isActive }) => !isActive || status === 'ROLLBACK_FAILED' || status === 'STOPPED',
      )
    case 'timed-out':
      return deadlineOf(played, ours)
    default:
      return undefined
  }
}

/** Whether nothing but the deployment itself and late reads decides when the run ends. */
export function isPlain({ scenario, calls, ...rest }: Played): boolean {
  const isUndisturbed = scenario.reads.every(({ kind }) => kind === 'late')
  const isOwn =
    ownStop({ scenario, calls, ...rest }) || calls.filter(({ operation }) => operation === 'UpdateService').length > 1
  return isUndisturbed && !isOwn && ['none', 'right'].includes(scenario.inputs.http)
}

/**
 * When the watch itself was over: what follows (a rollback of the run's own, the evidence, the verification) reads what
 * it needs.
 */
function watchedUntil({ ours, calls, history, endedAt, report }: Played): number {
  if (!ours) return endedAt
  const write = calls.find(call => call.write && call.simulatedAt > ours.at)
  const end = history.moments.find(
    ({ at, serviceDeployments }) =>
      at > ours.at &&
      serviceDeployments.some(({ arn, status }) => arn === ours.serviceDeployment && FINAL.includes(status)),
  )
  const last = endedAt - (report.outcome === 'serving' ? 3 * SECOND : 0.2 * SECOND)
  return Math.min(last, write?.simulatedAt ?? last, end?.at ?? last)
}

const FINAL = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']

/** The most reads of the watch in any minute after our write, and in any such minute in which nothing happened. */
export function readsAMinute(played: Played): { busy: number; quiet: number } {
  const { ours, calls, history, scenario } = played
  const none = { busy: 0, quiet: 0 }
  if (!ours) return none
  const endedAt = watchedUntil(played)
  const reads = calls
    .filter(({ write, simulatedAt }) => !write && simulatedAt > ours.at && simulatedAt < endedAt)
    .map(call => call.simulatedAt)
  const changes = history.moments.map(({ at }) => at).filter(at => at > ours.at && at < endedAt)
  const isBadlyRead = scenario.reads.some(({ kind }) => kind !== 'late')
  let busy = 0
  let quiet = 0
  for (const [index, from] of reads.entries()) {
    let end = index
    while ((reads[end] ?? Number.POSITIVE_INFINITY) < from + MINUTE) end += 1
    const count = end - index
    busy = Math.max(busy, count)
    const isQuiet =
      from + MINUTE <= endedAt - 5 * SECOND &&
      from - ours.at > 35 * SECOND &&
      !changes.some(at => at > from - 30 * SECOND && at < from + MINUTE)
    if (isQuiet && !isBadlyRead) quiet = Math.max(quiet, count)
  }
  return { busy, quiet }
}

/** The value below which that share of the values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
