import type {
  DeploymentState,
  EventState,
  FailedReadSnapshot,
  NewerDeploymentsSnapshot,
  RunningTask,
  RunningTasksSnapshot,
  ServiceDeploymentSnapshot,
  ServiceDeploymentState,
  ServiceSnapshot,
  ServiceState,
  Source,
  StoppedTask,
  StoppedTasksSnapshot,
} from '../../src/deployment/snapshot.ts'
import type { DeploymentIdentity, EarlierDeployment } from '../../src/resources/service/deployment-identity.ts'

export const START = Date.UTC(2026, 2, 1, 12, 0, 0)
export const OURS = 'ecs-svc/0000000000000000002'
export const BEFORE = 'ecs-svc/0000000000000000001'
export const AFTER = 'ecs-svc/0000000000000000003'
const ARN = 'arn:aws:ecs:us-east-1:123456789012'
export const APP_6 = `${ARN}:task-definition/app:6`
export const APP_7 = `${ARN}:task-definition/app:7`
export const APP_8 = `${ARN}:task-definition/app:8`
export const SERVICE_DEPLOYMENT = `${ARN}:service-deployment/main/api/aaaaaaaaaaaaaaaaaaaa2`
export const NEWER_SERVICE_DEPLOYMENT = `${ARN}:service-deployment/main/api/aaaaaaaaaaaaaaaaaaaa3`
/** Yesterday. */
export const SERVICE_CREATED = START - 86_400_000

export const EARLIER: EarlierDeployment = { deploymentId: BEFORE, taskDefinitionArn: APP_6, isCompleted: true }

/** A redeployment: app:7, two tasks, over app:6, which had completed. */
export function createIdentity(overrides: Partial<DeploymentIdentity> = {}): DeploymentIdentity {
  return {
    cluster: `${ARN}:cluster/main`,
    service: 'api',
    serviceArn: `${ARN}:service/main/api`,
    deploymentId: OURS,
    serviceDeploymentArn: undefined,
    taskDefinitionArn: APP_7,
    startedAt: START,
    desiredCount: 2,
    earlier: [EARLIER],
    serviceCreatedAt: SERVICE_CREATED,
    ...overrides,
  }
}

/** The first deployment of a service. */
export function createFirstIdentity(overrides: Partial<DeploymentIdentity> = {}): DeploymentIdentity {
  return createIdentity({ earlier: [], serviceCreatedAt: START, ...overrides })
}

export function createDeployment(overrides: Partial<DeploymentState> = {}): DeploymentState {
  return {
    id: OURS,
    status: 'PRIMARY',
    taskDefinitionArn: APP_7,
    desiredCount: 2,
    runningCount: 0,
    pendingCount: 0,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: undefined,
    createdAt: START,
    updatedAt: undefined,
    ...overrides,
  }
}

/** The one that ran before ours: completed, two tasks of app:6. */
export function createEarlierDeployment(overrides: Partial<DeploymentState> = {}): DeploymentState {
  return createDeployment({
    id: BEFORE,
    status: 'ACTIVE',
    taskDefinitionArn: APP_6,
    runningCount: 2,
    rolloutState: 'COMPLETED',
    createdAt: SERVICE_CREATED,
    ...overrides,
  })
}

export function createServiceDeployment(overrides: Partial<ServiceDeploymentState> = {}): ServiceDeploymentState {
  return {
    arn: SERVICE_DEPLOYMENT,
    status: 'IN_PROGRESS',
    statusReason: undefined,
    createdAt: START,
    finishedAt: undefined,
    updatedAt: undefined,
    lifecycleStage: undefined,
    circuitBreaker: 'MONITORING',
    failureCount: 0,
    failureThreshold: 3,
    alarms: 'DISABLED',
    triggeredAlarms: [],
    rollback: undefined,
    sourceCount: 1,
    targetRevisionArn: undefined,
    target: undefined,
    waitingHooks: [],
    ...overrides,
  }
}

