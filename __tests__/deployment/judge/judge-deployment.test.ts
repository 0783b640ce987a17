import { describe, expect, test } from '@jest/globals'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import {
  AFTER,
  APP_6,
  APP_7,
  createDeployment,
  createEarlierDeployment,
  createFailedRead,
  createFirstIdentity,
  createIdentity,
  createReading,
  createRunningTask,
  createRunningTasks,
  createService,
  createSnapshot,
  read,
  SERVICE_DEPLOYMENT,
  START,
} from '../snapshots.ts'
import { BREAKER, type Case, DEPLOYMENT, judge, RUNS_6, summaryOf, undecided } from './judge.ts'

const FAILED = `${DEPLOYMENT} failed: ${BREAKER}`

const earlier = createEarlierDeployment()
const begun = createSnapshot(1, [createDeployment({ pendingCount: 2 }), earlier])
const allRun = createSnapshot(30, [createDeployment({ runningCount: 2 }), earlier])
const completed = createSnapshot(40, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })])
const failedPrimary = createDeployment({ rolloutState: 'FAILED', rolloutStateReason: BREAKER, failedTasks: 3 })
const failed = createSnapshot(60, [failedPrimary, earlier])
const rollback = createEarlierDeployment({
  id: AFTER,
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  rolloutStateReason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/0000000000000000003.',
  createdAt: START + 60_000,
})
const rollingBack = createSnapshot(61, [rollback, { ...failedPrimary, status: 'ACTIVE' }])
const NO_ROLLBACK = createService({ rollbackEnabled: false })
const failedForGood = createSnapshot(60, [failedPrimary, earlier], { service: NO_ROLLBACK })

const GOES_ON: readonly Case[] = [
  { name: 'nothing was read yet', snapshots: [], expected: undecided('deploying') },
  {
    name: 'the service is not listed right after its creation',
    snapshots: [{ kind: 'missing', ...read(1) }],
    expected: undecided('deploying'),
  },
  {
    name: 'its service deployment is not found yet',
    snapshots: [begun, { kind: 'not-found', ...read(1) }],
    expected: undecided('deploying'),
  },
  {
    name: 'PENDING',
    snapshots: [begun, createReading(1, { status: 'PENDING' })],
    expected: undecided('deploying'),
  },
  { name: 'IN_PROGRESS', snapshots: [begun, createReading(1)], expected: undecided('deploying') },
  {
    name: 'all tasks run, but the rollout is not completed: counts do not decide',
    snapshots: [begun, createReading(1), allRun],
    expected: undecided('deploying'),
  },
  {
    name: 'the deployment before ours is completed and PRIMARY: a late read',
    snapshots: [createSnapshot(1, [createEarlierDeployment({ status: 'PRIMARY' })]), createReading(1)],
    expected: undecided('deploying'),
  },
  {
    name: 'the same task definition deployed again: the earlier deployment of it does not count',
    snapshots: [
      createSnapshot(5, [
        createDeployment({ pendingCount: 2 }),
        createEarlierDeployment({ taskDefinitionArn: APP_7, runningCount: 2 }),
      ]),
      createReading(5),
    ],
    expected: undecided('deploying'),
  },
  {
    name: 'COMPLETED, and the service deployment was read before that',
    snapshots: [begun, createReading(39), completed],
    expected: undecided('ending', 'service-deployment'),
  },
  {
    name: 'COMPLETED, and the service deployment goes on: it bakes',
    snapshots: [begun, completed, createReading(41)],
    expected: undecided('baking'),
  },
  {
    name: 'COMPLETED, and the service deployment goes on for hours: it still bakes',
    snapshots: [begun, completed, createReading(20_000, { lifecycleStage: 'BAKE_TIME' })],
    expected: undecided('baking'),
  },
  {
    name: 'FAILED, and the service deployment was read before that',
    snapshots: [begun, createReading(59), failed],
    expected: undecided('failing', 'service-deployment'),
  },
  {
    name: 'FAILED, and its rollback begins late',
    snapshots: [begun, failed, createReading(359)],
    expected: undecided('failing'),
  },
  {
    name: 'FAILED, and the deployment that ECS rolls back to is PRIMARY',
    snapshots: [begun, failed, createReading(60), rollingBack],
    expected: undecided('rolling-back', 'service-deployment'),
  },
  ...['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'].map(status => ({
    name: status,
    snapshots: [begun, rollingBack, createReading(90, { status, circuitBreaker: 'TRIGGERED' })],
    expected: undecided('rolling-back'),
  })),
  {
    name: 'ROLLBACK_IN_PROGRESS, although the deployment that it goes back to has completed',
    snapshots: [
      begun,
      createSnapshot(90, [{ ...rollback, rolloutState: 'COMPLETED' }]),
      createReading(90, { status: 'ROLLBACK_IN_PROGRESS' }),
    ],
    expected: undecided('rolling-back'),
  },
]

