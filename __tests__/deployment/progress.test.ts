import { describe, expect, test } from '@jest/globals'
import { learn } from '../../src/deployment/judge/learn.ts'
import { noFacts } from '../../src/deployment/judge/rollout-facts.ts'
import { createProgress } from '../../src/deployment/progress.ts'
import type { Snapshot } from '../../src/deployment/snapshot.ts'
import { elapsed, eventText } from '../../src/deployment/text.ts'
import {
  AFTER,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createFailedRead,
  createIdentity,
  createReading,
  createService,
  createSnapshot,
  createStoppedTask,
  createStoppedTasks,
  read,
  SERVICE_DEPLOYMENT,
  START,
  taskArn,
} from './snapshots.ts'

/** The lines that each snapshot gives, one after the other. */
function linesOf(...snapshots: readonly Snapshot[]): readonly (readonly string[])[] {
  const identity = createIdentity()
  const progress = createProgress(identity, START)
  let facts = noFacts(identity, START)
  return snapshots.map(snapshot => {
    facts = learn(facts, snapshot)
    return progress.lines(snapshot, facts)
  })
}

const begun = createSnapshot(1, [createDeployment({ pendingCount: 2 }), createEarlierDeployment()])
const COUNTS = 'app:7: running 0 of 2, pending 2, failed 0'

describe('what DescribeServices shows', () => {
  test('events with their own times, then the counts', () => {
    const snapshot = createSnapshot(30, [createDeployment({ pendingCount: 2, failedTasks: 1 })], {
      events: [
        createEvent(10, '(service api) has started 1 tasks'),
        createEvent(25, '(service api) has started 2 tasks'),
      ],
    })
    expect(linesOf(snapshot)).toEqual([
      ['00:10  has started 1 tasks', '00:25  has started 2 tasks', '00:30  app:7: running 0 of 2, pending 2, failed 1'],
    ])
  })

  test('counts that did not change are not repeated', () => {
    expect(linesOf(begun, { ...begun, ...read(4) })).toEqual([[`00:01  ${COUNTS}`], []])
  })

  test('a late read repeats no counts that were overtaken; its events count', () => {
    const late = createSnapshot(4, [createEarlierDeployment({ status: 'PRIMARY' })], {
      events: [createEvent(3, '(service api) has started 2 tasks')],
    })
    expect(linesOf(begun, late)).toEqual([[`00:01  ${COUNTS}`], ['00:03  has started 2 tasks']])
  })

  test('another primary deployment is shown beside ours', () => {
    const rollback = createEarlierDeployment({
      id: AFTER,
      status: 'PRIMARY',
      rolloutState: 'IN_PROGRESS',
      createdAt: START + 50_000,
    })
    const ours = createDeployment({ status: 'ACTIVE', rolloutState: 'FAILED', desiredCount: 0 })
    expect(linesOf(createSnapshot(60, [rollback, ours]))).toEqual([
      [
        `01:00  app:7: running 0 of 0, pending 0, failed 0 (FAILED); deployment ${AFTER}, now primary, app:6: running 2 of 2, pending 0, failed 0`,
      ],
    ])
  })

  test('a service that is not listed is printed once; a failed read, or one that finds nothing, not here', () => {
    const missing: Snapshot = { kind: 'missing', ...read(1) }
    expect(linesOf(missing, missing, createFailedRead(2, 'service'), { kind: 'not-found', ...read(2) })).toEqual([
      ['00:01  ECS does not list the service api yet'],
      [],
      [],
      [],
    ])
    expect(linesOf(begun, { ...missing, ...read(9) })[1]).toEqual(['00:09  ECS does not list the service api any more'])
  })
})

