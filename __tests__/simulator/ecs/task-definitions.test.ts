import { describe, expect, test } from '@jest/globals'
import { createFixture, EXECUTION_ROLE, REPOSITORY, taskDefinition } from './fixture.ts'

describe('RegisterTaskDefinition', () => {
  test('returns what was registered, with the defaults filled in', () => {
    const aws = createFixture()
    const input = taskDefinition(
      { tags: [{ key: 'team', value: 'a' }] },
      { healthCheck: { command: ['CMD', 'true'] }, environment: [{ name: 'A', value: '1' }] },
    )
    const { taskDefinition: registered, tags } = aws.call('RegisterTaskDefinition', input)
    expect(registered).toEqual({
      taskDefinitionArn: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/api:1',
      family: 'api',
      revision: 1,
      status: 'ACTIVE',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      compatibilities: ['EC2', 'FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: EXECUTION_ROLE,
      taskRoleArn: 'arn:aws:iam::123456789012:role/task',
      volumes: [],
      placementConstraints: [],
      requiresAttributes: expect.arrayContaining([{ name: 'ecs.capability.task-eni' }]),
      registeredAt: new Date(aws.clock.now()),
      registeredBy: 'arn:aws:sts::123456789012:assumed-role/deployer/session',
      containerDefinitions: [
        {
          name: 'api',
          image: `${REPOSITORY}:1`,
          cpu: 0,
          essential: true,
          environment: [{ name: 'A', value: '1' }],
          mountPoints: [],
          volumesFrom: [],
          systemControls: [],
          portMappings: [{ containerPort: 8000, hostPort: 8000, protocol: 'tcp' }],
          healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 },
        },
      ],
    })
    expect(tags).toEqual([{ key: 'team', value: 'a' }])
  })

  test.each([
    { cpu: '1 vCPU', memory: '2 GB', registered: ['1024', '2048'] },
    { cpu: '.25 vcpu', memory: '0.5GB', registered: ['256', '512'] },
    { cpu: '4096', memory: '30720', registered: ['4096', '30720'] },
    { cpu: '16 vCPU', memory: '120 GB', registered: ['16384', '122880'] },
  ])('converts $cpu and $memory', ({ cpu, memory, registered }) => {
    const aws = createFixture()
    const { taskDefinition: shape } = aws.call('RegisterTaskDefinition', taskDefinition({ cpu, memory }))
    expect([shape.cpu, shape.memory]).toEqual(registered)
  })

  const pair = (cpu: number, memory: number) =>
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`
  test.each([
    { name: 'a pair that Fargate lacks', task: { cpu: '1024', memory: '1024' }, message: pair(1024, 1024) },
    { name: 'a pair between the steps', task: { cpu: '8192', memory: '17408' }, message: pair(8192, 17408) },
    { name: 'such a pair in units', task: { cpu: '1 vCPU', memory: '1 GB' }, message: pair(1024, 1024) },
    { name: 'a size that is not valid', task: { cpu: 'much' }, message: /^Invalid 'cpu' setting for task\./ },
    { name: 'no cpu', task: { cpu: undefined }, message: "Fargate requires that 'cpu' be defined at the task level." },
    {
      name: 'another network mode',
      task: { networkMode: 'bridge' },
      message: 'Fargate only supports network mode ‘awsvpc’.',
    },
    { name: 'a family with spaces', task: { family: 'a b' }, message: /Family/ },
    { name: 'a role that is not an ARN', task: { executionRoleArn: 'execution' }, message: 'Role is not valid' },
    { name: 'no containers', task: { containerDefinitions: [] }, message: 'Container list cannot be empty.' },
    {
      name: 'two containers of one name',
      task: {
        containerDefinitions: [
          { name: 'a', image: 'b' },
          { name: 'a', image: 'c' },
        ],
      },
      message: /unique/,
    },
    { name: 'no essential container', container: { essential: false }, message: /essential/ },
    {
      name: 'another host port',
      container: { portMappings: [{ containerPort: 80, hostPort: 8080 }] },
      message: /must match/,
    },
    { name: 'a short health check', container: { healthCheck: { command: ['x'], interval: 1 } }, message: /interval/ },
    {
      name: 'a mount without volume',
      container: { mountPoints: [{ sourceVolume: 'v' }] },
      message: "Unknown volume 'v'.",
    },
    {
      name: 'ECR without execution role',
      task: { executionRoleArn: undefined },
      message: 'Fargate requires task definition to have execution role ARN to support ECR images.',
    },
    {
      name: 'secrets without execution role',
      task: { executionRoleArn: undefined },
      container: { image: 'b', secrets: [{ name: 'A', valueFrom: 'a' }] },
      message: "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    },
    { name: 'more memory than the task has', container: { memory: 1024 }, message: /memory/ },
  ])('refuses $name', ({ task, container, message }) => {
    const aws = createFixture()
    expect(() => aws.register(task, container)).toThrow(message)
    expect(aws.ecs.state().taskDefinitions).toEqual([])
  })
})

describe('revisions', () => {
  test('count up, are found by family, number and ARN, and are never used again', () => {
    const aws = createFixture()
    const [first, second] = [aws.register(), aws.register()]
    const revision = (reference: string) =>
      aws.call('DescribeTaskDefinition', { taskDefinition: reference }).taskDefinition.revision
    expect([revision('api'), revision('api:1'), revision(first), revision(second)]).toEqual([2, 1, 1, 2])
    aws.call('DeregisterTaskDefinition', { taskDefinition: second })
    expect([revision('api'), revision('api:2')]).toEqual([1, 2])
    expect(aws.register()).toMatch(/:3$/)
    expect(() => revision('api:9')).toThrow('Unable to describe task definition.')
    expect(() => revision('none')).toThrow('Unable to describe task definition.')
  })

  test('are listed by family and status, in either order', () => {
    const aws = createFixture()
    const [first, second, third] = [aws.register(), aws.register(), aws.register()]
    aws.register({ family: 'api-other' })
    aws.call('DeregisterTaskDefinition', { taskDefinition: second })
    const list = (input: object) =>
      aws.call('ListTaskDefinitions', { familyPrefix: 'api', ...input }).taskDefinitionArns
    expect(list({})).toEqual([first, third])
    expect(list({ sort: 'DESC' })).toEqual([third, first])
    expect(list({ status: 'INACTIVE' })).toEqual([second])
  })
})

describe('tags', () => {
  test('are added, replaced, listed and removed', () => {
    const aws = createFixture()
    const resourceArn = aws.register({ tags: [{ key: 'a', value: '1' }] })
    aws.call('TagResource', {
      resourceArn,
      tags: [
        { key: 'a', value: '2' },
        { key: 'b', value: '3' },
      ],
    })
    expect(aws.call('ListTagsForResource', { resourceArn }).tags).toEqual([
      { key: 'a', value: '2' },
      { key: 'b', value: '3' },
    ])
    aws.call('UntagResource', { resourceArn, tagKeys: ['a'] })
    const { tags } = aws.call('DescribeTaskDefinition', { taskDefinition: resourceArn, include: ['TAGS'] })
    expect(tags).toEqual([{ key: 'b', value: '3' }])
    expect(() => aws.call('ListTagsForResource', { resourceArn: 'arn:none' })).toThrow(/not found/)
  })
})

describe('clusters', () => {
  test('are described, and missing ones named', () => {
    const aws = createFixture()
    expect(aws.call('DescribeClusters', { clusters: ['busyb', 'none'] })).toMatchObject({
      clusters: [{ clusterName: 'busyb', status: 'ACTIVE', activeServicesCount: 0 }],
      failures: [{ arn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/none', reason: 'MISSING' }],
    })
    expect(aws.call('ListClusters', {}).clusterArns).toEqual(['arn:aws:ecs:eu-central-1:123456789012:cluster/busyb'])
  })
})
