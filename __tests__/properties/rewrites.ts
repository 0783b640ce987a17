import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'

/** Another way to write a task definition. The documentation of the field says whether it means the same. */
export interface Rewrite {
  readonly name: string
  /** undefined: there is nothing here that could be written so. */
  readonly apply: (spec: TaskDefinitionSpec) => TaskDefinitionSpec | undefined
}

const EMPTY = { environment: [], secrets: [], mountPoints: [], volumesFrom: [], systemControls: [], dependsOn: [] }

/** Means the same: order that does not matter, defaults written out or left out, units. */
export const PRESERVING: readonly Rewrite[] = [
  {
    name: 'containers in another order',
    apply: spec => ({ ...spec, containerDefinitions: turned(containersOf(spec)) }),
  },
  {
    name: 'named things of containers in another order',
    apply: eachContainer(container => ({
      environment: turned(container.environment),
      secrets: turned(container.secrets),
      portMappings: turned(container.portMappings),
      mountPoints: turned(container.mountPoints),
    })),
  },
  { name: 'volumes in another order', apply: spec => ({ ...spec, volumes: turned(spec.volumes) }) },
  { name: 'empty lists written out', apply: eachContainer(container => ({ ...EMPTY, ...container })) },
  {
    name: 'empty lists left out',
    apply: eachContainer(container =>
      Object.fromEntries(Object.entries(container).filter(([, value]) => !Array.isArray(value) || value.length > 0)),
    ),
  },
  {
    name: 'essential left to its default',
    apply: eachContainer(({ essential }) => ({ essential: essential === true ? undefined : essential })),
  },
  {
    name: 'host ports written out',
    apply: eachContainer(container => ({
      portMappings: container.portMappings?.map(port => ({ ...port, hostPort: port.containerPort })),
    })),
  },
  {
    name: 'the protocol tcp left out',
    apply: eachContainer(container => ({
      portMappings: container.portMappings?.map(({ protocol, ...port }) =>
        protocol === 'tcp' ? port : { ...port, protocol },
      ),
    })),
  },
  {
    name: 'defaults of the health check written out',
    apply: eachContainer(({ healthCheck }) => ({
      healthCheck: healthCheck && { interval: 30, timeout: 5, retries: 3, startPeriod: 0, ...healthCheck },
    })),
  },
  { name: 'no reserved CPU written as 0', apply: eachContainer(({ cpu }) => ({ cpu: cpu ?? 0 })) },
  {
    name: 'switches that are off written out',
    apply: eachContainer(container => ({
      readonlyRootFilesystem: false,
      interactive: false,
      pseudoTerminal: false,
      versionConsistency: 'enabled',
      ...container,
    })),
  },
  {
    name: 'the default platform written out',
    apply: spec => ({
      ...spec,
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX', ...spec.runtimePlatform },
    }),
  },
  { name: 'no fault injection written out', apply: spec => ({ enableFaultInjection: false, ...spec }) },
  {
    name: 'sizes in units',
    apply: spec => ({ ...spec, cpu: `${Number(spec.cpu) / 1024} vCPU`, memory: `${Number(spec.memory) / 1024} GB` }),
  },
  {
    name: 'defaults of file systems written out',
    apply: spec => ({
      ...spec,
      volumes: spec.volumes?.map(volume => ({
        ...volume,
        ...(volume.efsVolumeConfiguration && {
          efsVolumeConfiguration: {
            rootDirectory: '/',
            transitEncryption: 'DISABLED',
            ...volume.efsVolumeConfiguration,
          },
        }),
      })),
    }),
  },
]

