import { placeTask } from '../placement.ts'
import { addEvent, taskList } from '../service-events.ts'
import type { DeploymentRecord, Ecs } from '../state.ts'
import { isHealthy } from '../task-judgement.ts'
import { beginTask, stopTask } from '../task-lifecycle.ts'
import { isLive, type TaskRecord } from '../task-state.ts'
import { isHalted, isShifting } from './deployments.ts'
import { removesEarlierAtOnce } from './early-success.ts'
import { recordFailure } from './failures.ts'

/** Placing a task is retried after this time. Assumed. */
const PLACEMENT_RETRY_MS = 30_000

/** Starts what is missing, as far as maximumPercent (rounded down) leaves room. */
export function launchTasks(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  if (isHalted(primary) || service.launches.pausedUntil > ecs.world.clock.now()) return
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
export function retireTasks(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  const { desiredCount, deploymentConfiguration } = service.settings
  const live = [...service.tasks].filter(isLive)
  const current = live.filter(task => task.revision === primary.revision)
  const surplus = current.toReversed().slice(0, Math.max(0, current.length - desiredCount))
  const stopped = [...surplus]
  if (!isHalted(primary) && !isShifting(primary)) {
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
    const expired = removesEarlierAtOnce(ecs, primary) ? earlier.length : 0
    stopped.push(...earlier.slice(0, Math.max(0, replaced, toMakeRoom, expired)))
  }
  stopAll(ecs, primary, stopped)
}

/** Stops tasks that the deployment does not need, or no longer needs. */
export function stopAll(ecs: Ecs, primary: DeploymentRecord, stopped: readonly TaskRecord[]): void {
  if (stopped.length === 0) return
  for (const task of stopped) {
    stopTask(ecs, task, {
      code: 'ServiceSchedulerInitiated',
      reason: `Scaling activity initiated by (deployment ${primary.id})`,
      counts: 'no',
    })
  }
  addEvent(ecs, primary.service, `has stopped ${stopped.length} running tasks: ${taskList(stopped)}.`)
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
  // The new tasks are started beside all the earlier ones.
  if (isShifting(primary)) return { missing: Math.max(0, desiredCount - current), room: desiredCount }
  const most = Math.floor((desiredCount * (deploymentConfiguration.maximumPercent ?? 200)) / 100)
  return { missing: Math.max(0, desiredCount - current), room: Math.max(0, most - live) }
}
