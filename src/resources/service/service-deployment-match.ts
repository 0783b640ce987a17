import type { DeploymentIdentity } from './deployment-identity.ts'

/** What both ListServiceDeployments and DescribeServiceDeployments return for a service deployment. Times in ms. */
export interface ServiceDeploymentCandidate {
  readonly arn: string
  readonly createdAt: number | undefined
  readonly finishedAt: number | undefined
}

/** Another deployment of the service, as DescribeServices has it. */
export interface ListedDeployment {
  readonly id: string
  readonly createdAt: number | undefined
}

/**
 * How far the creation times of a deployment and of its service deployment may differ, in ms. One call creates both;
 * no API states that they belong together. Too narrow is safe (DescribeServices alone judges then), too wide is not.
 */
export const CREATED_TOGETHER_MS = 5000

/**
 * The service deployment that belongs to our deployment, out of those that AWS offers, the newest first. Pure.
 *
 * `Service.currentServiceDeployment` can still name the one before ours, and the newest may not be listed yet, so a
 * candidate has to be created together with ours and nearer to ours than to any other deployment of the service.
 */
export function matchServiceDeployment(
  candidates: readonly ServiceDeploymentCandidate[],
  identity: Pick<DeploymentIdentity, 'deploymentId' | 'startedAt'>,
  deployments: readonly ListedDeployment[],
): ServiceDeploymentCandidate | undefined {
  let best: { readonly candidate: ServiceDeploymentCandidate; readonly distance: number } | undefined
  for (const candidate of candidates) {
    const distance = distanceToOurs(candidate, identity, deployments)
    if (distance !== undefined && (!best || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate
}

function distanceToOurs(
  candidate: ServiceDeploymentCandidate,
  identity: Pick<DeploymentIdentity, 'deploymentId' | 'startedAt'>,
  deployments: readonly ListedDeployment[],
): number | undefined {
  const { createdAt, finishedAt } = candidate
  if (createdAt === undefined) return undefined
  if (finishedAt !== undefined && finishedAt < identity.startedAt) return undefined
  const distance = Math.abs(createdAt - identity.startedAt)
  if (distance > CREATED_TOGETHER_MS) return undefined
  const isNearerToAnother = deployments.some(
    other =>
      other.id !== identity.deploymentId &&
      other.createdAt !== undefined &&
      Math.abs(createdAt - other.createdAt) <= distance,
  )
  return isNearerToAnother ? undefined : distance
}
