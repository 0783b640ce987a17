import { describe, expect, test } from '@jest/globals'
import {
  BEHIND_LOAD_BALANCER,
  createFixture,
  type Fixture,
  type Overrides,
  REGISTRY,
  serviceInput,
  TARGET_GROUP,
} from './fixture.ts'

function fixture(): Fixture {
  const aws = createFixture()
  aws.push('1')
  aws.register()
  return aws
}

const registry = (members: object) => ({ serviceRegistries: [{ registryArn: REGISTRY, ...members }] })
const network = (members: object) => ({
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'], ...members } },
})
const balancer = (members: object) => ({ loadBalancers: [{ ...BEHIND_LOAD_BALANCER.loadBalancers[0], ...members }] })

describe('CreateService refuses', () => {
  test.each<{
    name: string
    input: Overrides
    message: string | RegExp
    code?: string
    prepare?: (aws: Fixture) => unknown
  }>([
    {
      name: 'an unknown cluster',
      input: { cluster: 'none' },
      code: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    },
    {
      name: 'an unknown task definition',
      input: { taskDefinition: 'api:9' },
      code: 'ClientException',
      message: 'TaskDefinition not found.',
    },
    {
      name: 'an inactive task definition',
      prepare: aws => aws.call('DeregisterTaskDefinition', { taskDefinition: 'api:1' }),
      input: { taskDefinition: 'api:1' },
      code: 'ClientException',
      message: 'TaskDefinition is inactive',
    },
    {
      name: 'a target group without load balancer',
      prepare: aws => Object.assign(aws.targetGroup, { attached: false }),
      input: BEHIND_LOAD_BALANCER,
      message: `The target group with targetGroupArn ${TARGET_GROUP} does not have an associated load balancer.`,
    },
    {
      name: 'an unknown target group',
      input: balancer({ targetGroupArn: 'arn:none' }),
      message: /target group does not exist/,
    },
    {
      name: 'a target group of instances',
      prepare: aws => Object.assign(aws.targetGroup, { type: 'instance' }),
      input: BEHIND_LOAD_BALANCER,
      message: /has target type instance, which is incompatible with the awsvpc network mode/,
    },
    {
      name: 'an unknown container',
      input: balancer({ containerName: 'web' }),
      message: 'The container web does not exist in the task definition.',
    },
    {
      name: 'an unknown container port',
      input: balancer({ containerPort: 80 }),
      message: 'The container api did not have a container port 80 defined.',
    },
    {
      name: 'a grace period without load balancer',
      input: { healthCheckGracePeriodSeconds: 60 },
      message: 'Health check grace period is only valid for services configured to use load balancers',
    },
    {
      name: 'a container port for A records',
      input: registry({ containerName: 'api', containerPort: 8000 }),
      message:
        "The values specified for serviceRegistries do not require a value for 'containerPort'. Remove the value and retry.",
    },
    {
      name: 'SRV records without a port',
      prepare: aws => aws.recordTypes.push('SRV'),
      input: registry({}),
      message: /either containerName and containerPort, or port/,
    },
    {
      name: 'SRV records with both ports',
      prepare: aws => aws.recordTypes.push('SRV'),
      input: registry({ containerName: 'api', containerPort: 8000, port: 8000 }),
      message: /but not both/,
    },
    { name: 'an unknown registry', input: registry({ registryArn: 'arn:none' }), message: /registry does not exist/ },
    {
      name: 'no network',
      input: { networkConfiguration: undefined },
      message: /^Network Configuration must be provided/,
    },
    { name: 'no subnets', input: network({ subnets: [] }), message: 'subnets can not be empty.' },
    {
      name: 'an unknown subnet',
      input: network({ subnets: ['subnet-x'] }),
      message: /The subnet ID 'subnet-x' does not exist/,
    },
    { name: 'subnets of two VPCs', input: network({ subnets: ['subnet-a', 'subnet-c'] }), message: /same VPC/ },
    {
      name: 'an unknown security group',
      input: network({ securityGroups: ['sg-x'] }),
      message: /security group 'sg-x' does not exist/,
    },
    { name: 'a security group of another VPC', input: network({ securityGroups: ['sg-2'] }), message: /same VPC/ },
    {
      name: 'launch type and capacity providers together',
      input: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
      message: /^Specifying both a launch type and capacity provider strategy/,
    },
    {
      name: 'execute-command without task role',
      prepare: aws => aws.register({ taskRoleArn: undefined }),
      input: { enableExecuteCommand: true },
      message: /^The service couldn't be created because a valid taskRoleArn is not being used/,
    },
    {
      name: 'percentages that block a rollout',
      input: { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } },
      message: /block deployments/,
    },
    { name: 'no count', input: { desiredCount: undefined }, message: /Desired count/ },
    { name: 'reserved tags', input: { tags: [{ key: 'aws:x', value: '1' }] }, message: /reserved/ },
  ])('$name', ({ input, message, code = 'InvalidParameterException', prepare }) => {
    const aws = fixture()
    prepare?.(aws)
    const create = () => aws.create(input)
    expect(create).toThrow(message)
    expect(create).toThrow(expect.objectContaining({ code }))
    expect(aws.ecs.state().services).toEqual([])
  })
})