describe('stopped tasks', () => {
  test('each once, at the time at which its end began', () => {
    const stopping = createStoppedTask({ arn: taskArn('t1'), stoppedAt: START + 30_000 })
    expect(linesOf(createStoppedTasks(40, stopping), createStoppedTasks(43, stopping))).toEqual([
      [
        '00:20  task t1 stopped: Essential container in task exited (EssentialContainerExited); container app: exit code 1',
      ],
      [],
    ])
  })

  test('the time of the read, where AWS gives none', () => {
    const task = createStoppedTask({ arn: taskArn('t1'), stoppingAt: undefined, stoppedAt: undefined })
    expect(linesOf(createStoppedTasks(40, task))[0]?.[0]).toMatch(/^00:40 {2}task t1 stopped/)
  })
})

describe('what the service deployment shows', () => {
  const shifting = createSnapshot(1, [createDeployment({ pendingCount: 2 })], {
    service: createService({ strategy: 'CANARY' }),
  })
  const weight = (productionWeight: number) => ({
    target: { requestedCount: 2, runningCount: 2, pendingCount: 0, productionWeight },
  })

  test.each<[string, readonly Snapshot[], readonly string[]]>([
    ['nothing of the usual course', [begun, createReading(2), createReading(9, { status: 'SUCCESSFUL' })], []],
    [
      'what is not usual, once',
      [begun, createReading(2, { status: 'ROLLBACK_REQUESTED' }), createReading(5, { status: 'ROLLBACK_REQUESTED' })],
      ['00:02  service deployment ROLLBACK_REQUESTED'],
    ],
    ['that it bakes', [begun, createReading(2, { lifecycleStage: 'BAKE_TIME' })], ['00:02  stage BAKE_TIME']],
    ['no other stage of a rolling update', [begun, createReading(2, { lifecycleStage: 'SCALE_UP' })], []],
    [
      'alarms when they fire',
      [begun, createReading(2, { alarms: 'TRIGGERED', triggeredAlarms: ['api-5xx', 'api-p99'] })],
      ['00:02  in the state ALARM: api-5xx, api-p99'],
    ],
    [
      'stages and weights of ECS’s own strategies as they change',
      [
        shifting,
        createReading(2, { lifecycleStage: 'SCALE_UP' }),
        createReading(5, { lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT', ...weight(10) }),
        createReading(8, { lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT', ...weight(10) }),
        createReading(11, { lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT', ...weight(100) }),
      ],
      [
        '00:02  stage SCALE_UP',
        '00:05  stage PRODUCTION_TRAFFIC_SHIFT, 10 % of the traffic',
        '00:11  stage PRODUCTION_TRAFFIC_SHIFT, 100 % of the traffic',
      ],
    ],
    [
      'a hook that waits, with the command that continues it, once',
      [shifting, createReading(2, { waitingHooks: ['h1'] }), createReading(5, { waitingHooks: ['h1'] })],
      [
        `00:02  a lifecycle hook waits for somebody. To continue: aws ecs continue-service-deployment --service-deployment-arn ${SERVICE_DEPLOYMENT} --hook-id h1`,
      ],
    ],
    [
      'nothing of a read that is late',
      [begun, createReading(2, { status: 'SUCCESSFUL' }), createReading(5, { status: 'STOP_REQUESTED' })],
      [],
    ],
  ])('%s', (_name, snapshots, lines) => {
    expect(
      linesOf(...snapshots)
        .slice(1)
        .flat(),
    ).toEqual(lines)
  })
})

describe('eventText', () => {
  test.each([
    ['(service api) has reached a steady state.', 'has reached a steady state.'],
    [
      '(service api) registered 1 targets in (target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef)',
      'registered 1 targets in (target-group api)',
    ],
    ['(service api) (deployment ecs-svc/1) deployment completed.', '(deployment ecs-svc/1) deployment completed.'],
    ['a text without a service', 'a text without a service'],
  ])('%s', (message, text) => {
    expect(eventText(message)).toBe(text)
  })
})

test.each([
  [-500, '00:00'],
  [0, '00:00'],
  [65_400, '01:05'],
  [3_600_000, '1:00:00'],
  [3_905_000, '1:05:05'],
])('%s ms since the watch began: %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text)
})
