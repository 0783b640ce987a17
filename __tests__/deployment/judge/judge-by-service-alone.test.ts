import { describe, expect, test } from '@jest/globals'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import {
  AFTER,
  APP_6,
  APP_7,
  APP_8,
  createCrash,
  createDenial,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createFailedRead,
  createFirstIdentity,
  createIdentity,
  createReading,
  createService,
  createSnapshot,
  createStoppedTasks,
  OURS,
  read,
  START,
} from '../snapshots.ts'
import { BREAKER, type Case, DEPLOYMENT, type Expected, judge, RUNS_6, summaryOf, undecided } from './judge.ts'

const earlier = createEarlierDeployment()
const ours = createDeployment({ pendingCount: 2 })
const begun = createSnapshot(1, [ours, earlier])
const completed = (seconds: number, overrides: Parameters<typeof createService>[0] = {}) =>
  createSnapshot(seconds, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })], {
    service: createService(overrides),
  })
/** Without a bake time. */
const shifted = (seconds: number, ...others: Parameters<typeof createSnapshot>[1]) =>
  createSnapshot(seconds, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' }), ...others], {
    service: createService({ strategy: 'BLUE_GREEN' }),
  })
const failedPrimary = createDeployment({ rolloutState: 'FAILED', rolloutStateReason: BREAKER, failedTasks: 3 })
const failed = (seconds: number, overrides: Parameters<typeof createService>[0] = {}) =>
  createSnapshot(seconds, [failedPrimary, earlier], { service: createService(overrides) })
const nothingRollsBack = { rollbackEnabled: false }
const failing = [10, 30, 60].map(seconds => createCrash(`t${seconds}`, seconds, seconds + 9, seconds + 11))
/** Read twice, a minute apart. */
const failedBy = (rolloutStateReason: string, service: Parameters<typeof createService>[0]) =>
  [60, 120].map(seconds =>
    createSnapshot(seconds, [{ ...failedPrimary, rolloutStateReason }, earlier], { service: createService(service) }),
  )
const stopped = (why: string): Expected => ({
  outcome: 'stopped',
  reason: `${DEPLOYMENT} was stopped by someone. ${why} ${RUNS_6}`,
  serving: APP_6,
  failure: 'over',
})
const back = createEarlierDeployment({
  id: AFTER,
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  createdAt: START + 60_000,
})
const replacing = createDeployment({ id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 30_000 })
const replaced = (seconds: number) => createSnapshot(seconds, [replacing, { ...ours, status: 'ACTIVE' }, earlier])
const denied = createDenial(1, 'service-deployment')

const succeeded: Expected = { outcome: 'succeeded', reason: `${DEPLOYMENT} completed.`, serving: APP_7 }

