import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { diffTaskDefinitions } from '../../src/task-definition/diff.ts'
import { type RenderOptions, renderTaskDefinition } from '../../src/task-definition/render.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'
import { createHealthCheckInputs, createInputs, createSpec, SECRET_ARN } from './data.ts'
import { SEED_TASK_DEFINITION } from './seed-task-definition.ts'

const IMAGE = 'example.com/app:2'
const DEFAULT_LOGS = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/app', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' },
}

function render(overrides: Partial<RenderOptions> = {}) {
  return renderTaskDefinition({
    inputs: createInputs(),
    family: 'app',
    image: IMAGE,
    secretArns: {},
    region: 'us-east-1',
    ...overrides,
  })
}

/** The first container rendered from a base of one. */
function renderContainer(base: ContainerDefinition, overrides: Partial<RenderOptions> = {}) {
  const rendered = render({ template: { containerDefinitions: [{ name: 'app', ...base }] }, ...overrides })
  return { ...rendered, container: rendered.taskDefinition.containerDefinitions?.[0] }
}

describe('from inputs alone', () => {
  test('what is new gets the defaults', () => {
    expect(render()).toEqual({
      taskDefinition: {
        family: 'app',
        cpu: '256',
        memory: '512',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        containerDefinitions: [{ name: 'app', image: IMAGE, essential: true, logConfiguration: DEFAULT_LOGS }],
      },
      container: 'app',
      logGroups: ['/ecs/app'],
      problems: [],
    })
  })

  test('every input has its place', () => {
    const { taskDefinition, container, logGroups, problems } = render({
      inputs: createInputs({
        containerName: 'web',
        containerPort: 8000,
        cpu: '512',
        memory: '1024',
        cpuArchitecture: 'ARM64',
        environment: { PORT: '8000', EMPTY: '' },
        secrets: { KEY: { kind: 'secrets-manager', secret: 'team/key', suffix: undefined } },
        command: ['npm', 'start'],
        entryPoint: ['sh'],
        logGroup: '/web',
        logStreamPrefix: 'w',
        healthCheck: createHealthCheckInputs({
          command: 'curl -f localhost',
          intervalSeconds: 10,
          timeoutSeconds: 4,
          retries: 2,
          startPeriodSeconds: 0,
        }),
      }),
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      taskRoleArn: 'arn:aws:iam::123456789012:role/task',
      secretArns: { KEY: SECRET_ARN },
    })
    expect(problems).toEqual([])
    expect(container).toBe('web')
    expect(logGroups).toEqual(['/web'])
    expect(taskDefinition).toEqual({
      family: 'app',
      cpu: '512',
      memory: '1024',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      taskRoleArn: 'arn:aws:iam::123456789012:role/task',
      containerDefinitions: [
        {
          name: 'web',
          image: IMAGE,
          essential: true,
          portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
          environment: [
            { name: 'PORT', value: '8000' },
            { name: 'EMPTY', value: '' },
          ],
          secrets: [{ name: 'KEY', valueFrom: SECRET_ARN }],
          command: ['npm', 'start'],
          entryPoint: ['sh'],
          healthCheck: {
            command: ['CMD-SHELL', 'curl -f localhost'],
            interval: 10,
            timeout: 4,
            retries: 2,
            startPeriod: 0,
          },
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'w' },
          },
        },
      ],
    })
  })
})

