import type {
  DeploymentState,
  EventState,
  ObservedSnapshot,
  ServiceDeploymentState,
  ServiceState,
  StoppedTask,
} from '../../src/deployment/snapshot.ts'
import type { DeploymentIdentity } from '../../src/resources/service/deployment-identity.ts'

export const START = Date.UTC(2026, 2, 1, 12, 0, 0)
export const OURS = 'ecs-svc/0000000000000000002'
export const BEFORE = 'ecs-svc/0000000000000000001'
export const AFTER = 'ecs-svc/0000000000000000003'
const ARN = 'arn:aws:ecs:us-east-1:123456789012'
export const APP_6 = `${ARN}:task-definition/app:6`
export const APP_7 = `${ARN}:task-definition/app:7`
export const APP_8 = `${ARN}:task-definition/app:8`
export const SERVICE_DEPLOYMENT = `${ARN}:service-deployment/main/api/aaaaaaaaaaaaaaaaaaaa2`

export function createIdentity(overrides: Partial<DeploymentIdentity> = {}): DeploymentIdentity {
  return {
    cluster: `${ARN}:cluster/main`,
    service: 'api',
    serviceArn: `${ARN}:service/main/api`,
    deploymentId: OURS,
    serviceDeploymentArn: undefined,
    taskDefinitionArn: APP_7,
    startedAt: START,
    ...overrides,
  }
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
    createdAt: START - 86_400_000,
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
    circuitBreaker: 'MONITORING',
    failureCount: 0,
    failureThreshold: 3,
    alarms: 'DISABLED',
    triggeredAlarms: [],
    rollback: undefined,
    ...overrides,
  }
}

export function createService(overrides: Partial<ServiceState> = {}): ServiceState {
  return {
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    rollbackEnabled: true,
    ...overrides,
  }
}

/** @param seconds after the deployment's start */
export function createSnapshot(
  seconds: number,
  deployments: readonly DeploymentState[],
  overrides: Partial<ObservedSnapshot> = {},
): ObservedSnapshot {
  return {
    kind: 'observed',
    at: START + seconds * 1000,
    service: createService(),
    deployments,
    serviceDeployment: undefined,
    events: [],
    stoppedTasks: [],
    notes: [],
    throttled: false,
    ...overrides,
  }
}

export function createEvent(seconds: number, message: string, id = `event-${seconds}`): EventState {
  return { id, at: START + seconds * 1000, message }
}

export function createStoppedTask(overrides: Partial<StoppedTask> = {}): StoppedTask {
  return {
    arn: `${ARN}:task/main/0123456789abcdef0123456789abcdef`,
    taskDefinitionArn: APP_7,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: START + 20_000,
    containers: [{ name: 'app', exitCode: 1, reason: undefined }],
    ...overrides,
  }
}
