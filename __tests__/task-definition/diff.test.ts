import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type FieldChange, HIDDEN } from '../../src/change.ts'
import { diffTaskDefinitions } from '../../src/task-definition/diff.ts'
import { normaliseTaskDefinition } from '../../src/task-definition/normalise.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'
import { createSpec, SECRET_ARN } from './data.ts'

const BASE: ContainerDefinition = { name: 'app', image: 'example.com/app:1', essential: true }

function withContainer(overrides: ContainerDefinition): TaskDefinitionSpec {
  return createSpec({ containerDefinitions: [{ ...BASE, ...overrides }] })
}

describe('equivalent', () => {
  test.each<[string, TaskDefinition, TaskDefinitionSpec]>([
    ['essential', withContainer({}), withContainer({ essential: undefined })],
    [
      'health check defaults',
      withContainer({ healthCheck: { command: ['CMD', 'a'], interval: 30, timeout: 5, retries: 3, startPeriod: 0 } }),
      withContainer({ healthCheck: { command: ['CMD', 'a'] } }),
    ],
    [
      'protocol and host port',
      withContainer({ portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] }),
      withContainer({ portMappings: [{ containerPort: 80 }] }),
    ],
    [
      'host port 0',
      withContainer({ portMappings: [{ containerPort: 80, hostPort: 80 }] }),
      withContainer({ portMappings: [{ containerPort: 80, hostPort: 0 }] }),
    ],
    ['cpu 0', withContainer({ cpu: 0 }), withContainer({})],
    [
      'empty lists',
      { ...withContainer({ environment: [], mountPoints: [], volumesFrom: [], systemControls: [] }), volumes: [] },
      withContainer({}),
    ],
    [
      'an environment value that is empty or absent',
      withContainer({ environment: [{ name: 'A', value: '' }] }),
      withContainer({ environment: [{ name: 'A' }] }),
    ],
    ['units', createSpec({ cpu: '1024', memory: '2048' }), createSpec({ cpu: '1 vCPU', memory: '2 GB' })],
    [
      'the platform that is the default',
      createSpec(),
      createSpec({ runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' } }),
    ],
    ['no fault injection', createSpec({ enableFaultInjection: false }), createSpec()],
    [
      'order of containers',
      createSpec({ containerDefinitions: [{ ...BASE, name: 'b' }, BASE] }),
      createSpec({ containerDefinitions: [BASE, { ...BASE, name: 'b' }] }),
    ],
    [
      'order of environment',
      withContainer({
        environment: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      }),
      withContainer({
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      }),
    ],
    [
      'a volume of EFS',
      createSpec({ volumes: [{ name: 'a', efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory: '/' } }] }),
      createSpec({ volumes: [{ name: 'a', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }] }),
    ],
    [
      'a volume with an empty host',
      createSpec({ volumes: [{ name: 'a', host: {} }] }),
      createSpec({ volumes: [{ name: 'a' }] }),
    ],
    [
      'what AWS adds, and what this version does not know',
      {
        ...createSpec(),
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:1',
        revision: 1,
        status: 'ACTIVE',
        compatibilities: ['EC2', 'FARGATE'],
        registeredAt: new Date(0),
        registeredBy: 'arn:aws:iam::123456789012:user/a',
        futureField: { a: 1 },
        containerDefinitions: [{ ...BASE, futureField: true } as ContainerDefinition],
      } as TaskDefinition,
      createSpec(),
    ],
  ])('%s', (_, from, to) => {
    expect(diffTaskDefinitions(from, to)).toEqual([])
    expect(diffTaskDefinitions(to, from as TaskDefinitionSpec)).toEqual([])
  })
})

