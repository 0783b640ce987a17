import type { Deployment, Service, Task } from '@aws-sdk/client-ecs'
import type { HttpAnswer } from '../../src/http/http-get.ts'
import type { VerificationInputs, VerifyUrl } from '../../src/inputs.ts'
import type { Wanted } from '../../src/verification/judge-sighting.ts'
import { createIdentity } from '../deployment/snapshots.ts'

export const REVISION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:2'
export const OLD_REVISION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:1'

const ARN = 'arn:aws:ecs:us-east-1:123456789012'
export const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef'
export const REGISTRY = 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1'
export const IDENTITY = createIdentity({ cluster: `${ARN}:cluster/main`, taskDefinitionArn: REVISION, desiredCount: 1 })

/** One task, without checks of its own, in a target group and in a discovery service. */
export function createWanted(overrides: Partial<Wanted> = {}): Wanted {
  return {
    identity: IDENTITY,
    tasksBy: 'deployment',
    isServing: false,
    rules: { healthChecked: [], targetGroups: [[GROUP]], stableMs: 10_000 },
    registryArns: [REGISTRY],
    ...overrides,
  }
}

/** Our deployment is PRIMARY, and has completed. */
export function createOurs(overrides: Partial<Deployment> = {}): Deployment {
  return {
    id: IDENTITY.deploymentId,
    status: 'PRIMARY',
    taskDefinition: REVISION,
    rolloutState: 'COMPLETED',
    createdAt: new Date(IDENTITY.startedAt),
    ...overrides,
  }
}

export function createService(overrides: Partial<Service> = {}): Service {
  return { status: 'ACTIVE', desiredCount: 1, deployments: [createOurs()], ...overrides }
}

/** A running task of the revision, at 10.0.0.1, whose only container has no health check. */
export function createTask(overrides: Partial<Task> & { readonly id?: string; readonly address?: string } = {}): Task {
  const { id = 't1', address = '10.0.0.1', ...rest } = overrides
  return {
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/main/${id}`,
    taskDefinitionArn: REVISION,
    startedBy: IDENTITY.deploymentId,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    containers: [{ name: 'api', healthStatus: 'UNKNOWN' }],
    attachments: [{ type: 'ElasticNetworkInterface', details: [{ name: 'privateIPv4Address', value: address }] }],
    ...rest,
  }
}

export function createAnswer(overrides: Partial<HttpAnswer> = {}): HttpAnswer {
  return { kind: 'answer', status: 200, headers: {}, body: '', isCut: false, ...overrides }
}

/** A URL without statuses of its own, or a path. */
export function createUrl(text: string, statuses?: readonly number[]): VerifyUrl {
  return text.startsWith('/') ? { kind: 'path', path: text, statuses } : { kind: 'url', url: text, statuses }
}

export function createExpectation(overrides: Partial<VerificationInputs> = {}): VerificationInputs {
  return { urls: [], statuses: [200], body: undefined, timeoutSeconds: 120, onUnverified: 'fail', ...overrides }
}