const DENIED: readonly Case[] = [
  { name: 'in progress', snapshots: [denied, begun], expected: undecided('deploying') },
  {
    name: 'COMPLETED once: read again first',
    snapshots: [denied, completed(40)],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'COMPLETED in two reads, a second apart',
    snapshots: [denied, completed(40), completed(41)],
    expected: succeeded,
  },
  {
    name: 'COMPLETED, then a late read: not yet read again',
    snapshots: [denied, completed(40), createSnapshot(45, [createEarlierDeployment({ status: 'PRIMARY' })])],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'COMPLETED within its bake time, and a margin',
    snapshots: [denied, completed(40, { bakeMs: 300_000 }), completed(399, { bakeMs: 300_000 })],
    expected: undecided('baking'),
  },
  {
    name: 'COMPLETED longer than its bake time, and a margin',
    snapshots: [denied, completed(40, { bakeMs: 300_000 }), completed(400, { bakeMs: 300_000 })],
    expected: succeeded,
  },
  {
    name: 'COMPLETED by a strategy, and the earlier tasks are still there',
    snapshots: [denied, shifted(40, earlier), shifted(400, earlier)],
    expected: undecided('baking'),
  },
  {
    name: 'COMPLETED by a strategy a moment ago',
    snapshots: [denied, shifted(40, earlier), shifted(99)],
    expected: undecided('baking'),
  },
  { name: 'COMPLETED by a strategy', snapshots: [denied, shifted(40, earlier), shifted(100)], expected: succeeded },
  {
    name: 'COMPLETED with a desired count of 0',
    identity: createIdentity({ desiredCount: 0 }),
    snapshots: [
      denied,
      ...[3, 4].map(seconds =>
        createSnapshot(seconds, [createDeployment({ desiredCount: 0, rolloutState: 'COMPLETED' })], {
          service: createService({ desiredCount: 0 }),
        }),
      ),
    ],
    expected: {
      outcome: 'succeeded',
      reason: `${DEPLOYMENT} completed with no task to run.`,
      serving: APP_7,
      warnings: ['The desired count of the service api is 0: nothing runs.'],
    },
  },
  {
    name: 'FAILED, and its rollback may begin late',
    snapshots: [denied, begun, failed(60)],
    expected: undecided('failing'),
  },
  {
    name: 'FAILED, and no rollback began in five minutes',
    snapshots: [denied, begun, failed(60), failed(360)],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, and nothing could be read for five minutes: a rollback may have begun',
    snapshots: [denied, begun, failed(60), createFailedRead(360, 'service')],
    expected: undecided('failing'),
  },
  {
    name: 'FAILED without a rollback: nothing is waited for',
    snapshots: [denied, begun, failed(60, { rollbackEnabled: false })],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, a first deployment: nothing is waited for',
    identity: createFirstIdentity(),
    snapshots: [denied, createSnapshot(60, [failedPrimary], { service: createService({ createdAt: START }) })],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was not rolled back. Nothing runs now.`,
      serving: undefined,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, and nothing of the service could have decided that: somebody stopped it',
    snapshots: [denied, begun, ...failedBy('x', { ...nothingRollsBack, breakerEnabled: false })],
    expected: stopped('x.'),
  },
  {
    name: 'FAILED, and nothing of the service could have decided that: a rollback may begin',
    snapshots: [denied, begun, ...failedBy('x', { ...nothingRollsBack, breakerEnabled: false }).slice(0, 1)],
    expected: undecided('failing'),
  },
  {
    name: 'its tasks failed, and this action has stopped it for that',
    options: { stoppedBecause: 'Enough.' },
    snapshots: [denied, begun, createStoppedTasks(90, ...failing)],
    expected: undecided('deploying'),
  },
  {
    name: 'FAILED by the circuit breaker, which somebody has turned off since',
    snapshots: [denied, begun, ...failedBy(BREAKER, { ...nothingRollsBack, breakerEnabled: false })],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'FAILED, and AWS says that a stop was requested',
    snapshots: [denied, begun, ...failedBy('ECS deployment stopped by request.', nothingRollsBack)],
    expected: stopped('ECS deployment stopped by request.'),
  },
  {
    name: 'FAILED, and the alarms may have decided that',
    snapshots: [denied, begun, ...failedBy('x', { ...nothingRollsBack, breakerEnabled: false, alarmsEnabled: true })],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: x. It was not rolled back. ${RUNS_6}`,
      serving: APP_6,
      failure: 'ended',
    },
  },
  {
    name: 'only an event is left of the failure: rolled back, not stopped',
    snapshots: [
      denied,
      createSnapshot(70, [{ ...back, rolloutState: 'COMPLETED' }], {
        events: [
          createEvent(12, `(service api) (deployment ${OURS}) deployment failed: tasks failed to start.`),
          createEvent(57, `(service api) rolling back to deployment ${AFTER}.`),
        ],
      }),
    ],
    expected: {
      outcome: 'rolled-back',
      reason: `${DEPLOYMENT} failed: tasks failed to start. It was rolled back. ${RUNS_6}`,
      serving: APP_6,
    },
  },
  {
    name: 'the rollback is PRIMARY',
    snapshots: [denied, begun, failed(60), createSnapshot(65, [back, { ...failedPrimary, status: 'ACTIVE' }])],
    expected: undecided('rolling-back'),
  },
  {
    name: 'the rollback has completed, but for a task',
    snapshots: [
      denied,
      begun,
      failed(60),
      createSnapshot(70, [{ ...back, rolloutState: 'COMPLETED', runningCount: 1 }]),
    ],
    expected: undecided('rolling-back'),
  },
  {
    name: 'the rollback has completed',
    snapshots: [denied, begun, failed(60), createSnapshot(70, [{ ...back, rolloutState: 'COMPLETED' }])],
    expected: {
      outcome: 'rolled-back',
      reason: `${DEPLOYMENT} failed: ${BREAKER} It was rolled back. ${RUNS_6}`,
      serving: APP_6,
    },
  },
  {
    name: 'the rollback has failed',
    snapshots: [denied, begun, failed(60), createSnapshot(70, [{ ...back, rolloutState: 'FAILED', runningCount: 0 }])],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: ${BREAKER} The rollback failed too. Nothing runs now.`,
      serving: undefined,
      failure: 'over',
    },
  },
  {
    name: 'a rollback, known by its own reason',
    snapshots: [
      denied,
      begun,
      createSnapshot(61, [
        { ...back, rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${AFTER}.` },
      ]),
    ],
    expected: undecided('rolling-back'),
  },
  {
    name: 'a rollback, known by an event',
    snapshots: [
      denied,
      begun,
      createSnapshot(61, [back], {
        events: [createEvent(60, `(service api) rolling back to deployment ${AFTER}.`)],
      }),
    ],
    expected: undecided('rolling-back'),
  },
  {
    name: 'a rollback of which nothing says that ECS decided it',
    snapshots: [
      denied,
      begun,
      createSnapshot(60, [
        createDeployment({ rolloutState: 'FAILED', rolloutStateReason: 'It was stopped.' }),
        earlier,
      ]),
      createSnapshot(70, [{ ...back, rolloutState: 'COMPLETED' }]),
    ],
    expected: {
      outcome: 'stopped',
      reason: `${DEPLOYMENT} was stopped by someone, and rolled back. ${RUNS_6}`,
      serving: APP_6,
    },
  },
  {
    name: 'a rollback that this action asked for',
    options: { stoppedBecause: 'It failed.' },
    snapshots: [denied, begun, createSnapshot(70, [{ ...back, rolloutState: 'COMPLETED' }])],
    expected: { outcome: 'rolled-back', reason: `It failed. It was rolled back. ${RUNS_6}`, serving: APP_6 },
  },
  {
    name: 'another one is PRIMARY in one read: why may show a read later',
    snapshots: [denied, begun, replaced(31)],
    expected: undecided('ending', 'service'),
  },
  {
    name: 'superseded while in progress',
    snapshots: [denied, begun, replaced(31), replaced(33)],
    expected: {
      outcome: 'superseded',
      reason: `${DEPLOYMENT} was in progress when deployment ${AFTER} of app:8 replaced it. ${RUNS_6}`,
      serving: APP_6,
      replacedBy: APP_8,
    },
  },
  {
    name: 'superseded after it had completed',
    snapshots: [denied, completed(20), replaced(31), replaced(33)],
    expected: {
      outcome: 'superseded',
      reason: `${DEPLOYMENT} completed, and then deployment ${AFTER} of app:8 replaced it. ${RUNS_6}`,
      serving: APP_6,
      replacedBy: APP_8,
    },
  },
  {
    name: 'tasks that crash decide here, too',
    options: { maxTaskFailures: 2 },
    snapshots: [denied, begun, createStoppedTasks(40, createCrash('a', 1, 11, 13), createCrash('b', 14, 24, 26))],
    expected: {
      outcome: 'failed',
      reason: `${DEPLOYMENT} failed: 2 tasks stopped before they were ever healthy, the last one with: Essential container in task exited (EssentialContainerExited); container app: exit code 1. ${RUNS_6}`,
      serving: APP_6,
      failure: 'under-way',
    },
  },
]

