import type { ContainerDefinition, HealthCheck, PortMapping } from '@aws-sdk/client-ecs'
import type { ContainerInputs, TaskDefinitionInputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { renderLogConfiguration } from './log-configuration.ts'

/** What of a rendering is about the container. */
export interface ContainerRenderOptions {
  readonly inputs: TaskDefinitionInputs
  readonly family: string
  readonly image?: string | undefined
  /** `valueFrom` for each of the secrets of the inputs, by the variable's name. */
  readonly secretArns: Readonly<Record<string, string>>
  readonly region: string
}

export interface ContainerOptions {
  /** undefined: the container is new. */
  readonly base: ContainerDefinition | undefined
  /** The same container in the revision that the service runs. */
  readonly current: ContainerDefinition | undefined
  readonly name: string
  readonly options: ContainerRenderOptions
}

export interface RenderedContainer {
  readonly container: ContainerDefinition
  readonly problems: readonly Problem[]
}

/** The container that the inputs are about: its base, overlaid with the inputs that are given. */
export function renderContainer({ base, current, name, options }: ContainerOptions): RenderedContainer {
  const inputs = options.inputs.container
  const problems: Problem[] = []

  const image = options.image ?? base?.image ?? current?.image
  if (image === undefined) {
    problems.push(
      `No image for the container "${name}": give "image" or "ecr-repository", or an image in the task definition file.`,
    )
  }
  const healthCheck = renderHealthCheck(base?.healthCheck, inputs.healthCheck)
  if (healthCheck && !healthCheck.command?.length) {
    problems.push(
      `Inputs "container-health-check-..." are given for the container "${name}", which has no health check: ` +
        'give "container-health-check" too.',
    )
  }
  const container: ContainerDefinition = {
    ...(base ?? { essential: true }),
    name,
    ...(image !== undefined && { image }),
    ...(inputs.port !== undefined && { portMappings: renderPortMappings(base?.portMappings, inputs.port) }),
    ...renderVariables(base, options.inputs, options.secretArns),
    ...(inputs.command && { command: [...inputs.command] }),
    ...(inputs.entryPoint && { entryPoint: [...inputs.entryPoint] }),
    ...(healthCheck && { healthCheck }),
    ...renderLogs({ base, current, name, options }),
  }
  return { container, problems }
}

/** A container that runs without a log configuration stays without one, unless an input gives it one. */
function renderLogs({ base, current, options }: ContainerOptions): Pick<ContainerDefinition, 'logConfiguration'> {
  const inputs = options.inputs.container
  const existing = base?.logConfiguration ?? current?.logConfiguration
  const given = inputs.logGroup !== undefined || inputs.logStreamPrefix !== undefined
  if (!existing && current && !given) return {}
  return { logConfiguration: renderLogConfiguration(existing, inputs, options) }
}

/**
 * A port that is mapped already stays as it is. The only mapping takes another port (and keeps its name and protocol);
 * beside several, or a range, the port is added.
 */
function renderPortMappings(base: readonly PortMapping[] = [], containerPort: number): PortMapping[] {
  if (base.some(mapping => mapping.containerPort === containerPort)) return [...base]
  const [only, ...more] = base
  if (only?.containerPort === undefined || more.length > 0) return [...base, { containerPort, protocol: 'tcp' }]
  const { hostPort: _, ...kept } = only
  return [{ ...kept, containerPort }]
}

/** Environment and secrets. A name that an input gives to one of them is removed from the base's other. */
function renderVariables(
  base: ContainerDefinition | undefined,
  inputs: TaskDefinitionInputs,
  secretArns: Readonly<Record<string, string>>,
): Pick<ContainerDefinition, 'environment' | 'secrets'> {
  const { environmentMode } = inputs
  const { environment, secrets } = inputs.container
  if (!environment && !secrets) return {}

  const kept = <T extends { name?: string | undefined }>(
    entries: readonly T[] | undefined,
    own: Readonly<Record<string, unknown>> | undefined,
    other: Readonly<Record<string, unknown>> | undefined,
  ): readonly T[] => {
    if (own && environmentMode === 'replace') return []
    return (entries ?? []).filter(({ name }) => !other || !Object.hasOwn(other, name ?? ''))
  }
  const newSecrets = secrets && Object.keys(secrets).map(name => ({ name, valueFrom: secretArns[name] }))
  return {
    environment: overlay(
      kept(base?.environment, environment, secrets),
      Object.entries(environment ?? {}).map(([name, value]) => ({ name, value })),
    ),
    secrets: overlay(
      kept(base?.secrets, secrets, environment),
      // A secret that could not be resolved is the caller's problem, and has no place in a task definition.
      (newSecrets ?? []).filter(({ valueFrom }) => valueFrom !== undefined),
    ),
  }
}

/** Entries of the base in their order, with those of the same name replaced; then what is new. */
function overlay<T extends { name?: string | undefined }>(base: readonly T[], over: readonly T[]): T[] | undefined {
  const byName = new Map(base.map(entry => [entry.name, entry]))
  for (const entry of over) byName.set(entry.name, entry)
  return byName.size > 0 ? [...byName.values()] : undefined
}

function renderHealthCheck(
  base: HealthCheck | undefined,
  inputs: ContainerInputs['healthCheck'],
): HealthCheck | undefined {
  if (Object.values(inputs).every(value => value === undefined)) return base
  const { command, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = inputs
  return {
    ...base,
    command: command === undefined ? base?.command : ['CMD-SHELL', command],
    ...(intervalSeconds !== undefined && { interval: intervalSeconds }),
    ...(timeoutSeconds !== undefined && { timeout: timeoutSeconds }),
    ...(retries !== undefined && { retries }),
    ...(startPeriodSeconds !== undefined && { startPeriod: startPeriodSeconds }),
  }
}
