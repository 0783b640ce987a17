import { describe, expect, test } from '@jest/globals'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import { isRollingBack } from '../../../src/deployment/judge/rollbacks.ts'
import type { RolloutFacts } from '../../../src/deployment/judge/rollout-facts.ts'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import type { DeploymentIdentity } from '../../../src/resources/service/deployment-identity.ts'
import {
  AFTER,
  APP_8,
  BEFORE,
  createDenial,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createFailedRead,
  createIdentity,
  createList,
  createReading,
  createRunningTask,
  createRunningTasks,
  createService,
  createSnapshot,
  createStoppedTask,
  createStoppedTasks,
  NEWER_SERVICE_DEPLOYMENT,
  read,
  START,
  taskArn,
} from '../snapshots.ts'

const learned = (snapshots: readonly Snapshot[], identity: DeploymentIdentity = createIdentity()): RolloutFacts =>
  factsOf(snapshots, identity)

const ours = createDeployment({ pendingCount: 2 })
const earlier = createEarlierDeployment()
const earlierPrimary = createEarlierDeployment({ status: 'PRIMARY' })
const newer = createDeployment({ id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 30_000 })
const newest = createDeployment({ id: 'ecs-svc/0000000000000000004', createdAt: START + 50_000 })

describe('a DescribeServices that is older than what is known', () => {
  test.each<{ readonly name: string; readonly known: readonly Snapshot[]; readonly late: Snapshot }>([
    {
      name: 'from before our write: the deployment before ours is PRIMARY',
      known: [],
      late: createSnapshot(2, [earlierPrimary]),
    },
    {
      name: 'from before our write: a PRIMARY that nobody listed, but older than ours',
      known: [],
      late: createSnapshot(2, [createDeployment({ id: 'ecs-svc/0000000000000000000', createdAt: START - 5_000 })]),
    },
    {
      name: 'from before our write: the deleted service of the same name',
      known: [],
      late: createSnapshot(2, [earlierPrimary], {
        service: createService({ status: 'INACTIVE', createdAt: START - 90_000_000 }),
      }),
    },
    {
      name: 'the deleted service of the same name, after a minute, too',
      known: [],
      late: createSnapshot(70, [], {
        service: createService({ status: 'INACTIVE', createdAt: START - 90_000_000 }),
      }),
    },
    {
      name: 'from before our write: the deleted service of the same name, of which AWS does not say when it was created',
      known: [],
      late: createSnapshot(59, [], { service: createService({ status: 'INACTIVE', createdAt: undefined }) }),
    },
    {
      name: 'the deployment before ours again, after ours was shown',
      known: [createSnapshot(2, [ours, earlier])],
      late: createSnapshot(5, [earlierPrimary]),
    },
    {
      name: 'ours again as PRIMARY, after a newer one was shown',
      known: [createSnapshot(31, [newer, createDeployment({ status: 'ACTIVE' })])],
      late: createSnapshot(34, [ours, earlier]),
    },
    {
      name: 'a newer one again, after a still newer one was shown',
      known: [createSnapshot(51, [newest])],
      late: createSnapshot(54, [newer, createDeployment({ status: 'ACTIVE' })]),
    },
    {
      name: 'ours with an earlier updatedAt',
      known: [createSnapshot(20, [createDeployment({ runningCount: 2, updatedAt: START + 19_000 })])],
      late: createSnapshot(23, [createDeployment({ pendingCount: 2, updatedAt: START + 5_000 })]),
    },
    {
      name: 'ACTIVE again, after DRAINING was shown',
      known: [createSnapshot(2, [ours]), createSnapshot(20, [], { service: createService({ status: 'DRAINING' }) })],
      late: createSnapshot(23, [ours]),
    },
  ])('$name', ({ known, late }) => {
    const before = learned(known)
    const after = learned([...known, late])
    expect({ ...after, at: 0 }).toEqual({ ...before, begunAt: after.begunAt, at: 0 })
  })

  test('its events are new all the same', () => {
    const event = createEvent(1, '(service api) has started 2 tasks.')
    const facts = learned([
      createSnapshot(2, [ours, earlier]),
      { ...createSnapshot(5, [earlierPrimary]), events: [event] },
    ])
    expect(facts.events).toEqual([event])
    expect(facts.service?.at).toBe(START + 2_000)
  })

  test('an earlier deployment that is PRIMARY during a rollback is not late', () => {
    const facts = learned([
      createSnapshot(2, [ours, earlier]),
      createReading(60, { status: 'ROLLBACK_IN_PROGRESS' }),
      createSnapshot(61, [earlierPrimary]),
    ])
    expect(facts.newer?.id).toBe(BEFORE)
  })

  test('a newer deployment as PRIMARY is not late, and is kept with the time at which it was first seen', () => {
    const facts = learned([createSnapshot(31, [newer]), createSnapshot(40, [newer])])
    expect(facts).toMatchObject({ newer: { id: AFTER }, newerSince: START + 31_000 })
  })

  test('ours stays known where a later read no longer lists it', () => {
    const facts = learned([createSnapshot(2, [ours]), createSnapshot(31, [newer])])
    expect(facts.ours).toEqual(ours)
  })
})

