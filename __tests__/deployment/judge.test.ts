import { describe, expect, test } from '@jest/globals'
import { judgeAtDeadline, judgeDeployment } from '../../src/deployment/judge.ts'
import type { ObservedSnapshot, Snapshot } from '../../src/deployment/snapshot.ts'
import type { DeploymentOutcome } from '../../src/deployment/verdict.ts'
import {
  AFTER,
  APP_6,
  APP_7,
  APP_8,
  createDeployment,
  createEarlierDeployment,
  createIdentity,
  createService,
  createServiceDeployment,
  createSnapshot,
  START,
} from './snapshots.ts'

interface Case {
  readonly name: string
  readonly snapshots: readonly Snapshot[]
  /** undefined: not decided. */
  readonly outcome: DeploymentOutcome | undefined
  readonly serving?: string
  readonly reason?: RegExp
}

const BREAKER = 'ECS deployment circuit breaker: tasks failed to start.'
const NO_ROLLBACK = createService({ rollbackEnabled: false })

const begun = createSnapshot(1, [createDeployment({ pendingCount: 1 }), createEarlierDeployment()])
const failedOurs = createDeployment({ status: 'ACTIVE', rolloutState: 'FAILED', rolloutStateReason: BREAKER })
const failedPrimary = createDeployment({ rolloutState: 'FAILED', rolloutStateReason: BREAKER, failedTasks: 3 })
const rollbackPrimary = createEarlierDeployment({
  id: AFTER,
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  rolloutStateReason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/0000000000000000003.',
  createdAt: START + 60_000,
})
const replacement = createDeployment({ id: AFTER, taskDefinitionArn: APP_8, createdAt: START + 30_000 })
const triggered = createServiceDeployment({ circuitBreaker: 'TRIGGERED', statusReason: BREAKER })

function withServiceDeployment(snapshot: ObservedSnapshot, state: ObservedSnapshot['serviceDeployment']) {
  return { ...snapshot, serviceDeployment: state }
}

