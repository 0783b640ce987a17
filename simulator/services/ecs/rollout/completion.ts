import { addEvent } from '../service-events.ts'
import type { DeploymentRecord, Ecs, ServiceDeploymentRecord, ServiceRecord } from '../state.ts'
import { isHealthy } from '../task-judgement.ts'
import { isLive } from '../task-state.ts'
import { end, isHalted, isOngoing } from './deployments.ts'
import { meetsEarlySuccess, usesEarlySuccess } from './early-success.ts'

/** Completes the deployment, and announces the steady state, when there is nothing left to do. */
export function settle(ecs: Ecs, primary: DeploymentRecord): void {
  const { service } = primary
  if (service.steady || isHalted(primary)) return
  if (meetsEarlySuccess(ecs, primary)) reachEnd(ecs, primary)
  if (!isStable(ecs, primary)) return
  reachEnd(ecs, primary)
  service.deployments = [primary]
  service.steady = true
  addEvent(ecs, service, 'has reached a steady state.')
}

/** Whether exactly the desired tasks of the deployment are there, all of them healthy, and nothing else is left. */
function isStable(ecs: Ecs, { service, revision }: DeploymentRecord): boolean {
  const tasks = [...service.tasks].filter(task => task.lastStatus !== 'STOPPED')
  if (tasks.length !== service.settings.desiredCount) return false
  return tasks.every(task => isLive(task) && task.revision === revision && isHealthy(ecs, task))
}

/** The tasks are as they should be: the deployment completes, or begins to bake. */
function reachEnd(ecs: Ecs, primary: DeploymentRecord): void {
  const { service, serviceDeployment } = primary
  if (!isOngoing(serviceDeployment) || serviceDeployment.bakingUntil !== undefined) return
  const bakeMs = bakeTimeMs(serviceDeployment)
  if (bakeMs === 0) {
    complete(ecs, primary)
    return
  }
  serviceDeployment.bakingUntil = ecs.world.clock.now() + bakeMs
  completeWhileBaking(ecs, primary)
  ecs.wake(service, bakeMs)
}

/** From now on the alarms alone decide. Whether the rollout is COMPLETED already is not documented: a setting. */
export function completeWhileBaking(ecs: Ecs, primary: DeploymentRecord): void {
  if (ecs.world.settings.rolloutCompletedWhileBaking ?? true) completeRollout(ecs, primary)
}

/** A rolling update bakes only where something watches it, or early success makes it wait (assumed). */
function bakeTimeMs({ status, deploymentConfiguration }: ServiceDeploymentRecord): number {
  const bakes = deploymentConfiguration.alarms?.enable || usesEarlySuccess(deploymentConfiguration)
  return status === 'IN_PROGRESS' && bakes ? (deploymentConfiguration.bakeTimeInMinutes ?? 0) * 60_000 : 0
}

/** The bake time is over, and nothing has failed: the deployment completes. */
export function finishBake(ecs: Ecs, primary: DeploymentRecord): void {
  const { serviceDeployment } = primary
  const { bakingUntil } = serviceDeployment
  if (bakingUntil === undefined || bakingUntil > ecs.world.clock.now() || !isOngoing(serviceDeployment)) return
  complete(ecs, primary)
}

/** All tasks of the PRIMARY deployment run and are healthy, and whatever else it waits for has happened. */
export function complete(ecs: Ecs, primary: DeploymentRecord): void {
  const { service, serviceDeployment, revision } = primary
  completeRollout(ecs, primary)
  service.lastCompleted = revision
  for (const monitor of [serviceDeployment.breaker, serviceDeployment.alarms]) {
    if (monitor.status === 'MONITORING') monitor.status = 'MONITORING_COMPLETE'
  }
  const rolledBack = serviceDeployment.status === 'ROLLBACK_IN_PROGRESS'
  end(ecs, serviceDeployment, rolledBack ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL', serviceDeployment.statusReason)
}

function completeRollout(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service } = deployment
  if (deployment.rolloutState !== 'IN_PROGRESS') return
  deployment.rolloutState = 'COMPLETED'
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`
  deployment.updatedAt = ecs.world.clock.now()
  deployment.failedTasks = 0
  service.deployments = service.deployments.filter(other => other === deployment || hasTasks(service, other))
  addEvent(ecs, service, `(deployment ${deployment.id}) deployment completed.`)
}

function hasTasks(service: ServiceRecord, { revision }: DeploymentRecord): boolean {
  return [...service.tasks].some(task => task.revision === revision && task.lastStatus !== 'STOPPED')
}
