import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import type { DeploymentRecord, Ecs } from '../state.ts'
import { isHealthy } from '../task-judgement.ts'
import { isLive } from '../task-state.ts'

/** Whether a rolling update may be successful before the service is stable (SDK documentation, earlySuccessCriteria). */
export function usesEarlySuccess({ strategy, earlySuccessCriteria }: DeploymentConfiguration): boolean {
  return (strategy ?? 'ROLLING') === 'ROLLING' && earlySuccessCriteria?.enable === true
}

/**
 * Whether "this percentage of tasks is healthy", and, under BLOCKING, the earlier tasks are gone. A rollback is not
 * meant: it waits until the service is stable (assumed).
 */
export function meetsEarlySuccess(ecs: Ecs, primary: DeploymentRecord): boolean {
  const { service, revision, serviceDeployment } = primary
  if (serviceDeployment.status !== 'IN_PROGRESS' || !hasEnoughHealthy(ecs, primary)) return false
  if (serviceDeployment.deploymentConfiguration.earlySuccessCriteria?.sourceServiceRevisionCleanup === 'DEFERRED') {
    return true
  }
  return [...service.tasks].every(task => task.revision === revision || task.lastStatus === 'STOPPED')
}

/**
 * Once the criteria are met, the earlier tasks go: all at once (assumed), under BLOCKING before the deployment is
 * successful, under DEFERRED after it.
 */
export function removesEarlierAtOnce(ecs: Ecs, primary: DeploymentRecord): boolean {
  const { status, deploymentConfiguration } = primary.serviceDeployment
  if (deploymentConfiguration.earlySuccessCriteria?.sourceServiceRevisionCleanup === 'DEFERRED') {
    return usesEarlySuccess(deploymentConfiguration) && status === 'SUCCESSFUL'
  }
  return status === 'IN_PROGRESS' && hasEnoughHealthy(ecs, primary)
}

function hasEnoughHealthy(ecs: Ecs, { service, revision, serviceDeployment }: DeploymentRecord): boolean {
  const { deploymentConfiguration } = serviceDeployment
  if (!usesEarlySuccess(deploymentConfiguration)) return false
  const percent = deploymentConfiguration.earlySuccessCriteria?.healthyPercent ?? 100
  const healthy = [...service.tasks].filter(
    task => task.revision === revision && isLive(task) && isHealthy(ecs, task),
  ).length
  return healthy >= Math.ceil((service.settings.desiredCount * percent) / 100)
}
