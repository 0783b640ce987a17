import { describe, expect, test } from '@jest/globals'
import type { Behaviour } from '../../../simulator/world.ts'
import { BEHIND_LOAD_BALANCER, BREAKER, createFixture, type Fixture, REPOSITORY } from './fixture.ts'

const CRASH: Behaviour = { crash: { afterSeconds: 2, exitCode: 1 } }
const ALARMS = { alarmNames: ['errors', 'latency'], enable: true, rollback: true }

interface Updated extends Fixture {
  /** The id of the update's deployment. */
  readonly id: string
}

/** A service that runs `api:1`; then an update to `api:2`, whose image behaves as given. */
function updated(deploymentConfiguration: object, behaviour: Behaviour = {}, overrides: object = {}): Updated {
  const aws = createFixture()
  aws.push('1')
  aws.push('2', behaviour)
  aws.register()
  aws.create({ desiredCount: 2, ...overrides })
  aws.advance(120)
  expect(aws.deployment()?.rolloutState).toBe('COMPLETED')
  aws.update({ taskDefinition: aws.register({}, { image: `${REPOSITORY}:2` }), deploymentConfiguration })
  return { ...aws, id: aws.deployment()?.id ?? '' }
}

const newest = (aws: Fixture) => aws.serviceDeployments()[0]

/** Rollout state of the update's deployment, status and stage of its service deployment: each change of them. */
function course(aws: Updated, seconds: number): string[] {
  const seen: string[] = []
  for (let second = 0; second < seconds; second++) {
    const { status, lifecycleStage } = newest(aws) ?? {}
    const state = [aws.deployment(aws.id)?.rolloutState ?? 'gone', status, lifecycleStage ?? '-'].join(' ')
    if (seen.at(-1) !== state) seen.push(state)
    aws.advance(1)
  }
  return seen
}

describe('bake time', () => {
  test('the rollout is COMPLETED while the service deployment is still in progress', () => {
    const aws = updated({ alarms: ALARMS, bakeTimeInMinutes: 2 })
    expect(course(aws, 300)).toEqual([
      'IN_PROGRESS PENDING RECONCILE_SERVICE',
      'IN_PROGRESS IN_PROGRESS SCALE_UP',
      'IN_PROGRESS IN_PROGRESS CLEAN_UP',
      'COMPLETED IN_PROGRESS BAKE_TIME',
      'COMPLETED SUCCESSFUL -',
    ])
    expect(newest(aws)?.alarms).toMatchObject({ status: 'MONITORING_COMPLETE', triggeredAlarmNames: [] })
  })

  test('lasts as long as it says', () => {
    const aws = updated({ alarms: ALARMS, bakeTimeInMinutes: 10 })
    course(aws, 120)
    expect(newest(aws)?.lifecycleStage).toBe('BAKE_TIME')
    const before = course(aws, 480)
    expect(before).toEqual(['COMPLETED IN_PROGRESS BAKE_TIME'])
    expect(course(aws, 120).at(-1)).toBe('COMPLETED SUCCESSFUL -')
  })

  test('leaves the rollout state IN_PROGRESS where the setting says so', () => {
    const aws = updated({ alarms: ALARMS, bakeTimeInMinutes: 2 })
    aws.settings.rolloutCompletedWhileBaking = false
    expect(course(aws, 300).slice(-2)).toEqual(['IN_PROGRESS IN_PROGRESS BAKE_TIME', 'COMPLETED SUCCESSFUL -'])
  })

  test('is not waited for where there are no alarms', () => {
    const aws = updated({ bakeTimeInMinutes: 60 })
    expect(course(aws, 120).at(-1)).toBe('COMPLETED SUCCESSFUL -')
  })

  test('can be stopped, and is rolled back then', () => {
    const aws = updated({ alarms: ALARMS, bakeTimeInMinutes: 2 })
    course(aws, 90)
    aws.call('StopServiceDeployment', { serviceDeploymentArn: newest(aws)?.serviceDeploymentArn })
    const seen = course(aws, 200)
    expect(seen[0]).toBe('COMPLETED ROLLBACK_REQUESTED BAKE_TIME')
    expect(seen[1]).toMatch(/^FAILED ROLLBACK_IN_PROGRESS/)
    expect(seen.at(-1)).toBe('gone ROLLBACK_SUCCESSFUL -')
  })
})