describe('a DescribeServiceDeployments that is older than what is known', () => {
  test.each<[string, Snapshot, Snapshot]>([
    ['in progress again, after a stop', createReading(9, { status: 'STOP_REQUESTED' }), createReading(12)],
    ['pending again', createReading(9), createReading(12, { status: 'PENDING' })],
    [
      'a rollback that goes back to its request',
      createReading(9, { status: 'ROLLBACK_IN_PROGRESS' }),
      createReading(12, { status: 'ROLLBACK_REQUESTED' }),
    ],
    [
      'in progress again, after the end',
      createReading(9, { status: 'SUCCESSFUL' }),
      createReading(12, { status: 'IN_PROGRESS' }),
    ],
    [
      'another end than before',
      createReading(9, { status: 'ROLLBACK_SUCCESSFUL' }),
      createReading(12, { status: 'STOPPED' }),
    ],
    [
      'an earlier updatedAt',
      createReading(9, { updatedAt: START + 8_000, failureCount: 2 }),
      createReading(12, { updatedAt: START + 1_000, failureCount: 0 }),
    ],
  ])('%s', (_name, first, late) => {
    const before = learned([first])
    const after = learned([first, late])
    expect(after.serviceDeployment).toEqual(before.serviceDeployment)
    expect(after.serviceDeploymentReadAt).toBe(before.serviceDeploymentReadAt)
    expect(after.statusSince).toBe(before.statusSince)
  })

  test('its status counts from the first read that showed it', () => {
    const facts = learned([
      createReading(1, { status: 'PENDING' }),
      createReading(5),
      createReading(9, { failureCount: 1 }),
    ])
    expect(facts).toMatchObject({ statusSince: START + 5_000, serviceDeploymentReadAt: START + 9_000 })
  })
})

describe('the count asked for', () => {
  const three = createIdentity({ desiredCount: 3, isFromBefore: true })
  const count = (seconds: number, desiredCount: number) =>
    createSnapshot(seconds, [ours], { service: createService({ desiredCount }) })

  test.each<[string, readonly Snapshot[], { readonly desiredCount: number; readonly isCountShown: boolean }]>([
    ['holds before anything was read', [], { desiredCount: 3, isCountShown: false }],
    ['holds while a read is late', [count(2, 2)], { desiredCount: 3, isCountShown: false }],
    ['is shown', [count(2, 2), count(5, 3)], { desiredCount: 3, isCountShown: true }],
    [
      'is the current one of the service after that',
      [count(2, 3), count(5, 6)],
      { desiredCount: 6, isCountShown: true },
    ],
    [
      'was changed by somebody else before it was ever read',
      [count(0, 2), count(29, 2), count(30, 5)],
      { desiredCount: 5, isCountShown: true },
    ],
  ])('%s', (_name, snapshots, expected) => {
    expect(learned(snapshots, three)).toMatchObject(expected)
  })

  test('was changed by somebody else, and a read shows the deployment that was started with it', () => {
    const facts = learned([count(2, 2)], createIdentity({ desiredCount: 3 }))
    expect(facts).toMatchObject({ desiredCount: 2, isCountShown: true })
  })
})

