import { describe, expect, test } from '@jest/globals'
import { judgeCounts } from '../../../src/deployment/judge/judge-counts.ts'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import type { DeploymentState, Snapshot } from '../../../src/deployment/snapshot.ts'
import {
  AFTER,
  APP_7,
  APP_8,
  createCrash,
  createDeployment,
  createFailedRead,
  createIdentity,
  createService,
  createSnapshot,
  createStoppedTasks,
  START,
} from '../snapshots.ts'
import { createJudgeOptions, type Expected, summaryOf } from './judge.ts'

/** The count was changed from 2 to 3; the deployment is the one that was there. */
const IDENTITY = createIdentity({ desiredCount: 3, earlier: [], isFromBefore: true })
const UNDECIDED: Expected = { stage: 'deploying', needs: [] }

function counts(seconds: number, desired: number, overrides: Partial<DeploymentState>): Snapshot {
  const deployment = createDeployment({ desiredCount: desired, rolloutState: 'COMPLETED', ...overrides })
  return createSnapshot(seconds, [deployment], { service: createService({ desiredCount: desired }) })
}

const judge = (snapshots: readonly Snapshot[], identity = IDENTITY) =>
  summaryOf(judgeCounts(factsOf(snapshots, identity), createJudgeOptions()))

const reached = (text: string): Expected => ({
  outcome: 'succeeded',
  reason: `${text} tasks of app:7 run.`,
  serving: APP_7,
})

describe('judging a change of the count', () => {
  test.each<[string, readonly Snapshot[], Expected]>([
    ['nothing was read', [], UNDECIDED],
    ['a late read shows the count before, which was reached', [counts(1, 2, { runningCount: 2 })], UNDECIDED],
    [
      'the deployment does not have the new count yet',
      [
        createSnapshot(1, [createDeployment({ rolloutState: 'COMPLETED', runningCount: 2 })], {
          service: createService({ desiredCount: 3 }),
        }),
      ],
      UNDECIDED,
    ],
    ['too few run', [counts(1, 3, { runningCount: 2, pendingCount: 1 })], UNDECIDED],
    ['one is still pending', [counts(1, 3, { runningCount: 3, pendingCount: 1 })], UNDECIDED],
    ['still too many', [counts(1, 3, { runningCount: 4 })], UNDECIDED],
    ['reached', [counts(1, 3, { runningCount: 2 }), counts(9, 3, { runningCount: 3 })], reached('3 of 3')],
    [
      'auto scaling has changed it since it was shown',
      [counts(1, 3, { runningCount: 2 }), counts(9, 5, { runningCount: 5 })],
      reached('5 of 5'),
    ],
    [
      'auto scaling changed it before it was shown: only after no read can be that late',
      [counts(0, 2, { runningCount: 2 }), counts(29, 5, { runningCount: 5 })],
      UNDECIDED,
    ],
    [
      'auto scaling changed it before it was shown',
      [counts(0, 2, { runningCount: 2 }), counts(30, 5, { runningCount: 5 })],
      reached('5 of 5'),
    ],
    [
      'another deployment began',
      [counts(9, 3, { id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 5_000, runningCount: 3 })],
      {
        outcome: 'superseded',
        reason: `Deployment ${IDENTITY.deploymentId} of app:7 was the newest, and before the count was reached deployment ${AFTER} of app:8 replaced it. Running now: app:8 (3 tasks).`,
        serving: APP_8,
        replacedBy: APP_8,
      },
    ],
    [
      'the service was deleted',
      [counts(1, 3, { runningCount: 2 }), createSnapshot(9, [], { service: createService({ status: 'INACTIVE' }) })],
      {
        outcome: 'failed',
        reason: 'The service api was deleted while it was deployed (it is INACTIVE).',
        serving: undefined,
        failure: 'over',
      },
    ],
  ])('%s', (_name, snapshots, expected) => {
    expect(judge(snapshots)).toEqual(expected)
  })

  test('tasks that cannot start decide; those that stopped before the change do not speak against it', () => {
    const crashes = (...from: readonly number[]) =>
      createStoppedTasks(90, ...from.map(seconds => createCrash(`t${seconds}`, seconds, seconds + 9, seconds + 11)))
    const begun = counts(0, 3, { runningCount: 2 })
    expect(judge([begun, crashes(1, 21, 41)])).toMatchObject({ outcome: 'failed', failure: 'under-way' })
    expect(judge([begun, crashes(-41, -21, 1)])).toEqual(UNDECIDED)
  })

  test('a count of 0 is reached with a warning', () => {
    expect(judge([counts(9, 0, {})], createIdentity({ desiredCount: 0, earlier: [] }))).toEqual({
      outcome: 'succeeded',
      reason: '0 of 0 tasks of app:7 run.',
      serving: APP_7,
      warnings: ['The desired count of the service api is 0: nothing runs.'],
    })
  })

  test('lost credentials are not a time-out: how it ends is unknown', () => {
    const lost = createFailedRead(1, 'service', { cause: 'credentials', problem: 'ExpiredTokenException: x' })
    expect(judge([counts(0, 3, { runningCount: 2 }), lost])).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('The credentials are no longer valid (ExpiredTokenException: x).'),
    })
  })
})
