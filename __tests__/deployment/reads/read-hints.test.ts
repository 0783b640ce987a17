import { describe, expect, test } from '@jest/globals'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import {
  hintsAtStoppedTask,
  importantPart,
  isDecisionNear,
  taskCounts,
} from '../../../src/deployment/reads/read-hints.ts'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import {
  AFTER,
  createDeployment,
  createEvent,
  createFailedRead,
  createIdentity,
  createReading,
  createService,
  createSnapshot,
  createStoppedTask,
  createStoppedTasks,
  START,
} from '../snapshots.ts'

describe('how many tasks there are', () => {
  const ours = createDeployment({ runningCount: 1, pendingCount: 1, failedTasks: 1 })
  const target = { requestedCount: 2, runningCount: 0, pendingCount: 2, productionWeight: undefined }
  const both = [createSnapshot(10, [ours]), createReading(10, { target, failureCount: 2 })]
  const byService = { runningCount: 1, pendingCount: 1, failedTasks: 1 }
  const byServiceDeployment = { runningCount: 0, pendingCount: 2, failedTasks: 2 }

  test.each<[string, readonly Snapshot[], object | undefined]>([
    ['by DescribeServices', both, byService],
    [
      'by the service deployment, where only that can be read',
      [...both, createFailedRead(11, 'service')],
      byServiceDeployment,
    ],
    [
      'by DescribeServices again, once it can be read',
      [...both, createFailedRead(11, 'service'), both[0] as Snapshot],
      byService,
    ],
    ['nothing is known', [createFailedRead(11, 'service')], undefined],
  ])('%s', (_name, snapshots, expected) => {
    const counts = taskCounts(factsOf(snapshots, createIdentity()))
    expect(counts).toEqual(expected && expect.objectContaining(expected))
  })
})

describe('whether a task has probably stopped', () => {
  const running = createDeployment({ runningCount: 1, pendingCount: 1 })

  test.each([
    { name: 'nothing changed', before: running, now: running, hints: false },
    { name: 'one more runs', before: running, now: createDeployment({ runningCount: 2 }), hints: false },
    { name: 'one more failed', before: running, now: { ...running, failedTasks: 1 }, hints: true },
    {
      name: 'one fewer runs, not counted as failed',
      before: running,
      now: createDeployment({ pendingCount: 2 }),
      hints: true,
    },
    { name: 'one fewer is pending', before: running, now: { ...running, pendingCount: 0 }, hints: true },
    { name: 'failures before the first poll', before: undefined, now: { ...running, failedTasks: 2 }, hints: true },
    { name: 'the first poll shows no failure', before: undefined, now: running, hints: false },
    { name: 'the deployment is gone', before: running, now: undefined, hints: false },
  ])('$name', ({ before, now, hints }) => {
    expect(hintsAtStoppedTask(before, now, [])).toBe(hints)
  })

  test.each([
    { message: '(service api) has started 1 tasks: (task a).', hints: false },
    { message: '(service api) has reached a steady state.', hints: false },
    {
      message: '(service api) (port 8000) is unhealthy in (target-group x) due to (reason Health checks failed).',
      hints: true,
    },
    { message: '(service api) has stopped 1 running tasks: (task a).', hints: false },
    { message: '(service api) (task a) failed container health checks.', hints: true },
    { message: '(service api) was unable to place a task.', hints: false },
  ])('the event "$message"', ({ message, hints }) => {
    expect(hintsAtStoppedTask(running, running, [createEvent(1, message)])).toBe(hints)
  })
})

const facts = (...snapshots: readonly Snapshot[]) => factsOf(snapshots, createIdentity())
const begun = createSnapshot(1, [createDeployment({ pendingCount: 2 })])

describe('what makes the other source worth a read', () => {
  const before = importantPart(facts(begun, createReading(1)))

  test.each<[string, Snapshot, boolean]>([
    ['counts', createSnapshot(2, [createDeployment({ runningCount: 2, failedTasks: 1 })]), false],
    ['the counts of the breaker', createReading(2, { failureCount: 1 }), false],
    ['another PRIMARY', createSnapshot(2, [createDeployment({ id: AFTER, createdAt: START + 1_000 })]), true],
    ['the rollout state', createSnapshot(2, [createDeployment({ rolloutState: 'COMPLETED' })]), true],
    ['the status of the service', createSnapshot(2, [], { service: createService({ status: 'DRAINING' }) }), true],
    ['the status of the service deployment', createReading(2, { status: 'STOP_REQUESTED' }), true],
    ['an alarm', createReading(2, { alarms: 'TRIGGERED' }), true],
  ])('%s', (_name, snapshot, isImportant) => {
    expect(importantPart(facts(begun, createReading(1), snapshot)) !== before).toBe(isImportant)
  })
})

describe('whether the next change is probably the decision', () => {
  const stopped = (count: number) =>
    createStoppedTasks(2, ...Array.from({ length: count }, (_, index) => createStoppedTask({ arn: `t${index}` })))

  test.each<[string, readonly Snapshot[], boolean]>([
    ['nothing was read', [], false],
    ['tasks start', [begun, createReading(1)], false],
    ['all wanted tasks run', [createSnapshot(1, [createDeployment({ runningCount: 2 })])], true],
    ['one failure before the breaker’s threshold', [begun, createReading(1, { failureCount: 2 })], true],
    ['two failures before it', [begun, createReading(1, { failureCount: 1 })], false],
    ['a breaker without a threshold', [begun, createReading(1, { failureCount: 0, failureThreshold: 0 })], false],
    ['two of three tasks have failed', [begun, stopped(2)], true],
    ['one of three tasks has failed', [begun, stopped(1)], false],
  ])('%s', (_name, snapshots, isNear) => {
    expect(isDecisionNear(facts(...snapshots))).toBe(isNear)
  })
})
