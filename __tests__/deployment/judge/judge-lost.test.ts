import { describe, expect, test } from '@jest/globals'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import {
  AFTER,
  APP_6,
  APP_8,
  createDenial,
  createDeployment,
  createEarlierDeployment,
  createFailedRead,
  createIdentity,
  createReading,
  createSnapshot,
  OURS,
  read,
  START,
} from '../snapshots.ts'
import { BREAKER, type Expected, judge, judgeLast, RUNS_6, summaryOf, summaryOfVerdict, undecided } from './judge.ts'

const CHECK = `To check it: aws ecs describe-services --cluster ${createIdentity().cluster} --services api`
const UNKNOWN = `How deployment ${OURS} of app:7 ends is therefore not known; it continues.`
const EXPIRED =
  'The credentials are no longer valid (ExpiredTokenException: expired). If they expired, set role-duration-seconds of aws-actions/configure-aws-credentials to a longer time.'

const begun = createSnapshot(1, [createDeployment({ runningCount: 1, pendingCount: 1 }), createEarlierDeployment()])
const replacedBy8 = createSnapshot(3, [
  createDeployment({ id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 3_000 }),
  createDeployment({ status: 'ACTIVE' }),
  createEarlierDeployment(),
])
const expired = (seconds: number): Snapshot =>
  createFailedRead(seconds, 'service-deployment', {
    cause: 'credentials',
    problem: 'ExpiredTokenException: expired',
  })

describe('lost credentials', () => {
  test('the last that was known, and the remedy', () => {
    expect(summaryOf(judge({ snapshots: [begun, createReading(2), expired(9)] }))).toEqual({
      outcome: 'unknown',
      reason: `${EXPIRED} ${UNKNOWN} When it was last read, 1 of 2 tasks were running. ${CHECK}`,
      serving: APP_6,
    })
  })

  test('before anything was read', () => {
    expect(summaryOf(judge({ snapshots: [expired(1)] }))).toEqual({
      outcome: 'unknown',
      reason: `${EXPIRED} ${UNKNOWN} ${CHECK}`,
      serving: undefined,
    })
  })
})

describe('reads that are denied', () => {
  const deny = (seconds: readonly number[], ...sources: readonly Parameters<typeof createDenial>[1][]) =>
    seconds.flatMap(second => sources.map(source => createDenial(second, source)))

  test('every source, three times over a minute: not known', () => {
    expect(summaryOf(judge({ snapshots: deny([1, 30, 61], 'service', 'service-deployment') }))).toEqual({
      outcome: 'unknown',
      reason: `The role of this workflow may read neither the service nor its deployments (AccessDeniedException: denied). Grant ecs:DescribeServices. ${UNKNOWN} ${CHECK}`,
      serving: undefined,
    })
  })

  test.each<[string, readonly Snapshot[]]>([
    ['three times within a minute', deny([1, 30, 60], 'service', 'service-deployment')],
    ['twice over two minutes', deny([1, 121], 'service', 'service-deployment')],
    [
      'one of three was another failure',
      [...deny([1], 'service', 'service-deployment'), createFailedRead(30, 'service'), ...deny([70, 71], 'service')],
    ],
    ['the service alone', deny([1, 30, 61], 'service')],
    [
      'the service, while the service deployment can be read',
      [createReading(1), ...deny([1, 30, 61], 'service'), createReading(62)],
    ],
  ])('%s: goes on', (_name, snapshots) => {
    expect(judge({ snapshots }).kind).toBe('undecided')
  })

  test('the service, while the service deployment ends: decided by that alone', () => {
    const snapshots = [...deny([1, 30, 61], 'service'), createReading(62, { status: 'SUCCESSFUL' })]
    expect(summaryOf(judge({ snapshots }))).toEqual({
      outcome: 'succeeded',
      reason: `Deployment ${OURS} of app:7 completed.`,
      serving: undefined,
    })
  })
})

