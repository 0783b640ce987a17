import type { ServiceDeployment, ServiceDeploymentLifecycleStage, ServiceRevisionSummary } from '@aws-sdk/client-ecs'
import { plainCopy } from '../plain-copy.ts'
import type { RevisionRecord, ServiceDeploymentRecord } from '../state.ts'
import { countTasks, isLive } from '../task-state.ts'
import { describeHook } from '../traffic-shift/hooks.ts'
import type { Stage } from '../traffic-shift/stages.ts'
import { hasTestTraffic, hasTraffic } from '../traffic-shift/weights.ts'
import { isOngoing } from './deployments.ts'

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
    ...(stage ? { lifecycleStage: stage as ServiceDeploymentLifecycleStage } : {}),
    ...(deployment.shift?.hooks.length ? { lifecycleHookDetails: deployment.shift.hooks.map(describeHook) } : {}),
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
      status: deployment.alarms.status,
      alarmNames: alarms?.alarmNames ?? [],
      triggeredAlarmNames: [...deployment.alarms.triggered],
    },
  })
}

/** Which stages a rolling update shows is not documented: assumed from their names. */
function lifecycleStage(deployment: ServiceDeploymentRecord): Stage | undefined {
  const { shift, status, bakingUntil, service, target } = deployment
  if (!isOngoing(deployment)) return undefined
  if (status === 'PENDING') return 'RECONCILE_SERVICE'
  if (bakingUntil !== undefined) return 'BAKE_TIME'
  if (shift && status !== 'ROLLBACK_IN_PROGRESS') return shift.steps[shift.index]?.stage
  const { running } = countTasks([...service.tasks].filter(task => task.revision === target))
  return running >= service.settings.desiredCount ? 'CLEAN_UP' : 'SCALE_UP'
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
    ...trafficWeights(deployment, revision),
  }
}

/** What each revision is to get. Earlier revisions than the one that serves get nothing. */
function trafficWeights(
  deployment: ServiceDeploymentRecord,
  revision: RevisionRecord,
): Partial<ServiceRevisionSummary> {
  const { shift, target } = deployment
  if (!shift || !hasTraffic(deployment)) return {}
  const share = (percent: number) => (revision === target ? percent : revision === shift.source ? 100 - percent : 0)
  return {
    requestedProductionTrafficWeight: share(shift.productionWeight),
    ...(hasTestTraffic(deployment) ? { requestedTestTrafficWeight: share(shift.testWeight) } : {}),
  }
}

/** When it was created, started and finished. */
export function times(deployment: ServiceDeploymentRecord): { createdAt: Date; startedAt?: Date; finishedAt?: Date } {
  const { createdAt, startedAt, finishedAt } = deployment
  return {
    createdAt: new Date(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
  }
}
