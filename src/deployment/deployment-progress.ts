import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'

/**
 * What ECS was last seen doing with the deployment that a run watches. A run that ends in the middle says by it what
 * goes on.
 */
export type DeploymentProgress = OfDeployment &
  (
    | { readonly kind: 'deploying' }
    /** Its stop was requested, by this run or by somebody else. */
    | { readonly kind: 'stopping' }
    /** `to`: ARN of the task definition; undefined where it is not known yet. */
    | { readonly kind: 'rolling-back'; readonly to: string | undefined }
    | { readonly kind: 'rolled-back'; readonly to: string | undefined }
    | { readonly kind: 'completed' }
    /** ECS has given it up, and nothing is rolled back. */
    | { readonly kind: 'failed' }
    /** A newer deployment, of this task definition, has taken its place. */
    | { readonly kind: 'replaced'; readonly by: string | undefined }
  )

interface OfDeployment {
  readonly deploymentId: string
  readonly taskDefinitionArn: string
}

/** As far as the reads show it; every snapshot of the watch has these. */
export interface SeenDeployment {
  readonly deployments: readonly {
    readonly id: string
    readonly status: string
    readonly taskDefinitionArn: string
    readonly rolloutState: string | undefined
    readonly createdAt: number | undefined
  }[]
  /** Status of our service deployment; undefined where it could not be read. */
  readonly status: string | undefined
}

/** Pure. The service deployment outweighs the rollout state. */
export function progressOf(
  {
    deploymentId,
    taskDefinitionArn,
    startedAt,
  }: Pick<DeploymentIdentity, 'deploymentId' | 'taskDefinitionArn' | 'startedAt'>,
  { deployments, status }: SeenDeployment,
): DeploymentProgress {
  const ours = { deploymentId, taskDefinitionArn }
  const primary = deployments.find(deployment => deployment.status === 'PRIMARY')
  // One that is older than ours is a late read.
  const isNewer = primary?.createdAt === undefined || primary.createdAt >= startedAt
  const other = primary && primary.id !== deploymentId && isNewer ? primary : undefined
  switch (status) {
    case 'PENDING':
    case 'IN_PROGRESS':
      return { ...ours, kind: 'deploying' }
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
      return { ...ours, kind: 'stopping' }
    case 'ROLLBACK_IN_PROGRESS':
      return { ...ours, kind: 'rolling-back', to: other?.taskDefinitionArn }
    case 'ROLLBACK_SUCCESSFUL':
      return { ...ours, kind: 'rolled-back', to: other?.taskDefinitionArn }
    case 'SUCCESSFUL':
      return { ...ours, kind: 'completed' }
    case 'ROLLBACK_FAILED':
      return { ...ours, kind: 'failed' }
    case 'STOPPED':
      return other ? { ...ours, kind: 'replaced', by: other.taskDefinitionArn } : { ...ours, kind: 'failed' }
    default:
      return byRollout(ours, deployments.find(({ id }) => id === deploymentId)?.rolloutState, other)
  }
}

function byRollout(
  ours: OfDeployment,
  rolloutState: string | undefined,
  other: SeenDeployment['deployments'][number] | undefined,
): DeploymentProgress {
  if (rolloutState === 'FAILED') {
    return other ? { ...ours, kind: 'rolling-back', to: other.taskDefinitionArn } : { ...ours, kind: 'failed' }
  }
  if (other) return { ...ours, kind: 'replaced', by: other.taskDefinitionArn }
  return { ...ours, kind: rolloutState === 'COMPLETED' ? 'completed' : 'deploying' }
}
