import type { Attribute, ContainerDefinition, RegisterTaskDefinitionRequest, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseSize } from './fargate-sizes.ts'
import { plainCopy } from './plain-copy.ts'

/**
 * A task definition as AWS returns it: with the defaults filled in (SDK documentation of each member; the empty
 * lists are as public examples of DescribeTaskDefinition show them).
 */
export function withDefaults(input: RegisterTaskDefinitionRequest): TaskDefinition {
  const { tags: _, ...rest } = input
  return withoutUndefined({
    ...plainCopy(rest),
    containerDefinitions: (input.containerDefinitions ?? []).map(container => containerWithDefaults(input, container)),
    volumes: plainCopy(input.volumes ?? []),
    placementConstraints: plainCopy(input.placementConstraints ?? []),
    cpu: input.cpu === undefined ? undefined : String(parseSize('cpu', input.cpu)),
    memory: input.memory === undefined ? undefined : String(parseSize('memory', input.memory)),
    compatibilities: compatibilities(input),
    requiresAttributes: requiredAttributes(input),
  })
}

function containerWithDefaults(task: RegisterTaskDefinitionRequest, given: ContainerDefinition): ContainerDefinition {
  const container = plainCopy(given)
  return withoutUndefined({
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    portMappings: (container.portMappings ?? []).map(mapping => ({
      ...mapping,
      hostPort: mapping.hostPort ?? (task.networkMode === 'awsvpc' ? mapping.containerPort : 0),
      protocol: mapping.protocol ?? 'tcp',
    })),
    healthCheck: container.healthCheck && { interval: 30, timeout: 5, retries: 3, ...container.healthCheck },
  })
}

/** Always EC2, and FARGATE if the definition fits it: AWS validates that at registration. */
function compatibilities(input: RegisterTaskDefinitionRequest): TaskDefinition['compatibilities'] {
  return input.requiresCompatibilities?.includes('FARGATE') ? ['EC2', 'FARGATE'] : ['EC2']
}

/** Which attributes follow from which settings: as public examples show them; the list is not complete. */
function requiredAttributes(input: RegisterTaskDefinitionRequest): Attribute[] {
  const containers = input.containerDefinitions ?? []
  const names: string[] = []
  const add = (name: string, needed: boolean) => needed && names.push(name)
  const awslogs = containers.some(container => container.logConfiguration?.logDriver === 'awslogs')
  const ecr = containers.some(container => /\.dkr\.ecr\./.test(container.image ?? ''))
  add('com.amazonaws.ecs.capability.logging-driver.awslogs', awslogs)
  add('ecs.capability.execution-role-awslogs', awslogs && Boolean(input.executionRoleArn))
  add('com.amazonaws.ecs.capability.ecr-auth', ecr)
  add('ecs.capability.execution-role-ecr-pull', ecr && Boolean(input.executionRoleArn))
  add('com.amazonaws.ecs.capability.docker-remote-api.1.19', awslogs)
  add(
    'ecs.capability.secrets.asm.environment-variables',
    containers.some(container => container.secrets?.length),
  )
  add('com.amazonaws.ecs.capability.task-iam-role', Boolean(input.taskRoleArn))
  add(
    'ecs.capability.container-health-check',
    containers.some(container => container.healthCheck),
  )
  add('com.amazonaws.ecs.capability.docker-remote-api.1.18', true)
  add('ecs.capability.task-eni', input.networkMode === 'awsvpc')
  return names.map(name => ({ name }))
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}
