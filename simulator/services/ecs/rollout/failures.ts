import { addEvent } from '../service-events.ts'
import type { DeploymentRecord, Ecs, RevisionRecord, ServiceRecord } from '../state.ts'
import type { TaskRecord } from '../task-state.ts'

/** Launches are paused after this many consecutive failures. AWS documents the pause; the number is assumed. */
const FAILURES_BEFORE_PAUSE = 5
/** The first pause; each further one is twice as long. AWS documents 15 minutes and more; the numbers are assumed. */
const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 15 * 60_000

/**
 * Counts a task that could not be launched, did not start, or failed its health checks: "the number of consecutively
 * failed tasks in the deployment" (SDK documentation, Deployment.failedTasks). Only a rollout under way counts.
 */
export function recordFailure(ecs: Ecs, service: ServiceRecord, revision: RevisionRecord): void {
  const deployment = rolloutOf(service, revision)
  if (deployment) {
    deployment.failedTasks++
    deployment.updatedAt = ecs.world.clock.now()
    countForBreaker(deployment)
  }
  pauseLaunches(ecs, service)
}

/**
 * A task has passed all its checks: the count of failures starts over, unless `resetOnHealthyTask` is off
 * (SDK documentation, DeploymentCircuitBreaker; on by default).
 */
export function recordProven(ecs: Ecs, task: TaskRecord): void {
  task.proven = true
  task.service.launches.consecutiveFailures = 0
  task.service.launches.pauses = 0
  task.service.launches.pausedUntil = 0
  const deployment = rolloutOf(task.service, task.revision)
  const breaker = task.service.settings.deploymentConfiguration.deploymentCircuitBreaker
  if (!deployment || (breaker?.enable && breaker.resetOnHealthyTask === false)) return
  if (deployment.failedTasks > 0) deployment.updatedAt = ecs.world.clock.now()
  deployment.failedTasks = 0
  countForBreaker(deployment)
}

/** "The service scheduler ... throttles" launches of tasks that keep failing (developer guide, "service throttle logic"). */
function pauseLaunches(ecs: Ecs, service: ServiceRecord): void {
  const { launches } = service
  const now = ecs.world.clock.now()
  launches.consecutiveFailures++
  if (launches.consecutiveFailures < FAILURES_BEFORE_PAUSE || launches.pausedUntil > now) return
  launches.pausedUntil = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** launches.pauses)
  launches.pauses++
  addEvent(ecs, service, 'is unable to consistently start tasks successfully.')
}

function rolloutOf(service: ServiceRecord, revision: RevisionRecord): DeploymentRecord | undefined {
  const primary = service.deployments[0]
  return primary?.revision === revision && primary.rolloutState === 'IN_PROGRESS' ? primary : undefined
}

/** The count that tripped the breaker is kept: a rollback that follows is counted in its own deployment only. */
function countForBreaker(deployment: DeploymentRecord): void {
  const { breaker } = deployment.serviceDeployment
  if (breaker.status !== 'TRIGGERED') breaker.failureCount = deployment.failedTasks
}