export function createService(overrides: Partial<ServiceState> = {}): ServiceState {
  return {
    status: 'ACTIVE',
    createdAt: SERVICE_CREATED,
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    rollbackEnabled: true,
    breakerEnabled: true,
    alarmsEnabled: false,
    strategy: 'ROLLING',
    bakeMs: 0,
    hasEarlySuccess: false,
    ...overrides,
  }
}

/** A read that took no time. @param seconds after the deployment's start */
export function read(seconds: number): { readonly begunAt: number; readonly at: number } {
  return { begunAt: START + seconds * 1000, at: START + seconds * 1000 }
}

/** DescribeServices. */
export function createSnapshot(
  seconds: number,
  deployments: readonly DeploymentState[],
  overrides: Partial<ServiceSnapshot> = {},
): ServiceSnapshot {
  return {
    kind: 'service',
    ...read(seconds),
    service: createService(),
    deployments,
    events: [],
    lastEventAt: undefined,
    ...overrides,
  }
}

/** DescribeServiceDeployments. */
export function createReading(
  seconds: number,
  overrides: Partial<ServiceDeploymentState> = {},
): ServiceDeploymentSnapshot {
  return { kind: 'service-deployment', ...read(seconds), state: createServiceDeployment(overrides) }
}

/** ListServiceDeployments. */
export function createList(seconds: number, ...arns: readonly string[]): NewerDeploymentsSnapshot {
  return { kind: 'newer-deployments', ...read(seconds), arns }
}

export function createFailedRead(
  seconds: number,
  source: Source,
  overrides: Partial<FailedReadSnapshot> = {},
): FailedReadSnapshot {
  return {
    kind: 'failed-read',
    ...read(seconds),
    source,
    problem: 'TimeoutError: no response',
    cause: 'fault',
    permission: undefined,
    ...overrides,
  }
}

export function createDenial(seconds: number, source: Source): FailedReadSnapshot {
  return createFailedRead(seconds, source, {
    cause: 'denied',
    problem: 'AccessDeniedException: denied',
    permission: 'ecs:X',
  })
}

export function createStoppedTasks(seconds: number, ...tasks: readonly StoppedTask[]): StoppedTasksSnapshot {
  return { kind: 'stopped-tasks', ...read(seconds), tasks }
}

export function createRunningTasks(seconds: number, ...tasks: readonly RunningTask[]): RunningTasksSnapshot {
  return { kind: 'running-tasks', ...read(seconds), tasks }
}

export function createRunningTask(id: string, isHealthy: boolean, startedSeconds = 0): RunningTask {
  return { arn: taskArn(id), startedAt: START + startedSeconds * 1000, isHealthy }
}

export function createEvent(seconds: number, message: string, id = `event-${seconds}`): EventState {
  return { id, at: START + seconds * 1000, message }
}

export function taskArn(id: string): string {
  return `${ARN}:task/main/${id}`
}

/** A task that exited by itself twenty seconds after the start, two seconds after it was RUNNING. */
export function createStoppedTask(overrides: Partial<StoppedTask> = {}): StoppedTask {
  return {
    arn: taskArn('0123456789abcdef0123456789abcdef'),
    taskDefinitionArn: APP_7,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    createdAt: START + 1_000,
    startedAt: START + 18_000,
    stoppingAt: START + 20_000,
    stoppedAt: START + 20_000,
    containers: [{ name: 'app', exitCode: 1, reason: undefined }],
    ...overrides,
  }
}

/** One that never ran. @param from seconds at which it was created; @param to seconds at which it stopped */
export function createStartFailure(id: string, from: number, to: number, stoppedReason: string): StoppedTask {
  return createStoppedTask({
    arn: taskArn(id),
    stopCode: 'TaskFailedToStart',
    stoppedReason,
    createdAt: START + from * 1000,
    startedAt: undefined,
    stoppingAt: START + to * 1000,
    stoppedAt: START + to * 1000,
    containers: [],
  })
}

/** One that ran from `started` to `to`, and exited. */
export function createCrash(id: string, from: number, started: number, to: number): StoppedTask {
  return createStoppedTask({
    arn: taskArn(id),
    createdAt: START + from * 1000,
    startedAt: START + started * 1000,
    stoppingAt: START + to * 1000,
    stoppedAt: START + to * 1000,
  })
}
