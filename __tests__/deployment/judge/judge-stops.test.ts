import { describe, expect, test } from '@jest/globals'
import {
  AFTER,
  APP_6,
  APP_8,
  BEFORE,
  createDenial,
  createDeployment,
  createEarlierDeployment,
  createList,
  createReading,
  createService,
  createSnapshot,
  NEWER_SERVICE_DEPLOYMENT,
  START,
} from '../snapshots.ts'
import { BREAKER, type Case, DEPLOYMENT, type Expected, judge, RUNS_6, summaryOf, undecided } from './judge.ts'

const STOPPED_BY_US = `${DEPLOYMENT} failed: 3 tasks stopped before they were ever healthy.`

const earlier = createEarlierDeployment()
const ours = createDeployment({ pendingCount: 2 })
const begun = createSnapshot(1, [ours, earlier])
const failedOurs = createDeployment({ status: 'ACTIVE', rolloutState: 'FAILED', rolloutStateReason: BREAKER })
const failedWithout = (rolloutStateReason: string, seconds: number) =>
  createSnapshot(seconds, [createDeployment({ rolloutState: 'FAILED', rolloutStateReason }), earlier], {
    service: createService({ rollbackEnabled: false, breakerEnabled: false }),
  })
/** What ECS rolls back to, under an id of its own. */
const back = createEarlierDeployment({ id: AFTER, status: 'PRIMARY', createdAt: START + 30_000 })
const replacing = createDeployment({ id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 30_000 })
const replaced = (seconds: number) => createSnapshot(seconds, [replacing, { ...ours, status: 'ACTIVE' }, earlier])

const rolledBack = (how: string): Expected => ({
  outcome: 'rolled-back',
  reason: `${how} ${RUNS_6}`,
  serving: APP_6,
})
const stopped = (how: string): Expected => ({
  outcome: 'stopped',
  reason: `${DEPLOYMENT} ${how} ${RUNS_6}`,
  serving: APP_6,
})
const superseded = (how: string, by = `deployment ${AFTER} of app:8`): Expected => ({
  outcome: 'superseded',
  reason: `${DEPLOYMENT} ${how} ${by} replaced it. ${RUNS_6}`,
  serving: APP_6,
  ...(by.includes('app:8') && { replacedBy: APP_8 }),
})