describe('reading service deployments is denied', () => {
  test.each(DENIED)('$name', ({ expected, ...recording }) => {
    expect(summaryOf(judge(recording))).toEqual(expected)
  })
})

describe('the service deployment is silent', () => {
  const fails = (seconds: number) => createFailedRead(seconds, 'service-deployment')

  test.each<[string, readonly Snapshot[], Expected]>([
    [
      'its reads fail for less than half a minute: it is waited for',
      [begun, fails(20), completed(40), fails(49)],
      undecided('ending', 'service-deployment'),
    ],
    [
      'its reads fail for half a minute, and COMPLETED is new: it is still tried',
      [begun, fails(20), completed(40), fails(50)],
      undecided('ending', 'service-deployment', 'service'),
    ],
    [
      'its reads fail for half a minute, and COMPLETED has lasted for twenty seconds',
      [begun, fails(20), completed(40), fails(50), completed(60)],
      succeeded,
    ],
    [
      'it is not found for half a minute',
      [begun, completed(10), { kind: 'not-found', ...read(12) }, completed(31)],
      succeeded,
    ],
    [
      'it was not tried since the service shows the completion',
      [begun, { kind: 'not-found', ...read(2) }, completed(10), completed(31)],
      undecided('ending', 'service-deployment'),
    ],
    [
      'it is not found, and finding it is denied',
      [createDenial(1, 'newer-deployments'), begun, completed(10), { kind: 'not-found', ...read(12) }, completed(30)],
      succeeded,
    ],
    [
      'its end was read before its reads began to fail: the end is final',
      [completed(10), createReading(11, { status: 'SUCCESSFUL' }), fails(12), fails(60)],
      { outcome: 'succeeded', reason: `${DEPLOYMENT} completed. 2 of 2 tasks run.`, serving: APP_7 },
    ],
    [
      'it went on when it was last read, and its reads succeed again: it decides',
      [begun, createReading(11), fails(12), completed(30), fails(45), createReading(46)],
      undecided('baking'),
    ],
  ])('%s', (_name, snapshots, expected) => {
    expect(summaryOf(judge({ snapshots }))).toEqual(expected)
  })
})