describe('whether a task of ours has run', () => {
  test.each<[string, Snapshot, boolean]>([
    ['none has', createSnapshot(2, [ours, earlier]), false],
    ['only the one before ours has', createSnapshot(2, [earlier]), false],
    ['by the counts', createSnapshot(2, [createDeployment({ runningCount: 1 })]), true],
    [
      'by the service deployment',
      createReading(2, {
        target: { requestedCount: 2, runningCount: 1, pendingCount: 1, productionWeight: undefined },
      }),
      true,
    ],
    ['by a stopped task', createStoppedTasks(2, createStoppedTask()), true],
    ['not by one that never started', createStoppedTasks(2, createStoppedTask({ startedAt: undefined })), false],
  ])('%s', (_name, snapshot, hasRun) => {
    expect(learned([snapshot]).hasRun).toBe(hasRun)
  })

  test('it stays so', () => {
    expect(
      learned([createSnapshot(2, [createDeployment({ runningCount: 1 })]), createSnapshot(5, [ours])]).hasRun,
    ).toBe(true)
  })
})

describe('tasks', () => {
  test('a stopping task that is read again is replaced: its exit codes come last', () => {
    const stopping = createStoppedTask({ arn: taskArn('a'), containers: [] })
    const other = createStoppedTask({ arn: taskArn('b') })
    const stopped = createStoppedTask({ arn: taskArn('a') })
    const facts = learned([createStoppedTasks(20, stopping, other), createStoppedTasks(23, stopped)])
    expect(facts.stoppedTasks).toEqual([other, stopped])
    expect(learned([createStoppedTasks(20, stopping), createStoppedTasks(23)]).stoppedTasks).toEqual([stopping])
  })

  test('a task that was healthy once stays so, and every read of the running ones is remembered', () => {
    const first = createRunningTasks(20, createRunningTask('a', true), createRunningTask('b', false))
    const second = createRunningTasks(30, createRunningTask('a', false), createRunningTask('b', false))
    const facts = learned([first, second])
    expect([...facts.healthyTasks]).toEqual([taskArn('a')])
    expect(facts.running).toBe(second)
    expect(facts.runningReads).toEqual([START + 20_000, START + 30_000])
  })
})

