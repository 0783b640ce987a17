import {
  beginDeployment,
  completeDeployment,
  end,
  isOngoing,
  rollBackOnRequest,
  tripCircuitBreaker,
} from './deployments.ts'
import { recordFailure, recordProven } from './failures.ts'
import { placeTask } from './placement.ts'
import { addEvent, taskList } from './service-events.ts'
import type { DeploymentRecord, Ecs, ServiceRecord } from './state.ts'
import { isHealthy, unhealthiness } from './task-judgement.ts'
import { beginTask, stopTask } from './task-lifecycle.ts'
import { isLive, type TaskRecord } from './task-state.ts'

/** How often the scheduler checks a service on its own: while it changes, and while it is steady. Assumed. */
const PASS_MS = 5_000
const STEADY_PASS_MS = 15_000
/** Placing a task is retried after this time. Assumed. */
const PLACEMENT_RETRY_MS = 30_000
/** "INACTIVE services may be cleaned up and purged" (SDK documentation, DeleteService): here after this time. */
const INACTIVE_VISIBLE_MS = 3_600_000

/** Makes the scheduler check the service after `delayMs`, unless a check is already due by then. */
export function wakeScheduler(ecs: Ecs, service: ServiceRecord, delayMs: number): void {
  const at = ecs.world.clock.now() + delayMs
  if (service.nextPass && service.nextPass.at <= at) return
  service.nextPass?.cancel()
  const cancel = ecs.world.clock.after(delayMs, () => {
    service.nextPass = undefined
    runPass(ecs, service)
  })
  service.nextPass = { at, cancel }
}

/** One pass of the service scheduler. A rolling update is a series of these (developer guide, "rolling update"). */
function runPass(ecs: Ecs, service: ServiceRecord): void {
  const primary = service.deployments[0]
  if (!primary || service.status === 'INACTIVE') return
  if (service.status === 'DRAINING') {
    drain(ecs, service)
    return
  }
  if (primary.serviceDeployment.status === 'ROLLBACK_REQUESTED') {
    rollBackOnRequest(ecs, primary)
    ecs.wake(service, 0)
    return
  }
  beginDeployment(ecs, primary.serviceDeployment)
  judgeTasks(ecs, service)
  if (breakerTrips(primary)) {
    tripCircuitBreaker(ecs, primary)
    ecs.wake(service, 0)
    return
  }
  launchTasks(ecs, primary)
  retireTasks(ecs, primary)
  settle(ecs, primary)
  ecs.wake(service, service.steady ? STEADY_PASS_MS : PASS_MS)
}

/** Records which tasks have passed their checks, and stops those that fail them so that they are replaced. */
function judgeTasks(ecs: Ecs, service: ServiceRecord): void {
  for (const task of service.tasks) {
    if (!isLive(task)) continue
    const problem = unhealthiness(ecs, task)
    if (problem) {
      addEvent(ecs, service, problem.event)
      stopTask(ecs, task, { code: 'ServiceSchedulerInitiated', reason: problem.stoppedReason, counts: 'failure' })
    } else if (!task.proven && isHealthy(ecs, task)) {
      recordProven(ecs, task)
    }
  }
}

function breakerTrips(deployment: DeploymentRecord): boolean {
  const breaker = deployment.service.settings.deploymentConfiguration.deploymentCircuitBreaker
  if (!breaker?.enable || deployment.rolloutState !== 'IN_PROGRESS') return false
  return deployment.failedTasks >= deployment.serviceDeployment.breaker.threshold
}

/** Starts what is missing, as far as maximumPercent (rounded down) leaves room. */
function launchTasks(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  if (primary.rolloutState === 'FAILED' || service.launches.pausedUntil > ecs.world.clock.now()) return
  const { missing, room } = demand(primary)
  const started: TaskRecord[] = []
  for (let count = Math.min(missing, room); count > 0; count--) {
    const task = placeTask(ecs, primary)
    if (typeof task === 'string') {
      addEvent(ecs, service, task)
      recordFailure(ecs, service, primary.revision)
      service.launches.pausedUntil = Math.max(service.launches.pausedUntil, ecs.world.clock.now() + PLACEMENT_RETRY_MS)
      service.steady = false
      break
    }
    started.push(task)
  }
  if (started.length === 0) return
  service.steady = false
  addEvent(ecs, service, `has started ${started.length} tasks: ${taskList(started)}.`)
  for (const task of started) beginTask(ecs, task)
}

