import type { Task } from '@aws-sdk/client-ecs'
import type { HttpAnswer } from '../../src/http/http-get.ts'
import type { VerificationInputs } from '../../src/inputs.ts'

export const REVISION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:2'
export const OLD_REVISION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:1'

/** A running task of the revision, at 10.0.0.1, whose only container has no health check. */
export function createTask(overrides: Partial<Task> & { readonly id?: string; readonly address?: string } = {}): Task {
  const { id = 't1', address = '10.0.0.1', ...rest } = overrides
  return {
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/main/${id}`,
    taskDefinitionArn: REVISION,
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

export function createExpectation(overrides: Partial<VerificationInputs> = {}): VerificationInputs {
  return { url: undefined, statuses: [200], body: undefined, timeoutSeconds: 120, ...overrides }
}
