import { describe, expect, test } from '@jest/globals'
import {
  BEHIND_LOAD_BALANCER,
  BREAKER,
  createFixture,
  type Fixture,
  REGISTRY,
  REPOSITORY,
  TARGET_GROUP,
} from './fixture.ts'

/** A service that runs `api:1` and has completed its first deployment. */
function running(overrides: object = {}): Fixture {
  const aws = createFixture()
  aws.push('1')
  aws.push('2')
  aws.register()
  aws.create({ ...overrides })
  aws.advance(120)
  expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  return aws
}

/** The largest and smallest numbers of running tasks that are seen while time passes. */
function watch(aws: Fixture, seconds: number): { most: number; fewest: number } {
  let most = 0
  let fewest = Number.POSITIVE_INFINITY
  for (let second = 0; second < seconds; second++) {
    aws.advance(1)
    const live = aws.tasks('RUNNING')
    most = Math.max(most, live.length)
    fewest = Math.min(fewest, live.filter(task => task.lastStatus === 'RUNNING').length)
  }
  return { most, fewest }
}

describe('a first deployment', () => {
  test('goes from PENDING to SUCCESSFUL, with tasks, counts and events on the way', () => {
    const aws = createFixture()
    const digest = aws.push('1', { logLines: ['listening'] })
    aws.register(
      {},
      {
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/api', 'awslogs-stream-prefix': 'ecs', 'awslogs-region': 'eu-central-1' },
        },
      },
    )
    const created = aws.create(BREAKER)
    expect(created).toMatchObject({ status: 'ACTIVE', desiredCount: 2, runningCount: 0, platformVersion: '1.4.0' })
    expect(aws.serviceDeployments()).toMatchObject([{ status: 'PENDING' }])
    const id = aws.deployment()?.id ?? ''
    expect(id).toMatch(/^ecs-svc\/\d{19}$/)

    aws.advance(2)
    expect(aws.tasks('RUNNING').map(task => task.lastStatus)).toEqual(['PROVISIONING', 'PROVISIONING'])
    expect(aws.service()).toMatchObject({ runningCount: 0, pendingCount: 2 })
    expect(aws.serviceDeployments()).toMatchObject([{ status: 'IN_PROGRESS', sourceServiceRevisions: [] }])

    aws.advance(5)
    expect(aws.tasks('RUNNING').map(task => task.lastStatus)).toEqual(['PENDING', 'PENDING'])

    aws.advance(60)
    const [task] = aws.tasks('RUNNING')
    expect(task).toMatchObject({
      lastStatus: 'RUNNING',
      startedBy: id,
      group: 'service:api',
      healthStatus: 'UNKNOWN',
      containers: [{ name: 'api', image: `${REPOSITORY}:1`, imageDigest: digest, lastStatus: 'RUNNING' }],
    })
    expect(task?.attachments?.[0]?.details).toContainEqual({ name: 'privateIPv4Address', value: '10.0.0.1' })
    expect(aws.service()).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      deployments: [
        {
          id,
          status: 'PRIMARY',
          runningCount: 2,
          rolloutState: 'COMPLETED',
          rolloutStateReason: `ECS deployment ${id} completed.`,
        },
      ],
    })
    expect(aws.serviceDeployments()).toMatchObject([
      {
        status: 'SUCCESSFUL',
        targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 },
        deploymentCircuitBreaker: { status: 'MONITORING_COMPLETE', failureCount: 0, threshold: 3 },
      },
    ])
    expect(aws.events()).toEqual([
      expect.stringMatching(/^\(service api\) has started 2 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/),
      `(service api) (deployment ${id}) deployment completed.`,
      '(service api) has reached a steady state.',
    ])
    expect(aws.logs).toContainEqual(`/ecs/api ecs/api/${task?.taskArn?.split('/').at(-1)} listening`)
  })

  test('with a desired count of 0 completes without tasks', () => {
    const aws = createFixture()
    aws.push('1')
    aws.register()
    aws.create({ desiredCount: 0 })
    aws.advance(10)
    expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
    expect(aws.tasks('RUNNING')).toEqual([])
  })

  test('waits for the container health check, which sees the path of its command', () => {
    const aws = createFixture()
    aws.push('1', { readySeconds: 25 })
    const healthCheck = { command: ['CMD-SHELL', 'curl -f http://localhost:8000/health || exit 1'], interval: 10 }
    aws.register({}, { healthCheck })
    aws.create()
    aws.advance(30)
    expect(aws.service().runningCount).toBe(2)
    expect(aws.tasks('RUNNING')[0]?.healthStatus).toBe('UNKNOWN')
    expect(aws.deployment()?.rolloutState).toBe('IN_PROGRESS')
    aws.advance(30)
    expect(aws.tasks('RUNNING')[0]).toMatchObject({
      healthStatus: 'HEALTHY',
      containers: [{ healthStatus: 'HEALTHY' }],
    })
    expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  })

  test('registers targets and discovery instances', () => {
    const aws = createFixture()
    aws.push('1')
    aws.register({}, { healthCheck: { command: ['CMD', 'true'] } })
    aws.recordTypes.push('SRV')
    const registry = { registryArn: REGISTRY, containerName: 'api', containerPort: 8000 }
    aws.create({ ...BEHIND_LOAD_BALANCER, serviceRegistries: [registry], desiredCount: 1 })
    aws.advance(25)
    const id = aws.tasks('RUNNING')[0]?.taskArn?.split('/').at(-1) ?? ''
    expect([...aws.targets.keys()]).toEqual(['10.0.0.1:8000'])
    expect(aws.instances.get(id)).toEqual({
      healthy: undefined,
      attributes: {
        AWS_INSTANCE_IPV4: '10.0.0.1',
        AWS_INSTANCE_PORT: '8000',
        AVAILABILITY_ZONE: 'eu-central-1a',
        REGION: 'eu-central-1',
        ECS_CLUSTER_NAME: 'busyb',
        ECS_SERVICE_NAME: 'api',
        ECS_TASK_DEFINITION_FAMILY: 'api',
        AWS_INIT_HEALTH_STATUS: 'UNHEALTHY',
      },
    })
    expect(aws.events()).toContain(`(service api) registered 1 targets in (target-group ${TARGET_GROUP})`)
    aws.advance(60)
    expect(aws.instances.get(id)?.healthy).toBe(true)
    expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  })
})

