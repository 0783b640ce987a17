import type { ContainerDefinition, PortMapping, TaskDefinition, Volume } from '@aws-sdk/client-ecs'
import { isRecord } from '../plain-data.ts'
import { normaliseCpu, normaliseMemory } from './fargate-sizes.ts'
import { registrableFields, type TaskDefinitionSpec } from './task-definition-spec.ts'

/**
 * The canonical form of a task definition for Fargate: two that mean the same to ECS are equal text in it. Defaults that
 * ECS fills in are filled in or left out, lists whose order means nothing are sorted, what AWS adds by itself, tags and
 * members that this SDK does not know are gone. For comparing, not for registering.
 */
export function normaliseTaskDefinition(definition: TaskDefinition | TaskDefinitionSpec): TaskDefinitionSpec {
  const fields = registrableFields(definition)
  return withoutEmpty({
    ...fields,
    family: fields.family,
    containerDefinitions: sortedBy((fields.containerDefinitions ?? []).map(normaliseContainer), ({ name }) => name),
    cpu: fields.cpu && normaliseCpu(fields.cpu),
    memory: fields.memory && normaliseMemory(fields.memory),
    requiresCompatibilities: fields.requiresCompatibilities && [...fields.requiresCompatibilities].sort(),
    runtimePlatform: {
      ...fields.runtimePlatform,
      cpuArchitecture: fields.runtimePlatform?.cpuArchitecture ?? 'X86_64',
      operatingSystemFamily: fields.runtimePlatform?.operatingSystemFamily ?? 'LINUX',
    },
    volumes: sortedBy(fields.volumes?.map(normaliseVolume), ({ name }) => name),
    enableFaultInjection: fields.enableFaultInjection || undefined,
  })
}

function normaliseContainer(container: ContainerDefinition): ContainerDefinition {
  const { linuxParameters, healthCheck, restartPolicy } = container
  return withoutEmpty({
    ...container,
    essential: container.essential ?? true,
    // 0 is what ECS returns if no CPU is reserved.
    cpu: container.cpu || undefined,
    portMappings: sortedBy(container.portMappings?.map(normalisePort), portKey),
    environment: sortedBy(
      container.environment?.map(({ name, value }) => ({ name, value: value ?? '' })),
      ({ name }) => name,
    ),
    secrets: sortedBy(container.secrets, ({ name }) => name),
    mountPoints: sortedBy(
      container.mountPoints?.map(mount => withoutEmpty({ ...mount, readOnly: mount.readOnly || undefined })),
      ({ containerPath }) => containerPath,
    ),
    volumesFrom: container.volumesFrom?.map(from => withoutEmpty({ ...from, readOnly: from.readOnly || undefined })),
    ulimits: sortedBy(container.ulimits, ({ name }) => name),
    systemControls: sortedBy(container.systemControls, ({ namespace }) => namespace),
    resourceRequirements: sortedBy(container.resourceRequirements, ({ type }) => type),
    disableNetworking: container.disableNetworking || undefined,
    privileged: container.privileged || undefined,
    readonlyRootFilesystem: container.readonlyRootFilesystem || undefined,
    interactive: container.interactive || undefined,
    pseudoTerminal: container.pseudoTerminal || undefined,
    versionConsistency: container.versionConsistency === 'enabled' ? undefined : container.versionConsistency,
    linuxParameters:
      linuxParameters &&
      withoutEmpty({
        ...linuxParameters,
        initProcessEnabled: linuxParameters.initProcessEnabled || undefined,
        capabilities:
          linuxParameters.capabilities &&
          withoutEmpty({
            add: sortedBy(linuxParameters.capabilities.add, name => name),
            drop: sortedBy(linuxParameters.capabilities.drop, name => name),
          }),
      }),
    logConfiguration: container.logConfiguration && {
      ...container.logConfiguration,
      secretOptions: sortedBy(container.logConfiguration.secretOptions, ({ name }) => name),
    },
    healthCheck: healthCheck && {
      ...healthCheck,
      interval: healthCheck.interval ?? 30,
      timeout: healthCheck.timeout ?? 5,
      retries: healthCheck.retries ?? 3,
      startPeriod: healthCheck.startPeriod || undefined,
    },
    restartPolicy: restartPolicy?.enabled
      ? { ...restartPolicy, restartAttemptPeriod: restartPolicy.restartAttemptPeriod ?? 300 }
      : undefined,
  })
}

/** In awsvpc the host's port is the container's, whether it is given or not. */
function normalisePort({ hostPort, ...port }: PortMapping): PortMapping {
  const same = hostPort === undefined || hostPort === 0 || hostPort === port.containerPort
  return { ...port, protocol: port.protocol ?? 'tcp', ...(!same && { hostPort }) }
}

/** What tells one port mapping of a container from another, for example `8000/tcp`. */
export function portKey({ containerPort, containerPortRange, protocol }: PortMapping): string {
  return `${containerPort ?? containerPortRange ?? ''}/${protocol ?? 'tcp'}`
}

function normaliseVolume(volume: Volume): Volume {
  const efs = volume.efsVolumeConfiguration
  return withoutEmpty({
    ...volume,
    configuredAtLaunch: volume.configuredAtLaunch || undefined,
    efsVolumeConfiguration: efs && {
      ...efs,
      rootDirectory: efs.rootDirectory ?? '/',
      transitEncryption: efs.transitEncryption ?? 'DISABLED',
      authorizationConfig:
        efs.authorizationConfig &&
        withoutEmpty({
          ...efs.authorizationConfig,
          iam: efs.authorizationConfig.iam === 'DISABLED' ? undefined : efs.authorizationConfig.iam,
        }),
    },
  })
}

/** Without undefined members, empty lists and empty objects, at every depth. */
function withoutEmpty<T extends object>(value: T): T {
  const entries = Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const pruned = isRecord(item) ? withoutEmpty(item) : item
    return isEmpty(pruned) ? [] : [[key, pruned] as const]
  })
  return Object.fromEntries(entries) as T
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true
  if (Array.isArray(value)) return value.length === 0
  return isRecord(value) && Object.keys(value).length === 0
}

function sortedBy<T>(items: readonly T[] | undefined, key: (item: T) => string | undefined): T[] | undefined {
  return items?.toSorted((one, other) => compareTexts(key(one) ?? '', key(other) ?? ''))
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