describe('alarms', () => {
  test.each([
    { name: 'during the rollout', seconds: 10 },
    { name: 'while it bakes', seconds: 100 },
  ])('that fire $name roll it back', ({ seconds }) => {
    const aws = updated({ alarms: ALARMS, bakeTimeInMinutes: 5 })
    aws.advance(seconds)
    aws.ecs.setAlarm('latency', true)
    aws.advance(1)
    expect(newest(aws)).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      alarms: { status: 'TRIGGERED', alarmNames: ['errors', 'latency'], triggeredAlarmNames: ['latency'] },
      rollback: { reason: expect.stringContaining('alarm') },
    })
    expect(aws.deployment(aws.id)?.rolloutState).toBe('FAILED')
    aws.advance(200)
    expect(newest(aws)?.status).toBe('ROLLBACK_SUCCESSFUL')
    expect(aws.service().taskDefinition).toMatch(/api:1$/)
  })

  test('stop it where they do not roll back', () => {
    const aws = updated({ alarms: { ...ALARMS, rollback: false } })
    aws.ecs.setAlarm('errors', true)
    aws.advance(20)
    expect(newest(aws)).toMatchObject({ status: 'STOPPED', alarms: { status: 'TRIGGERED' } })
    expect(aws.deployment()).toMatchObject({ id: aws.id, rolloutState: 'FAILED' })
  })

  test('do nothing after the end, or where they are not enabled', () => {
    const aws = updated({ alarms: { ...ALARMS, enable: false }, bakeTimeInMinutes: 5 })
    aws.ecs.setAlarm('errors', true)
    aws.advance(200)
    expect(newest(aws)).toMatchObject({ status: 'SUCCESSFUL', alarms: { status: 'DISABLED' } })
  })

  test('that are in ALARM at the start switch the others off', () => {
    const aws = updated({ alarms: ALARMS })
    aws.advance(120)
    aws.ecs.setAlarm('errors', true)
    aws.advance(1)
    aws.update({ forceNewDeployment: true })
    aws.ecs.setAlarm('latency', true)
    aws.advance(120)
    expect(newest(aws)).toMatchObject({ status: 'SUCCESSFUL', alarms: { status: 'DISABLED' } })
  })
})

describe('a rollback', () => {
  test('begins late where the setting says so', () => {
    const aws = updated(BREAKER.deploymentConfiguration, CRASH)
    aws.settings.rollbackDelayMs = 40_000
    for (let second = 0; second < 300 && aws.deployment()?.rolloutState !== 'FAILED'; second++) aws.advance(1)
    expect(newest(aws)).toMatchObject({ status: 'IN_PROGRESS', deploymentCircuitBreaker: { status: 'TRIGGERED' } })
    aws.advance(38)
    expect(aws.deployment()).toMatchObject({ id: aws.id, rolloutState: 'FAILED' })
    aws.advance(3)
    expect(newest(aws)?.rollback).toBeDefined()
    aws.advance(100)
    expect(newest(aws)?.status).toBe('ROLLBACK_SUCCESSFUL')
  })

  test('that is late ends with the deployment that replaces it', () => {
    const aws = updated(BREAKER.deploymentConfiguration, CRASH)
    aws.settings.rollbackDelayMs = 400_000
    aws.advance(100)
    expect(aws.deployment()?.rolloutState).toBe('FAILED')
    aws.update({ taskDefinition: 'api:1' })
    aws.advance(600)
    expect(aws.serviceDeployments().map(({ status }) => status)).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL'])
    expect(aws.serviceDeployments()[1]?.rollback).toBeUndefined()
  })
})

describe('a first deployment that a user stops', () => {
  function stopped(settings: object): Fixture {
    const aws = createFixture()
    Object.assign(aws.settings, settings)
    aws.push('1', CRASH)
    aws.register()
    aws.create({ ...BREAKER, desiredCount: 1 })
    aws.advance(20)
    aws.call('StopServiceDeployment', { serviceDeploymentArn: newest(aws)?.serviceDeploymentArn })
    aws.advance(60)
    return aws
  }

  test('is STOPPED, keeps its rollout state, and starts nothing more', () => {
    const aws = stopped({})
    expect(newest(aws)).toMatchObject({ status: 'STOPPED', deploymentCircuitBreaker: { status: 'MONITORING' } })
    expect(aws.deployment()?.rolloutState).toBe('IN_PROGRESS')
    const launched = aws.tasks('STOPPED').length
    aws.advance(600)
    expect(aws.tasks('STOPPED')).toHaveLength(launched)
    expect(newest(aws)?.status).toBe('STOPPED')
  })

  test('is FAILED where the setting says so', () => {
    expect(stopped({ stoppedFirstKeepsInProgress: false }).deployment()?.rolloutState).toBe('FAILED')
  })
})

