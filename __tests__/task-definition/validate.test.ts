import type { ContainerDefinition, HealthCheck } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { checkFargateLimits } from '../../src/task-definition/fargate-limits.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'
import { validateTaskDefinition } from '../../src/task-definition/validate.ts'
import { createSpec, SECRET_ARN } from './data.ts'
import { SEED_TASK_DEFINITION } from './seed-task-definition.ts'

const IMAGE = 'example.com/app:1'

function withContainer(overrides: ContainerDefinition): TaskDefinitionSpec {
  return createSpec({ containerDefinitions: [{ name: 'app', image: IMAGE, ...overrides }] })
}

function withHealthCheck(overrides: Partial<HealthCheck>): TaskDefinitionSpec {
  return withContainer({ healthCheck: { command: ['CMD', 'true'], ...overrides } })
}

describe('what is fine', () => {
  test.each<[string, TaskDefinitionSpec]>([
    ['the smallest one', createSpec()],
    ["a team's own", JSON.parse(SEED_TASK_DEFINITION.replaceAll('<ACCOUNT_ID>', '123456789012'))],
    [
      'a sidecar that is not essential',
      createSpec({
        containerDefinitions: [
          { name: 'app', image: IMAGE, portMappings: [{ containerPort: 80, hostPort: 80 }] },
          {
            name: 'side-car_1',
            image: IMAGE,
            essential: false,
            portMappings: [{ containerPort: 80, protocol: 'udp', hostPort: 0 }, { containerPortRange: '90-99' }],
            dependsOn: [{ containerName: 'app', condition: 'HEALTHY' }],
          },
        ],
      }),
    ],
    [
      'limits',
      createSpec({
        ephemeralStorage: { sizeInGiB: 21 },
        containerDefinitions: [
          {
            name: 'app',
            image: IMAGE,
            stopTimeout: 120,
            startTimeout: 2,
            healthCheck: { command: ['CMD-SHELL', 'true'], interval: 5, timeout: 60, retries: 10, startPeriod: 0 },
          },
        ],
      }),
    ],
  ])('%s', (_, spec) => {
    expect(validateTaskDefinition(spec)).toEqual([])
    expect(checkFargateLimits(spec)).toEqual([])
  })
})