describe('an update', () => {
  test.each([
    { name: 'replaces all at once within 100 / 200', percents: [100, 200], desiredCount: 2, most: 4, fewest: 2 },
    { name: 'replaces one by one within 100 / 150', percents: [100, 150], desiredCount: 2, most: 3, fewest: 2 },
    { name: 'stops first within 50 / 100', percents: [50, 100], desiredCount: 2, most: 2, fewest: 1 },
    { name: 'stops everything first within 0 / 100', percents: [0, 100], desiredCount: 2, most: 2, fewest: 0 },
    { name: 'rounds three tasks within 50 / 150', percents: [50, 150], desiredCount: 3, most: 4, fewest: 2 },
  ])('$name', ({ percents: [minimumHealthyPercent, maximumPercent], desiredCount, most, fewest }) => {
    const aws = running({ desiredCount, deploymentConfiguration: { minimumHealthyPercent, maximumPercent } })
    const before = aws.tasks('RUNNING').map(task => task.taskArn)
    aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:2` }) })
    expect(watch(aws, 300)).toEqual({ most, fewest })
    expect(aws.deployment()).toMatchObject({ rolloutState: 'COMPLETED', runningCount: desiredCount })
    expect(aws.tasks('RUNNING').filter(task => before.includes(task.taskArn))).toEqual([])
    expect(aws.tasks('STOPPED')[0]).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${aws.deployment()?.id})`,
      containers: [{ exitCode: 143 }],
    })
  })

  test('makes the old deployment ACTIVE until its tasks have drained and stopped', () => {
    const aws = running({ ...BEHIND_LOAD_BALANCER, desiredCount: 1 })
    const before = aws.deployment()?.id
    aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:2` }) })
    expect(aws.service().deployments).toMatchObject([{ status: 'PRIMARY' }, { status: 'ACTIVE', id: before }])
    aws.advance(50)
    expect(aws.tasks('STOPPED')).toMatchObject([{ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' }])
    expect(aws.deployment()).toMatchObject({ rolloutState: 'IN_PROGRESS', runningCount: 1 })
    aws.advance(60)
    expect(aws.service().deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }])
    expect([...aws.targets.keys()]).toEqual(['10.0.0.2:8000'])
  })

  test('shows stopped tasks for one hour', () => {
    const aws = running({ desiredCount: 1 })
    const [old] = aws.tasks('RUNNING')
    aws.update({ forceNewDeployment: true })
    aws.advance(120)
    expect(aws.tasks('STOPPED')).toHaveLength(1)
    aws.advance(3_600)
    expect(aws.tasks('STOPPED')).toEqual([])
    const { failures } = aws.call('DescribeTasks', { cluster: 'busyb', tasks: [old?.taskArn] })
    expect(failures).toEqual([{ arn: old?.taskArn, reason: 'MISSING' }])
  })

  test('forced with a moved tag runs the new digest, and a revision keeps its own', () => {
    const aws = running()
    const [before] = aws.service().currentServiceRevisions ?? []
    const digest = aws.push('1', { readySeconds: 1 })
    aws.advance(60)
    aws.call('StopTask', { cluster: 'busyb', task: aws.tasks('RUNNING')[0]?.taskArn })
    aws.advance(60)
    expect(new Set(aws.tasks('RUNNING').map(task => task.containers?.[0]?.imageDigest))).toEqual(
      new Set(['sha256:1-0']),
    )
    aws.update({ forceNewDeployment: true })
    aws.advance(120)
    const arns = [before?.arn, aws.service().currentServiceRevisions?.[0]?.arn]
    const { serviceRevisions } = aws.call('DescribeServiceRevisions', { serviceRevisionArns: arns })
    expect(serviceRevisions).toMatchObject([
      { containerImages: [{ containerName: 'api', imageDigest: 'sha256:1-0' }] },
      { containerImages: [{ containerName: 'api', imageDigest: digest }] },
    ])
    expect(aws.tasks('RUNNING')[0]?.containers?.[0]?.imageDigest).toBe(digest)
  })

  test('that comes during a rollout supersedes it', () => {
    const aws = running()
    aws.push('3')
    aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:2` }) })
    const second = aws.deployment()?.id
    aws.advance(10)
    aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:3` }) })
    expect(aws.service().deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE'])
    expect(aws.serviceDeployments().map(({ status }) => status)).toEqual(['PENDING', 'STOPPED', 'SUCCESSFUL'])
    aws.advance(200)
    expect(aws.deployment(second)).toBeUndefined()
    expect(aws.serviceDeployments().map(({ status }) => status)).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL'])
    expect(aws.tasks('RUNNING').every(task => task.taskDefinitionArn?.endsWith('api:3'))).toBe(true)
  })

  test.each([
    { name: 'up', desiredCount: 4 },
    { name: 'down', desiredCount: 1 },
    { name: 'to zero', desiredCount: 0 },
  ])('of the count alone ($name) starts no deployment', ({ desiredCount }) => {
    const aws = running()
    const id = aws.deployment()?.id
    aws.update({ desiredCount })
    aws.advance(120)
    expect(aws.deployment()).toMatchObject({ id, rolloutState: 'COMPLETED', runningCount: desiredCount })
    expect(aws.tasks('RUNNING')).toHaveLength(desiredCount)
    expect(aws.serviceDeployments()).toHaveLength(1)
    expect(aws.events().at(-1)).toBe('(service api) has reached a steady state.')
  })
})

describe('deletion', () => {
  test('goes from ACTIVE through DRAINING to INACTIVE, after which the name is free', () => {
    const aws = running()
    aws.call('DeleteService', { cluster: 'busyb', service: 'api', force: true })
    aws.advance(1)
    expect(aws.service().status).toBe('DRAINING')
    expect(aws.call('ListServices', { cluster: 'busyb' }).serviceArns).toEqual([])
    expect(() => aws.create()).toThrow('Unable to Start a service that is still Draining.')
    aws.advance(60)
    expect(aws.service()).toMatchObject({ status: 'INACTIVE', deployments: [] })
    expect(() => aws.update({ desiredCount: 1 })).toThrow('Service was not ACTIVE.')
    aws.create()
    aws.advance(60)
    expect(aws.service()).toMatchObject({ status: 'ACTIVE', runningCount: 2 })
  })
})
