import type { ContainerDefinition, Tag } from '@aws-sdk/client-ecs'
import type { Behaviour } from '../../world.ts'
import type { RevisionRecord, ServiceRecord } from './state.ts'

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED'

export type HealthStatus = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated'
  | 'SpotInterruption'

/** One task of a service. Times are simulated milliseconds since the epoch. */
export interface TaskRecord {
  readonly id: string
  readonly arn: string
  readonly service: ServiceRecord
  readonly revision: RevisionRecord
  /** The id of the deployment that launched it. */
  readonly startedBy: string
  readonly createdAt: number
  /** The tasks that the service had launched before it. */
  readonly ordinal: number
  readonly subnetId: string
  readonly availabilityZone: string
  readonly address: string
  readonly attachmentId: string
  readonly networkInterfaceId: string
  readonly containers: readonly ContainerRecord[]
  readonly tags: readonly Tag[]
  lastStatus: TaskStatus
  desiredStatus: 'RUNNING' | 'STOPPED'
  /** Goes up with every change of state, as AWS's does. */
  version: number
  pullStartedAt: number | undefined
  pullStoppedAt: number | undefined
  startedAt: number | undefined
  stoppingAt: number | undefined
  executionStoppedAt: number | undefined
  stoppedAt: number | undefined
  stopCode: StopCode | undefined
  stoppedReason: string | undefined
  /** True once it has passed every check that it has: from then on, its end is not a failure to start. */
  proven: boolean
  /** Cancels what has yet to happen to it. */
  readonly timers: Set<() => void>
}

export interface ContainerRecord {
  readonly id: string
  readonly runtimeId: string
  readonly definition: ContainerDefinition
  readonly name: string
  readonly essential: boolean
  behaviour: Behaviour
  imageDigest: string | undefined
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED'
  health: HealthStatus
  startedAt: number | undefined
  exitCode: number | undefined
  reason: string | undefined
}

/** The health of a task: that of its essential containers that have a health check, UNKNOWN if none has one. */
export function taskHealth(task: TaskRecord): HealthStatus {
  const checked = task.containers.filter(container => container.essential && container.definition.healthCheck)
  if (checked.some(container => container.health === 'UNHEALTHY')) return 'UNHEALTHY'
  if (checked.length > 0 && checked.every(container => container.health === 'HEALTHY')) return 'HEALTHY'
  return 'UNKNOWN'
}

/** True while the task is meant to run: it counts towards the desired count and the percentages. */
export function isLive(task: TaskRecord): boolean {
  return task.desiredStatus === 'RUNNING'
}

/** Running and pending as DescribeServices counts them: by last status. */
export function countTasks(tasks: Iterable<TaskRecord>): { running: number; pending: number } {
  let running = 0
  let pending = 0
  for (const task of tasks) {
    if (task.lastStatus === 'RUNNING') running++
    else if (isLive(task)) pending++
  }
  return { running, pending }
}