describe('CreateService on a name that is taken', () => {
  test('is not idempotent by itself', () => {
    const aws = fixture()
    aws.create()
    expect(() => aws.create()).toThrow('Creation of service was not idempotent.')
  })

  test('is idempotent with one token and equal parameters', () => {
    const aws = fixture()
    const first = aws.create({ clientToken: 'a' })
    expect(aws.create({ clientToken: 'a' })).toMatchObject({ serviceArn: first.serviceArn, createdAt: first.createdAt })
    expect(() => aws.create({ clientToken: 'a', desiredCount: 1 })).toThrow('was not idempotent')
    expect(aws.ecs.state().serviceDeployments).toHaveLength(1)
  })
})

describe('what a service shows', () => {
  test('defaults are filled in', () => {
    const aws = fixture()
    aws.create({ tags: [{ key: 'team', value: 'a' }] })
    const service = aws.service()
    expect(service).toMatchObject({
      serviceArn: 'arn:aws:ecs:eu-central-1:123456789012:service/busyb/api',
      clusterArn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/busyb',
      taskDefinition: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/api:1',
      launchType: 'FARGATE',
      platformFamily: 'Linux',
      schedulingStrategy: 'REPLICA',
      loadBalancers: [],
      serviceRegistries: [],
      networkConfiguration: { awsvpcConfiguration: { assignPublicIp: 'DISABLED' } },
      deploymentConfiguration: {
        strategy: 'ROLLING',
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: false, rollback: false },
      },
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: false,
      enableECSManagedTags: false,
      currentServiceDeployment: aws.serviceDeployments()[0]?.serviceDeploymentArn,
      currentServiceRevisions: [{ requestedTaskCount: 2, runningTaskCount: 0, pendingTaskCount: 0 }],
    })
    expect(service).not.toHaveProperty('tags')
    expect(service).not.toHaveProperty('healthCheckGracePeriodSeconds')
    expect(aws.ecs.tags()[service.serviceArn ?? '']).toEqual({ team: 'a' })
  })

  test('an answer is a copy', () => {
    const aws = fixture()
    aws.create()
    aws.service().loadBalancers?.push({ targetGroupArn: 'arn:none' })
    expect(aws.service().loadBalancers).toEqual([])
  })

  test('tasks carry the tags that the service propagates', () => {
    const aws = fixture()
    aws.create({ propagateTags: 'SERVICE', enableECSManagedTags: true, tags: [{ key: 'team', value: 'a' }] })
    aws.advance(30)
    expect(aws.ecs.state().tasks[0]?.tags).toEqual([
      { key: 'team', value: 'a' },
      { key: 'aws:ecs:clusterName', value: 'busyb' },
      { key: 'aws:ecs:serviceName', value: 'api' },
    ])
  })
})

describe('UpdateService', () => {
  const deploying = [
    { name: 'another task definition', input: { taskDefinition: 'api:2' } },
    { name: 'another network', input: network({ securityGroups: [] }) },
    { name: 'load balancers', input: BEHIND_LOAD_BALANCER },
    { name: 'service registries', input: registry({}) },
    { name: 'a platform version', input: { platformVersion: '1.3.0' } },
    { name: 'force', input: { forceNewDeployment: true } },
    {
      name: 'a capacity provider strategy, with force',
      input: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }], forceNewDeployment: true },
    },
  ]
  const quiet = [
    { name: 'nothing', input: {} },
    { name: 'the same task definition', input: { taskDefinition: 'api:1' } },
    { name: 'the count', input: { desiredCount: 1 } },
    { name: 'the percentages', input: { deploymentConfiguration: { minimumHealthyPercent: 50 } } },
    { name: 'execute-command', input: { enableExecuteCommand: true } },
    { name: 'managed tags', input: { enableECSManagedTags: true, propagateTags: 'SERVICE' } },
    { name: 'rebalancing', input: { availabilityZoneRebalancing: 'DISABLED' } },
  ]
  test.each([...deploying.map(row => ({ ...row, deploys: true })), ...quiet.map(row => ({ ...row, deploys: false }))])(
    'with $name: a new deployment is $deploys',
    ({ input, deploys }) => {
      const aws = fixture()
      aws.create({ taskDefinition: 'api:1' })
      aws.register()
      aws.advance(60)
      const before = aws.deployment()?.id
      const after = aws.update(input).deployments?.[0]?.id
      expect(after !== before).toBe(deploys)
      aws.advance(200)
      expect(aws.deployment()).toMatchObject({ id: after, rolloutState: 'COMPLETED' })
    },
  )

  test('keeps what is absent or null, and empties what is empty', () => {
    const aws = fixture()
    aws.create({ ...BEHIND_LOAD_BALANCER, enableExecuteCommand: true, healthCheckGracePeriodSeconds: 30 })
    aws.update({ enableExecuteCommand: null, desiredCount: 3, deploymentConfiguration: { maximumPercent: 150 } })
    expect(aws.service()).toMatchObject({
      ...BEHIND_LOAD_BALANCER,
      enableExecuteCommand: true,
      healthCheckGracePeriodSeconds: 30,
      desiredCount: 3,
      deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 100 },
    })
    aws.update({ loadBalancers: [] })
    expect(aws.service().loadBalancers).toEqual([])
  })

  test.each([
    {
      name: 'an unknown service',
      input: { service: 'none' },
      code: 'ServiceNotFoundException',
      message: 'Service not found.',
    },
    {
      name: 'another capacity provider strategy without force',
      input: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] },
      code: 'InvalidParameterException',
      message: /you must force a new deployment/,
    },
    {
      name: 'execute-command without task role',
      input: { enableExecuteCommand: true, taskDefinition: 'plain' },
      code: 'InvalidParameterException',
      message: /^The service couldn't be updated because a valid taskRoleArn is not being used/,
    },
  ])('refuses $name', ({ input, code, message }) => {
    const aws = fixture()
    aws.register({ family: 'plain', taskRoleArn: undefined })
    aws.create()
    expect(() => aws.update(input)).toThrow(message)
    expect(() => aws.update(input)).toThrow(expect.objectContaining({ code }))
  })
})

