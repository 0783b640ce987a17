import type { ContainerInputs, TaskDefinitionInputs, TaskInputs } from '../../src/inputs.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/key-AbCdEf'

/** Everything that inputs can give about a task definition, in one flat list. */
export type FlatInputs = TaskInputs &
  Omit<ContainerInputs, 'port'> &
  Pick<TaskDefinitionInputs, 'containerName' | 'environmentMode'> & { readonly containerPort: number | undefined }

/** Inputs of a run that gives nothing about its task definition. */
export function createInputs({
  family,
  cpu,
  memory,
  cpuArchitecture,
  executionRole,
  taskRole,
  containerName,
  environmentMode = 'merge',
  containerPort,
  ...container
}: Partial<FlatInputs> = {}): TaskDefinitionInputs {
  return {
    task: { family, cpu, memory, cpuArchitecture, executionRole, taskRole },
    container: {
      port: containerPort,
      environment: undefined,
      secrets: undefined,
      command: undefined,
      entryPoint: undefined,
      logGroup: undefined,
      logStreamPrefix: undefined,
      logRetentionDays: undefined,
      healthCheck: createHealthCheckInputs(),
      ...container,
    },
    containerName,
    environmentMode,
  }
}

export function createHealthCheckInputs(
  overrides: Partial<ContainerInputs['healthCheck']> = {},
): ContainerInputs['healthCheck'] {
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