describe('from the revision that the service runs', () => {
  const current: TaskDefinition = {
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:7',
    revision: 7,
    status: 'ACTIVE',
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: new Date(0),
    family: 'app',
    cpu: '1024',
    memory: '4096',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    taskRoleArn: 'arn:aws:iam::123456789012:role/task',
    volumes: [],
    containerDefinitions: [
      {
        name: 'main',
        image: 'example.com/app:1',
        cpu: 0,
        essential: true,
        environment: [{ name: 'A', value: '1' }],
        portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
        healthCheck: { command: ['CMD', 'true'], interval: 7, timeout: 5, retries: 3 },
        mountPoints: [],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/by/hand', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'x' },
        },
      },
    ],
  }

  test('the image changes, and nothing else', () => {
    const { taskDefinition, container, logGroups, problems } = render({ current })
    expect(problems).toEqual([])
    expect(container).toBe('main')
    expect(logGroups).toEqual(['/by/hand'])
    expect(diffTaskDefinitions(current, taskDefinition)).toEqual([
      { field: 'containerDefinitions[main].image', from: 'example.com/app:1', to: IMAGE },
    ])
  })

  test('what only AWS writes is not registered again', () => {
    const { taskDefinition } = render({ current })
    expect(Object.keys(taskDefinition).sort()).toEqual([
      'containerDefinitions',
      'cpu',
      'family',
      'memory',
      'networkMode',
      'requiresCompatibilities',
      'taskRoleArn',
    ])
  })

  test('without an image the one that runs stays', () => {
    expect(diffTaskDefinitions(current, render({ current, image: undefined }).taskDefinition)).toEqual([])
  })

  test('one input changes one field', () => {
    const inputs = createInputs({ memory: '2048', healthCheck: createHealthCheckInputs({ retries: 9 }) })
    expect(diffTaskDefinitions(current, render({ current, inputs, image: undefined }).taskDefinition)).toEqual([
      { field: 'memory', from: '4096', to: '2048' },
      { field: 'containerDefinitions[main].healthCheck.retries', from: '3', to: '9' },
    ])
  })

  test('a file replaces everything that runs, except what no task can do without', () => {
    const template = { containerDefinitions: [{ name: 'main' }] }
    const { taskDefinition, problems } = render({ current, template, image: undefined })
    expect(problems).toEqual([])
    expect(taskDefinition).toEqual({
      family: 'app',
      cpu: '1024',
      memory: '4096',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [
        {
          name: 'main',
          image: 'example.com/app:1',
          logConfiguration: current.containerDefinitions?.[0]?.logConfiguration,
        },
      ],
    })
  })

  test('a service that runs on EC2 is refused', () => {
    const onInstances: TaskDefinition = {
      family: 'app',
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [{ name: 'app', image: IMAGE }],
    }
    expect(render({ current: onInstances }).problems).toEqual([
      'task definition: networkMode is "bridge": each Fargate task has its own network interface, so give "awsvpc".',
      'task definition: requiresCompatibilities is EC2: only services on Fargate are supported, so give "FARGATE".',
    ])
  })
})

