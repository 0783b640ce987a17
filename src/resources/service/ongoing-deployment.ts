import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs'
import { matchServiceDeployment } from '../../deployment/service-deployment-match.ts'
import { toDeploymentState, toServiceDeploymentState } from '../../deployment/snapshot.ts'
import { revisionName } from '../../deployment/text.ts'
import { type DeploymentIdentity, identifyDeployment, primaryDeployment } from './deployment-identity.ts'

/** What a service that was found is doing about the task definition that is wanted. */
export type OngoingDeployment =
  /** The service keeps up another revision: it has to be updated. */
  | { readonly kind: 'other'; readonly taskDefinitionArn: string | undefined }
  /** Exactly the wanted one is being deployed: watch that, start nothing. */
  | { readonly kind: 'under-way'; readonly identity: DeploymentIdentity }
  /** The wanted one is there, but failed or does not stand: deploy it again, by force. */
  | { readonly kind: 'not-stable'; readonly reason: string }
  | { readonly kind: 'stable'; readonly identity: DeploymentIdentity }

/**
 * For a re-run: whether the wanted task definition is already being deployed, stands, or has to be deployed again.
 * Pure.
 *
 * @param serviceDeployment the service's current service deployment, where it was read
 */
export function ongoingDeployment(
  service: Service,
  wantedTaskDefinitionArn: string,
  serviceDeployment?: ServiceDeployment,
): OngoingDeployment {
  const primary = primaryDeployment(service)
  const identity = identifyDeployment(service)
  if (!primary || !identity || primary.taskDefinition !== wantedTaskDefinitionArn) {
    return { kind: 'other', taskDefinitionArn: primary?.taskDefinition ?? service.taskDefinition }
  }
  const known = withServiceDeployment(identity, service, serviceDeployment)
  const name = `deployment ${identity.deploymentId} of ${revisionName(wantedTaskDefinitionArn)}`
  const state = toDeploymentState(primary)

  if (state.rolloutState === 'FAILED') {
    const why = state.rolloutStateReason ? `: ${state.rolloutStateReason}` : ''
    return { kind: 'not-stable', reason: `${name} failed${why}` }
  }
  // The service deployment ends before or after the rollout state changes: an end that is known outweighs it.
  const ended = known.serviceDeploymentArn ? serviceDeployment?.status : undefined
  if (ended === 'STOPPED' && state.rolloutState !== 'COMPLETED') {
    return { kind: 'not-stable', reason: `${name} was stopped` }
  }
  if (state.rolloutState === 'IN_PROGRESS' && ended !== 'SUCCESSFUL') return { kind: 'under-way', identity: known }
  if (state.runningCount !== state.desiredCount || state.pendingCount > 0) {
    const counts = `${state.runningCount} of ${state.desiredCount} tasks run (pending: ${state.pendingCount})`
    return { kind: 'not-stable', reason: `${name} completed, but is not stable: ${counts}` }
  }
  return { kind: 'stable', identity: known }
}

function withServiceDeployment(
  identity: DeploymentIdentity,
  service: Service,
  serviceDeployment: ServiceDeployment | undefined,
): DeploymentIdentity {
  if (!serviceDeployment) return identity
  const candidate = toServiceDeploymentState(serviceDeployment)
  const match = matchServiceDeployment([candidate], identity, (service.deployments ?? []).map(toDeploymentState))
  return match ? { ...identity, serviceDeploymentArn: match.arn } : identity
}