const ROLLED_BACK: readonly Case[] = [
  {
    name: 'by the circuit breaker, in its own words',
    snapshots: [
      createSnapshot(71, [back, failedOurs]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed: ${BREAKER} ECS rolled it back.`),
  },
  {
    name: 'by the circuit breaker, known by its status alone',
    snapshots: [
      createSnapshot(71, [back]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed: the circuit breaker was triggered. ECS rolled it back.`),
  },
  {
    name: 'by an alarm, which is named',
    snapshots: [
      createSnapshot(71, [back]),
      createReading(70, {
        status: 'ROLLBACK_SUCCESSFUL',
        alarms: 'TRIGGERED',
        triggeredAlarms: ['api-5xx', 'api-p99'],
      }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed. Alarms in the state ALARM: api-5xx, api-p99. ECS rolled it back.`),
  },
  {
    name: 'by an alarm, known by the reason of the rollback',
    snapshots: [
      createSnapshot(71, [back]),
      createReading(70, {
        status: 'ROLLBACK_SUCCESSFUL',
        rollback: { reason: 'Alarm api-5xx was in the state ALARM', serviceRevisionArn: undefined },
      }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed: Alarm api-5xx was in the state ALARM. ECS rolled it back.`),
  },
  {
    name: 'the reason that speaks of the rollback itself is said without it',
    snapshots: [
      createSnapshot(71, [
        back,
        {
          ...failedOurs,
          rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${AFTER}`,
        },
      ]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed: ${BREAKER} ECS rolled it back.`),
  },
  {
    name: 'the deployment before ours is PRIMARY again, under its own id',
    snapshots: [
      begun,
      createReading(60, { status: 'ROLLBACK_IN_PROGRESS', circuitBreaker: 'TRIGGERED' }),
      createSnapshot(72, [{ ...earlier, status: 'PRIMARY' }]),
      createReading(71, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
    ],
    expected: rolledBack(`${DEPLOYMENT} failed: the circuit breaker was triggered. ECS rolled it back.`),
  },
  {
    name: 'by a user: neither breaker nor alarm was triggered',
    snapshots: [
      createReading(30, { status: 'ROLLBACK_IN_PROGRESS' }),
      createSnapshot(71, [back, { ...ours, status: 'ACTIVE' }]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL' }),
    ],
    expected: stopped('was stopped by someone, and rolled back.'),
  },
  {
    name: 'by a user, although the rollout says FAILED',
    snapshots: [
      createSnapshot(71, [back, { ...failedOurs, rolloutStateReason: 'ECS deployment was stopped.' }]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL' }),
    ],
    expected: stopped('was stopped by someone, and rolled back.'),
  },
  {
    name: 'by this action',
    options: { stoppedBecause: STOPPED_BY_US },
    snapshots: [createSnapshot(71, [back]), createReading(70, { status: 'ROLLBACK_SUCCESSFUL' })],
    expected: rolledBack(`${STOPPED_BY_US} This action rolled it back.`),
  },
  {
    name: 'DescribeServices still shows ours as PRIMARY: what serves is read first',
    snapshots: [
      createSnapshot(60, [ours, earlier]),
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
    ],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'DescribeServices shows ours as PRIMARY for longer than any read is late',
    snapshots: [
      createReading(70, { status: 'ROLLBACK_SUCCESSFUL', circuitBreaker: 'TRIGGERED' }),
      createSnapshot(90, [{ ...ours, status: 'ACTIVE' }, earlier]),
    ],
    expected: {
      outcome: 'rolled-back',
      reason: `${DEPLOYMENT} failed: the circuit breaker was triggered. ECS rolled it back. ${RUNS_6}`,
      serving: APP_6,
    },
  },
]

const STOPPED: readonly Case[] = [
  {
    name: 'a user stopped it, and said why',
    snapshots: [
      createReading(20, { status: 'STOP_REQUESTED' }),
      createReading(25, { status: 'STOPPED', statusReason: 'Stopped by jo' }),
      createSnapshot(26, [ours, earlier]),
      createList(26),
    ],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone. Stopped by jo. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'another deployment may show yet, also where its stop was requested',
    snapshots: [begun, createReading(20, { status: 'STOP_REQUESTED' }), createReading(25, { status: 'STOPPED' })],
    expected: undecided('ending', 'service', 'newer-deployments'),
  },
  {
    name: 'read after the end, the service and the list show no other: a user stopped it',
    snapshots: [createReading(25, { status: 'STOPPED' }), createSnapshot(26, [ours, earlier]), createList(26)],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'the list was read before the end',
    snapshots: [createList(24), createReading(25, { status: 'STOPPED' }), createSnapshot(26, [ours, earlier])],
    expected: undecided('ending', 'service', 'newer-deployments'),
  },
  {
    name: 'the list is denied, and no other showed for as long as a read is late',
    snapshots: [
      createReading(25, { status: 'STOPPED' }),
      createDenial(26, 'newer-deployments'),
      createSnapshot(45, [ours, earlier]),
    ],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'the list is denied, and it was a moment ago',
    snapshots: [
      createReading(25, { status: 'STOPPED' }),
      createDenial(26, 'newer-deployments'),
      createSnapshot(44, [ours, earlier]),
    ],
    expected: undecided('ending', 'service', 'newer-deployments'),
  },
  {
    name: 'the circuit breaker without a rollback',
    snapshots: [
      createReading(25, { status: 'STOPPED', circuitBreaker: 'TRIGGERED', statusReason: BREAKER }),
      createSnapshot(26, [createDeployment({ rolloutState: 'FAILED', rolloutStateReason: BREAKER }), earlier]),
    ],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'the circuit breaker, and the service was read before that',
    snapshots: [begun, createReading(25, { status: 'STOPPED', circuitBreaker: 'TRIGGERED' })],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'the circuit breaker, and another deployment began after it',
    snapshots: [
      createReading(25, { status: 'STOPPED', circuitBreaker: 'TRIGGERED', statusReason: BREAKER }),
      replaced(40),
    ],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} Deployment ${AFTER} of app:8 has replaced it since. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'FAILED for no reason of ECS: the service deployment may be late',
    snapshots: [begun, failedWithout('x', 60), createReading(119)],
    expected: undecided('failing', 'service-deployment', 'service'),
  },
  {
    name: 'FAILED for no reason of ECS, and the service deployment shows the stop a little later',
    snapshots: [
      begun,
      failedWithout('x', 60),
      createReading(70, { status: 'STOPPED' }),
      failedWithout('x', 71),
      createList(71),
    ],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone. x. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'FAILED for no reason of ECS, and the service deployment goes on',
    snapshots: [begun, failedWithout('x', 60), createReading(120), failedWithout('x', 120)],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone. x. ${RUNS_6}`,
      serving: APP_6,
      failure: 'over',
    },
  },
  {
    name: 'this action asked for it, and it ended without a rollback',
    options: { stoppedBecause: STOPPED_BY_US },
    snapshots: [createReading(25, { status: 'STOPPED' }), createSnapshot(26, [ours, earlier])],
    expected: {
      outcome: 'failed',
      reason: `${STOPPED_BY_US} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
]

const SUPERSEDED: readonly Case[] = [
  {
    name: 'STOPPED, and another one is PRIMARY',
    snapshots: [begun, createReading(31, { status: 'STOPPED' }), replaced(32)],
    expected: superseded('was in progress when'),
  },
  {
    name: 'ROLLBACK_REQUESTED, then STOPPED because the service is deleted: the other one is the rollback',
    snapshots: [
      begun,
      createReading(20, { status: 'ROLLBACK_REQUESTED' }),
      replaced(21),
      createReading(31, { status: 'STOPPED', statusReason: 'The service was deleted.' }),
    ],
    expected: {
      outcome: 'failed',
      reason: 'The service api was deleted while it was deployed.',
      serving: undefined,
      failure: 'over',
    },
  },
  {
    name: 'STOPPED, and the other one has failed by its own circuit breaker',
    snapshots: [
      begun,
      createReading(31, { status: 'STOPPED' }),
      createSnapshot(32, [
        { ...replacing, rolloutState: 'FAILED', rolloutStateReason: BREAKER },
        { ...ours, status: 'ACTIVE' },
        earlier,
      ]),
    ],
    expected: superseded('was in progress when'),
  },
  {
    name: 'STOPPED, its stop was seen, and another one is PRIMARY',
    snapshots: [
      createReading(29, { status: 'STOP_REQUESTED' }),
      createReading(31, { status: 'STOPPED' }),
      replaced(32),
    ],
    expected: superseded('was in progress when'),
  },
  {
    name: 'STOPPED, and another one is listed: DescribeServices names it in a moment',
    snapshots: [begun, createReading(31, { status: 'STOPPED' }), createList(32, NEWER_SERVICE_DEPLOYMENT)],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'STOPPED, and another one is only listed for as long as a read is late',
    snapshots: [
      begun,
      createReading(31, { status: 'STOPPED' }),
      createList(32, NEWER_SERVICE_DEPLOYMENT),
      createSnapshot(51, [ours, earlier]),
    ],
    expected: superseded('was in progress when', `another deployment (${NEWER_SERVICE_DEPLOYMENT})`),
  },
  {
    name: 'STOPPED, another one is listed, and DescribeServices is denied',
    snapshots: [
      begun,
      createReading(31, { status: 'STOPPED' }),
      createList(32, NEWER_SERVICE_DEPLOYMENT),
      createDenial(32, 'service'),
    ],
    expected: {
      outcome: 'superseded',
      reason: `${DEPLOYMENT} was in progress when another deployment (${NEWER_SERVICE_DEPLOYMENT}) replaced it. What runs now is not known.`,
      serving: undefined,
    },
  },
  {
    name: 'SUCCESSFUL, and another one took its place at once: ours does not serve',
    snapshots: [replaced(32), createReading(33, { status: 'SUCCESSFUL' })],
    expected: superseded('completed, and then'),
  },
  {
    name: 'another one is PRIMARY, and ours still counts as in progress: read first',
    snapshots: [begun, createReading(29), replaced(32)],
    expected: undecided('ending', 'service-deployment', 'newer-deployments'),
  },
  {
    name: 'another one is PRIMARY for as long as a read is late',
    snapshots: [begun, createReading(29), replaced(32), replaced(52)],
    expected: superseded('was in progress when'),
  },
  {
    name: 'superseded before ours was seen once',
    snapshots: [createReading(31, { status: 'STOPPED' }), createSnapshot(32, [replacing, earlier])],
    expected: superseded('was in progress when'),
  },
]

test.each(ROLLED_BACK)('rolled back: $name', ({ expected, ...recording }) => {
  expect(summaryOf(judge(recording))).toEqual(expected)
})

test.each(STOPPED)('stopped: $name', ({ expected, ...recording }) => {
  expect(summaryOf(judge(recording))).toEqual(expected)
})

test.each(SUPERSEDED)('superseded: $name', ({ expected, ...recording }) => {
  expect(summaryOf(judge(recording))).toEqual(expected)
})

describe('a PRIMARY deployment that is older than ours', () => {
  test('is a late read, and never a replacement', () => {
    const late = createSnapshot(32, [createEarlierDeployment({ id: BEFORE, status: 'PRIMARY' })])
    expect(summaryOf(judge({ snapshots: [begun, createReading(29), late] }))).toEqual(undecided('deploying'))
  })
})
