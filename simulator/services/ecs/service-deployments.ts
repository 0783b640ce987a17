import type {
  DescribeServiceDeploymentsRequest,
  ListServiceDeploymentsRequest,
  ServiceDeployment,
  ServiceRevisionSummary,
  StopServiceDeploymentRequest,
} from '@aws-sdk/client-ecs'
import { ApiError } from '../../errors.ts'
import type { Operations } from '../../world.ts'
import { isOngoing } from './deployments.ts'
import { isVisible, requireCluster, requireService } from './lookup.ts'
import { page } from './paging.ts'
import { plainCopy } from './plain-copy.ts'
import { invalidParameter } from './refusals.ts'
import type { Ecs, RevisionRecord, ServiceDeploymentRecord } from './state.ts'
import { countTasks, isLive } from './task-state.ts'

/** ListServiceDeployments, DescribeServiceDeployments, StopServiceDeployment. */
export function serviceDeploymentOperations(ecs: Ecs): Operations {
  return {
    ListServiceDeployments: input => list(ecs, input),
    DescribeServiceDeployments: input => describe(ecs, input),
    StopServiceDeployment: input => stop(ecs, input),
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
  if (!isOngoing(deployment)) {
    throw new ApiError('ConflictException', `The service deployment is ${deployment.status} and cannot be stopped.`)
  }
  if (deployment.status === 'PENDING' || deployment.status === 'IN_PROGRESS') {
    deployment.status = 'ROLLBACK_REQUESTED'
    deployment.updatedAt = ecs.world.clock.now()
    // A moment passes before the scheduler carries it out, so that the requested state can be seen.
    ecs.wake(deployment.service, 1_000)
  }
  return { serviceDeploymentArn: deployment.arn }
}

/** As DescribeServiceDeployments returns it. */
export function describeServiceDeployment(deployment: ServiceDeploymentRecord): ServiceDeployment {
  const { service, rollback, breaker } = deployment
  const alarms = deployment.deploymentConfiguration.alarms
  const stage = lifecycleStage(deployment)
  return plainCopy({
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...times(deployment),
    updatedAt: new Date(deployment.updatedAt),
    ...(deployment.stoppedAt === undefined ? {} : { stoppedAt: new Date(deployment.stoppedAt) }),
    sourceServiceRevisions: deployment.sources.map(source => revisionSummary(deployment, source)),
    targetServiceRevision: revisionSummary(deployment, deployment.target),
    status: deployment.status,
    ...(deployment.statusReason === undefined ? {} : { statusReason: deployment.statusReason }),
    ...(stage ? { lifecycleStage: stage } : {}),
    deploymentConfiguration: deployment.deploymentConfiguration,
    ...(rollback
      ? {
          rollback: {
            reason: rollback.reason,
            startedAt: new Date(rollback.startedAt),
            serviceRevisionArn: rollback.revision.arn,
          },
        }
      : {}),
    deploymentCircuitBreaker: { ...breaker },
    alarms: {
      status: alarms?.enable ? (isOngoing(deployment) ? 'MONITORING' : 'MONITORING_COMPLETE') : 'DISABLED',
      alarmNames: alarms?.alarmNames ?? [],
      triggeredAlarmNames: [],
    },
  })
}

/** Which stages a rolling update shows is not documented: assumed from their names. */
function lifecycleStage(deployment: ServiceDeploymentRecord): ServiceDeployment['lifecycleStage'] {
  if (!isOngoing(deployment)) return undefined
  if (deployment.status === 'PENDING') return 'RECONCILE_SERVICE'
  const { running } = countTasks([...deployment.service.tasks].filter(task => task.revision === deployment.target))
  return running >= deployment.service.settings.desiredCount ? 'CLEAN_UP' : 'SCALE_UP'
}

function revisionSummary(deployment: ServiceDeploymentRecord, revision: RevisionRecord): ServiceRevisionSummary {
  const { service } = deployment
  const tasks = [...service.tasks].filter(task => task.revision === revision)
  const { running, pending } = countTasks(tasks)
  const wanted = service.deployments[0]?.revision === revision
  return {
    arn: revision.arn,
    requestedTaskCount: wanted ? service.settings.desiredCount : tasks.filter(isLive).length,
    runningTaskCount: running,
    pendingTaskCount: pending,
  }
}

function times(deployment: ServiceDeploymentRecord): { createdAt: Date; startedAt?: Date; finishedAt?: Date } {
  const { createdAt, startedAt, finishedAt } = deployment
  return {
    createdAt: new Date(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
  }
}
