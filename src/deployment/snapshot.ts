/** What one read of a source showed. Plain data: a recorded list of snapshots replays a deployment. */
export type Snapshot =
  | ServiceSnapshot
  | ServiceDeploymentSnapshot
  | NewerDeploymentsSnapshot
  | StoppedTasksSnapshot
  | RunningTasksSnapshot
  | MissingSnapshot
  | NotFoundSnapshot
  | FailedReadSnapshot

/** What is read of AWS, each by calls of its own that may be late independently of the others. */
export type Source = 'service' | 'service-deployment' | 'newer-deployments' | 'stopped-tasks' | 'running-tasks'

interface Read {
  /** When the read began and ended: milliseconds since the epoch, by the clock of the run. */
  readonly begunAt: number
  readonly at: number
}

/** DescribeServices. */
export interface ServiceSnapshot extends Read {
  readonly kind: 'service'
  readonly service: ServiceState
  /** All of the service's deployments, ours and others. */
  readonly deployments: readonly DeploymentState[]
  /** Events since our deployment started that no earlier snapshot had; oldest first. */
  readonly events: readonly EventState[]
  /** Time of the newest event in it, ms: events are only ever added. */
  readonly lastEventAt: number | undefined
}

/** DescribeServiceDeployments of ours. */
export interface ServiceDeploymentSnapshot extends Read {
  readonly kind: 'service-deployment'
  readonly state: ServiceDeploymentState
}

/** ListServiceDeployments: those that began after ours. */
export interface NewerDeploymentsSnapshot extends Read {
  readonly kind: 'newer-deployments'
  readonly arns: readonly string[]
}

/** ListTasks and DescribeTasks: stopped tasks of our deployment that no earlier snapshot had. */
export interface StoppedTasksSnapshot extends Read {
  readonly kind: 'stopped-tasks'
  readonly tasks: readonly StoppedTask[]
}

/** The running tasks of our deployment, with the health of their targets. */
export interface RunningTasksSnapshot extends Read {
  readonly kind: 'running-tasks'
  readonly tasks: readonly RunningTask[]
}

/** DescribeServices does not know the service (yet, or any more). */
export interface MissingSnapshot extends Read {
  readonly kind: 'missing'
}

/** Our service deployment is not listed yet. */
export interface NotFoundSnapshot extends Read {
  readonly kind: 'not-found'
}

export interface FailedReadSnapshot extends Read {
  readonly kind: 'failed-read'
  readonly source: Source
  readonly problem: string
  /** `credentials`: no later read of any source can succeed. */
  readonly cause: 'credentials' | 'denied' | 'throttled' | 'fault'
  /** What to grant, where it was denied. */
  readonly permission: string | undefined
}

export interface ServiceState {
  readonly status: string
  readonly createdAt: number | undefined
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  /** Whether a failure is rolled back by ECS itself: the circuit breaker's setting, or the alarms'. */
  readonly rollbackEnabled: boolean
  readonly breakerEnabled: boolean
  /** Deployment alarms are on. */
  readonly alarmsEnabled: boolean
  /** ROLLING, BLUE_GREEN, LINEAR or CANARY. */
  readonly strategy: string
  /** How long a completed deployment can still be rolled back, ms: 0 where neither alarms nor a strategy apply. */
  readonly bakeMs: number
  /** A deployment may end while its rollout goes on. */
  readonly hasEarlySuccess: boolean
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
  readonly updatedAt: number | undefined
}

export interface ServiceDeploymentState {
  readonly arn: string
  readonly status: string
  readonly statusReason: string | undefined
  readonly createdAt: number | undefined
  readonly finishedAt: number | undefined
  readonly updatedAt: number | undefined
  readonly lifecycleStage: string | undefined
  readonly circuitBreaker: string | undefined
  readonly failureCount: number | undefined
  readonly failureThreshold: number | undefined
  readonly alarms: string | undefined
  readonly triggeredAlarms: readonly string[]
  readonly rollback:
    | { readonly reason: string | undefined; readonly serviceRevisionArn: string | undefined }
    | undefined
  /** Revisions that ran when it began: none in a first deployment. */
  readonly sourceCount: number
  readonly target: RevisionState | undefined
  readonly targetRevisionArn: string | undefined
  /** Ids of the lifecycle hooks that wait for somebody. */
  readonly waitingHooks: readonly string[]
}

export interface RevisionState {
  readonly requestedCount: number
  readonly runningCount: number
  readonly pendingCount: number
  /** Percent of the production traffic, under ECS's own strategies. */
  readonly productionWeight: number | undefined
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
  readonly createdAt: number | undefined
  /** When it was RUNNING first; undefined: it never was. */
  readonly startedAt: number | undefined
  /** When its end began. */
  readonly stoppingAt: number | undefined
  readonly stoppedAt: number | undefined
  readonly containers: readonly StoppedContainer[]
}

export interface StoppedContainer {
  readonly name: string
  readonly exitCode: number | undefined
  readonly reason: string | undefined
}

export interface RunningTask {
  readonly arn: string
  readonly startedAt: number | undefined
  readonly isHealthy: boolean
}

export function deploymentOf(snapshot: ServiceSnapshot, id: string): DeploymentState | undefined {
  return snapshot.deployments.find(deployment => deployment.id === id)
}

export function primaryOf(snapshot: Pick<ServiceSnapshot, 'deployments'>): DeploymentState | undefined {
  return snapshot.deployments.find(deployment => deployment.status === 'PRIMARY')
}
