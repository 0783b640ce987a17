import type { Deployment, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs'
import type { DeploymentState, EventState, ServiceDeploymentState, ServiceState, StoppedTask } from './snapshot.ts'

export function toServiceState(service: Service): ServiceState {
  const {
    deploymentCircuitBreaker: breaker,
    alarms,
    strategy,
    bakeTimeInMinutes,
    earlySuccessCriteria,
  } = service.deploymentConfiguration ?? {}
  const hasAlarms = Boolean(alarms?.enable && alarms.alarmNames?.length)
  const isRolling = (strategy ?? 'ROLLING') === 'ROLLING'
  return {
    status: service.status ?? 'ACTIVE',
    createdAt: service.createdAt?.getTime(),
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    rollbackEnabled:
      Boolean((breaker?.enable && breaker.rollback) || (alarms?.enable && alarms.rollback)) || !isRolling,
    breakerEnabled: Boolean(breaker?.enable),
    alarmsEnabled: hasAlarms,
    strategy: strategy ?? 'ROLLING',
    bakeMs: hasAlarms || !isRolling ? (bakeTimeInMinutes ?? 0) * 60_000 : 0,
    hasEarlySuccess: Boolean(earlySuccessCriteria?.enable),
  }
}

function toDeploymentState(deployment: Deployment): DeploymentState {
  return {
    id: deployment.id ?? '',
    status: deployment.status ?? '',
    taskDefinitionArn: deployment.taskDefinition ?? '',
    desiredCount: deployment.desiredCount ?? 0,
    runningCount: deployment.runningCount ?? 0,
    pendingCount: deployment.pendingCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    createdAt: deployment.createdAt?.getTime(),
    updatedAt: deployment.updatedAt?.getTime(),
  }
}

/** All of the service's deployments. */
export function toDeploymentStates({ deployments = [] }: Service): readonly DeploymentState[] {
  return deployments.map(toDeploymentState)
}

export function toServiceDeploymentState(deployment: ServiceDeployment): ServiceDeploymentState {
  const { rollback, deploymentCircuitBreaker: breaker, alarms, targetServiceRevision: target } = deployment
  return {
    arn: deployment.serviceDeploymentArn ?? '',
    status: deployment.status ?? '',
    statusReason: deployment.statusReason,
    createdAt: deployment.createdAt?.getTime(),
    finishedAt: deployment.finishedAt?.getTime(),
    updatedAt: deployment.updatedAt?.getTime(),
    lifecycleStage: deployment.lifecycleStage,
    circuitBreaker: breaker?.status,
    failureCount: breaker?.failureCount,
    failureThreshold: breaker?.threshold,
    alarms: alarms?.status,
    triggeredAlarms: alarms?.triggeredAlarmNames ?? [],
    rollback: rollback && { reason: rollback.reason, serviceRevisionArn: rollback.serviceRevisionArn },
    sourceCount: deployment.sourceServiceRevisions?.length ?? 0,
    target: target && {
      requestedCount: target.requestedTaskCount ?? 0,
      runningCount: target.runningTaskCount ?? 0,
      pendingCount: target.pendingTaskCount ?? 0,
      productionWeight: target.requestedProductionTrafficWeight,
    },
    targetRevisionArn: target?.arn,
    waitingHooks: (deployment.lifecycleHookDetails ?? []).flatMap(({ hookId, status }) =>
      status === 'AWAITING_ACTION' && hookId ? [hookId] : [],
    ),
  }
}

/** The service's events at or after `since` (ms), oldest first, without those whose id is in `known`. */
export function toNewEvents(service: Service, since: number, known: ReadonlySet<string>): EventState[] {
  const events: EventState[] = []
  for (const { id, createdAt, message } of service.events ?? []) {
    const at = createdAt?.getTime()
    if (at === undefined || at < since || !message) continue
    const event = { id: id ?? `${at} ${message}`, at, message }
    if (!known.has(event.id)) events.push(event)
  }
  // AWS lists the newest first; two of the same instant keep their order that way too.
  return events.reverse().sort((a, b) => a.at - b.at)
}

export function toStoppedTask(task: Task): StoppedTask {
  return {
    arn: task.taskArn ?? '',
    taskDefinitionArn: task.taskDefinitionArn,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    createdAt: task.createdAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
    stoppingAt: task.stoppingAt?.getTime() ?? task.stoppedAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime() ?? task.stoppingAt?.getTime(),
    containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({ name: name ?? '', exitCode, reason })),
  }
}
