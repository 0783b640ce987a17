import type { Deployment, Service } from '@aws-sdk/client-ecs'

/**
 * Which deployment is ours. Known from the answer of our own CreateService or UpdateService, and never guessed from
 * counts or from what happens to be PRIMARY later.
 */
export interface DeploymentIdentity {
  /** ARN or name, as AWS returned it. */
  readonly cluster: string
  /** The service's name. */
  readonly service: string
  readonly serviceArn: string
  /** `ecs-svc/<digits>` */
  readonly deploymentId: string
  /** undefined until it is known for certain; the watch finds it. */
  readonly serviceDeploymentArn: string | undefined
  readonly taskDefinitionArn: string
  /** When AWS created the deployment, by AWS's clock: milliseconds since the epoch. */
  readonly startedAt: number
  /** The desired count, as the same response has it. */
  readonly desiredCount: number
  /** It was there before this run's write, which changed the count alone: that it is listed says nothing about the count. */
  readonly isFromBefore?: true
  /** The deployments beside it in that response: each is an earlier one. */
  readonly earlier: readonly EarlierDeployment[]
  /** When the service was created, ms: a deleted service of the same name has another time. */
  readonly serviceCreatedAt: number | undefined
}

/** A deployment that was there before ours. */
export interface EarlierDeployment {
  readonly deploymentId: string
  readonly taskDefinitionArn: string
  /** Whether it had completed: ECS rolls back to such a one only. */
  readonly isCompleted: boolean
}

/** No read is so late that it does not show the count that our own call set, ms. */
export const COUNT_SHOWN_MS = 30_000

/** A service created within so many milliseconds of its only deployment was created together with it. */
const SAME_CALL_MS = 1000

/**
 * The deployment that an answer of CreateService or UpdateService speaks of: its PRIMARY one. Pure.
 *
 * `currentServiceDeployment` can be stale in the answer of an update (public reports), so it is taken only where the
 * service was created by this very call. undefined where the answer has no PRIMARY deployment.
 */
export function identifyDeployment(service: Service): DeploymentIdentity | undefined {
  const primary = primaryDeployment(service)
  if (!primary?.id || !service.serviceArn || !service.serviceName) return undefined
  return {
    cluster: service.clusterArn ?? 'default',
    service: service.serviceName,
    serviceArn: service.serviceArn,
    deploymentId: primary.id,
    serviceDeploymentArn: isJustCreated(service, primary) ? service.currentServiceDeployment : undefined,
    taskDefinitionArn: primary.taskDefinition ?? service.taskDefinition ?? '',
    startedAt: primary.createdAt?.getTime() ?? 0,
    desiredCount: service.desiredCount ?? primary.desiredCount ?? 0,
    earlier: (service.deployments ?? []).flatMap(({ id, taskDefinition, rolloutState }) =>
      id && id !== primary.id
        ? [{ deploymentId: id, taskDefinitionArn: taskDefinition ?? '', isCompleted: rolloutState === 'COMPLETED' }]
        : [],
    ),
    serviceCreatedAt: service.createdAt?.getTime(),
  }
}

/** False if the update that returned `identity` changed only what starts no deployment, such as the count. */
export function isNewDeployment(identity: DeploymentIdentity, before: Service | undefined): boolean {
  return !before?.deployments?.some(deployment => deployment.id === identity.deploymentId)
}

/** Pure. True of a deployment that was there before ours: a read that shows it as PRIMARY is late. */
export function isEarlierDeployment(
  other: { readonly id: string | undefined; readonly createdAt: number | undefined },
  { earlier, startedAt }: Pick<DeploymentIdentity, 'earlier' | 'startedAt'>,
): boolean {
  if (earlier.some(({ deploymentId }) => deploymentId === other.id)) return true
  return other.createdAt !== undefined && other.createdAt < startedAt
}

/** Pure. Time of the newest event of the service, ms: events are only ever added, so a read without it is late. */
export function lastEventAt({ events = [] }: Service): number | undefined {
  const times = events.flatMap(({ createdAt }) => createdAt?.getTime() ?? [])
  return times.length > 0 ? Math.max(...times) : undefined
}

export function primaryDeployment(service: Service): Deployment | undefined {
  return service.deployments?.find(deployment => deployment.status === 'PRIMARY')
}

function isJustCreated(service: Service, primary: Deployment): boolean {
  if (service.deployments?.length !== 1 || !service.createdAt || !primary.createdAt) return false
  return Math.abs(service.createdAt.getTime() - primary.createdAt.getTime()) <= SAME_CALL_MS
}
