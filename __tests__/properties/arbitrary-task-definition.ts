import type {
  ContainerDefinition,
  HealthCheck,
  KeyValuePair,
  MountPoint,
  Secret,
  SystemControl,
  Volume,
} from '@aws-sdk/client-ecs'
import fc from 'fast-check'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'

/** CPU units and MiB that go together on Fargate (SDK documentation, RegisterTaskDefinition, `cpu`). */
const SIZES = [
  ['256', '512'],
  ['256', '2048'],
  ['512', '3072'],
  ['1024', '2048'],
  ['2048', '16384'],
  ['4096', '30720'],
  ['8192', '16384'],
  ['16384', '122880'],
] as const

const ACCOUNT = '123456789012'
const NAME = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/)
const VARIABLE = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/)
/** Any text that a file can hold. */
const TEXT = fc.string({ unit: 'grapheme', maxLength: 20 })
const WORDS = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
const PATH = fc.stringMatching(/^\/[a-z]{1,8}(\/[a-z]{1,8})?$/)

const VALUE_FROM = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}$/).map(name => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}-AbCdEf`),
  fc.stringMatching(/^[a-z]{1,8}$/).map(key => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:a-AbCdEf:${key}::`),
  fc.stringMatching(/^[a-z]{1,8}$/).map(name => `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${name}`),
)