describe('the states of our deployment', () => {
  test('COMPLETED and FAILED count from the first read that showed them', () => {
    const completed = createDeployment({ rolloutState: 'COMPLETED' })
    const failed = createDeployment({ rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment circuit breaker: x' })
    expect(learned([createSnapshot(20, [completed]), createSnapshot(30, [completed])]).completedAt).toBe(START + 20_000)
    const facts = learned([
      createSnapshot(20, [failed]),
      createSnapshot(30, [{ ...failed, rolloutStateReason: undefined }]),
    ])
    expect(facts).toMatchObject({ failedAt: START + 20_000, failure: 'ECS deployment circuit breaker: x' })
  })

  test('a rollout state of another deployment says nothing of ours', () => {
    const facts = learned([createSnapshot(20, [ours, earlier])])
    expect(facts).toMatchObject({ completedAt: undefined, failedAt: undefined })
  })

  test('a deleted service stays deleted', () => {
    const deleted = (seconds: number) => createSnapshot(seconds, [], { service: createService({ status: 'DRAINING' }) })
    expect(learned([createSnapshot(2, [ours]), deleted(20)]).deletedStatus).toBe('DRAINING')
    // No read is late for a minute.
    expect(learned([createSnapshot(0, [earlier]), deleted(60)]).deletedStatus).toBe('DRAINING')
  })

  test.each([
    ['IN_PROGRESS', false],
    ['STOP_REQUESTED', false],
    ['ROLLBACK_REQUESTED', true],
    ['ROLLBACK_SUCCESSFUL', true],
  ])('a service deployment that is %s: a rollback is %s', (status, expected) => {
    expect(isRollingBack(learned([createReading(9, { status })]))).toBe(expected)
  })

  test('a service deployment that names a rollback is being rolled back', () => {
    const rollback = { reason: undefined, serviceRevisionArn: undefined }
    expect(isRollingBack(learned([createReading(9, { rollback })]))).toBe(true)
  })
})

describe('the list of newer service deployments', () => {
  test('what was listed once stays known, and the time is that of the last list', () => {
    const facts = learned([createList(20, NEWER_SERVICE_DEPLOYMENT), createList(25)])
    expect(facts).toMatchObject({ newerServiceDeployments: [NEWER_SERVICE_DEPLOYMENT], listedAt: START + 25_000 })
  })
})

describe('a service that ECS does not list', () => {
  test('is missing since the first such read, until one shows it', () => {
    const missing = (seconds: number): Snapshot => ({ kind: 'missing', ...read(seconds) })
    expect(learned([missing(1), missing(4)]).missingSince).toBe(START + 1_000)
    expect(learned([missing(1), createSnapshot(4, [ours])]).missingSince).toBeUndefined()
    expect(learned([missing(1), createSnapshot(4, [ours]), missing(9)]).missingSince).toBe(START + 9_000)
  })
})

describe('reads that fail', () => {
  test('are counted by source, and in a row of whichever source', () => {
    const { failedReads } = learned([
      createFailedRead(1, 'service'),
      createFailedRead(2, 'service-deployment'),
      createFailedRead(4, 'service', { problem: 'ServerException: x' }),
    ])
    expect(failedReads.inARow).toBe(3)
    expect(failedReads.bySource.service).toEqual({
      problem: 'ServerException: x',
      cause: 'fault',
      since: START + 1_000,
      last: START + 4_000,
      denials: 0,
      deniedSince: undefined,
    })
  })

  test.each<[string, Snapshot]>([
    ['service', createSnapshot(5, [ours])],
    ['service', { kind: 'missing', ...read(5) }],
    ['service-deployment', createReading(5)],
    ['service-deployment', { kind: 'not-found', ...read(5) }],
    ['newer-deployments', createList(5)],
    ['stopped-tasks', createStoppedTasks(5)],
    ['running-tasks', createRunningTasks(5)],
  ])('a read of %s that succeeds ends the row of its source alone', (source, snapshot) => {
    const sources = ['service', 'service-deployment', 'newer-deployments', 'stopped-tasks', 'running-tasks'] as const
    const { failedReads } = learned([
      ...sources.map(name => createFailedRead(1, name, { cause: 'throttled' })),
      snapshot,
    ])
    expect(Object.keys(failedReads.bySource)).toEqual(sources.filter(name => name !== source))
    expect(failedReads).toMatchObject({ inARow: 0, isThrottled: false })
  })

  test('a denial that another failure interrupts begins again', () => {
    const { failedReads } = learned([
      createDenial(1, 'service'),
      createFailedRead(3, 'service'),
      createDenial(9, 'service'),
    ])
    expect(failedReads.bySource.service).toMatchObject({ since: START + 1_000, last: START + 9_000, denials: 1 })
  })

  test('lost credentials stay lost', () => {
    const lost = createFailedRead(1, 'service', { cause: 'credentials', problem: 'ExpiredTokenException: expired' })
    expect(learned([lost, createReading(2)]).failedReads.lost).toBe('ExpiredTokenException: expired')
  })
})

test('the time of the facts never goes back', () => {
  expect(learned([createSnapshot(9, [ours]), createReading(4)]).at).toBe(START + 9_000)
})
