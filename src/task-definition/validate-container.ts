import type { ContainerDefinition, HealthCheck } from '@aws-sdk/client-ecs'
import { CONTAINER_HEALTH_CHECK, CONTAINER_TIMEOUTS, ECS_NAME, type Limits, PORT } from '../aws/limits.ts'
import { parseImageReference } from '../image/image-reference.ts'
import type { Problem } from '../problem.ts'
import { parseSecretValueFrom } from '../secrets/secret-reference.ts'

/** What a container may refer to. */
export interface Surroundings {
  readonly names: readonly (string | undefined)[]
  readonly volumes: readonly (string | undefined)[]
}

const CONDITIONS: readonly string[] = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']

/** The problems of one container. Each begins with the rest of the path (`.image ...`) or with `: ...`. */
export function validateContainer(container: ContainerDefinition, around: Surroundings): readonly Problem[] {
  return [
    ...validateIdentity(container),
    ...validatePorts(container),
    ...validateEnvironment(container),
    ...validateHealthCheck(container.healthCheck),
    ...outOfRange(container, CONTAINER_TIMEOUTS, ''),
    ...validateDependencies(container, around),
    ...(container.mountPoints ?? [])
      .filter(mount => !around.volumes.includes(mount.sourceVolume))
      .map(mount => `.mountPoints: there is no volume "${mount.sourceVolume ?? ''}".`),
  ]
}

function validateIdentity({ name, image }: ContainerDefinition): readonly Problem[] {
  const problems: Problem[] = []
  if (!ECS_NAME.test(name ?? '')) {
    problems.push(`.name is "${name ?? ''}". Valid: up to 255 letters, digits, hyphens and underscores.`)
  }
  if (image === undefined) problems.push('.image is missing.')
  else if (!parseImageReference(image)) problems.push(`.image is "${image}", which is not a valid image reference.`)
  return problems
}

function validatePorts({ portMappings = [] }: ContainerDefinition): readonly Problem[] {
  const problems: Problem[] = []
  for (const [index, { containerPort, hostPort, containerPortRange }] of portMappings.entries()) {
    const at = `.portMappings[${index}]`
    if (containerPort === undefined) {
      if (containerPortRange === undefined) problems.push(`${at} has neither containerPort nor containerPortRange.`)
      continue
    }
    if (!isWithin(containerPort, PORT)) {
      problems.push(`${at}.containerPort is ${containerPort}. Valid: ${PORT.min} to ${PORT.max}.`)
    }
    if (hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort) {
      problems.push(
        `${at}.hostPort is ${hostPort}: in the network mode awsvpc it must equal containerPort (${containerPort}), ` +
          'or be left out.',
      )
    }
  }
  return problems
}

function validateEnvironment({ environment = [], secrets = [] }: ContainerDefinition): readonly Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const [list, entries] of [
    ['environment', environment],
    ['secrets', secrets],
  ] as const) {
    for (const { name } of entries) {
      if (!name) problems.push(`.${list} has an entry without a name.`)
      else if (seen.has(name)) problems.push(`: the variable "${name}" is set twice in environment and secrets.`)
      else seen.add(name)
    }
  }
  for (const { name, valueFrom } of secrets) {
    if (parseSecretValueFrom(valueFrom ?? '')) continue
    problems.push(
      `.secrets[${name}].valueFrom is "${valueFrom ?? ''}". Valid: the ARN of a secret, with or without ` +
        '":json-key:version-stage:version-id" (three parts, which may be empty), or the ARN or name of an SSM parameter.',
    )
  }
  return problems
}

function validateHealthCheck(healthCheck: HealthCheck | undefined): readonly Problem[] {
  if (!healthCheck) return []
  const [form] = healthCheck.command ?? []
  const problems = [...outOfRange(healthCheck, CONTAINER_HEALTH_CHECK, '.healthCheck')]
  if (form === undefined) problems.push('.healthCheck has no command.')
  else if (form !== 'CMD' && form !== 'CMD-SHELL' && form !== 'NONE') {
    problems.push('.healthCheck.command must begin with "CMD", "CMD-SHELL" or "NONE".')
  }
  return problems
}

function validateDependencies({ name, dependsOn = [] }: ContainerDefinition, { names }: Surroundings): Problem[] {
  const problems: Problem[] = []
  for (const { containerName, condition } of dependsOn) {
    if (containerName === name) problems.push('.dependsOn names the container itself.')
    else if (!names.includes(containerName)) {
      problems.push(
        `.dependsOn: there is no container "${containerName ?? ''}". There are: ${names.filter(Boolean).join(', ')}.`,
      )
    }
    if (!CONDITIONS.includes(condition ?? '')) {
      problems.push(`.dependsOn[${containerName}].condition is "${condition ?? ''}". Valid: ${CONDITIONS.join(', ')}.`)
    }
  }
  return problems
}

function outOfRange<Key extends string>(
  values: { readonly [K in NoInfer<Key>]?: unknown },
  ranges: Readonly<Record<Key, Limits>>,
  at: string,
): readonly Problem[] {
  return (Object.keys(ranges) as Key[]).flatMap(field => {
    const value = values[field]
    const { min, max } = ranges[field]
    if (value === undefined || isWithin(Number(value), ranges[field])) return []
    return [`${at}.${field} is ${String(value)}. Valid: ${min} to ${max}.`]
  })
}

function isWithin(value: number, { min, max }: Limits): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}
