import { addEvent, taskList } from '../service-events.ts'
import type { DeploymentRecord, Ecs, ServiceRecord } from '../state.ts'
import { isHealthy, unhealthiness } from '../task-judgement.ts'
import { stopTask } from '../task-lifecycle.ts'
import { isLive } from '../task-state.ts'
import { advanceShift, shiftDue } from '../traffic-shift/traffic-shift.ts'
import { alarmFires, failOnAlarm } from './alarms.ts'
import { tripCircuitBreaker } from './circuit-breaker.ts'
import { finishBake, settle } from './completion.ts'
import { beginDeployment, end, isHalted, isOngoing, isShifting } from './deployments.ts'
import { recordProven } from './failures.ts'
import { launchTasks, retireTasks } from './replacement.ts'
import { rollBack, rollBackOnRequest } from './rollbacks.ts'

/** How often the scheduler checks a service on its own: while it changes, and while it is steady. Assumed. */
const PASS_MS = 5_000
const STEADY_PASS_MS = 15_000
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
  if (changesCourse(ecs, primary)) {
    ecs.wake(service, 0)
    return
  }
  const { shift } = primary.serviceDeployment
  if (shift && isShifting(primary)) {
    advanceShift(ecs, primary, shift)
  } else {
    launchTasks(ecs, primary)
    retireTasks(ecs, primary)
    settle(ecs, primary)
  }
  ecs.wake(service, service.steady ? STEADY_PASS_MS : PASS_MS)
  wakeWhenDue(ecs, primary)
}

/** Checks the service again at the moment at which something ends. */
function wakeWhenDue(ecs: Ecs, primary: DeploymentRecord): void {
  const now = ecs.world.clock.now()
  const { bakingUntil, pendingRollback, shift } = primary.serviceDeployment
  const shiftEnds = shift && isShifting(primary) ? shiftDue(shift, now) : undefined
  for (const due of [bakingUntil, pendingRollback?.at, shiftEnds]) {
    if (due !== undefined) ecs.wake(primary.service, Math.max(0, due - now))
  }
}

/** Begins, fails or rolls back the PRIMARY deployment if it is time to. True: there is another PRIMARY one, or an end. */
function changesCourse(ecs: Ecs, primary: DeploymentRecord): boolean {
  const { serviceDeployment } = primary
  const { pendingRollback } = serviceDeployment
  if (pendingRollback) {
    if (pendingRollback.at > ecs.world.clock.now()) {
      judgeTasks(ecs, primary.service)
      return false
    }
    rollBack(ecs, primary, pendingRollback.plan)
    return true
  }
  if (serviceDeployment.status === 'ROLLBACK_REQUESTED') {
    rollBackOnRequest(ecs, primary)
    return true
  }
  beginDeployment(ecs, serviceDeployment)
  judgeTasks(ecs, primary.service)
  if (breakerTrips(primary)) {
    tripCircuitBreaker(ecs, primary)
    return true
  }
  if (alarmFires(ecs, serviceDeployment)) {
    failOnAlarm(ecs, primary)
    return true
  }
  finishBake(ecs, primary)
  return false
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
  if (!breaker?.enable || deployment.rolloutState !== 'IN_PROGRESS' || isHalted(deployment)) return false
  return deployment.failedTasks >= deployment.serviceDeployment.breaker.threshold
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
