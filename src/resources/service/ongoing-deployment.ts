import type { Service } from '@aws-sdk/client-ecs'
import { revisionName } from '../../aws/arn.ts'
import { type DeploymentIdentity, identifyDeployment, primaryDeployment } from './deployment-identity.ts'

/** What a service that was found is doing about the task definition that is wanted. */
export type OngoingDeployment =
  /** The service keeps up another revision: it has to be updated. */
  | { readonly kind: 'other'; readonly taskDefinitionArn: string | undefined }
  /** Exactly the wanted one is being deployed: watch that, start nothing. */
  | { readonly kind: 'under-way'; readonly identity: DeploymentIdentity }
  /** The wanted one is there, but failed or is not stable: deploy it again, by force. */
  | { readonly kind: 'not-stable'; readonly reason: string }
  | { readonly kind: 'stable'; readonly identity: DeploymentIdentity }

/**
 * For a re-run: whether the wanted task definition is already being deployed, is stable, or has to be deployed again.
 * Pure.
 */
export function ongoingDeployment(service: Service, wantedTaskDefinitionArn: string): OngoingDeployment {
  const primary = primaryDeployment(service)
  const identity = identifyDeployment(service)
  if (!primary || !identity || primary.taskDefinition !== wantedTaskDefinitionArn) {
    return { kind: 'other', taskDefinitionArn: primary?.taskDefinition ?? service.taskDefinition }
  }
  const name = `deployment ${identity.deploymentId} of ${revisionName(wantedTaskDefinitionArn)}`
  if (primary.rolloutState === 'FAILED') {
    const why = primary.rolloutStateReason ? `: ${primary.rolloutStateReason}` : ''
    return { kind: 'not-stable', reason: `${name} failed${why}` }
  }
  if (primary.rolloutState === 'IN_PROGRESS') return { kind: 'under-way', identity }
  const { runningCount = 0, desiredCount = 0, pendingCount = 0 } = primary
  if (runningCount !== desiredCount || pendingCount > 0) {
    const counts = `${runningCount} of ${desiredCount} tasks running, ${pendingCount} pending`
    return { kind: 'not-stable', reason: `${name} completed, but is not stable: ${counts}` }
  }
  return { kind: 'stable', identity }
}
