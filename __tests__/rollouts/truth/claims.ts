import { windowOf } from '../read-troubles.ts'
import { failureShownAt } from './own-failure.ts'
import type { OurDeployment, Played } from './played.ts'
import { firstTime, lastSeen, shownAt, type Truth, truthAt } from './truths.ts'

/** The last look takes less than this, and is at the end of the run. */
const LAST_LOOK_MS = 3_000
const FINAL = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']

/** What is not true about how the run says that it ended. Empty: nothing. */
export function untruths(played: Played): readonly string[] {
  const { outcome } = played.report
  if (!played.ours) return withoutWrite(played)
  const problem = CLAIMS[outcome]?.(played, played.ours) ?? `no run of these ends as ${outcome}`
  return problem === '' ? [] : [`${outcome}: ${problem}`]
}

type Claim = (played: Played, ours: OurDeployment) => string

const CLAIMS: Readonly<Record<string, Claim>> = {
  succeeded: (played, ours) => green(played, ours, ours.isNew),
  serving(played, ours) {
    if (played.scenario.inputs.waitUntil !== 'serving') return 'nobody asked for it'
    return green(played, ours, false)
  },
  'rolled-back'(played, ours) {
    const ended = endOf(played, ours)
    if (ended.status === 'ROLLBACK_SUCCESSFUL' && (ended.isTriggered || ownStop(played))) return ''
    return revertCompleted(played) ? '' : `its service deployment is ${ended.status}, and no revert has completed`
  },
  stopped(played, ours) {
    const { status } = endOf(played, ours)
    if (!hasDeed(played, 'stop-deployment')) return 'nobody stopped it'
    return status === 'STOPPED' || status?.startsWith('ROLLBACK_') ? '' : `its service deployment is ${status}`
  },
  superseded: (played, ours) => (endOf(played, ours).isSuperseded ? '' : 'nothing has replaced it'),
  failed,
  'timed-out'(played, ours) {
    const deadline = deadlineOf(played, ours)
    if (played.endedAt < deadline - 1000) return `${(deadline - played.endedAt) / 1000} s were left`
    const before = lastSeen(
      played,
      ['DescribeServices', 'DescribeServiceDeployments'],
      played.endedAt - deadline + 8_000,
    )
    const isOpen = before.some(moment => {
      const truth = truthAt(played, ours, moment)
      if (!ours.isNew) return !truth.isUp && truth.isActive && !truth.isSuperseded
      return !FINAL.includes(truth.status ?? '') && truth.isActive && !truth.isSuperseded
    })
    return isOpen || isTroubled(played, 30_000) ? '' : 'it was decided before'
  },
  unknown(played) {
    const start = played.ours?.at ?? played.startedAt
    const isExpired = played.scenario.reads.some(
      trouble => trouble.kind === 'expired' && windowOf(trouble, start).from <= played.endedAt,
    )
    const isDenied = played.scenario.reads.some(
      trouble =>
        trouble.kind === 'denied' &&
        trouble.forSeconds >= 60 &&
        windowOf(trouble, start).from + 60_000 <= played.endedAt,
    )
    return isExpired || isDenied ? '' : 'neither credentials nor permissions were lost'
  },
  unverified(played, ours) {
    const { scenario } = played
    if (
      ours.isNew &&
      !firstTime(played, ours, ({ status }) => status === 'SUCCESSFUL') &&
      scenario.inputs.waitUntil !== 'serving'
    ) {
      return 'it has not completed'
    }
    if (hasBadAnswer(played) || isTroubled(played, 60_000)) return ''
    const seen = lastSeen(played, VERIFIED, LAST_LOOK_MS + 8_000)
    const isFine = (truth: Truth) => truth.isUp && truth.isPrimary && truth.isActive
    return seen.every(moment => isFine(truthAt(played, ours, moment))) && !foreign(played, false)
      ? 'its tasks and targets are healthy'
      : ''
  },
}

const VERIFIED = [
  'DescribeServices',
  'ListTasks',
  'DescribeTasks',
  'DescribeTargetHealth',
  'ListInstances',
  'DescribeServiceDeployments',
]

function green(played: Played, ours: OurDeployment, isCompleted: boolean): string {
  if (hasBadAnswer(played)) return 'the response was not the expected one'
  if (foreign(played, true)) return "somebody else's target is in the group"
  const truths = (operations: readonly string[]) =>
    lastSeen(played, operations, LAST_LOOK_MS).map(moment => truthAt(played, ours, moment))
  const is = (operations: readonly string[], property: (truth: Truth) => boolean) => truths(operations).some(property)
  if (!is(['DescribeServices'], ({ isActive }) => isActive)) return 'the service was deleted'
  if (!is(['DescribeServices'], ({ isPrimary }) => isPrimary)) return 'another deployment is PRIMARY'
  // Both sources tell; the one that is in time counts.
  if (isCompleted && !is(['DescribeServices', 'DescribeServiceDeployments'], ({ status }) => status === 'SUCCESSFUL')) {
    return `its service deployment is ${endOf(played, ours).status}`
  }
  if (!is(VERIFIED, ({ isUp }) => isUp)) return 'its tasks or targets are not all there and healthy'
  if (played.scenario.reads.length === 0) {
    const whole = truths([]).some(
      truth => truth.isActive && truth.isPrimary && truth.isUp && (!isCompleted || truth.status === 'SUCCESSFUL'),
    )
    if (!whole) return 'not all of it was true at the same time'
  }
  return ''
}

