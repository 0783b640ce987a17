import type {
  DescribeServiceDeploymentsRequest,
  ListServiceDeploymentsRequest,
  StopServiceDeploymentRequest,
} from '@aws-sdk/client-ecs'
import { ApiError } from '../../../errors.ts'
import type { Operations } from '../../../world.ts'
import { isVisible, requireCluster, requireService } from '../lookup.ts'
import { page } from '../paging.ts'
import { invalidParameter } from '../refusals.ts'
import type { Ecs } from '../state.ts'
import { continueDeployment } from '../traffic-shift/hooks.ts'
import { isOngoing } from './deployments.ts'
import { describeServiceDeployment, times } from './service-deployment-shape.ts'

/** ListServiceDeployments, DescribeServiceDeployments, StopServiceDeployment, ContinueServiceDeployment. */
export function serviceDeploymentOperations(ecs: Ecs): Operations {
  return {
    ListServiceDeployments: input => list(ecs, input),
    DescribeServiceDeployments: input => describe(ecs, input),
    StopServiceDeployment: input => stop(ecs, input),
    ContinueServiceDeployment: input => continueDeployment(ecs, input),
  }
}

/** Newest first (assumed); 20 per page by default (SDK documentation). */
function list(ecs: Ecs, input: ListServiceDeploymentsRequest): object {
  const service = requireService(requireCluster(ecs, input.cluster), input.service)
  const { before, after } = input.createdAt ?? {}
  const found = service.serviceDeployments.filter(
    deployment =>
      isVisible(ecs, deployment.createdAt) &&
      (!input.status?.length || input.status.includes(deployment.status)) &&
      (!before || deployment.createdAt < before.getTime()) &&
      (!after || deployment.createdAt > after.getTime()),
  )
  const { items, ...rest } = page(found, { ...input, fallback: 20, pageSize: ecs.world.settings.pageSize })
  const serviceDeployments = items.map(deployment => ({
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...times(deployment),
    targetServiceRevisionArn: deployment.target.arn,
    status: deployment.status,
    ...(deployment.statusReason === undefined ? {} : { statusReason: deployment.statusReason }),
  }))
  return { serviceDeployments, ...rest }
}

function describe(ecs: Ecs, input: DescribeServiceDeploymentsRequest): object {
  const arns = input.serviceDeploymentArns ?? []
  if (arns.length > 20) throw invalidParameter('The maximum number of service deployment ARNs is 20.') // wording assumed
  const found = arns.map(arn => ({ arn, deployment: ecs.serviceDeployments.get(arn) }))
  return {
    serviceDeployments: found.flatMap(({ deployment }) => (deployment ? [describeServiceDeployment(deployment)] : [])),
    failures: found.flatMap(({ arn, deployment }) => (deployment ? [] : [{ arn, reason: 'MISSING' }])),
  }
}

/**
 * Only deployments under way can be stopped, and only ROLLBACK has an effect (developer guide, "stop service
 * deployments"): PENDING and IN_PROGRESS ones go to ROLLBACK_REQUESTED, others just continue. Wordings are assumed.
 */
function stop(ecs: Ecs, input: StopServiceDeploymentRequest): object {
  const deployment = ecs.serviceDeployments.get(input.serviceDeploymentArn ?? '')
  if (!deployment) throw new ApiError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  if (input.stopType === 'ABORT') throw invalidParameter('The stop type ABORT is not supported.')
  const newest = deployment.service.serviceDeployments[0] === deployment
  if (!isOngoing(deployment) || !newest) {
    throw new ApiError('ConflictException', `The service deployment is ${deployment.status} and cannot be stopped.`)
  }
  const changes = deployment.status === 'PENDING' || deployment.status === 'IN_PROGRESS'
  if (changes && !deployment.pendingRollback) {
    deployment.status = 'ROLLBACK_REQUESTED'
    deployment.updatedAt = ecs.world.clock.now()
    // A moment passes before the scheduler carries it out, so that the requested state can be seen.
    ecs.wake(deployment.service, 1_000)
  }
  return { serviceDeploymentArn: deployment.arn }
}