/** Everything that is independent of the other containers. */
const CONTAINER: fc.Arbitrary<Omit<ContainerDefinition, 'name' | 'portMappings' | 'mountPoints' | 'dependsOn'>> = fc
  .record(
    {
      image: fc
        .tuple(
          NAME.map(name => name.toLowerCase().replaceAll(/[_-]+/g, 'x')),
          fc.nat(9),
        )
        .map(([name, tag]) => `registry.example.com/${name}:${tag}`),
      variables: variables(),
      command: WORDS,
      entryPoint: WORDS,
      healthCheck: healthCheck(),
      cpu: fc.constantFrom(0, 16, 64),
      memoryReservation: fc.constantFrom(64, 128),
      dockerLabels: fc.dictionary(VARIABLE, TEXT, { minKeys: 1, maxKeys: 3 }),
      user: fc.constantFrom('1000', 'app', '1000:1000'),
      workingDirectory: PATH,
      readonlyRootFilesystem: fc.boolean(),
      interactive: fc.boolean(),
      pseudoTerminal: fc.boolean(),
      startTimeout: fc.integer({ min: 2, max: 120 }),
      stopTimeout: fc.integer({ min: 2, max: 120 }),
      ulimits: ulimits(),
      systemControls: fc.constant<SystemControl[]>([{ namespace: 'net.core.somaxconn', value: '1024' }]),
      linuxParameters: fc.record(
        {
          initProcessEnabled: fc.boolean(),
          capabilities: fc.record(
            {
              add: fc.constant<string[]>(['SYS_PTRACE']),
              drop: fc.uniqueArray(fc.constantFrom('NET_RAW', 'CHOWN', 'KILL'), { minLength: 1 }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
      logConfiguration: logConfiguration(),
      restartPolicy: fc.record(
        { enabled: fc.boolean(), restartAttemptPeriod: fc.integer({ min: 60, max: 1800 }) },
        { requiredKeys: ['enabled'] },
      ),
      versionConsistency: fc.constantFrom('enabled' as const, 'disabled' as const),
    },
    { requiredKeys: ['image', 'variables'] },
  )
  .map(({ variables, ...container }) => ({ ...container, ...variables }))

/** A task definition that Fargate takes, as somebody might write it into a file. */
export function arbitraryTaskDefinition(): fc.Arbitrary<TaskDefinitionSpec> {
  return fc
    .record({
      family: NAME,
      size: fc.constantFrom(...SIZES),
      containers: fc.uniqueArray(fc.record({ name: NAME, container: CONTAINER, essential: fc.boolean() }), {
        selector: ({ name }) => name,
        minLength: 1,
        maxLength: 3,
      }),
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 4 }),
      volumes: fc.uniqueArray(volume(), { selector: ({ name }) => name ?? '', maxLength: 2 }),
      mountPaths: fc.uniqueArray(PATH, { maxLength: 3 }),
      readOnly: fc.boolean(),
      udp: fc.boolean(),
      sidecarsStartFirst: fc.boolean(),
      rest: fc.record(
        {
          taskRoleArn: fc.constant(`arn:aws:iam::${ACCOUNT}:role/team/api-task`),
          ephemeralStorage: fc.record({ sizeInGiB: fc.integer({ min: 21, max: 200 }) }),
          runtimePlatform: fc.record(
            {
              cpuArchitecture: fc.constantFrom('X86_64' as const, 'ARM64' as const),
              operatingSystemFamily: fc.constant('LINUX' as const),
            },
            { requiredKeys: [] },
          ),
          pidMode: fc.constant('task' as const),
          enableFaultInjection: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ family, size, containers, ports, volumes, mountPaths, readOnly, udp, sidecarsStartFirst, rest }) => ({
      ...rest,
      family,
      cpu: size[0],
      memory: size[1],
      networkMode: 'awsvpc' as const,
      requiresCompatibilities: ['FARGATE' as const],
      executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/execution`,
      volumes,
      containerDefinitions: containers.map(({ name, container, essential }, index) => ({
        ...container,
        name,
        // At least one has to be.
        essential: index === 0 || essential,
        portMappings: ports
          .filter((_, place) => place % containers.length === index)
          .map(containerPort => ({ containerPort, protocol: udp ? ('udp' as const) : ('tcp' as const) })),
        mountPoints: mountPoints(volumes, mountPaths, readOnly),
        ...(sidecarsStartFirst &&
          index === 0 &&
          containers.length > 1 && {
            dependsOn: containers.slice(1).map(other => ({ containerName: other.name, condition: 'START' as const })),
          }),
      })),
    }))
}

/** Names are unique over both lists. */
function variables(): fc.Arbitrary<{ environment: KeyValuePair[]; secrets: Secret[] }> {
  const entry = fc.record({ name: VARIABLE, value: TEXT, valueFrom: fc.option(VALUE_FROM, { nil: undefined }) })
  return fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 6 }).map(entries => ({
    environment: entries.filter(({ valueFrom }) => !valueFrom).map(({ name, value }) => ({ name, value })),
    secrets: entries.flatMap(({ name, valueFrom }) => (valueFrom ? [{ name, valueFrom }] : [])),
  }))
}

function healthCheck(): fc.Arbitrary<HealthCheck> {
  return fc.record(
    {
      command: WORDS.map(words => ['CMD', ...words]),
      interval: fc.integer({ min: 5, max: 300 }),
      timeout: fc.integer({ min: 2, max: 60 }),
      retries: fc.integer({ min: 1, max: 10 }),
      startPeriod: fc.integer({ min: 0, max: 300 }),
    },
    { requiredKeys: ['command'] },
  )
}

function ulimits() {
  return fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('nofile' as const),
      softLimit: fc.constantFrom(1024, 4096),
      hardLimit: fc.constantFrom(8192, 65_535),
    }),
    { selector: ({ name }) => name, minLength: 1 },
  )
}

function logConfiguration(): fc.Arbitrary<NonNullable<ContainerDefinition['logConfiguration']>> {
  return fc.oneof(
    fc.record({ group: PATH, prefix: NAME }).map(({ group, prefix }) => ({
      logDriver: 'awslogs' as const,
      options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': prefix },
    })),
    VALUE_FROM.map(valueFrom => ({
      logDriver: 'splunk' as const,
      options: { 'splunk-url': 'https://splunk.example.com' },
      secretOptions: [{ name: 'splunk-token', valueFrom }],
    })),
  )
}

function volume(): fc.Arbitrary<Volume> {
  const efs = fc.record(
    {
      fileSystemId: fc.constantFrom('fs-01234567', 'fs-89abcdef'),
      rootDirectory: fc.constantFrom('/', '/data'),
      transitEncryption: fc.constantFrom('ENABLED' as const, 'DISABLED' as const),
    },
    { requiredKeys: ['fileSystemId'] },
  )
  return fc.record({ name: NAME, efsVolumeConfiguration: efs }, { requiredKeys: ['name'] })
}

function mountPoints(volumes: readonly Volume[], paths: readonly string[], readOnly: boolean): MountPoint[] {
  return paths.flatMap((containerPath, index) => {
    const sourceVolume = volumes[index % Math.max(1, volumes.length)]?.name
    return sourceVolume === undefined ? [] : [{ sourceVolume, containerPath, readOnly }]
  })
}
