import type { TaskDefinitionInputs } from '../../src/inputs.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/key-AbCdEf'

/** Inputs of a run that says nothing about its task definition. */
export function createInputs(overrides: Partial<TaskDefinitionInputs> = {}): TaskDefinitionInputs {
  return {
    family: undefined,
    containerName: undefined,
    containerPort: undefined,
    cpu: undefined,
    memory: undefined,
    cpuArchitecture: undefined,
    executionRole: undefined,
    taskRole: undefined,
    environment: undefined,
    secrets: undefined,
    environmentMode: 'merge',
    command: undefined,
    entryPoint: undefined,
    logGroup: undefined,
    logStreamPrefix: undefined,
    logRetentionDays: undefined,
    healthCheck: createHealthCheckInputs(),
    ...overrides,
  }
}

export function createHealthCheckInputs(
  overrides: Partial<TaskDefinitionInputs['healthCheck']> = {},
): TaskDefinitionInputs['healthCheck'] {
  return {
    command: undefined,
    intervalSeconds: undefined,
    timeoutSeconds: undefined,
    retries: undefined,
    startPeriodSeconds: undefined,
    ...overrides,
  }
}

/** A small task definition that AWS accepts. */
export function createSpec(overrides: Partial<TaskDefinitionSpec> = {}): TaskDefinitionSpec {
  return {
    family: 'app',
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    containerDefinitions: [{ name: 'app', image: 'example.com/app:1', essential: true }],
    ...overrides,
  }
}
