import type { ContainerDefinition, HealthCheck, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import { checkFargateSize, parseSize } from './fargate-sizes.ts'
import { clientError, invalidParameter } from './refusals.ts'

const NAME = /^[A-Za-z0-9_-]{1,255}$/

/** Ranges of a container's health check (SDK documentation, HealthCheck). */
const HEALTH_CHECK_RANGES: readonly (readonly [Exclude<keyof HealthCheck, 'command'>, number, number])[] = [
  ['interval', 5, 300],
  ['timeout', 2, 120],
  ['retries', 1, 10],
  ['startPeriod', 0, 300],
]

/**
 * Refuses what RegisterTaskDefinition refuses, as far as it concerns Fargate tasks. Texts are those of public reports,
 * except those marked "assumed": there the refusal is documented and the wording is not.
 */
export function validateTaskDefinition(input: RegisterTaskDefinitionRequest): void {
  if (!NAME.test(input.family ?? '')) throw clientError('Family contains invalid characters.') // assumed
  const containers = input.containerDefinitions ?? []
  if (containers.length === 0) throw invalidParameter('Container list cannot be empty.')
  const names = containers.map(container => container.name ?? '')
  if (new Set(names).size < names.length) throw clientError('Container names must be unique.') // assumed
  if (containers.every(container => container.essential === false)) {
    throw clientError('At least one container must be essential.') // assumed
  }
  for (const role of [input.taskRoleArn, input.executionRoleArn]) {
    if (role && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(role)) throw clientError('Role is not valid')
  }
  for (const container of containers) validateContainer(input, container)
  validateSizes(input)
  validateVolumes(input)
}

function validateContainer(input: RegisterTaskDefinitionRequest, container: ContainerDefinition): void {
  if (!NAME.test(container.name ?? '')) throw clientError('Container.name contains invalid characters.')
  if (!container.image) throw clientError('Container.image should not be null or empty.')
  validatePorts(input, container)
  validateHealthCheck(container)
  if ((container.secrets?.length ?? 0) > 0 && !input.executionRoleArn) {
    throw clientError(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    )
  }
  if (isFargate(input)) validateFargateContainer(input, container)
}

function validatePorts(input: RegisterTaskDefinitionRequest, container: ContainerDefinition): void {
  const ports = container.portMappings ?? []
  for (const { containerPort, hostPort } of ports) {
    if (containerPort !== undefined && (containerPort < 1 || containerPort > 65_535)) {
      throw clientError(`Invalid 'containerPort' setting for container '${container.name}'.`) // assumed
    }
    if (input.networkMode === 'awsvpc' && hostPort && hostPort !== containerPort) {
      throw clientError('When networkMode=awsvpc, the host ports and container ports in port mappings must match.')
    }
  }
}

function validateHealthCheck({ healthCheck }: ContainerDefinition): void {
  if (!healthCheck) return
  for (const [member, least, most] of HEALTH_CHECK_RANGES) {
    const value = healthCheck[member]
    if (value !== undefined && (value < least || value > most)) {
      throw clientError(`Health check ${member} must be between ${least} and ${most}.`) // assumed
    }
  }
}

function validateFargateContainer(input: RegisterTaskDefinitionRequest, container: ContainerDefinition): void {
  if (container.privileged) throw clientError('Fargate does not support privileged containers.') // assumed
  if (input.executionRoleArn) return
  if (/\.dkr\.ecr\./.test(container.image ?? '')) {
    throw clientError('Fargate requires task definition to have execution role ARN to support ECR images.')
  }
  if (container.logConfiguration?.logDriver === 'awslogs') {
    throw clientError('Fargate requires task definition to have execution role ARN to support log driver awslogs.')
  }
}

function validateSizes(input: RegisterTaskDefinitionRequest): void {
  const cpu = input.cpu === undefined ? undefined : parseSize('cpu', input.cpu)
  const memory = input.memory === undefined ? undefined : parseSize('memory', input.memory)
  if (isFargate(input)) {
    if (input.networkMode !== 'awsvpc') throw clientError('Fargate only supports network mode ‘awsvpc’.')
    if (cpu === undefined) throw clientError("Fargate requires that 'cpu' be defined at the task level.")
    if (memory === undefined) throw clientError("Fargate requires that 'memory' be defined at the task level.")
    checkFargateSize(cpu, memory)
  }
  const storage = input.ephemeralStorage?.sizeInGiB
  if (storage !== undefined && (storage < 21 || storage > 200)) {
    throw clientError('Ephemeral storage size must be between 21 GiB and 200 GiB.') // assumed
  }
  for (const container of input.containerDefinitions ?? []) validateContainerMemory(container, memory)
}

function validateContainerMemory(container: ContainerDefinition, taskMemory: number | undefined): void {
  const needed = container.memory ?? container.memoryReservation
  if (taskMemory === undefined && needed === undefined) {
    throw clientError(
      `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    )
  }
  if (taskMemory !== undefined && (needed ?? 0) > taskMemory) {
    // assumed
    throw clientError(`Invalid setting for container '${container.name}'. Its memory exceeds that of the task.`)
  }
}

function validateVolumes(input: RegisterTaskDefinitionRequest): void {
  const volumes = new Set((input.volumes ?? []).map(volume => volume.name))
  for (const container of input.containerDefinitions ?? []) {
    for (const { sourceVolume } of container.mountPoints ?? []) {
      if (!volumes.has(sourceVolume)) throw clientError(`Unknown volume '${sourceVolume}'.`)
    }
  }
  if (isFargate(input) && input.volumes?.some(volume => volume.host?.sourcePath)) {
    throw clientError('Fargate does not support the host.sourcePath parameter of volumes.') // assumed
  }
}

function isFargate(input: RegisterTaskDefinitionRequest): boolean {
  return input.requiresCompatibilities?.includes('FARGATE') ?? false
}
