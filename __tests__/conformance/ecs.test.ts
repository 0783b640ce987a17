import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DIFFERENCES } from './differences.ts'
import { type Account, refusalOf, SUBJECTS } from './subjects.ts'

describe.each(SUBJECTS)('ECS: $name', ({ name: subject, start }) => {
  let account: Account
  beforeAll(async () => {
    account = await start()
  })
  afterAll(() => account.close())

  const definition = (
    family: string,
    more: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): RegisterTaskDefinitionCommandInput => ({
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '512',
    memory: '1024',
    executionRoleArn: account.executionRoleArn,
    containerDefinitions: [
      {
        name: 'app',
        image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:v1',
        essential: true,
        portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
        environment: [{ name: 'PORT', value: '8000' }],
        secrets: [{ name: 'KEY', valueFrom: account.secretArns['busyb/google-oauth-client-id'] }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/app', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' },
        },
      },
    ],
    ...more,
  })
  const register = async (family: string, more: Partial<RegisterTaskDefinitionCommandInput> = {}) => {
    const { taskDefinition } = await account.clients.ecs.registerTaskDefinition(definition(family, more))
    return taskDefinition?.taskDefinitionArn ?? ''
  }
  const service = (taskDefinition: string, name: string) => ({
    cluster: 'busyb-cluster',
    serviceName: name,
    taskDefinition,
    desiredCount: 1,
    launchType: 'FARGATE' as const,
    networkConfiguration: {
      awsvpcConfiguration: { subnets: [...account.privateSubnetIds], securityGroups: [account.securityGroupId] },
    },
  })

  test('a revision is as it was registered', async () => {
    const arn = await register('registered')
    expect(arn).toBe('arn:aws:ecs:us-east-1:123456789012:task-definition/registered:1')
    const { taskDefinition } = await account.clients.ecs.describeTaskDefinition({ taskDefinition: arn })
    expect(taskDefinition).toMatchObject({
      ...definition('registered'),
      taskDefinitionArn: arn,
      revision: 1,
      status: 'ACTIVE',
    })
  })

  test('revisions count up, and the family alone means the newest', async () => {
    await register('counted')
    const second = await register('counted', { cpu: '1024', memory: '2048' })
    expect(second).toMatch(/:2$/)
    const { taskDefinition } = await account.clients.ecs.describeTaskDefinition({ taskDefinition: 'counted' })
    expect(taskDefinition).toMatchObject({ revision: 2, cpu: '1024' })
    const first = await account.clients.ecs.describeTaskDefinition({ taskDefinition: 'counted:1' })
    expect(first.taskDefinition).toMatchObject({ revision: 1, cpu: '512' })
  })

  test('tags are returned beside the task definition, and only on request', async () => {
    const { ecs } = account.clients
    const arn = await register('tagged', { tags: [{ key: 'Environment', value: 'production' }] })
    const { tags } = await ecs.describeTaskDefinition({ taskDefinition: arn, include: ['TAGS'] })
    expect(tags).toEqual([{ key: 'Environment', value: 'production' }])
    expect((await ecs.describeTaskDefinition({ taskDefinition: arn })).tags ?? []).toEqual([])
  })

  test('a family that does not exist is refused', async () => {
    const call = account.clients.ecs.describeTaskDefinition({ taskDefinition: 'nowhere' })
    expect(await refusalOf(call)).toBe('ClientException')
  })

  test('a cluster is described, and a missing one is a failure in the response', async () => {
    const { clusters, failures } = await account.clients.ecs.describeClusters({
      clusters: ['busyb-cluster', 'other-cluster'],
    })
    expect(clusters?.map(cluster => [cluster.clusterName, cluster.status])).toEqual([['busyb-cluster', 'ACTIVE']])
    expect(failures).toMatchObject([{ reason: 'MISSING' }])
  })

  test('a service that does not exist is a failure in the response', async () => {
    const { services, failures } = await account.clients.ecs.describeServices({
      cluster: 'busyb-cluster',
      services: ['nowhere'],
    })
    expect(services).toEqual([])
    expect(failures).toMatchObject([{ reason: 'MISSING' }])
  })

  test('a cluster that does not exist is refused', async () => {
    const call = account.clients.ecs.describeServices({ cluster: 'other-cluster', services: ['any'] })
    expect(await refusalOf(call)).toBe('ClusterNotFoundException')
  })

  test('a pair of cpu and memory that Fargate does not have is refused', async () => {
    const call = account.clients.ecs.registerTaskDefinition(definition('no-pair', { cpu: '256', memory: '8192' }))
    expect(await refusalOf(call)).toBe(DIFFERENCES['fargate-sizes'][subject])
  })

  test('a service of the same name is refused', async () => {
    const first = await register('twice')
    const second = await register('twice')
    await account.clients.ecs.createService(service(first, 'twice'))
    const again = account.clients.ecs.createService(service(second, 'twice'))
    expect(await refusalOf(again)).toBe(DIFFERENCES['service-exists'][subject])
  })

  test('a service has a deployment of its own', async () => {
    const { ecs } = account.clients
    await ecs.createService(service(await register('deployed'), 'deployed'))
    const listed = ecs.listServiceDeployments({ cluster: 'busyb-cluster', service: 'deployed' }).then(
      ({ serviceDeployments }) => serviceDeployments?.length,
      () => 'not known',
    )
    expect(await listed).toBe(DIFFERENCES['service-deployments'][subject])
  })

  test('a service starts its tasks', async () => {
    const { ecs } = account.clients
    await ecs.createService(service(await register('started'), 'started'))
    await account.wait(5_000)
    const { taskArns } = await ecs.listTasks({ cluster: 'busyb-cluster', serviceName: 'started' })
    expect(taskArns).toHaveLength(DIFFERENCES['running-tasks'][subject])
  })

  test('Application Auto Scaling lists the service that it owns', async () => {
    const { scaling, ecs } = account.clients
    await ecs.createService(service(await register('scaled'), 'scaled'))
    const target = {
      ServiceNamespace: 'ecs' as const,
      ResourceId: 'service/busyb-cluster/scaled',
      ScalableDimension: 'ecs:service:DesiredCount' as const,
    }
    const owners = async () => {
      const { ScalableTargets } = await scaling.describeScalableTargets({
        ServiceNamespace: 'ecs',
        ResourceIds: [target.ResourceId],
        ScalableDimension: target.ScalableDimension,
      })
      return ScalableTargets
    }
    expect(await owners()).toEqual([])
    await scaling.registerScalableTarget({ ...target, MinCapacity: 1, MaxCapacity: 4 })
    expect(await owners()).toMatchObject([{ ...target, MinCapacity: 1, MaxCapacity: 4 }])
  })
})
