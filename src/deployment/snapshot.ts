import type { Deployment, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs'

/** What one poll saw. Plain data: a recorded list of snapshots replays a deployment. */
export type Snapshot =
  | ObservedSnapshot
  /** DescribeServices does not know the service (yet). */
  | { readonly kind: 'missing'; readonly at: number }
  /** The poll failed in a way that the next one may not. */
  | { readonly kind: 'unreadable'; readonly at: number; readonly problem: string; readonly throttled: boolean }
  /** No later poll can succeed: credentials or permissions are gone. Always the last one. */
  | { readonly kind: 'lost'; readonly at: number; readonly problem: string }

export interface ObservedSnapshot {
  readonly kind: 'observed'
  /** Milliseconds since the epoch, by the clock of the run. */
  readonly at: number
  readonly service: ServiceState
  /** All of the service's deployments, ours and others. */
  readonly deployments: readonly DeploymentState[]
  /** Ours, where it is known and could be read. */
  readonly serviceDeployment: ServiceDeploymentState | undefined
  /** Events since our deployment started that no earlier snapshot had; oldest first. */
  readonly events: readonly EventState[]
  /** Stopped tasks of our deployment that no earlier snapshot had. */
  readonly stoppedTasks: readonly StoppedTask[]
  /** What could not be read in this poll, as sentences. */
  readonly notes: readonly string[]
  /** A call beside DescribeServices met AWS's rate limit. */
  readonly throttled: boolean
}

export interface ServiceState {
  readonly status: string
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  /** Whether a failure is rolled back by ECS itself: the circuit breaker's setting, or the alarms'. */
  readonly rollbackEnabled: boolean
}

export interface DeploymentState {
  readonly id: string
  /** PRIMARY, ACTIVE or INACTIVE. */
  readonly status: string
  readonly taskDefinitionArn: string
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  readonly failedTasks: number
  /** IN_PROGRESS, COMPLETED or FAILED. */
  readonly rolloutState: string | undefined
  readonly rolloutStateReason: string | undefined
  readonly createdAt: number | undefined
}

export interface ServiceDeploymentState {
  readonly arn: string
  readonly status: string
  readonly statusReason: string | undefined
  readonly createdAt: number | undefined
  readonly finishedAt: number | undefined
  readonly circuitBreaker: string | undefined
  readonly failureCount: number | undefined
  readonly failureThreshold: number | undefined
  readonly alarms: string | undefined
  readonly triggeredAlarms: readonly string[]
  readonly rollback:
    | { readonly reason: string | undefined; readonly serviceRevisionArn: string | undefined }
    | undefined
}

export interface EventState {
  readonly id: string
  readonly at: number
  readonly message: string
}

export interface StoppedTask {
  readonly arn: string
  readonly taskDefinitionArn: string | undefined
  readonly stopCode: string | undefined
  readonly stoppedReason: string | undefined
  readonly stoppedAt: number | undefined
  readonly containers: readonly StoppedContainer[]
}

export interface StoppedContainer {
  readonly name: string
  readonly exitCode: number | undefined
  readonly reason: string | undefined
}

export function deploymentOf(snapshot: ObservedSnapshot, id: string): DeploymentState | undefined {
  return snapshot.deployments.find(deployment => deployment.id === id)
}

export function primaryOf(snapshot: ObservedSnapshot): DeploymentState | undefined {
  return snapshot.deployments.find(deployment => deployment.status === 'PRIMARY')
}

export function toServiceState(service: Service): ServiceState {
  const { deploymentCircuitBreaker: breaker, alarms } = service.deploymentConfiguration ?? {}
  return {
    status: service.status ?? 'ACTIVE',
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    rollbackEnabled: Boolean((breaker?.enable && breaker.rollback) || (alarms?.enable && alarms.rollback)),
  }
}

export function toDeploymentState(deployment: Deployment): DeploymentState {
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
  }
}

export function toServiceDeploymentState(deployment: ServiceDeployment): ServiceDeploymentState {
  const { rollback, deploymentCircuitBreaker: breaker, alarms } = deployment
  return {
    arn: deployment.serviceDeploymentArn ?? '',
    status: deployment.status ?? '',
    statusReason: deployment.statusReason,
    createdAt: deployment.createdAt?.getTime(),
    finishedAt: deployment.finishedAt?.getTime(),
    circuitBreaker: breaker?.status,
    failureCount: breaker?.failureCount,
    failureThreshold: breaker?.threshold,
    alarms: alarms?.status,
    triggeredAlarms: alarms?.triggeredAlarmNames ?? [],
    rollback: rollback && { reason: rollback.reason, serviceRevisionArn: rollback.serviceRevisionArn },
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
    stoppedAt: task.stoppedAt?.getTime() ?? task.stoppingAt?.getTime(),
    containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({ name: name ?? '', exitCode, reason })),
  }
}
