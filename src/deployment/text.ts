import { lastPart, revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { StoppedTask } from './snapshot.ts'

/** `deployment ecs-svc/1 of app:7` */
export function formatDeployment(identity: DeploymentIdentity): string {
  return `deployment ${identity.deploymentId} of ${revisionName(identity.taskDefinitionArn)}`
}

/**
 * An event of a service as it is read in that service's own log: without `(service <name>) ` at its beginning, and with
 * a target group's name for its ARN.
 */
export function eventText(message: string): string {
  return message
    .replace(/^\(service [^)]+\) /, '')
    .replaceAll(/\(target-group arn:[^)/]+targetgroup\/([^/)]+)\/[0-9a-f]+\)/g, '(target-group $1)')
}

/** `Essential container in task exited (EssentialContainerExited); container app: exit code 1` */
export function formatEnd(task: StoppedTask): string {
  const reason = [task.stoppedReason ?? 'no reason given', task.stopCode && `(${task.stopCode})`]
    .filter(Boolean)
    .join(' ')
  const containers = task.containers.flatMap(({ name, exitCode, reason: why }) => {
    const facts = [exitCode === undefined ? undefined : `exit code ${exitCode}`, why].filter(Boolean)
    return facts.length > 0 ? [`; container ${name}: ${facts.join(', ')}`] : []
  })
  return `${reason}${containers.join('')}`
}

/** `task 4f1d… stopped: Essential container in task exited (EssentialContainerExited); container app: exit code 1` */
export function formatStoppedTask(task: StoppedTask): string {
  return `task ${lastPart(task.arn)} stopped: ${formatEnd(task)}`
}

/** How to look for oneself where the run could not. */
export function cliCommand(identity: DeploymentIdentity): string {
  return `aws ecs describe-services --cluster ${identity.cluster} --services ${identity.service}`
}

/** What continues a paused lifecycle hook. */
export function continueCommand(serviceDeploymentArn = '', hookId = ''): string {
  return `aws ecs continue-service-deployment --service-deployment-arn ${serviceDeploymentArn} --hook-id ${hookId}`
}

/** `4:05`, `1:04:05`: minutes and seconds since the watch began. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map(part => String(part).padStart(2, '0'))
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':')
}