const CASES: readonly Case[] = [
  { name: 'nothing seen yet', snapshots: [], outcome: undefined },
  { name: 'in progress', snapshots: [begun], outcome: undefined },
  {
    name: 'all tasks run, but the rollout is not completed: counts do not decide',
    snapshots: [begun, createSnapshot(30, [createDeployment({ runningCount: 2 })])],
    outcome: undefined,
  },
  {
    name: 'completed, by the rollout state of our deployment',
    snapshots: [begun, createSnapshot(30, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })])],
    outcome: 'succeeded',
    serving: APP_7,
    reason: /^Deployment ecs-svc\/0000000000000000002 of app:7 completed\. 2 of 2 tasks run\.$/,
  },
  {
    name: 'completed, although the service deployment is not final yet',
    snapshots: [
      createSnapshot(30, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })], {
        serviceDeployment: createServiceDeployment(),
      }),
    ],
    outcome: 'succeeded',
  },
  {
    name: 'completed early (early success criteria): the old tasks are still there',
    snapshots: [
      createSnapshot(30, [createDeployment({ runningCount: 1, pendingCount: 1 }), createEarlierDeployment()], {
        serviceDeployment: createServiceDeployment({ status: 'SUCCESSFUL' }),
      }),
    ],
    outcome: 'succeeded',
    serving: APP_7,
    reason: /1 of 2 tasks run/,
  },
  {
    name: 'the earlier deployment is completed and primary, because the read lags: not ours, not decided',
    snapshots: [
      createSnapshot(1, [createEarlierDeployment({ status: 'PRIMARY' })]),
      createSnapshot(4, [createEarlierDeployment({ status: 'PRIMARY' })]),
    ],
    outcome: undefined,
  },
  {
    name: 'the same task definition redeployed: the earlier deployment of it does not count',
    snapshots: [
      createSnapshot(5, [
        createDeployment({ pendingCount: 1 }),
        createEarlierDeployment({ taskDefinitionArn: APP_7, runningCount: 2 }),
      ]),
    ],
    outcome: undefined,
  },
  {
    name: 'a poll that failed last decides nothing',
    snapshots: [begun, { kind: 'unreadable', at: START + 9000, problem: 'TimeoutError', throttled: false }],
    outcome: undefined,
  },
  {
    name: 'a poll that failed in between changes nothing',
    snapshots: [
      begun,
      { kind: 'unreadable', at: START + 9000, problem: 'TimeoutError', throttled: false },
      createSnapshot(30, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })]),
    ],
    outcome: 'succeeded',
  },
  {
    name: 'the service is not listed right after its creation',
    snapshots: [{ kind: 'missing', at: START + 100 }],
    outcome: undefined,
  },
  {
    name: 'desired count 0 completes trivially, with a warning',
    snapshots: [createSnapshot(3, [createDeployment({ desiredCount: 0, rolloutState: 'COMPLETED' })])],
    outcome: 'succeeded',
    reason: /no task to run/,
  },
  {
    name: 'failed, the rollback under way: not decided',
    snapshots: [
      begun,
      createSnapshot(60, [rollbackPrimary, failedOurs], {
        serviceDeployment: createServiceDeployment({ ...triggered, status: 'ROLLBACK_IN_PROGRESS' }),
      }),
    ],
    outcome: undefined,
  },
  {
    name: 'failed and rolled back by the circuit breaker',
    snapshots: [
      begun,
      withServiceDeployment(createSnapshot(60, [rollbackPrimary, failedOurs]), {
        ...triggered,
        status: 'ROLLBACK_IN_PROGRESS',
      }),
      withServiceDeployment(createSnapshot(70, [{ ...rollbackPrimary, rolloutState: 'COMPLETED' }]), {
        ...triggered,
        status: 'ROLLBACK_SUCCESSFUL',
      }),
    ],
    outcome: 'rolled-back',
    serving: APP_6,
    reason:
      /^Deployment \S+ of app:7 failed: ECS deployment circuit breaker: tasks failed to start\. It was rolled back\. Running now: app:6 \(2 tasks\)\.$/,
  },
  {
    name: 'rolled back by an alarm, which is named',
    snapshots: [
      begun,
      withServiceDeployment(createSnapshot(70, [rollbackPrimary]), {
        ...createServiceDeployment({
          status: 'ROLLBACK_SUCCESSFUL',
          alarms: 'TRIGGERED',
          triggeredAlarms: ['api-5xx'],
        }),
      }),
    ],
    outcome: 'rolled-back',
    reason: /Alarms in the state ALARM: api-5xx\./,
  },
  {
    name: 'rolled back, and only DescribeServices may be called',
    snapshots: [
      begun,
      createSnapshot(60, [rollbackPrimary, failedOurs]),
      createSnapshot(70, [{ ...rollbackPrimary, rolloutState: 'COMPLETED', rolloutStateReason: undefined }]),
    ],
    outcome: 'rolled-back',
    serving: APP_6,
  },
  {
    name: 'the rollback has the earlier deployment become primary again, under its own id',
    snapshots: [
      begun,
      createSnapshot(60, [failedPrimary, createEarlierDeployment()]),
      createSnapshot(70, [createEarlierDeployment({ status: 'PRIMARY' })]),
    ],
    outcome: 'rolled-back',
    serving: APP_6,
  },
  {
    name: 'the rollback failed too',
    snapshots: [
      begun,
      withServiceDeployment(createSnapshot(90, [{ ...rollbackPrimary, runningCount: 0 }]), {
        ...triggered,
        status: 'ROLLBACK_FAILED',
      }),
    ],
    outcome: 'failed',
    reason: /The rollback failed too\. Nothing runs now\.$/,
  },
  {
    name: 'failed, circuit breaker without rollback: what ran before goes on serving',
    snapshots: [
      begun,
      createSnapshot(60, [failedPrimary, createEarlierDeployment()], {
        service: NO_ROLLBACK,
        serviceDeployment: { ...triggered, status: 'STOPPED' },
      }),
    ],
    outcome: 'failed',
    serving: APP_6,
    reason: /It was not rolled back\. Running now: app:6 \(2 tasks\)\.$/,
  },
  {
    name: 'failed without rollback, and only DescribeServices may be called',
    snapshots: [begun, createSnapshot(60, [failedPrimary, createEarlierDeployment()], { service: NO_ROLLBACK })],
    outcome: 'failed',
    serving: APP_6,
  },
  {
    name: 'first deployment failed: there is nothing to roll back to',
    snapshots: [createSnapshot(60, [failedPrimary], { serviceDeployment: { ...triggered, status: 'STOPPED' } })],
    outcome: 'failed',
    reason: /Nothing runs now\.$/,
  },
  {
    name: 'failed with rollback enabled, and the rollback may still begin',
    snapshots: [begun, createSnapshot(60, [failedPrimary])],
    outcome: undefined,
  },
  {
    name: 'failed with rollback enabled, and none began in half a minute',
    snapshots: [begun, createSnapshot(60, [failedPrimary]), createSnapshot(91, [failedPrimary])],
    outcome: 'failed',
  },
  {
    name: 'another deployment is primary in one snapshot: read again first',
    snapshots: [begun, createSnapshot(30, [replacement, createDeployment({ status: 'ACTIVE' })])],
    outcome: undefined,
  },
  {
    name: 'superseded by another deployment',
    snapshots: [
      begun,
      createSnapshot(30, [replacement, createDeployment({ status: 'ACTIVE' })]),
      createSnapshot(31, [replacement, createDeployment({ status: 'ACTIVE' })]),
    ],
    outcome: 'superseded',
    reason: /was in progress when deployment ecs-svc\/0000000000000000003 of app:8 replaced it\./,
  },
  {
    name: 'superseded, and ours is not listed any more',
    snapshots: [begun, createSnapshot(30, [replacement]), createSnapshot(31, [replacement])],
    outcome: 'superseded',
  },
  {
    name: 'superseded before it was seen once',
    snapshots: [createSnapshot(30, [replacement]), createSnapshot(31, [replacement])],
    outcome: 'superseded',
  },
  {
    name: 'superseded, with its service deployment STOPPED, is not "stopped by someone"',
    snapshots: [
      withServiceDeployment(begun, createServiceDeployment({ status: 'STOPPED' })),
      createSnapshot(30, [replacement], { serviceDeployment: createServiceDeployment({ status: 'STOPPED' }) }),
      createSnapshot(31, [replacement], { serviceDeployment: createServiceDeployment({ status: 'STOPPED' }) }),
    ],
    outcome: 'superseded',
  },
  {
    name: 'completed, but another deployment took its place at once: ours does not serve',
    snapshots: [
      createSnapshot(30, [replacement], { serviceDeployment: createServiceDeployment({ status: 'SUCCESSFUL' }) }),
      createSnapshot(31, [replacement], { serviceDeployment: createServiceDeployment({ status: 'SUCCESSFUL' }) }),
    ],
    outcome: 'superseded',
    reason: /completed, and then deployment ecs-svc\/0000000000000000003/,
  },
  {
    name: 'failed, and another deployment came after it',
    snapshots: [
      createSnapshot(30, [failedPrimary], { service: NO_ROLLBACK, serviceDeployment: createServiceDeployment() }),
      createSnapshot(40, [replacement], { service: NO_ROLLBACK }),
      createSnapshot(41, [replacement], { service: NO_ROLLBACK }),
    ],
    outcome: 'failed',
    reason: /has taken its place since/,
  },
  {
    name: 'stopped by a user with rollback: neither breaker nor alarm was triggered',
    snapshots: [
      begun,
      createSnapshot(60, [rollbackPrimary, createDeployment({ status: 'ACTIVE' })], {
        serviceDeployment: createServiceDeployment({ status: 'ROLLBACK_IN_PROGRESS' }),
      }),
      createSnapshot(70, [{ ...rollbackPrimary, rolloutState: 'COMPLETED' }], {
        serviceDeployment: createServiceDeployment({ status: 'ROLLBACK_SUCCESSFUL' }),
      }),
    ],
    outcome: 'stopped',
    serving: APP_6,
    reason: /was stopped by someone, and rolled back/,
  },
  {
    name: 'stopped by a user with rollback, although the rollout says FAILED',
    snapshots: [
      begun,
      createSnapshot(70, [rollbackPrimary, { ...failedOurs, rolloutStateReason: 'ECS deployment was stopped.' }], {
        serviceDeployment: createServiceDeployment({ status: 'ROLLBACK_SUCCESSFUL' }),
      }),
    ],
    outcome: 'stopped',
  },
  {
    name: 'stopped by a user, and nothing took its place',
    snapshots: [
      withServiceDeployment(begun, createServiceDeployment({ status: 'STOPPED' })),
      withServiceDeployment(
        { ...begun, at: begun.at + 15_000 },
        createServiceDeployment({ status: 'STOPPED', statusReason: 'Stopped by jo' }),
      ),
    ],
    outcome: 'stopped',
    reason: /was stopped by someone\. Stopped by jo\./,
  },
  {
    name: 'stopped, seen once: the service may have been read a moment before',
    snapshots: [begun, withServiceDeployment(begun, createServiceDeployment({ status: 'STOPPED' }))],
    outcome: undefined,
  },
  {
    name: 'stopped, and seen as PRIMARY for as long as a read may lag: what took its place may still appear',
    snapshots: [
      withServiceDeployment(begun, createServiceDeployment({ status: 'IN_PROGRESS' })),
      ...[20, 25, 34].map(seconds =>
        withServiceDeployment(
          createSnapshot(seconds, begun.deployments),
          createServiceDeployment({ status: 'STOPPED' }),
        ),
      ),
    ],
    outcome: undefined,
  },
  {
    name: 'STOPPED twice, and another one is PRIMARY for the first time: it took its place if the next read shows it too',
    snapshots: [
      withServiceDeployment(begun, createServiceDeployment({ status: 'STOPPED' })),
      createSnapshot(30, [replacement], { serviceDeployment: createServiceDeployment({ status: 'STOPPED' }) }),
    ],
    outcome: undefined,
  },
  {
    name: 'the service was deleted meanwhile',
    snapshots: [begun, createSnapshot(30, [], { service: createService({ status: 'DRAINING' }) })],
    outcome: 'failed',
    reason: /The service api was deleted while it was deployed \(it is DRAINING\)\. Nothing runs now\./,
  },
  {
    name: 'credentials expired while waiting: not known',
    snapshots: [begun, { kind: 'lost', at: START + 5000, problem: 'The credentials are no longer valid (x).' }],
    outcome: 'unknown',
    serving: APP_6,
    reason: /no longer valid.*not known.*aws ecs describe-services --cluster \S+ --services api/,
  },
  {
    name: 'nothing could be read at all: not known',
    snapshots: [
      {
        kind: 'lost',
        at: START,
        problem: 'The role of this workflow may not call ecs:DescribeServices (x). Grant it.',
      },
    ],
    outcome: 'unknown',
  },
]