/** Means something else: ECS would run other containers, or run them in another way. */
export const CHANGING: readonly Rewrite[] = [
  { name: 'another image', apply: firstContainer(({ image }) => ({ image: `${image}-other` })) },
  {
    name: 'another value of a variable',
    apply: firstContainer(({ environment }) => {
      const [first, ...rest] = environment ?? []
      return first && { environment: [{ ...first, value: `${first.value}!` }, ...rest] }
    }),
  },
  {
    name: 'one more variable, which is empty',
    apply: firstContainer(({ environment = [] }) => ({ environment: [...environment, { name: 'added', value: '' }] })),
  },
  {
    name: 'one variable fewer',
    apply: firstContainer(({ environment = [] }) =>
      environment.length > 0 ? { environment: environment.slice(1) } : undefined,
    ),
  },
  {
    name: 'a secret from elsewhere',
    apply: firstContainer(({ secrets }) => {
      const [first, ...rest] = secrets ?? []
      const valueFrom = 'arn:aws:ssm:us-east-1:123456789012:parameter/else/where'
      return first && { secrets: [{ ...first, valueFrom }, ...rest] }
    }),
  },
  {
    name: 'words of a command in another order',
    apply: firstContainer(({ command = [] }) => {
      const reversed = command.toReversed()
      return reversed.every((word, index) => word === command[index]) ? undefined : { command: reversed }
    }),
  },
  {
    name: 'another protocol of a port',
    apply: firstContainer(({ portMappings }) => {
      const [first, ...rest] = portMappings ?? []
      return first && { portMappings: [{ ...first, protocol: first.protocol === 'udp' ? 'tcp' : 'udp' }, ...rest] }
    }),
  },
  {
    name: 'another interval of the health check',
    apply: firstContainer(
      ({ healthCheck }) =>
        healthCheck && { healthCheck: { ...healthCheck, interval: healthCheck.interval === 7 ? 8 : 7 } },
    ),
  },
  { name: 'one more container', apply: spec => ({ ...spec, containerDefinitions: [...containersOf(spec), MORE] }) },
  {
    name: 'a container that others outlive',
    apply: spec => {
      const [first, second, ...rest] = containersOf(spec)
      if (!first || !second) return undefined
      return { ...spec, containerDefinitions: [first, { ...second, essential: second.essential === false }, ...rest] }
    },
  },
  {
    name: 'a root file system that is (not) read-only',
    apply: firstContainer(({ readonlyRootFilesystem }) => ({ readonlyRootFilesystem: !readonlyRootFilesystem })),
  },
  { name: 'another user', apply: firstContainer(({ user }) => ({ user: user === 'other' ? 'root' : 'other' })) },
  {
    name: 'one more label',
    apply: firstContainer(({ dockerLabels }) => ({ dockerLabels: { ...dockerLabels, added: 'x' } })),
  },
  {
    name: 'another log group',
    apply: firstContainer(({ logConfiguration }) => {
      if (logConfiguration?.logDriver !== 'awslogs') return undefined
      return {
        logConfiguration: { ...logConfiguration, options: { ...logConfiguration.options, 'awslogs-group': '/o' } },
      }
    }),
  },
  {
    name: 'the other architecture',
    apply: spec => ({
      ...spec,
      runtimePlatform: {
        ...spec.runtimePlatform,
        cpuArchitecture: spec.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'X86_64' : 'ARM64',
      },
    }),
  },
  {
    name: 'another size',
    apply: spec => ({ ...spec, cpu: '4096', memory: spec.memory === '8192' ? '9216' : '8192' }),
  },
  { name: 'another task role', apply: spec => ({ ...spec, taskRoleArn: 'arn:aws:iam::123456789012:role/other' }) },
  {
    name: 'more storage',
    apply: spec => ({ ...spec, ephemeralStorage: { sizeInGiB: spec.ephemeralStorage?.sizeInGiB === 30 ? 31 : 30 } }),
  },
  {
    name: 'fault injection (not) allowed',
    apply: spec => ({ ...spec, enableFaultInjection: !spec.enableFaultInjection }),
  },
  {
    name: 'another file system',
    apply: spec => {
      const [first, ...rest] = spec.volumes ?? []
      return first && { ...spec, volumes: [{ ...first, efsVolumeConfiguration: { fileSystemId: 'fs-0000' } }, ...rest] }
    },
  },
]

const MORE: ContainerDefinition = {
  name: 'one-more-container',
  image: 'registry.example.com/sidecar:1',
  essential: false,
}

function containersOf(spec: TaskDefinitionSpec): readonly ContainerDefinition[] {
  return spec.containerDefinitions ?? []
}

function eachContainer(change: (container: ContainerDefinition) => object): Rewrite['apply'] {
  return spec => ({
    ...spec,
    containerDefinitions: containersOf(spec).map(container => defined({ ...container, ...change(container) })),
  })
}

function firstContainer(change: (container: ContainerDefinition) => object | undefined): Rewrite['apply'] {
  return spec => {
    const [first, ...rest] = containersOf(spec)
    const changed = first && change(first)
    return changed && { ...spec, containerDefinitions: [{ ...first, ...changed }, ...rest] }
  }
}

function turned<T>(list: readonly T[] | undefined): T[] | undefined {
  return list?.toReversed()
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}