describe('what AWS would refuse', () => {
  test.each<[string, TaskDefinitionSpec, string]>([
    [
      'a family with a dot',
      createSpec({ family: 'app.v1' }),
      'family is "app.v1". Valid: up to 255 letters, digits, hyphens and underscores (no dots or slashes).',
    ],
    [
      'a pair that Fargate does not offer',
      createSpec({ memory: '256' }),
      'memory is "256", which Fargate does not offer with cpu "256". Valid: 512, 1024, 2048 (MiB).',
    ],
    ['no size', createSpec({ cpu: undefined }), 'cpu and memory are required on Fargate.'],
    [
      'too little ephemeral storage',
      createSpec({ ephemeralStorage: { sizeInGiB: 20 } }),
      'ephemeralStorage.sizeInGiB is 20. Valid: 21 to 200; without it a task has 20 GiB.',
    ],
    [
      'another architecture',
      createSpec({ runtimePlatform: { cpuArchitecture: 'amd64' as 'X86_64' } }),
      'runtimePlatform.cpuArchitecture is "amd64". Valid: ARM64, X86_64.',
    ],
    [
      'two volumes of one name',
      createSpec({ volumes: [{ name: 'a' }, { name: 'a' }] }),
      'two volumes have the name "a".',
    ],
    ['no container', createSpec({ containerDefinitions: [] }), 'there is no container in containerDefinitions.'],
    [
      'two containers of one name',
      createSpec({
        containerDefinitions: [
          { name: 'app', image: IMAGE },
          { name: 'app', image: IMAGE },
        ],
      }),
      'two containers have the name "app".',
    ],
    ['no essential container', withContainer({ essential: false }), 'no container is essential: at least one must be.'],
    [
      'a port that is mapped twice',
      createSpec({
        containerDefinitions: [
          { name: 'a', image: IMAGE, portMappings: [{ containerPort: 80 }] },
          { name: 'b', image: IMAGE, portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
        ],
      }),
      'the container port 80/tcp is mapped twice.',
    ],
    [
      'containers that reserve more CPU than the task has',
      withContainer({ cpu: 257 }),
      "the containers' cpu adds up to 257, more than the task's 256.",
    ],
    [
      'a container with more memory than the task',
      withContainer({ memory: 513 }),
      "containerDefinitions[app].memory is 513, more than the task's 512.",
    ],
    [
      'a container name with a space',
      withContainer({ name: 'my app' }),
      'containerDefinitions[my app].name is "my app". Valid: up to 255 letters, digits, hyphens and underscores.',
    ],
    ['no image', withContainer({ image: undefined }), 'containerDefinitions[app].image is missing.'],
    [
      'an image that is not a reference',
      withContainer({ image: 'https://example.com/a' }),
      'containerDefinitions[app].image is "https://example.com/a", which is not a valid image reference.',
    ],
    [
      'a port out of range',
      withContainer({ portMappings: [{ containerPort: 70_000 }] }),
      'containerDefinitions[app].portMappings[0].containerPort is 70000. Valid: 1 to 65535.',
    ],
    [
      'no port',
      withContainer({ portMappings: [{ protocol: 'tcp' }] }),
      'containerDefinitions[app].portMappings[0] has neither containerPort nor containerPortRange.',
    ],
    [
      'another host port',
      withContainer({ portMappings: [{ containerPort: 80, hostPort: 8080 }] }),
      'containerDefinitions[app].portMappings[0].hostPort is 8080: in the network mode awsvpc it must equal ' +
        'containerPort (80), or be left out.',
    ],
    [
      'a variable set twice',
      withContainer({
        environment: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
      'containerDefinitions[app]: the variable "A" is set twice in environment and secrets.',
    ],
    [
      'a variable that is also a secret',
      withContainer({ environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'A', valueFrom: SECRET_ARN }] }),
      'containerDefinitions[app]: the variable "A" is set twice in environment and secrets.',
    ],
    [
      'a variable without a name',
      withContainer({ environment: [{ value: '1' }] }),
      'containerDefinitions[app].environment has an entry without a name.',
    ],
    [
      'a secret with too few colons',
      withContainer({ secrets: [{ name: 'A', valueFrom: `${SECRET_ARN}:key` }] }),
      `containerDefinitions[app].secrets[A].valueFrom is "${SECRET_ARN}:key". Valid: the ARN of a secret, with or without ` +
        '":json-key:version-stage:version-id" (three parts, which may be empty), or the ARN or name of an SSM parameter.',
    ],
    [
      'health check interval',
      withHealthCheck({ interval: 4 }),
      'containerDefinitions[app].healthCheck.interval is 4. Valid: 5 to 300.',
    ],
    [
      'health check timeout',
      withHealthCheck({ timeout: 61 }),
      'containerDefinitions[app].healthCheck.timeout is 61. Valid: 2 to 60.',
    ],
    [
      'health check retries',
      withHealthCheck({ retries: 0 }),
      'containerDefinitions[app].healthCheck.retries is 0. Valid: 1 to 10.',
    ],
    [
      'health check start period',
      withHealthCheck({ startPeriod: 301 }),
      'containerDefinitions[app].healthCheck.startPeriod is 301. Valid: 0 to 300.',
    ],
    [
      'half a second',
      withHealthCheck({ interval: 7.5 }),
      'containerDefinitions[app].healthCheck.interval is 7.5. Valid: 5 to 300.',
    ],
    [
      'a health check without a command',
      withHealthCheck({ command: undefined }),
      'containerDefinitions[app].healthCheck has no command.',
    ],
    [
      'a health check without its form',
      withHealthCheck({ command: ['curl', 'x'] }),
      'containerDefinitions[app].healthCheck.command must begin with "CMD", "CMD-SHELL" or "NONE".',
    ],
    [
      'a long stop timeout',
      withContainer({ stopTimeout: 121 }),
      'containerDefinitions[app].stopTimeout is 121. Valid: 2 to 120.',
    ],
    [
      'a dependency on a container that does not exist',
      withContainer({ dependsOn: [{ containerName: 'db', condition: 'START' }] }),
      'containerDefinitions[app].dependsOn: there is no container "db". There are: app.',
    ],
    [
      'a dependency on itself',
      withContainer({ dependsOn: [{ containerName: 'app', condition: 'START' }] }),
      'containerDefinitions[app].dependsOn names the container itself.',
    ],
    [
      'a mount of a volume that does not exist',
      withContainer({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] }),
      'containerDefinitions[app].mountPoints: there is no volume "data".',
    ],
  ])('%s', (_, spec, problem) => {
    expect(validateTaskDefinition(spec)).toEqual([`task definition: ${problem}`])
  })

  test('all problems at once', () => {
    const spec = createSpec({ family: '', cpu: '1', containerDefinitions: [{ name: 'a', essential: false }] })
    expect(validateTaskDefinition(spec)).toEqual([
      'task definition: family is "". Valid: up to 255 letters, digits, hyphens and underscores (no dots or slashes).',
      'task definition: cpu is "1", which Fargate does not offer. Valid: 256, 512, 1024, 2048, 4096, 8192, 16384.',
      'task definition: no container is essential: at least one must be.',
      'task definition: containerDefinitions[a].image is missing.',
    ])
  })
})

