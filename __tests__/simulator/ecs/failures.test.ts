import { describe, expect, test } from '@jest/globals'
import type { Behaviour } from '../../../simulator/world.ts'
import {
  BEHIND_LOAD_BALANCER,
  BREAKER,
  BREAKER_WITHOUT_ROLLBACK,
  createFixture,
  EXECUTION_ROLE,
  type Fixture,
  REPOSITORY,
  SECRET,
  TARGET_GROUP,
} from './fixture.ts'

const CRASH: Behaviour = { crash: { afterSeconds: 2, exitCode: 1, reason: 'boom' } }
const WRONG_PATH: Behaviour = { application: { name: 'a', version: '1', routes: { '/': { status: 200, body: '' } } } }

/** A service that runs `api:1`; then an update to `api:2`, whose image behaves as given. */
function updatedTo(behaviour: Behaviour, overrides: object): Fixture & { readonly failing: string } {
  const aws = createFixture()
  aws.push('1')
  aws.push('2', behaviour)
  aws.register()
  aws.create({ desiredCount: 1, ...overrides })
  aws.advance(120)
  expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:2` }) })
  return { ...aws, failing: aws.deployment()?.id ?? '' }
}

/** Lets time pass until a condition holds, checking every second. */
function advanceUntil(aws: Fixture, reached: () => boolean, limitSeconds = 3_600): void {
  for (let second = 0; second < limitSeconds && !reached(); second++) aws.advance(1)
  expect(reached()).toBe(true)
}

describe('the circuit breaker', () => {
  test('rolls a crash loop back to the earlier revision', () => {
    const aws = updatedTo(CRASH, BREAKER)
    const good = aws.serviceDeployments()[1]?.targetServiceRevision?.arn
    advanceUntil(aws, () => aws.serviceDeployments()[0]?.status === 'ROLLBACK_IN_PROGRESS')

    const back = aws.deployment()
    expect(back?.id).not.toBe(aws.failing)
    expect(back).toMatchObject({
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${back?.id}.`,
    })
    expect(aws.deployment(aws.failing)).toMatchObject({
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      failedTasks: 3,
    })
    expect(aws.service().taskDefinition).toMatch(/task-definition\/api:1$/)

    advanceUntil(aws, () => aws.serviceDeployments()[0]?.status === 'ROLLBACK_SUCCESSFUL')
    expect(aws.serviceDeployments()[0]).toMatchObject({
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      rollback: { serviceRevisionArn: good, startedAt: expect.any(Date) },
      finishedAt: expect.any(Date),
    })
    expect(aws.service().deployments).toMatchObject([{ id: back?.id, rolloutState: 'COMPLETED', runningCount: 1 }])
    expect(aws.events().slice(-4)).toEqual([
      `(service api) (deployment ${aws.failing}) deployment failed: tasks failed to start.`,
      `(service api) rolling back to deployment ${back?.id}.`,
      `(service api) (deployment ${back?.id}) deployment completed.`,
      '(service api) has reached a steady state.',
    ])
  })

  test('shows how the tasks of a crash loop ended', () => {
    const aws = updatedTo(CRASH, BREAKER)
    advanceUntil(aws, () => aws.tasks('STOPPED').some(task => task.lastStatus === 'STOPPED'))
    expect(aws.tasks('STOPPED')[0]).toMatchObject({
      startedBy: aws.failing,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ lastStatus: 'STOPPED', exitCode: 1, reason: 'boom' }],
    })
    expect(aws.deployment(aws.failing)?.failedTasks).toBeGreaterThan(0)
  })

  test('without rollback leaves the deployment FAILED, starts nothing more, and keeps what ran before', () => {
    const aws = updatedTo(CRASH, BREAKER_WITHOUT_ROLLBACK)
    advanceUntil(aws, () => aws.deployment()?.rolloutState === 'FAILED')
    const stopped = aws.tasks('STOPPED').length
    aws.advance(600)
    expect(aws.service().deployments).toMatchObject([
      { id: aws.failing, status: 'PRIMARY', rolloutState: 'FAILED', runningCount: 0 },
      { status: 'ACTIVE', runningCount: 1 },
    ])
    expect(aws.tasks('STOPPED')).toHaveLength(stopped)
    expect(aws.serviceDeployments()[0]).toMatchObject({ status: 'STOPPED', stoppedAt: expect.any(Date) })
  })

  test('has nothing to go back to on a first deployment', () => {
    const aws = createFixture()
    aws.push('1', CRASH)
    aws.register()
    aws.create({ ...BREAKER, desiredCount: 1 })
    advanceUntil(aws, () => aws.deployment()?.rolloutState === 'FAILED')
    aws.advance(600)
    expect(aws.service().deployments).toHaveLength(1)
    expect(aws.serviceDeployments()).toMatchObject([{ status: 'STOPPED' }])
    expect(aws.serviceDeployments()[0]?.rollback).toBeUndefined()
    expect(aws.tasks('RUNNING')).toEqual([])
  })

  test('ends as ROLLBACK_FAILED when the earlier revision does not start either', () => {
    const aws = updatedTo(CRASH, {
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100, ...BREAKER.deploymentConfiguration },
    })
    aws.roles.delete(EXECUTION_ROLE)
    advanceUntil(aws, () => aws.serviceDeployments()[0]?.status === 'ROLLBACK_FAILED')
    expect(aws.deployment()?.rolloutState).toBe('FAILED')
  })

  test('keeps the count that tripped it while the earlier revision is started again', () => {
    const aws = updatedTo(CRASH, {
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100, ...BREAKER.deploymentConfiguration },
    })
    advanceUntil(aws, () => aws.serviceDeployments()[0]?.status === 'ROLLBACK_SUCCESSFUL')
    expect(aws.serviceDeployments()[0]?.deploymentCircuitBreaker).toMatchObject({
      status: 'TRIGGERED',
      failureCount: 3,
    })
    expect(aws.tasks('RUNNING')[0]?.startedBy).toBe(aws.deployment()?.id)
  })

  test.each([
    { name: 'at least three', desiredCount: 1, breaker: {}, threshold: 3 },
    { name: 'half of the desired count, rounded up', desiredCount: 9, breaker: {}, threshold: 5 },
    {
      name: 'a count',
      desiredCount: 1,
      breaker: { thresholdConfiguration: { type: 'COUNT', value: 7 } },
      threshold: 7,
    },
    {
      name: 'a bounded percentage',
      desiredCount: 10,
      breaker: { thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 10 } },
      threshold: 3,
    },
    {
      name: 'an unbounded percentage',
      desiredCount: 10,
      breaker: { thresholdConfiguration: { type: 'UNBOUNDED_PERCENT', value: 10 } },
      threshold: 1,
    },
  ])('has a threshold of $name', ({ desiredCount, breaker, threshold }) => {
    const aws = createFixture()
    aws.push('1')
    aws.register()
    aws.create({
      desiredCount,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true, ...breaker } },
    })
    expect(aws.serviceDeployments()[0]?.deploymentCircuitBreaker?.threshold).toBe(threshold)
  })

  test('does not count tasks that ran well for a while', () => {
    const aws = updatedTo({ crash: { afterSeconds: 25, exitCode: 1 } }, { ...BREAKER, desiredCount: 1 })
    aws.advance(900)
    expect(aws.serviceDeployments()[0]?.status).toBe('SUCCESSFUL')
    expect(aws.tasks('STOPPED').filter(task => task.startedBy === aws.failing).length).toBeGreaterThan(3)
  })
})

