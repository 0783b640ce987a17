import type { ContainerDefinition, HealthCheck } from '@aws-sdk/client-ecs'
import { parseImageReference } from '../image/image-reference.ts'
import type { Problem } from '../problem.ts'
import { parseSecretValueFrom } from '../secrets/secret-reference.ts'

/** What a container may refer to. */
export interface Surroundings {
  readonly names: readonly (string | undefined)[]
  readonly volumes: readonly (string | undefined)[]
}

interface Range {
  readonly from: number
  readonly to: number
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/
const CONDITIONS: readonly string[] = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']
const PORTS: Range = { from: 1, to: 65_535 }

/** Seconds, retries: as documented for HealthCheck in the ECS API. */
const HEALTH_CHECK_RANGES = {
  interval: { from: 5, to: 300 },
  timeout: { from: 2, to: 60 },
  retries: { from: 1, to: 10 },
  startPeriod: { from: 0, to: 300 },
} as const satisfies Partial<Record<keyof HealthCheck, Range>>

/** Seconds on Fargate. */
const TIMEOUT_RANGES = {
  startTimeout: { from: 2, to: 120 },
  stopTimeout: { from: 2, to: 120 },
} as const satisfies Partial<Record<keyof ContainerDefinition, Range>>

/** The problems of one container. Each begins with the rest of the path (`.image ...`) or with `: ...`. */
export function validateContainer(container: ContainerDefinition, around: Surroundings): readonly Problem[] {
  return [
    ...validateIdentity(container),
    ...validatePorts(container),
    ...validateEnvironment(container),
    ...validateHealthCheck(container.healthCheck),
    ...outOfRange(container, TIMEOUT_RANGES, ''),
    ...validateDependencies(container, around),
    ...(container.mountPoints ?? [])
      .filter(mount => !around.volumes.includes(mount.sourceVolume))
      .map(mount => `.mountPoints: there is no volume "${mount.sourceVolume ?? ''}".`),
  ]
}

function validateIdentity({ name, image }: ContainerDefinition): readonly Problem[] {
  const problems: Problem[] = []
  if (!NAME.test(name ?? '')) {
    problems.push(`.name is "${name ?? ''}". Valid: up to 255 letters, digits, hyphens and underscores.`)
  }
  if (image === undefined) problems.push('.image is missing.')
  else if (!parseImageReference(image)) problems.push(`.image is "${image}", which is no image reference.`)
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
    if (!isWithin(containerPort, PORTS)) {
      problems.push(`${at}.containerPort is ${containerPort}. Valid: ${PORTS.from} to ${PORTS.to}.`)
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
  const problems = [...outOfRange(healthCheck, HEALTH_CHECK_RANGES, '.healthCheck')]
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
  ranges: Readonly<Record<Key, Range>>,
  at: string,
): readonly Problem[] {
  return (Object.keys(ranges) as Key[]).flatMap(field => {
    const value = values[field]
    const { from, to } = ranges[field]
    if (value === undefined || isWithin(Number(value), ranges[field])) return []
    return [`${at}.${field} is ${String(value)}. Valid: ${from} to ${to}.`]
  })
}

function isWithin(value: number, { from, to }: Range): boolean {
  return Number.isInteger(value) && value >= from && value <= to
}