test.each<[string, Snapshot]>([
  ['faults', createFailedRead(900, 'service')],
  ['throttles', createFailedRead(900, 'service', { cause: 'throttled' })],
])('%s end nothing, however many', (_name, last) => {
  const failures = Array.from({ length: 300 }, (_, index) => ({ ...last, ...read(index * 3) }))
  expect(summaryOf(judge({ snapshots: [begun, ...failures] }))).toEqual(undecided('deploying'))
})

describe('at the time-out', () => {
  const failedOurs = createDeployment({ status: 'ACTIVE', rolloutState: 'FAILED', rolloutStateReason: BREAKER })
  const back = createEarlierDeployment({ id: AFTER, status: 'PRIMARY', createdAt: START + 60_000 })

  test.each<{
    readonly name: string
    readonly snapshots: readonly Snapshot[]
    readonly stoppedBecause?: string
    readonly expected: Expected
  }>([
    {
      name: 'undecided: nothing was stopped',
      snapshots: [begun, createReading(2)],
      expected: {
        outcome: 'timed-out',
        reason: `Timed out while deployment ${OURS} of app:7 was in progress. 1 of 2 tasks running, 1 pending. It continues; nothing was stopped. Running now: app:6 (2 tasks), app:7 (1 task).`,
        serving: APP_6,
      },
    },
    {
      name: 'another deployment is PRIMARY, and there is no time left to find out more',
      snapshots: [begun, createReading(2), replacedBy8],
      expected: {
        outcome: 'superseded',
        reason: `Deployment ${OURS} of app:7 was in progress when deployment ${AFTER} of app:8 replaced it. Running now: app:6 (2 tasks).`,
        serving: APP_6,
        replacedBy: APP_8,
      },
    },
    {
      name: 'never read',
      snapshots: [{ kind: 'missing', ...read(1) }],
      expected: {
        outcome: 'timed-out',
        reason: `Timed out: the service could not be read even once. ${CHECK} What runs now is not known.`,
        serving: undefined,
      },
    },
    {
      name: 'the service deployment alone was read',
      snapshots: [createReading(2)],
      expected: {
        outcome: 'timed-out',
        reason: `Timed out while deployment ${OURS} of app:7 was in progress. It continues; nothing was stopped. What runs now is not known.`,
        serving: undefined,
      },
    },
    {
      name: 'in the middle of the rollback',
      snapshots: [
        createSnapshot(62, [back, failedOurs]),
        createReading(61, { status: 'ROLLBACK_IN_PROGRESS', circuitBreaker: 'TRIGGERED' }),
      ],
      expected: {
        outcome: 'failed',
        reason: `Deployment ${OURS} of app:7 failed: ${BREAKER} Its rollback was still in progress when the time ran out. ${RUNS_6}`,
        serving: APP_6,
        failure: 'over',
      },
    },
    {
      name: 'in the middle of the rollback that somebody asked for',
      snapshots: [createSnapshot(62, [back]), createReading(61, { status: 'ROLLBACK_IN_PROGRESS' })],
      expected: {
        outcome: 'stopped',
        reason: `Deployment ${OURS} of app:7 was stopped by someone, and its rollback was still in progress when the time ran out. ${RUNS_6}`,
        serving: APP_6,
        failure: 'over',
      },
    },
    {
      name: 'in the middle of the rollback that this action asked for',
      snapshots: [createSnapshot(62, [back]), createReading(61, { status: 'ROLLBACK_REQUESTED' })],
      stoppedBecause: 'It crashed.',
      expected: {
        outcome: 'failed',
        reason: `It crashed. Its rollback was still in progress when the time ran out. ${RUNS_6}`,
        serving: APP_6,
        failure: 'over',
      },
    },
  ])('$name', ({ snapshots, stoppedBecause, expected }) => {
    expect(summaryOfVerdict(judgeLast({ snapshots, options: { stoppedBecause } }))).toEqual(expected)
  })
})