describe('without circuit breaker', () => {
  test('a crash loop never ends, but slows down', () => {
    const aws = updatedTo(CRASH, {})
    aws.advance(600)
    expect(aws.deployment()).toMatchObject({ id: aws.failing, rolloutState: 'IN_PROGRESS' })
    expect(aws.events()).toContain('(service api) is unable to consistently start tasks successfully.')
    const failed = aws.deployment()?.failedTasks ?? 0
    expect(failed).toBeGreaterThan(5)
    aws.advance(7_200)
    const more = (aws.deployment()?.failedTasks ?? 0) - failed
    expect(more).toBeGreaterThan(2)
    expect(more).toBeLessThan(20)
    expect(aws.serviceDeployments()[0]).toMatchObject({
      status: 'IN_PROGRESS',
      deploymentCircuitBreaker: { status: 'DISABLED' },
    })
    expect(aws.events().length).toBeLessThanOrEqual(100)
  })
})

describe('failing health checks', () => {
  test('targets that answer 404 are replaced once the grace period is over, and trip the breaker', () => {
    const aws = updatedTo(WRONG_PATH, { ...BEHIND_LOAD_BALANCER, ...BREAKER, healthCheckGracePeriodSeconds: 60 })
    aws.advance(70)
    expect(aws.tasks('RUNNING')).toHaveLength(2)
    aws.advance(60)
    const [stopped] = aws.tasks('STOPPED')
    expect(stopped).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
    })
    expect(aws.events()).toContain(
      `(service api) (port 8000) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Health checks failed with these codes: [404]).`,
    )
    advanceUntil(aws, () => aws.serviceDeployments()[0]?.status === 'ROLLBACK_SUCCESSFUL')
    expect(aws.deployment(aws.failing)).toBeUndefined()
  })

  test('a health command that fails makes the task UNHEALTHY, and it is replaced', () => {
    const aws = createFixture()
    aws.push('1', WRONG_PATH)
    const command = ['CMD-SHELL', 'curl -f http://localhost:8000/health || exit 1']
    aws.register({}, { healthCheck: { command, interval: 5, retries: 2, startPeriod: 20 } })
    aws.create({ ...BREAKER, desiredCount: 1 })
    aws.advance(36)
    expect(aws.tasks('RUNNING')[0]?.healthStatus).toBe('UNKNOWN')
    advanceUntil(aws, () => aws.tasks('STOPPED').length > 0)
    const [task] = aws.tasks('STOPPED')
    expect(task).toMatchObject({ healthStatus: 'UNHEALTHY', stoppedReason: 'Task failed container health checks' })
    expect(aws.events()).toContain(
      `(service api) (task ${task?.taskArn?.split('/').at(-1)}) failed container health checks.`,
    )
    advanceUntil(aws, () => aws.deployment()?.rolloutState === 'FAILED')
  })
})