function failed(played: Played, ours: OurDeployment): string {
  const truth = endOf(played, ours)
  if (!truth.isActive) return ''
  if (truth.status === 'ROLLBACK_FAILED') return ''
  if (truth.status === 'STOPPED' && truth.isTriggered) return ''
  const isFailing = truth.rolloutState === 'FAILED' || truth.status?.startsWith('ROLLBACK') || truth.isTriggered
  if (isFailing && played.endedAt >= deadlineOf(played, ours) - 1000) return ''
  if (ours.isNew && couldSeeCompletion(played, ours)) return 'it has completed'
  const shownAt = failureShownAt(played)
  if (shownAt === undefined) return `its service deployment is ${truth.status}, and too few tasks have failed`
  if (!ours.isNew || effectiveOnFailure(played) === 'leave' || played.scenario.before === 'nothing') return ''
  // What somebody else did meanwhile may prevent the rollback, and so may reads that fail.
  const isDisturbed = played.deeds.some(({ accepted, at }) => accepted && at >= shownAt) || isTroubled(played, 120_000)
  return isDisturbed || truth.isSuperseded ? '' : 'it was not rolled back'
}

/** Whether one of the two sources, late or unreadable as it may be, could show by the end that ours had completed. */
function couldSeeCompletion(played: Played, ours: OurDeployment): boolean {
  const completedAt = firstTime(played, ours, ({ status }) => status === 'SUCCESSFUL')
  if (completedAt === undefined) return false
  const sources = ['ecs:DescribeServices', 'DescribeServiceDeployments']
  return sources.some(operation => shownAt(played, [operation], completedAt) <= played.endedAt)
}

function unchangedUntruths(played: Played): readonly string[] {
  const primary = played.history.at(played.endedAt)
  const wanted = played.report.outputs.taskDefinitionArn
  if (played.scenario.change !== 'none') return ['unchanged: something was to change']
  const live = primary.tasks.filter(({ isLive }) => isLive)
  const isUp =
    live.length === primary.desiredCount && live.every(task => task.isHealthy && task.taskDefinition === wanted)
  return isUp ? [] : ['unchanged: not all tasks are healthy']
}

function withoutWrite(played: Played): readonly string[] {
  const { report, scenario } = played
  const isBad = ['wrong', 'unreachable'].includes(scenario.inputs.http) && scenario.service.desiredCount > 0
  if (report.outcome === 'unchanged' && !isBad) return unchangedUntruths(played)
  if (report.outcome === 'unverified' && isBad && scenario.change === 'none') return []
  return [`${report.outcome}: nothing was written. ${report.sentences.join(' ')}`]
}

function endOf(played: Played, ours: OurDeployment): Truth {
  return truthAt(played, ours, played.history.at(played.endedAt))
}

export function deadlineOf({ scenario }: Played, ours: OurDeployment): number {
  return ours.at + scenario.inputs.waitTimeoutMinutes * 60_000
}

export function effectiveOnFailure({ scenario }: Played): 'rollback' | 'leave' {
  return scenario.inputs.onFailure ?? (scenario.service.breaker === 'rollback' ? 'rollback' : 'leave')
}

function hasDeed({ deeds, endedAt }: Played, kind: string): boolean {
  return deeds.some(deed => deed.kind === kind && deed.accepted && deed.at <= endedAt)
}

function hasBadAnswer({ scenario, ours }: Played): boolean {
  return ['wrong', 'unreachable'].includes(scenario.inputs.http) && ours?.desiredCount !== 0
}

/** Whether somebody else's target is in a managed group at the end. @param isLong it was for long enough to be seen */
function foreign({ scenario, deeds, endedAt }: Played, isLong: boolean): boolean {
  if (scenario.service.groups !== 'managed') return false
  const margin = isLong ? LAST_LOOK_MS + maxLagMs(scenario.reads) : 0
  return deeds.some(
    ({ kind, accepted, at, until }) =>
      kind === 'foreign-target' && accepted && at <= endedAt - margin && until > endedAt - (isLong ? 0 : 40_000),
  )
}

function maxLagMs(reads: Played['scenario']['reads']): number {
  return Math.max(
    0,
    ...reads.map(trouble =>
      'seconds' in trouble ? trouble.seconds * 1000 : trouble.kind === 'frozen' ? trouble.forSeconds * 1000 : 0,
    ),
  )
}

/** Whether reads went wrong, not only late, shortly before the end. */
export function isTroubled(played: Played, withinMs: number): boolean {
  const start = played.ours?.at ?? played.startedAt
  return played.scenario.reads.some(trouble => {
    const { from, until } = windowOf(trouble, start)
    return until > played.endedAt - withinMs && from <= played.endedAt
  })
}

/** Whether this run asked ECS to stop the deployment. */
export function ownStop({ calls }: Played): boolean {
  return calls.some(({ operation, outcome }) => operation === 'StopServiceDeployment' && outcome === 'ok')
}

function revertCompleted(played: Played): boolean {
  const updates = played.calls.filter(({ operation, outcome }) => operation === 'UpdateService' && outcome === 'ok')
  const revert = updates.at(-1)
  if (!revert || revert.simulatedAt === played.ours?.at) return false
  return played.history
    .at(played.endedAt)
    .serviceDeployments.some(({ createdAt, status }) => createdAt === revert.simulatedAt && status === 'SUCCESSFUL')
}
