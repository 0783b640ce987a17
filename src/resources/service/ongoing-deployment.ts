import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { revisionName } from '../../aws/arn.ts'
import { isCredentialsLost } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { type DeploymentIdentity, identifyDeployment, primaryDeployment } from './deployment-identity.ts'
import { matchServiceDeployment } from './service-deployment-match.ts'
import { findServiceDeployment, listedDeployments, readServiceDeployment } from './service-deployment-reads.ts'

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
 * Pure. Where the service deployment is known, it is right about whether the deployment goes on.
 *
 * @param serviceDeployment of the PRIMARY deployment; undefined: not read, or not readable
 */
export function ongoingDeployment(
  service: Service,
  wantedTaskDefinitionArn: string,
  serviceDeployment: OngoingServiceDeployment | undefined,
): OngoingDeployment {
  const primary = primaryDeployment(service)
  const identity = identifyDeployment(service)
  if (!primary || !identity || primary.taskDefinition !== wantedTaskDefinitionArn) {
    return { kind: 'other', taskDefinitionArn: primary?.taskDefinition ?? service.taskDefinition }
  }
  const name = `deployment ${identity.deploymentId} of ${revisionName(wantedTaskDefinitionArn)}`
  const end = serviceDeployment && ENDS[serviceDeployment.status]
  if (end) return { kind: 'not-stable', reason: `${name} ${end} (${serviceDeployment.status})` }
  if (primary.rolloutState === 'FAILED') {
    const why = primary.rolloutStateReason ? `: ${primary.rolloutStateReason}` : ''
    return { kind: 'not-stable', reason: `${name} failed${why}` }
  }
  const isOpen = serviceDeployment && ['PENDING', 'IN_PROGRESS'].includes(serviceDeployment.status)
  if (isOpen || primary.rolloutState === 'IN_PROGRESS') {
    const arn = serviceDeployment?.arn ?? identity.serviceDeploymentArn
    return { kind: 'under-way', identity: { ...identity, serviceDeploymentArn: arn } }
  }
  const { runningCount = 0, desiredCount = 0, pendingCount = 0 } = primary
  if (runningCount !== desiredCount || pendingCount > 0) {
    const counts = `${runningCount} of ${desiredCount} tasks running, ${pendingCount} pending`
    return { kind: 'not-stable', reason: `${name} completed, but is not stable: ${counts}` }
  }
  return { kind: 'stable', identity }
}

/** How a deployment ended, or is about to end, that is not to be waited for. */
const ENDS: Readonly<Record<string, string>> = {
  STOPPED: 'was stopped',
  STOP_REQUESTED: 'is being stopped',
  ROLLBACK_REQUESTED: 'is being rolled back',
  ROLLBACK_IN_PROGRESS: 'is being rolled back',
  ROLLBACK_SUCCESSFUL: 'was rolled back',
  ROLLBACK_FAILED: 'failed, and so did its rollback',
}

export interface OngoingServiceDeployment {
  readonly arn: string
  readonly status: string
}

/**
 * The service deployment of the PRIMARY deployment, where it can matter: while that is in progress, or can still be
 * rolled back. undefined where reading it is not allowed, or AWS does not show it.
 */
export async function findOngoing(
  context: Context,
  service: Service | undefined,
): Promise<OngoingServiceDeployment | undefined> {
  const primary = service && primaryDeployment(service)
  const identity = service && identifyDeployment(service)
  if (!primary || !identity || !mayBeOpen(service, primary)) return undefined
  try {
    const hint = service.currentServiceDeployment
    const current = hint === undefined ? undefined : await readServiceDeployment(context, hint)
    if (current && matchServiceDeployment([current], identity, listedDeployments(service))) return current
    const arn = await findServiceDeployment(context, identity)
    return arn === undefined ? undefined : await readServiceDeployment(context, arn)
  } catch (error) {
    context.signal.throwIfAborted()
    // By DescribeServices alone, then: a run that cannot read it says so when it watches.
    if (isCredentialsLost(error)) throw error
    return undefined
  }
}

function mayBeOpen({ deploymentConfiguration }: Service, { rolloutState }: Deployment): boolean {
  if (rolloutState === 'IN_PROGRESS') return true
  const { alarms, strategy = 'ROLLING' } = deploymentConfiguration ?? {}
  return rolloutState === 'COMPLETED' && (Boolean(alarms?.enable) || strategy !== 'ROLLING')
}