describe('a task that cannot start', () => {
  const log = (options: object) => ({
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/ecs/none', 'awslogs-region': 'eu-central-1', ...options },
    },
  })
  const secret = (valueFrom: string) => ({ secrets: [{ name: 'KEY', valueFrom }] })
  const pinned = `${REPOSITORY}@sha256:1-0`

  test.each([
    {
      name: 'image missing',
      container: { image: `${REPOSITORY}:none` },
      reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${REPOSITORY}:none: ${REPOSITORY}:none: not found`,
    },
    {
      name: 'image for another architecture',
      architecture: 'arm64',
      reason:
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'.",
    },
    {
      name: 'image that fails by itself',
      behaviour: { startFailure: `CannotPullContainerError: API error (404): ${pinned}` },
      reason: `CannotPullContainerError: API error (404): ${pinned}`,
    },
    {
      name: 'secret by partial ARN',
      container: secret('arn:aws:secretsmanager:eu-central-1:123456789012:secret:api/key'),
      reason:
        /^ResourceInitializationError: unable to pull secrets .* AccessDeniedException: User: .*assumed-role\/execution/,
    },
    {
      name: 'secret missing',
      container: secret(`${SECRET.slice(0, -6)}000000:KEY::`),
      reason:
        /^ResourceInitializationError: .*ResourceNotFoundException: Secrets Manager can't find the specified secret/,
    },
    {
      name: 'secret with too few colons',
      container: secret(`${SECRET}:KEY`),
      reason: /InvalidParameter: 1 validation error\(s\) found/,
    },
    {
      name: 'log group missing',
      container: log({}),
      reason: /^ResourceInitializationError: failed to validate logger args: .*The specified log group does not exist/,
    },
  ])('$name', ({ container, behaviour, architecture, reason }) => {
    const aws = createFixture()
    aws.push('1', behaviour, architecture)
    aws.register({}, container)
    aws.create({ desiredCount: 1, ...BREAKER })
    aws.advance(20)
    const [task] = aws.tasks('STOPPED')
    expect(task?.stopCode).toBe('TaskFailedToStart')
    expect(task?.stoppedReason).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason))
    expect(task?.containers?.[0]?.exitCode).toBeUndefined()
    expect(aws.events()[1]).toContain(`was unable to place a task. Reason: ${task?.stoppedReason?.slice(0, 40)}`)
    advanceUntil(aws, () => aws.deployment()?.rolloutState === 'FAILED')
  })

  test.each([
    { name: 'with a secret and its key', container: secret(`${SECRET}:KEY::`) },
    { name: 'with a log group that it creates itself', container: log({ 'awslogs-create-group': 'true' }) },
    {
      name: 'on the architecture that it asks for',
      task: { runtimePlatform: { cpuArchitecture: 'ARM64' } },
      architecture: 'arm64',
    },
  ])('but one $name can', ({ container, task, architecture }) => {
    const aws = createFixture()
    aws.push('1', {}, architecture)
    aws.register(task, container)
    aws.create()
    aws.advance(60)
    expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  })

  test.each([
    {
      name: 'role missing',
      change: (aws: Fixture): unknown => aws.roles.delete(EXECUTION_ROLE),
      repair: (aws: Fixture): unknown => aws.roles.add(EXECUTION_ROLE),
      event: `failed to launch a task with (error ECS was unable to assume the role '${EXECUTION_ROLE}'`,
    },
    {
      name: 'no capacity',
      change: (aws: Fixture): unknown => Object.assign(aws.settings, { capacityAvailable: false }),
      repair: (aws: Fixture): unknown => Object.assign(aws.settings, { capacityAvailable: true }),
      event: 'was unable to place a task. Reason: Capacity is unavailable at this time.',
    },
  ])('has no task at all: $name', ({ change, repair, event }) => {
    const aws = createFixture()
    aws.push('1')
    aws.register()
    change(aws)
    aws.create()
    aws.advance(40)
    expect(aws.ecs.state().tasks).toEqual([])
    expect(aws.events()[0]).toContain(event)
    expect(aws.deployment()?.failedTasks).toBeGreaterThan(0)
    repair(aws)
    aws.advance(120)
    expect(aws.deployment()).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 })
  })
})

describe('StopServiceDeployment', () => {
  test('rolls back an ongoing deployment, without any circuit breaker', () => {
    const aws = updatedTo(CRASH, {})
    aws.advance(10)
    const serviceDeploymentArn = aws.serviceDeployments()[0]?.serviceDeploymentArn
    const stop = () => aws.call('StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' })
    expect(stop()).toEqual({ serviceDeploymentArn })
    expect(aws.serviceDeployments()[0]?.status).toBe('ROLLBACK_REQUESTED')
    aws.advance(5)
    expect(aws.serviceDeployments()[0]?.status).toBe('ROLLBACK_IN_PROGRESS')
    expect(stop()).toEqual({ serviceDeploymentArn })
    aws.advance(120)
    expect(aws.serviceDeployments()[0]).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      deploymentCircuitBreaker: { status: 'DISABLED' },
    })
    expect(aws.service()).toMatchObject({ runningCount: 1, taskDefinition: expect.stringMatching(/api:1$/) })
    expect(stop).toThrow(expect.objectContaining({ code: 'ConflictException' }))
  })

  test.each([
    { name: 'unknown', input: { serviceDeploymentArn: 'arn:none' }, code: 'ServiceDeploymentNotFoundException' },
    { name: 'abort', input: { stopType: 'ABORT' }, code: 'InvalidParameterException' },
  ])('is refused: $name', ({ input, code }) => {
    const aws = updatedTo(CRASH, {})
    const serviceDeploymentArn = aws.serviceDeployments()[0]?.serviceDeploymentArn
    const stop = () => aws.call('StopServiceDeployment', { serviceDeploymentArn, ...input })
    expect(stop).toThrow(expect.objectContaining({ code }))
  })
})