/**
 * Stops tasks of earlier deployments as those of the PRIMARY one become healthy. Where maximumPercent leaves no room for
 * new tasks, earlier ones are stopped first, down to minimumHealthyPercent (rounded up).
 */
function retireTasks(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  const { desiredCount, deploymentConfiguration } = service.settings
  const live = [...service.tasks].filter(isLive)
  const current = live.filter(task => task.revision === primary.revision)
  const surplus = current.toReversed().slice(0, Math.max(0, current.length - desiredCount))
  const stopped = [...surplus]
  if (primary.rolloutState !== 'FAILED') {
    const healthy = live.filter(task => isHealthy(ecs, task))
    // Unhealthy ones go first: they are of no use to the service.
    const earlier = live
      .filter(task => task.revision !== primary.revision)
      .sort((a, b) => Number(isHealthy(ecs, a)) - Number(isHealthy(ecs, b)))
    const healthyEarlier = earlier.filter(task => isHealthy(ecs, task)).length
    const replaced = earlier.length - Math.max(0, desiredCount - (healthy.length - healthyEarlier))
    const { missing, room } = demand(primary)
    const floor = Math.ceil((desiredCount * (deploymentConfiguration.minimumHealthyPercent ?? 100)) / 100)
    const expendable = earlier.length - healthyEarlier + Math.max(0, Math.min(healthyEarlier, healthy.length - floor))
    const toMakeRoom = room < missing ? Math.min(missing - room, expendable) : 0
    stopped.push(...earlier.slice(0, Math.max(0, replaced, toMakeRoom)))
  }
  if (stopped.length === 0) return
  for (const task of stopped) {
    stopTask(ecs, task, {
      code: 'ServiceSchedulerInitiated',
      reason: `Scaling activity initiated by (deployment ${primary.id})`,
      counts: 'no',
    })
  }
  addEvent(ecs, service, `has stopped ${stopped.length} running tasks: ${taskList(stopped)}.`)
}

/** How many tasks the PRIMARY deployment lacks, and how many more the percentages allow. */
function demand(primary: DeploymentRecord): { readonly missing: number; readonly room: number } {
  const { desiredCount, deploymentConfiguration } = primary.service.settings
  let live = 0
  let current = 0
  for (const task of primary.service.tasks) {
    if (!isLive(task)) continue
    live++
    if (task.revision === primary.revision) current++
  }
  const most = Math.floor((desiredCount * (deploymentConfiguration.maximumPercent ?? 200)) / 100)
  return { missing: Math.max(0, desiredCount - current), room: Math.max(0, most - live) }
}

/** Completes the deployment, and announces the steady state, when there is nothing left to do. */
function settle(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  if (service.steady) return
  let healthy = 0
  for (const task of service.tasks) {
    if (task.lastStatus === 'STOPPED') continue
    // A failed rollout leaves what ran before in place, and never becomes steady.
    if (!isLive(task) || task.revision !== primary.revision || !isHealthy(ecs, task)) return
    healthy++
  }
  if (healthy !== service.settings.desiredCount || primary.rolloutState === 'FAILED') return
  if (primary.rolloutState === 'IN_PROGRESS') completeDeployment(ecs, primary)
  service.steady = true
  addEvent(ecs, service, 'has reached a steady state.')
}

/** DeleteService: DRAINING until the last task is gone, then INACTIVE, then forgotten. */
function drain(ecs: Ecs, service: ServiceRecord): void {
  const current = service.serviceDeployments[0]
  if (current && isOngoing(current)) end(ecs, current, 'STOPPED', 'The service was deleted.') // wording assumed
  const live = [...service.tasks].filter(isLive)
  for (const task of live) {
    const reason = `Scaling activity initiated by (deployment ${service.deployments[0]?.id})`
    stopTask(ecs, task, { code: 'ServiceSchedulerInitiated', reason, counts: 'no' })
  }
  if (live.length > 0) addEvent(ecs, service, `has stopped ${live.length} running tasks: ${taskList(live)}.`)
  if ([...service.tasks].some(task => task.lastStatus !== 'STOPPED')) return
  service.status = 'INACTIVE'
  service.deployments = []
  ecs.world.clock.after(INACTIVE_VISIBLE_MS, () => {
    if (service.cluster.services.get(service.name) === service) service.cluster.services.delete(service.name)
  })
}
