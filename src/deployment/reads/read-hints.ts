import { isDenied } from '../judge/failed-reads.ts'
import { isFinal, type RolloutFacts } from '../judge/rollout-facts.ts'
import { failureThreshold } from '../judge/task-failures.ts'
import { type DeploymentState, type EventState, primaryOf, type Source } from '../snapshot.ts'

/** How many tasks of ours there are. */
export type TaskCounts = Pick<DeploymentState, 'runningCount' | 'pendingCount' | 'failedTasks'>

/** By DescribeServices, or, while that cannot be read, by the service deployment. */
export function taskCounts({ ours, serviceDeployment, failedReads }: RolloutFacts): TaskCounts | undefined {
  const { target, failureCount = 0 } = serviceDeployment ?? {}
  if (!failedReads.bySource.service || !target) return ours
  return { runningCount: target.runningCount, pendingCount: target.pendingCount, failedTasks: failureCount }
}

/**
 * Whether a task of ours has probably stopped between two polls. `failedTasks` alone does not tell: it is reset once
 * a task runs, so a container that starts and dies a little later is never counted.
 */
export function hintsAtStoppedTask(
  before: TaskCounts | undefined,
  now: TaskCounts | undefined,
  events: readonly EventState[],
): boolean {
  if (events.some(event => /unhealthy|health checks/i.test(event.message))) return true
  if (!now || now === before) return false
  if (!before) return now.failedTasks > 0
  return (
    (now.failedTasks > before.failedTasks && hasTasks(before, now)) ||
    now.runningCount < before.runningCount ||
    now.runningCount + now.pendingCount < before.runningCount + before.pendingCount
  )
}

/** A task that could not be placed counts as failed, too, and there is none to be found. */
function hasTasks(before: TaskCounts, now: TaskCounts): boolean {
  return [before, now].some(({ runningCount, pendingCount }) => runningCount + pendingCount > 0)
}

/** What makes the other source worth a read at once, where it changes. */
export function importantPart({ service, serviceDeployment, ours }: RolloutFacts): string {
  const primary = service && primaryOf(service)
  return JSON.stringify([
    service?.service.status,
    primary?.id,
    ours?.rolloutState,
    serviceDeployment?.status,
    serviceDeployment?.alarms,
  ])
}

/** All wanted tasks run, or one more failure decides: the next change is the decision. */
export function isDecisionNear(facts: RolloutFacts): boolean {
  const { ours, serviceDeployment, stoppedTasks, desiredCount } = facts
  const { failureCount, failureThreshold: threshold } = serviceDeployment ?? {}
  if (failureCount !== undefined && threshold && failureCount >= threshold - 1) return true
  if (stoppedTasks.length > 0 && stoppedTasks.length >= failureThreshold(facts, 'auto') - 1) return true
  return ours !== undefined && ours.runningCount >= desiredCount
}

/**
 * The source that shows a decision first: DescribeServices, which shows every other deployment, too; the service
 * deployment where only that does (a bake time, a stage, a first deployment that somebody stops, a rollback under way).
 */
export function primarySource(facts: RolloutFacts): Source {
  const { service, serviceDeployment, completedAt, failedAt, identity, failedReads } = facts
  if (isDenied(failedReads, 'service')) return 'service-deployment'
  if (!serviceDeployment || failedReads.bySource['service-deployment'] || isFinal(serviceDeployment.status))
    return 'service'
  const showsFirst =
    completedAt !== undefined ||
    serviceDeployment.lifecycleStage === 'BAKE_TIME' ||
    failedAt !== undefined ||
    !['PENDING', 'IN_PROGRESS'].includes(serviceDeployment.status) ||
    (service !== undefined && (service.service.strategy !== 'ROLLING' || service.service.hasEarlySuccess))
  return showsFirst || identity.earlier.length === 0 || failedReads.bySource.service ? 'service-deployment' : 'service'
}

/** The other one of the two that decide. */
export function otherSource(source: Source): Source {
  return source === 'service' ? 'service-deployment' : 'service'
}

/** AWS limits the rate of each of the two by itself: where one is refused, the other one may still be read. */
export function throttledSources(facts: RolloutFacts): readonly [Source, ...Source[]] {
  const primary = primarySource(facts)
  return facts.failedReads.bySource[primary] ? [primary, otherSource(primary)] : [primary]
}

/** All wanted tasks run: whether they are healthy is all that is missing. */
export function isServingNear({ ours, desiredCount, completedAt, failedAt }: RolloutFacts): boolean {
  if (completedAt !== undefined || failedAt !== undefined) return false
  return ours !== undefined && ours.runningCount >= desiredCount
}

/** Some task runs, and not all are known to be healthy. */
export function mayBecomeHealthy({ ours, completedAt, running, desiredCount }: RolloutFacts): boolean {
  if (!ours || ours.runningCount === 0 || completedAt !== undefined) return false
  const healthy = running?.tasks.filter(task => task.isHealthy).length ?? 0
  return healthy < desiredCount
}

/** What the source that is read all the time shows: the other one may show late what that has long shown. */
export function fingerprintOf(facts: RolloutFacts): string {
  const { service, serviceDeployment } = facts
  const {
    updatedAt: _,
    failureCount: _count,
    ...deployment
  } = serviceDeployment ?? { updatedAt: undefined, failureCount: 0 }
  const deployments = service?.deployments.map(({ updatedAt: _at, failedTasks: _failed, ...state }) => state)
  const shown = primarySource(facts) === 'service' ? [service?.service, deployments] : deployment
  return JSON.stringify(shown)
}

/** When the last task of ours stopped that is known, ms: it may be found long after that. */
export function lastStopAt({ stoppedTasks, at }: RolloutFacts): number {
  return Math.min(at, Math.max(0, ...stoppedTasks.map(({ stoppingAt = 0 }) => stoppingAt)))
}