describe('one field differs', () => {
  test.each<[string, TaskDefinitionSpec, TaskDefinitionSpec, FieldChange]>([
    [
      'the image',
      withContainer({}),
      withContainer({ image: 'example.com/app:2' }),
      { field: 'containerDefinitions[app].image', from: 'example.com/app:1', to: 'example.com/app:2' },
    ],
    ['cpu', createSpec(), createSpec({ cpu: '512' }), { field: 'cpu', from: '256', to: '512' }],
    [
      'the architecture',
      createSpec(),
      createSpec({ runtimePlatform: { cpuArchitecture: 'ARM64' } }),
      { field: 'runtimePlatform.cpuArchitecture', from: 'X86_64', to: 'ARM64' },
    ],
    [
      'a role that is new',
      createSpec(),
      createSpec({ taskRoleArn: 'arn:aws:iam::123456789012:role/a' }),
      { field: 'taskRoleArn', from: undefined, to: 'arn:aws:iam::123456789012:role/a' },
    ],
    [
      'a variable that is new',
      withContainer({}),
      withContainer({ environment: [{ name: 'PORT', value: '80' }] }),
      { field: 'containerDefinitions[app].environment[PORT]', from: undefined, to: HIDDEN },
    ],
    [
      'a variable that changes',
      withContainer({ environment: [{ name: 'PORT', value: '80' }] }),
      withContainer({ environment: [{ name: 'PORT', value: '81' }] }),
      { field: 'containerDefinitions[app].environment[PORT]', from: HIDDEN, to: HIDDEN },
    ],
    [
      'a variable that goes',
      withContainer({ environment: [{ name: 'PORT', value: '' }] }),
      withContainer({}),
      { field: 'containerDefinitions[app].environment[PORT]', from: HIDDEN, to: undefined },
    ],
    [
      'a secret',
      withContainer({ secrets: [{ name: 'KEY', valueFrom: SECRET_ARN }] }),
      withContainer({ secrets: [{ name: 'KEY', valueFrom: `${SECRET_ARN}:a::` }] }),
      { field: 'containerDefinitions[app].secrets[KEY]', from: SECRET_ARN, to: `${SECRET_ARN}:a::` },
    ],
    [
      'the order of a command',
      withContainer({ command: ['a', 'b'] }),
      withContainer({ command: ['b', 'a'] }),
      { field: 'containerDefinitions[app].command', from: HIDDEN, to: HIDDEN },
    ],
    [
      'an entry point',
      withContainer({}),
      withContainer({ entryPoint: ['a'] }),
      { field: 'containerDefinitions[app].entryPoint', from: undefined, to: HIDDEN },
    ],
    [
      'the command of the health check',
      withContainer({ healthCheck: { command: ['CMD', 'a'] } }),
      withContainer({ healthCheck: { command: ['CMD', 'b'] } }),
      { field: 'containerDefinitions[app].healthCheck.command', from: HIDDEN, to: HIDDEN },
    ],
    [
      'the interval of the health check',
      withContainer({ healthCheck: { command: ['CMD', 'a'] } }),
      withContainer({ healthCheck: { command: ['CMD', 'a'], interval: 31 } }),
      { field: 'containerDefinitions[app].healthCheck.interval', from: '30', to: '31' },
    ],
    [
      'user 0 is a user',
      withContainer({}),
      withContainer({ user: '0' }),
      { field: 'containerDefinitions[app].user', from: undefined, to: '0' },
    ],
    [
      'essential',
      withContainer({}),
      withContainer({ essential: false }),
      { field: 'containerDefinitions[app].essential', from: 'true', to: 'false' },
    ],
    [
      'order of dependencies',
      withContainer({
        dependsOn: [
          { containerName: 'a', condition: 'START' },
          { containerName: 'b', condition: 'START' },
        ],
      }),
      withContainer({
        dependsOn: [
          { containerName: 'b', condition: 'START' },
          { containerName: 'a', condition: 'START' },
        ],
      }),
      {
        field: 'containerDefinitions[app].dependsOn',
        from: '[{"condition":"START","containerName":"a"},{"condition":"START","containerName":"b"}]',
        to: '[{"condition":"START","containerName":"b"},{"condition":"START","containerName":"a"}]',
      },
    ],
    [
      'an option of the log driver',
      withContainer({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/a' } } }),
      withContainer({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/b' } } }),
      { field: 'containerDefinitions[app].logConfiguration.options.awslogs-group', from: '/a', to: '/b' },
    ],
    [
      'a token of a log driver',
      withContainer({ logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'a' } } }),
      withContainer({ logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'b' } } }),
      { field: 'containerDefinitions[app].logConfiguration.options.splunk-token', from: HIDDEN, to: HIDDEN },
    ],
    [
      'a label, whatever it is called',
      withContainer({ dockerLabels: { environment: 'a' } }),
      withContainer({ dockerLabels: { environment: 'b' } }),
      { field: 'containerDefinitions[app].dockerLabels.environment', from: 'a', to: 'b' },
    ],
    [
      'the name of a port',
      withContainer({ portMappings: [{ containerPort: 80 }] }),
      withContainer({ portMappings: [{ containerPort: 80, name: 'web' }] }),
      { field: 'containerDefinitions[app].portMappings[80/tcp].name', from: undefined, to: 'web' },
    ],
  ])('%s', (_, from, to, change) => {
    expect(diffTaskDefinitions(from, to)).toEqual([change])
  })

  test('a port that takes the place of another is two changes', () => {
    const from = withContainer({ portMappings: [{ containerPort: 80 }] })
    const to = withContainer({ portMappings: [{ containerPort: 81 }] })
    expect(diffTaskDefinitions(from, to).map(({ field }) => field)).toEqual([
      'containerDefinitions[app].portMappings[80/tcp].containerPort',
      'containerDefinitions[app].portMappings[80/tcp].protocol',
      'containerDefinitions[app].portMappings[81/tcp].containerPort',
      'containerDefinitions[app].portMappings[81/tcp].protocol',
    ])
  })

  test('a container that is new shows its fields, but no values that nobody should read', () => {
    const sidecar: ContainerDefinition = {
      name: 'side',
      image: 'example.com/side:1',
      command: ['hush'],
      environment: [{ name: 'TOKEN', value: 'hush' }],
    }
    const changes = diffTaskDefinitions(createSpec(), createSpec({ containerDefinitions: [BASE, sidecar] }))
    expect(changes).toEqual([
      { field: 'containerDefinitions[side].name', from: undefined, to: 'side' },
      { field: 'containerDefinitions[side].image', from: undefined, to: 'example.com/side:1' },
      { field: 'containerDefinitions[side].command', from: undefined, to: HIDDEN },
      { field: 'containerDefinitions[side].environment[TOKEN]', from: undefined, to: HIDDEN },
      { field: 'containerDefinitions[side].essential', from: undefined, to: 'true' },
    ])
  })
})

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/)
const text = fc.string({ minLength: 1, maxLength: 12 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const container: fc.Arbitrary<ContainerDefinition> = fc.record({
  name,
  image: fc.constantFrom('example.com/app:1', 'example.com/app:2'),
  cpu: maybe(fc.constantFrom(0, 64)),
  memory: maybe(fc.constantFrom(128, 256)),
  essential: maybe(fc.boolean()),
  user: maybe(fc.constantFrom('0', '1000:1000')),
  readonlyRootFilesystem: maybe(fc.boolean()),
  command: maybe(fc.array(text, { minLength: 1, maxLength: 3 })),
  environment: maybe(
    fc.uniqueArray(fc.record({ name, value: maybe(fc.string({ maxLength: 5 })) }), { selector: entry => entry.name }),
  ),
  secrets: maybe(
    fc.uniqueArray(fc.record({ name, valueFrom: fc.constant(SECRET_ARN) }), { selector: entry => entry.name }),
  ),
  portMappings: maybe(
    fc.uniqueArray(
      fc.record({
        containerPort: fc.integer({ min: 1, max: 65_535 }),
        protocol: maybe(fc.constantFrom('tcp' as const, 'udp' as const)),
        name: maybe(name),
      }),
      { selector: port => port.containerPort, maxLength: 4 },
    ),
  ),
  healthCheck: maybe(
    fc.record({
      command: fc.constant(['CMD-SHELL', 'true']),
      interval: maybe(fc.integer({ min: 5, max: 300 })),
      timeout: maybe(fc.integer({ min: 2, max: 60 })),
      retries: maybe(fc.integer({ min: 1, max: 10 })),
      startPeriod: maybe(fc.integer({ min: 0, max: 300 })),
    }),
  ),
  dockerLabels: maybe(fc.dictionary(name, fc.string({ maxLength: 5 }))),
  mountPoints: maybe(
    fc.uniqueArray(fc.record({ sourceVolume: name, containerPath: text, readOnly: maybe(fc.boolean()) }), {
      selector: mount => mount.containerPath,
      maxLength: 3,
    }),
  ),
  dependsOn: maybe(fc.array(fc.record({ containerName: name, condition: fc.constant('START' as const) }))),
})

const spec: fc.Arbitrary<TaskDefinitionSpec> = fc.record({
  family: name,
  cpu: fc.constantFrom('256', '.5 vCPU', '1 vCPU', '2048'),
  memory: fc.constantFrom('512', '1 GB', '4096'),
  networkMode: fc.constant('awsvpc' as const),
  requiresCompatibilities: fc.constant(['FARGATE' as const]),
  taskRoleArn: maybe(fc.constant('arn:aws:iam::123456789012:role/a')),
  runtimePlatform: maybe(
    fc.record({
      cpuArchitecture: maybe(fc.constantFrom('X86_64' as const, 'ARM64' as const)),
      operatingSystemFamily: maybe(fc.constant('LINUX' as const)),
    }),
  ),
  ephemeralStorage: maybe(fc.record({ sizeInGiB: fc.integer({ min: 21, max: 200 }) })),
  containerDefinitions: fc.uniqueArray(container, { selector: entry => entry.name, minLength: 1, maxLength: 3 }),
})

/** Puts a list into another order that `seed` decides. */
function shuffled<T>(items: readonly T[] | undefined, seed: number): T[] {
  const turn = (items ?? []).length === 0 ? 0 : seed % (items ?? []).length
  const turned = [...(items ?? []).slice(turn), ...(items ?? []).slice(0, turn)]
  return seed % 2 === 0 ? turned : turned.reverse()
}

const MIB: Readonly<Record<string, string>> = { '.5 vCPU': '512', '1 vCPU': '1024', '1 GB': '1024' }

/** What DescribeTaskDefinition returns for a registered definition: defaults filled in, empty lists, its own fields. */
function describeRegistered(registered: TaskDefinitionSpec, seed: number): TaskDefinition {
  return {
    ...registered,
    taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/${registered.family}:1`,
    revision: 1,
    status: 'ACTIVE',
    compatibilities: ['EC2', 'FARGATE'],
    requiresAttributes: [{ name: 'ecs.capability.task-eni' }],
    registeredAt: new Date(0),
    cpu: MIB[registered.cpu ?? ''] ?? registered.cpu,
    memory: MIB[registered.memory ?? ''] ?? registered.memory,
    volumes: [],
    placementConstraints: [],
    containerDefinitions: shuffled(registered.containerDefinitions, seed).map(entry => ({
      ...entry,
      cpu: entry.cpu ?? 0,
      essential: entry.essential ?? true,
      environment: shuffled(entry.environment, seed).map(({ name, value }) => ({ name, value: value ?? '' })),
      secrets: shuffled(entry.secrets, seed),
      portMappings: shuffled(entry.portMappings, seed).map(port => ({
        ...port,
        hostPort: port.containerPort,
        protocol: port.protocol ?? 'tcp',
      })),
      mountPoints: entry.mountPoints ?? [],
      volumesFrom: [],
      systemControls: [],
      healthCheck: entry.healthCheck && {
        ...entry.healthCheck,
        interval: entry.healthCheck.interval ?? 30,
        timeout: entry.healthCheck.timeout ?? 5,
        retries: entry.healthCheck.retries ?? 3,
      },
    })),
  }
}

describe('properties', () => {
  test('normalising twice is normalising once', () => {
    fc.assert(
      fc.property(spec, definition => {
        const once = normaliseTaskDefinition(definition)
        expect(normaliseTaskDefinition(once)).toEqual(once)
      }),
    )
  })

  test('what AWS returns for a registered definition is equivalent to it', () => {
    fc.assert(
      fc.property(spec, fc.nat(1000), (definition, seed) => {
        expect(diffTaskDefinitions(describeRegistered(definition, seed), definition)).toEqual([])
      }),
    )
  })

  test('a diff is empty exactly if the canonical forms are equal', () => {
    fc.assert(
      fc.property(spec, spec, (one, other) => {
        const equal = JSON.stringify(normaliseTaskDefinition(one)) === JSON.stringify(normaliseTaskDefinition(other))
        expect(diffTaskDefinitions(one, other).length === 0).toBe(equal)
      }),
    )
  })

  test('a value that changes is found in any surroundings, and an environment value is never shown', () => {
    fc.assert(
      fc.property(spec, fc.nat(1000), (definition, seed) => {
        const [first, ...rest] = definition.containerDefinitions ?? []
        const changed = {
          ...definition,
          containerDefinitions: [
            { ...first, environment: [...(first?.environment ?? []), { name: 'NEW.NAME', value: 'never-shown' }] },
            ...rest,
          ],
        }
        expect(diffTaskDefinitions(describeRegistered(definition, seed), changed)).toEqual([
          { field: `containerDefinitions[${first?.name}].environment[NEW.NAME]`, from: undefined, to: HIDDEN },
        ])
      }),
    )
  })
})
