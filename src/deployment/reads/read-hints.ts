import type { RolloutFacts } from '../judge/rollout-facts.ts'
import { failureThreshold } from '../judge/task-failures.ts'
import { type DeploymentState, type EventState, primaryOf } from '../snapshot.ts'

/**
 * Whether a task of ours has probably stopped between two polls. `failedTasks` alone does not tell: it is reset once
 * a task runs, so a container that starts and dies a little later is never counted.
 */
export function hintsAtStoppedTask(
  before: DeploymentState | undefined,
  now: DeploymentState | undefined,
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
function hasTasks(before: DeploymentState, now: DeploymentState): boolean {
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
