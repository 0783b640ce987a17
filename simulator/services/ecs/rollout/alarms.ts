import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import type { DeploymentRecord, Ecs, ServiceDeploymentRecord } from '../state.ts'
import { failDeployment } from './rollbacks.ts'

/**
 * Whether a deployment that starts now is watched. An alarm that is in ALARM already switches the others off, so that
 * a fix can be deployed (developer guide, "CloudWatch alarms"; assumed in this form).
 */
export function monitorsAlarms(ecs: Ecs, { alarms }: DeploymentConfiguration): boolean {
  return alarms?.enable === true && !alarms.alarmNames?.some(name => ecs.alarms.has(name))
}

/** Whether an alarm of a deployment under way, or baking, has fired. A rollback is not watched any more (assumed). */
export function alarmFires(ecs: Ecs, deployment: ServiceDeploymentRecord): boolean {
  if (deployment.status !== 'IN_PROGRESS' || deployment.alarms.status !== 'MONITORING') return false
  return firing(ecs, deployment).length > 0
}

/** The deployment fails. Wordings are those of public reports, except the status's, which is assumed. */
export function failOnAlarm(ecs: Ecs, deployment: DeploymentRecord): void {
  const { serviceDeployment } = deployment
  serviceDeployment.alarms.status = 'TRIGGERED'
  serviceDeployment.alarms.triggered = firing(ecs, serviceDeployment)
  failDeployment(ecs, deployment, {
    rollsBack: serviceDeployment.deploymentConfiguration.alarms?.rollback ?? false,
    reason: 'ECS deployment failed: alarm detected.',
    event: 'alarm detected',
    cause: 'because a CloudWatch alarm was detected',
    rolloutReason: id => `ECS deployment failed: alarm detected: rolling back to deploymentId ${id}.`,
  })
}

function firing(ecs: Ecs, { deploymentConfiguration }: ServiceDeploymentRecord): readonly string[] {
  return (deploymentConfiguration.alarms?.alarmNames ?? []).filter(name => ecs.alarms.has(name))
}