const ENDS: readonly Case[] = [
  {
    name: 'SUCCESSFUL',
    snapshots: [begun, createReading(39), completed, createReading(40, { status: 'SUCCESSFUL' })],
    expected: { outcome: 'succeeded', reason: `${DEPLOYMENT} completed. 2 of 2 tasks run.`, serving: APP_7 },
  },
  {
    name: 'SUCCESSFUL, although DescribeServices still shows IN_PROGRESS: early success, with the old tasks there',
    snapshots: [
      createSnapshot(30, [createDeployment({ runningCount: 1, pendingCount: 1 }), earlier]),
      createReading(31, { status: 'SUCCESSFUL' }),
    ],
    expected: { outcome: 'succeeded', reason: `${DEPLOYMENT} completed. 1 of 2 tasks run.`, serving: APP_6 },
  },
  {
    name: 'SUCCESSFUL, although the reads of the service are late',
    snapshots: [
      createSnapshot(30, [createEarlierDeployment({ status: 'PRIMARY' })]),
      createReading(31, { status: 'SUCCESSFUL' }),
    ],
    expected: { outcome: 'succeeded', reason: `${DEPLOYMENT} completed.`, serving: undefined },
  },
  {
    name: 'SUCCESSFUL with a desired count of 0',
    identity: createIdentity({ desiredCount: 0 }),
    snapshots: [
      createSnapshot(3, [createDeployment({ desiredCount: 0, rolloutState: 'COMPLETED' })], {
        service: createService({ desiredCount: 0 }),
      }),
      createReading(4, { status: 'SUCCESSFUL' }),
    ],
    expected: {
      outcome: 'succeeded',
      reason: `${DEPLOYMENT} completed with no task to run.`,
      serving: APP_7,
      warnings: ['The desired count of the service api is 0: nothing runs.'],
    },
  },
  {
    name: 'FAILED, and no rollback began in five minutes',
    snapshots: [begun, failed, createReading(360)],
    expected: {
      outcome: 'failed',
      // The service was last read five minutes ago.
      reason: `${FAILED} It was not rolled back. What runs now is not known.`,
      serving: undefined,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, and ECS does not roll back: what ran before goes on serving',
    snapshots: [begun, failedForGood, createReading(60)],
    expected: {
      outcome: 'failed',
      reason: `${FAILED} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, a first deployment: nothing to roll back to, so nothing is waited for',
    identity: createFirstIdentity(),
    snapshots: [
      createSnapshot(60, [failedPrimary], { service: createService({ createdAt: START }) }),
      createReading(60, { sourceCount: 0 }),
    ],
    expected: {
      outcome: 'failed',
      reason: `${FAILED} It was not rolled back. Nothing runs now.`,
      serving: undefined,
      failure: 'ended',
    },
  },
  {
    name: 'ROLLBACK_FAILED',
    snapshots: [
      begun,
      createSnapshot(90, [{ ...rollback, runningCount: 0 }]),
      createReading(90, { status: 'ROLLBACK_FAILED', circuitBreaker: 'TRIGGERED', statusReason: BREAKER }),
    ],
    expected: {
      outcome: 'failed',
      reason: `${FAILED} The rollback failed too. Nothing runs now.`,
      serving: undefined,
      failure: 'over',
    },
  },
  {
    name: 'the service was deleted',
    snapshots: [begun, createSnapshot(30, [], { service: createService({ status: 'DRAINING' }) })],
    expected: {
      outcome: 'failed',
      reason: 'The service api was deleted while it was deployed (it is DRAINING).',
      serving: undefined,
      failure: 'over',
    },
  },
  {
    name: 'the service was deleted, and its tasks are gone',
    snapshots: [begun, createSnapshot(30, [], { service: createService({ status: 'INACTIVE' }) })],
    expected: {
      outcome: 'failed',
      reason: 'The service api was deleted while it was deployed (it is INACTIVE).',
      serving: undefined,
      failure: 'over',
    },
  },
]

describe('a deployment that goes on', () => {
  test.each(GOES_ON)('$name', ({ expected, ...recording }) => {
    expect(summaryOf(judge(recording))).toEqual(expected)
  })
})

describe('a deployment that has ended', () => {
  test.each(ENDS)('$name', ({ expected, ...recording }) => {
    expect(summaryOf(judge(recording))).toEqual(expected)
  })

  test('the verdict names the service deployment', () => {
    const judgement = judge({ snapshots: [completed, createReading(41, { status: 'SUCCESSFUL' })] })
    expect(judgement).toMatchObject({ kind: 'decided', verdict: { serviceDeploymentArn: SERVICE_DEPLOYMENT } })
  })

  test('a decided failure carries the sentence without what became of it', () => {
    const judgement = judge({ snapshots: [begun, failedForGood, createReading(60)] })
    expect(judgement).toMatchObject({ verdict: { failure: { state: 'ended', sentence: FAILED } } })
  })
})

describe('a service that ECS does not know', () => {
  const missing = (seconds: number): Snapshot => ({ kind: 'missing', ...read(seconds) })

  test('for less than a minute: a read may be late', () => {
    expect(summaryOf(judge({ snapshots: [begun, missing(10), missing(69)] }))).toEqual(undecided('deploying'))
  })

  test('once, and since then no read came through: that may have been a late one', () => {
    const snapshots = [begun, missing(10), createFailedRead(40, 'service'), createFailedRead(75, 'service')]
    expect(summaryOf(judge({ snapshots }))).toEqual(undecided('deploying'))
  })

  test('for a minute: it no longer exists', () => {
    expect(summaryOf(judge({ snapshots: [begun, missing(10), missing(70)] }))).toEqual({
      outcome: 'failed',
      reason: 'The service api no longer exists: ECS has not known it for 60 s.',
      serving: undefined,
      failure: 'over',
    })
  })

  test('shown in between: the minute begins again', () => {
    const snapshots = [begun, missing(10), createSnapshot(40, [createDeployment(), earlier]), missing(75)]
    expect(summaryOf(judge({ snapshots }))).toEqual(undecided('deploying'))
  })
})

describe('wait-until: serving', () => {
  const serve = (...snapshots: readonly Snapshot[]) =>
    summaryOf(judge({ snapshots: [begun, createReading(1), ...snapshots], options: { waitUntil: 'serving' } }))
  const healthy = createRunningTasks(31, createRunningTask('a', true), createRunningTask('b', true))

  test('every wanted task runs and is healthy', () => {
    expect(serve(allRun, healthy)).toEqual({
      outcome: 'serving',
      reason: `${DEPLOYMENT} serves: 2 of 2 tasks are healthy. Earlier tasks still drain, and ECS has not yet completed the deployment.`,
      serving: APP_7,
    })
  })

  test.each<[string, readonly Snapshot[]]>([
    ['their health was not read', [allRun]],
    [
      'one is not healthy',
      [allRun, createRunningTasks(31, createRunningTask('a', true), createRunningTask('b', false))],
    ],
    ['one is not listed', [allRun, createRunningTasks(31, createRunningTask('a', true))]],
    [
      'a third one is not healthy',
      [allRun, createRunningTasks(31, ...['a', 'b', 'c'].map(id => createRunningTask(id, id !== 'c')))],
    ],
    ['one is pending', [createSnapshot(30, [createDeployment({ runningCount: 2, pendingCount: 1 })]), healthy]],
    ['one is missing by the counts', [createSnapshot(30, [createDeployment({ runningCount: 1 })]), healthy]],
  ])('%s: not yet', (_name, snapshots) => {
    expect(serve(...snapshots)).toEqual(undecided('deploying'))
  })

  test('a deployment that ECS has failed does not serve', () => {
    expect(serve(allRun, healthy, failed, createReading(60))).toEqual(undecided('failing'))
  })

  test('one that completed meanwhile is succeeded', () => {
    expect(serve(completed, healthy, createReading(41, { status: 'SUCCESSFUL' }))).toMatchObject({
      outcome: 'succeeded',
    })
  })
})
