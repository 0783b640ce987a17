import type {
  CreateServiceRequest,
  DeploymentConfiguration,
  DeploymentRolloutState,
  NetworkConfiguration,
  ServiceDeploymentRollbackMonitorsStatus,
  ServiceDeploymentStatus,
  ServiceRegistry,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import type { World } from '../../world.ts'
import type { TaskRecord } from './task-state.ts'
import type { TrafficShift } from './traffic-shift/traffic-shift.ts'
import type { GroupInUse } from './traffic-shift/weights.ts'

/** Everything that the simulated Amazon ECS knows. Times are simulated milliseconds since the epoch. */
export interface Ecs {
  readonly world: World
  readonly clusters: Map<string, ClusterRecord>
  readonly families: Map<string, TaskDefinitionRecord[]>
  /** Tags by ARN, of every kind of resource. */
  readonly tags: Map<string, Map<string, string>>
  /** Service revisions and service deployments by ARN: they outlive the service. */
  readonly revisions: Map<string, RevisionRecord>
  readonly serviceDeployments: Map<string, ServiceDeploymentRecord>
  /** The names of the CloudWatch alarms that are in ALARM. */
  readonly alarms: Set<string>
  /** Makes the scheduler check a service, `delayMs` simulated milliseconds from now (default: at once). */
  wake(service: ServiceRecord, delayMs?: number): void
}

export interface ClusterRecord {
  readonly name: string
  readonly arn: string
  /** Services by name. A deleted one stays until another takes its name or it is forgotten. */
  readonly services: Map<string, ServiceRecord>
  /** Tasks by id, the stopped ones of the last hour among them. */
  readonly tasks: Map<string, TaskRecord>
}

export interface TaskDefinitionRecord {
  readonly arn: string
  readonly family: string
  readonly revision: number
  /** As DescribeTaskDefinition returns it. */
  readonly shape: TaskDefinition
}

export type LoadBalancers = NonNullable<CreateServiceRequest['loadBalancers']>
export type CapacityProviderStrategy = NonNullable<CreateServiceRequest['capacityProviderStrategy']>

/** What a service revision fixes: a change to any of these starts a deployment, and a rollback brings them back. */
export interface RevisionSettings {
  readonly taskDefinition: TaskDefinitionRecord
  readonly launchType: CreateServiceRequest['launchType']
  readonly capacityProviderStrategy: CapacityProviderStrategy
  readonly platformVersion: string | undefined
  readonly networkConfiguration: NetworkConfiguration | undefined
  readonly loadBalancers: LoadBalancers
  readonly serviceRegistries: readonly ServiceRegistry[]
  readonly serviceConnectConfiguration: CreateServiceRequest['serviceConnectConfiguration']
  readonly volumeConfigurations: CreateServiceRequest['volumeConfigurations']
  readonly vpcLatticeConfigurations: CreateServiceRequest['vpcLatticeConfigurations']
}

/** What can change without a deployment. */
export interface ServiceSettings {
  readonly desiredCount: number
  readonly deploymentConfiguration: DeploymentConfiguration
  readonly healthCheckGracePeriodSeconds: number | undefined
  readonly enableExecuteCommand: boolean
  readonly enableECSManagedTags: boolean
  readonly propagateTags: CreateServiceRequest['propagateTags']
  readonly availabilityZoneRebalancing: CreateServiceRequest['availabilityZoneRebalancing']
  readonly deploymentController: CreateServiceRequest['deploymentController']
  readonly placementConstraints: CreateServiceRequest['placementConstraints']
  readonly placementStrategy: CreateServiceRequest['placementStrategy']
}

export interface ServiceRecord {
  readonly cluster: ClusterRecord
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly clientToken: string | undefined
  /** The request that created it, to tell a repeated CreateService from a different one. */
  readonly request: string
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  revisionSettings: RevisionSettings
  settings: ServiceSettings
  /** Newest first; the first is PRIMARY. */
  deployments: DeploymentRecord[]
  /** Newest first. */
  readonly serviceDeployments: ServiceDeploymentRecord[]
  /** Newest first, at most 100. */
  events: { readonly id: string; readonly createdAt: number; readonly message: string }[]
  readonly tasks: Set<TaskRecord>
  /** The revision of the last deployment that completed: what a rollback goes back to. */
  lastCompleted: RevisionRecord | undefined
  /** True from the steady-state event until something is started or stopped. */
  steady: boolean
  readonly launches: LaunchThrottle
  nextPass: { readonly at: number; readonly cancel: () => void } | undefined
}

/** How the scheduler holds back after failures. */
export interface LaunchThrottle {
  consecutiveFailures: number
  pauses: number
  pausedUntil: number
  /** Tasks launched so far: used to spread them over the subnets. */
  launched: number
}

export interface RevisionRecord {
  readonly arn: string
  readonly service: ServiceRecord
  readonly createdAt: number
  readonly settings: RevisionSettings
  /** Where its tasks are registered, if its load balancers have alternate target groups. */
  readonly group: GroupInUse
  /** By container name. No digest if the image could not be found when the deployment started. */
  readonly images: ReadonlyMap<string, { readonly image: string; readonly digest: string | undefined }>
}

export interface DeploymentRecord {
  /** `ecs-svc/<19 digits>` */
  readonly id: string
  readonly service: ServiceRecord
  readonly revision: RevisionRecord
  readonly serviceDeployment: ServiceDeploymentRecord
  readonly createdAt: number
  updatedAt: number
  failedTasks: number
  rolloutState: DeploymentRolloutState
  rolloutStateReason: string
}

export interface ServiceDeploymentRecord {
  readonly arn: string
  readonly service: ServiceRecord
  readonly createdAt: number
  readonly sources: readonly RevisionRecord[]
  readonly target: RevisionRecord
  readonly deploymentConfiguration: DeploymentConfiguration
  readonly breaker: {
    status: ServiceDeploymentRollbackMonitorsStatus
    failureCount: number
    readonly threshold: number
  }
  readonly alarms: { status: ServiceDeploymentRollbackMonitorsStatus; triggered: readonly string[] }
  /** While it bakes: when that is over. */
  bakingUntil: number | undefined
  /** Only for BLUE_GREEN, LINEAR and CANARY. */
  readonly shift: TrafficShift | undefined
  /** A rollback that has been decided, but begins later. */
  pendingRollback: { readonly at: number; readonly plan: RollbackPlan } | undefined
  status: ServiceDeploymentStatus
  statusReason: string | undefined
  updatedAt: number
  startedAt: number | undefined
  finishedAt: number | undefined
  stoppedAt: number | undefined
  rollback: { readonly reason: string; readonly startedAt: number; readonly revision: RevisionRecord } | undefined
}

/** How a deployment is rolled back. */
export interface RollbackPlan {
  readonly to: RevisionRecord
  readonly why: string
  /** The rollout state's reason of the deployment with this id, which brings the earlier revision back. */
  rolloutReason(id: string): string
}