describe('what Fargate does not have', () => {
  test.each<[string, Partial<TaskDefinitionSpec>, string]>([
    [
      'another network mode',
      { networkMode: 'bridge' },
      'networkMode is "bridge": each Fargate task has its own network interface, so give "awsvpc".',
    ],
    [
      'EC2 only',
      { requiresCompatibilities: ['EC2'] },
      'requiresCompatibilities is EC2: only services on Fargate are supported, so give "FARGATE".',
    ],
    ['the pids of the host', { pidMode: 'host' }, 'pidMode is "host": Fargate has only "task".'],
    ['an ipc mode', { ipcMode: 'task' }, 'ipcMode is not available on Fargate: remove it.'],
    [
      'placement constraints',
      { placementConstraints: [{ type: 'memberOf', expression: 'a' }] },
      'placementConstraints are not available on Fargate, which has no instances to choose from.',
    ],
    [
      'a directory of the host',
      { volumes: [{ name: 'a', host: { sourcePath: '/a' } }] },
      'volumes[a].host.sourcePath is not available on Fargate, which has no host to mount from.',
    ],
    [
      'a privileged container',
      { containerDefinitions: [{ name: 'app', privileged: true }] },
      'containerDefinitions[app].privileged cannot be used: Fargate has no privileged containers. Remove it.',
    ],
    [
      'another log driver',
      { containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'syslog' } }] },
      'containerDefinitions[app].logConfiguration.logDriver is "syslog". Fargate has: awslogs, splunk, awsfirelens.',
    ],
    [
      'links',
      { containerDefinitions: [{ name: 'app', links: ['a'] }] },
      'containerDefinitions[app].links cannot be used: under awsvpc containers reach each other at localhost. Remove it.',
    ],
    [
      'a capability',
      {
        containerDefinitions: [
          { name: 'app', linuxParameters: { capabilities: { add: ['SYS_ADMIN', 'SYS_PTRACE'] } } },
        ],
      },
      'containerDefinitions[app].linuxParameters.capabilities.add has SYS_ADMIN. Fargate adds only SYS_PTRACE.',
    ],
  ])('%s', (_, overrides, problem) => {
    expect(checkFargateLimits(createSpec(overrides))).toEqual([problem])
  })

  test('both compatibilities are fine', () => {
    expect(checkFargateLimits(createSpec({ requiresCompatibilities: ['EC2', 'FARGATE'], pidMode: 'task' }))).toEqual([])
  })
})