describe('early success', () => {
  const early = (sourceServiceRevisionCleanup: string, healthyPercent = 50) => ({
    minimumHealthyPercent: Math.min(50, healthyPercent),
    maximumPercent: 150,
    earlySuccessCriteria: { enable: true, healthyPercent, sourceServiceRevisionCleanup },
  })
  const HALF: Behaviour = { crash: { afterSeconds: 1, exitCode: 1 }, crashes: { share: 0.5 } }
  const behind = { ...BEHIND_LOAD_BALANCER, desiredCount: 4 }

  test('DEFERRED: successful before the earlier tasks are gone, which go afterwards', () => {
    const aws = updated(early('DEFERRED'), HALF, behind)
    for (let second = 0; second < 200 && newest(aws)?.status !== 'SUCCESSFUL'; second++) aws.advance(1)
    expect(aws.deployment()).toMatchObject({ rolloutState: 'COMPLETED', runningCount: 2 })
    expect(aws.service().deployments).toHaveLength(2)
    aws.advance(200)
    expect(aws.service().deployments).toMatchObject([{ id: aws.id, runningCount: 4 }])
    expect(aws.events().at(-1)).toBe('(service api) has reached a steady state.')
  })

  test('BLOCKING: successful once the earlier tasks are gone, with some of the new ones to come', () => {
    const aws = updated(early('BLOCKING', 25), { ...HALF, crashes: { share: 0.75 } }, behind)
    for (let second = 0; second < 300 && newest(aws)?.status !== 'SUCCESSFUL'; second++) {
      expect(aws.deployment()?.rolloutState).toBe('IN_PROGRESS')
      aws.advance(1)
    }
    expect(aws.service().deployments).toMatchObject([{ id: aws.id }])
    expect(aws.deployment()?.runningCount).toBeLessThan(4)
    aws.advance(200)
    expect(aws.service().runningCount).toBe(4)
  })

  test('comes after the bake time', () => {
    const aws = updated({ ...early('DEFERRED'), bakeTimeInMinutes: 3 }, {}, behind)
    const seen = course(aws, 400)
    expect(seen).toContain('COMPLETED IN_PROGRESS BAKE_TIME')
    expect(seen.at(-1)).toBe('COMPLETED SUCCESSFUL -')
  })
})

describe('supersession', () => {
  test('can leave the service deployment as it was', () => {
    const aws = updated({}, CRASH)
    aws.settings.supersededStatus = 'IN_PROGRESS'
    aws.advance(10)
    aws.update({ taskDefinition: 'api:1' })
    aws.advance(200)
    const [, superseded] = aws.serviceDeployments()
    expect(aws.serviceDeployments().map(({ status }) => status)).toEqual(['SUCCESSFUL', 'IN_PROGRESS', 'SUCCESSFUL'])
    const input = { serviceDeploymentArn: superseded?.serviceDeploymentArn }
    expect(() => aws.call('StopServiceDeployment', input)).toThrow(
      expect.objectContaining({ code: 'ConflictException' }),
    )
  })
})

describe('tasks', () => {
  test('a Spot interruption stops one, which is replaced and counts as no failure', () => {
    const aws = updated({})
    aws.advance(120)
    const [task] = aws.tasks('RUNNING')
    aws.ecs.interruptTask(task?.taskArn ?? '')
    expect(aws.tasks('STOPPED').find(({ taskArn }) => taskArn === task?.taskArn)).toMatchObject({
      stopCode: 'SpotInterruption',
      stoppedReason: 'Your Spot Task was interrupted.',
    })
    aws.advance(120)
    expect(aws.service().runningCount).toBe(2)
    expect(aws.deployment()?.failedTasks).toBe(0)
  })

  test('a share of them exits', () => {
    const aws = updated({}, { crash: { afterSeconds: 30, exitCode: 1 }, crashes: { share: 0.5 } }, { desiredCount: 4 })
    aws.advance(55)
    const exited = aws.tasks('STOPPED').filter(({ stopCode }) => stopCode === 'EssentialContainerExited')
    expect(exited).toHaveLength(2)
    expect(aws.tasks('RUNNING').filter(({ lastStatus }) => lastStatus === 'RUNNING')).toHaveLength(2)
  })

  test('an application that answers 503 after a while is found by the health checks, and replaced', () => {
    const aws = updated({}, { unhealthyAfterSeconds: 100 }, BEHIND_LOAD_BALANCER)
    aws.advance(100)
    expect(newest(aws)?.status).toBe('SUCCESSFUL')
    aws.advance(60)
    expect(aws.events().some(text => text.includes('Health checks failed with these codes: [503]'))).toBe(true)
  })
})