describe('from a file', () => {
  const seed = JSON.parse(SEED_TASK_DEFINITION) as TaskDefinitionSpec

  test('only the image of a complete file changes', () => {
    const { taskDefinition, container, logGroups, problems } = render({
      template: seed,
      family: 'busyb-google-workspace-mcp',
    })
    expect(problems).toEqual([])
    expect(container).toBe('busyb-google-workspace-mcp')
    expect(logGroups).toEqual(['/ecs/busyb-google-workspace-mcp'])
    expect(taskDefinition).toEqual({
      ...seed,
      containerDefinitions: [{ ...seed.containerDefinitions?.[0], image: IMAGE }],
    })
  })

  test('the file stays as it is', () => {
    const before = structuredClone(seed)
    render({ template: seed, inputs: createInputs({ environment: { PORT: '1' }, containerPort: 1 }) })
    expect(seed).toEqual(before)
  })

  test("the file's secrets are resolved, in every container and in log options", () => {
    const template = createSpec({
      containerDefinitions: [
        { name: 'app', image: IMAGE, secrets: [{ name: 'A', valueFrom: 'a' }] },
        {
          name: 'router',
          image: IMAGE,
          secrets: [{ name: 'B', valueFrom: 'b' }],
          logConfiguration: { logDriver: 'splunk', secretOptions: [{ name: 'splunk-token', valueFrom: 'c' }] },
        },
      ],
    })
    const { taskDefinition } = render({
      template,
      inputs: createInputs({ containerName: 'app' }),
      resolveValueFrom: name => `arn:${name}`,
    })
    expect(taskDefinition.containerDefinitions?.map(({ secrets }) => secrets)).toEqual([
      [{ name: 'A', valueFrom: 'arn:a' }],
      [{ name: 'B', valueFrom: 'arn:b' }],
    ])
    expect(taskDefinition.containerDefinitions?.[1]?.logConfiguration).toEqual({
      logDriver: 'splunk',
      secretOptions: [{ name: 'splunk-token', valueFrom: 'arn:c' }],
    })
  })

  test('cpu-architecture keeps the operating system of the file', () => {
    const template = createSpec({ runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' } })
    const { taskDefinition } = render({ template, inputs: createInputs({ cpuArchitecture: 'ARM64' }) })
    expect(taskDefinition.runtimePlatform).toEqual({ operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' })
  })
})

describe('which container', () => {
  const two = createSpec({
    containerDefinitions: [
      { name: 'app', image: 'example.com/app:1' },
      { name: 'proxy', image: 'example.com/proxy:1' },
    ],
  })

  test('the named one; the others are left alone', () => {
    const { taskDefinition, container, problems } = render({
      template: two,
      inputs: createInputs({ containerName: 'proxy', containerPort: 80 }),
    })
    expect(problems).toEqual([])
    expect(container).toBe('proxy')
    expect(taskDefinition.containerDefinitions?.[0]).toEqual({ name: 'app', image: 'example.com/app:1' })
    expect(taskDefinition.containerDefinitions?.[1]).toMatchObject({
      image: IMAGE,
      portMappings: [{ containerPort: 80 }],
    })
  })

  test('several and none named', () => {
    const { taskDefinition, problems } = render({ template: two })
    expect(problems).toEqual([
      'The task definition has several containers (app, proxy), and what the inputs give is about one of them. Name it in "container-name".',
    ])
    expect(taskDefinition.containerDefinitions).toEqual(two.containerDefinitions)
  })

  test('one that does not exist', () => {
    expect(render({ template: two, inputs: createInputs({ containerName: 'web' }) }).problems).toEqual([
      'Input "container-name" is "web", but the task definition has no such container. It has: app, proxy.',
    ])
  })

  test('the only one of the file', () => {
    expect(render({ template: { containerDefinitions: [{ name: 'web' }] } }).container).toBe('web')
  })

  test('one without a name takes the one that is given, else the family', () => {
    const template = { containerDefinitions: [{ cpu: 3 }] }
    expect(render({ template }).taskDefinition.containerDefinitions?.[0]).toMatchObject({ name: 'app', cpu: 3 })
    const named = render({ template, inputs: createInputs({ containerName: 'web' }) })
    expect(named.problems).toEqual([])
    expect(named.taskDefinition.containerDefinitions?.[0]).toMatchObject({ name: 'web', cpu: 3 })
  })

  test('no image anywhere', () => {
    expect(renderContainer({}, { image: undefined }).problems).toEqual([
      'No image for the container "app": give "image" or "ecr-repository", or an image in the task definition file.',
    ])
  })
})

describe('container-port', () => {
  test.each<[string, ContainerDefinition['portMappings'], ContainerDefinition['portMappings']]>([
    ['no mapping: added', undefined, [{ containerPort: 80, protocol: 'tcp' }]],
    ['the same port: as it is', [{ containerPort: 80, name: 'web' }], [{ containerPort: 80, name: 'web' }]],
    [
      'another port: replaced, name and protocol kept',
      [{ containerPort: 8080, hostPort: 8080, name: 'web', appProtocol: 'http' }],
      [{ containerPort: 80, name: 'web', appProtocol: 'http' }],
    ],
    [
      'one of several: as they are',
      [{ containerPort: 81 }, { containerPort: 80 }],
      [{ containerPort: 81 }, { containerPort: 80 }],
    ],
    [
      'none of several: added',
      [{ containerPort: 81 }, { containerPort: 82 }],
      [{ containerPort: 81 }, { containerPort: 82 }, { containerPort: 80, protocol: 'tcp' }],
    ],
    [
      'beside a range: added',
      [{ containerPortRange: '90-99' }],
      [{ containerPortRange: '90-99' }, { containerPort: 80, protocol: 'tcp' }],
    ],
  ])('%s', (_, portMappings, expected) => {
    const { container } = renderContainer({ portMappings }, { inputs: createInputs({ containerPort: 80 }) })
    expect(container?.portMappings).toEqual(expected)
  })
})

describe('environment and secrets', () => {
  const base: ContainerDefinition = {
    environment: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    secrets: [{ name: 'S', valueFrom: 's' }],
  }
  const secret = { kind: 'ssm', parameter: '/s' } as const

  test.each([
    [
      'merge: replaced in place, new ones behind',
      { environment: { B: '3', C: '4' } },
      { A: '1', B: '3', C: '4' },
      { S: 's' },
    ],
    ['merge with nothing', { environment: {} }, { A: '1', B: '2' }, { S: 's' }],
    ['not given: not touched, whatever the mode', { environmentMode: 'replace' }, { A: '1', B: '2' }, { S: 's' }],
    ['replace', { environment: { C: '4' }, environmentMode: 'replace' }, { C: '4' }, { S: 's' }],
    [
      'replace secrets only',
      { secrets: { T: secret }, environmentMode: 'replace' },
      { A: '1', B: '2' },
      { T: 'arn:t' },
    ],
    ['merge secrets', { secrets: { T: secret } }, { A: '1', B: '2' }, { S: 's', T: 'arn:t' }],
    ['a variable takes the place of a secret', { environment: { S: '5' } }, { A: '1', B: '2', S: '5' }, undefined],
    ['a secret takes the place of a variable', { secrets: { A: secret } }, { B: '2' }, { S: 's', A: 'arn:a' }],
    [
      'both given',
      { environment: { X: 'x' }, secrets: { A: secret }, environmentMode: 'replace' },
      { X: 'x' },
      { A: 'arn:a' },
    ],
  ] as const)('%s', (_, inputs, environment, secrets) => {
    const { container } = renderContainer(base, {
      inputs: createInputs(inputs),
      secretArns: { T: 'arn:t', A: 'arn:a' },
    })
    expect(container?.environment).toEqual(Object.entries(environment).map(([name, value]) => ({ name, value })))
    expect(container?.secrets).toEqual(
      secrets && Object.entries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    )
  })
})

describe('logs', () => {
  test('another log driver is left alone, even if a group is given', () => {
    const logConfiguration = { logDriver: 'splunk', options: { 'splunk-url': 'https://example.com' } } as const
    const { container, logGroups } = renderContainer(
      { logConfiguration },
      { inputs: createInputs({ logGroup: '/x', logStreamPrefix: 'y' }) },
    )
    expect(container?.logConfiguration).toEqual(logConfiguration)
    expect(logGroups).toEqual([])
  })

  test('inputs win over the file, other options are kept', () => {
    const options = { 'awslogs-group': '/a', 'awslogs-region': 'us-east-1', 'awslogs-create-group': 'true' }
    const { container } = renderContainer(
      { logConfiguration: { logDriver: 'awslogs', options } },
      { inputs: createInputs({ logGroup: '/b' }) },
    )
    expect(container?.logConfiguration).toEqual({
      logDriver: 'awslogs',
      options: { ...options, 'awslogs-group': '/b', 'awslogs-stream-prefix': 'ecs' },
    })
  })

  test("the groups are those of this region, the sidecars' included", () => {
    const logsTo = (group: string, region: string) => ({
      logDriver: 'awslogs' as const,
      options: { 'awslogs-group': group, 'awslogs-region': region },
    })
    const { logGroups } = render({
      inputs: createInputs({ containerName: 'app' }),
      template: createSpec({
        containerDefinitions: [
          { name: 'app', image: IMAGE },
          { name: 'a', image: IMAGE, logConfiguration: logsTo('/side', 'us-east-1') },
          { name: 'b', image: IMAGE, logConfiguration: logsTo('/side', 'us-east-1') },
          { name: 'c', image: IMAGE, logConfiguration: logsTo('/elsewhere', 'eu-west-1') },
        ],
      }),
    })
    expect(logGroups).toEqual(['/ecs/app', '/side'])
  })
})

describe('container health check', () => {
  test('the command alone', () => {
    const { container } = renderContainer(
      { healthCheck: { command: ['CMD', 'a'], interval: 60 } },
      { inputs: createInputs({ healthCheck: createHealthCheckInputs({ command: 'b' }) }) },
    )
    expect(container?.healthCheck).toEqual({ command: ['CMD-SHELL', 'b'], interval: 60 })
  })

  test('settings without a command', () => {
    const inputs = createInputs({ healthCheck: createHealthCheckInputs({ retries: 2 }) })
    expect(renderContainer({}, { inputs }).problems).toEqual([
      'Inputs "container-health-check-..." are given for the container "app", which has no health check: ' +
        'give "container-health-check" too.',
    ])
  })
})