describe('reading', () => {
  test('DescribeServices names what is missing, and accepts at most ten', () => {
    const aws = fixture()
    aws.create()
    const describeServices = (services: string[]) => aws.call('DescribeServices', { cluster: 'busyb', services })
    expect(describeServices(['api', 'none'])).toMatchObject({
      services: [{ serviceName: 'api' }],
      failures: [{ arn: 'arn:aws:ecs:eu-central-1:123456789012:service/busyb/none', reason: 'MISSING' }],
    })
    expect(() => describeServices(Array.from({ length: 11 }, () => 'api'))).toThrow(/10/)
  })

  test('what was just written is seen only after the read lag', () => {
    const aws = fixture()
    aws.settings.readLagMs = 2_000
    aws.create()
    const input = { cluster: 'busyb', services: ['api'] }
    expect(aws.call('DescribeServices', input)).toMatchObject({ services: [], failures: [{ reason: 'MISSING' }] })
    expect(aws.call('ListServices', { cluster: 'busyb' }).serviceArns).toEqual([])
    aws.advance(2)
    expect(aws.call('DescribeServices', input)).toMatchObject({ services: [{ serviceName: 'api' }], failures: [] })
    const [first] = aws.serviceDeployments()
    aws.update({ forceNewDeployment: true })
    expect(aws.serviceDeployments()).toHaveLength(1)
    expect(aws.service().currentServiceDeployment).toBe(first?.serviceDeploymentArn)
    aws.advance(2)
    expect(aws.serviceDeployments()).toHaveLength(2)
  })

  test('service deployments are filtered by status and time', () => {
    const aws = fixture()
    aws.create()
    aws.advance(60)
    const between = new Date(aws.clock.now())
    aws.advance(1)
    aws.update({ forceNewDeployment: true })
    aws.advance(5)
    const list = (input: object) =>
      aws
        .call('ListServiceDeployments', { cluster: 'busyb', service: 'api', ...input })
        .serviceDeployments.map((brief: { status: string }) => brief.status)
    expect(list({})).toEqual(['IN_PROGRESS', 'SUCCESSFUL'])
    expect(list({ status: ['SUCCESSFUL', 'STOPPED'] })).toEqual(['SUCCESSFUL'])
    expect(list({ createdAt: { after: between } })).toEqual(['IN_PROGRESS'])
    expect(list({ createdAt: { before: between } })).toEqual(['SUCCESSFUL'])
  })

  test.each([
    { operation: 'ListServices', member: 'serviceArns', input: {}, count: 5 },
    { operation: 'ListTasks', member: 'taskArns', input: {}, count: 10 },
    { operation: 'ListTaskDefinitions', member: 'taskDefinitionArns', input: {}, count: 3 },
    { operation: 'ListServiceDeployments', member: 'serviceDeployments', input: { service: 'api-0' }, count: 3 },
  ])('$operation goes page by page', ({ operation, member, input, count }) => {
    const aws = fixture()
    aws.register()
    aws.register()
    for (let index = 0; index < 5; index++) aws.create({ serviceName: `api-${index}` })
    aws.advance(10)
    for (let index = 0; index < 2; index++) aws.update({ service: 'api-0', forceNewDeployment: true })
    aws.settings.pageSize = 2
    const seen: unknown[] = []
    let nextToken: string | undefined
    do {
      const answer = aws.call(operation, { cluster: 'busyb', ...input, nextToken, maxResults: 50 })
      expect(answer[member].length).toBeLessThanOrEqual(2)
      seen.push(...answer[member])
      nextToken = answer.nextToken
    } while (nextToken)
    expect(new Set(seen).size).toBe(count)
    expect(() => aws.call(operation, { cluster: 'busyb', ...input, nextToken: 'x' })).toThrow('Invalid token.')
  })

  test('an EC2 service finds no instance to run on', () => {
    const aws = fixture()
    const { launchType: _, ...input } = serviceInput() as { launchType: string }
    aws.call('CreateService', input)
    aws.advance(10)
    expect(aws.events()[0]).toContain('because no container instance met all of its requirements')
  })
})