describe('judging a deployment', () => {
  test.each(CASES)('$name', ({ snapshots, outcome, serving, reason }) => {
    const verdict = judgeDeployment(snapshots, createIdentity())
    expect(verdict?.outcome).toBe(outcome)
    if (serving) expect(verdict?.servingTaskDefinitionArn).toBe(serving)
    if (reason) expect(verdict?.reason).toMatch(reason)
  })

  test('a superseding deployment is named', () => {
    const verdict = judgeDeployment(
      [begun, createSnapshot(30, [replacement]), createSnapshot(31, [replacement])],
      createIdentity(),
    )
    expect(verdict?.reason).toContain(`deployment ${AFTER} of app:8 replaced it.`)
  })

  test('desired count 0 warns that nothing runs', () => {
    const verdict = judgeDeployment(
      [createSnapshot(3, [createDeployment({ desiredCount: 0, rolloutState: 'COMPLETED' })])],
      createIdentity(),
    )
    expect(verdict?.warnings).toEqual(['The desired count of the service api is 0: nothing runs.'])
  })
})

describe('at the time-out', () => {
  test.each([
    {
      name: 'undecided',
      snapshots: [begun],
      outcome: 'timed-out',
      reason: /0 of 2 tasks running, 1 pending\. It continues; nothing was stopped\. Running now: app:6/,
    },
    {
      name: 'in the middle of a rollback',
      snapshots: [begun, createSnapshot(60, [rollbackPrimary, failedOurs])],
      outcome: 'failed',
      reason: /tasks failed to start\. Its rollback was still in progress at the time-out\./,
    },
    {
      name: 'never seen',
      snapshots: [{ kind: 'missing', at: START }] satisfies Snapshot[],
      outcome: 'timed-out',
      reason: /could not be read even once/,
    },
  ])('$name', ({ snapshots, outcome, reason }) => {
    const verdict = judgeAtDeadline(snapshots, createIdentity())
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.reason).toMatch(reason)
  })
})
