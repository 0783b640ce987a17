import { describe, expect, test } from '@jest/globals'
import { createProgress } from '../../src/deployment/progress.ts'
import { hintsAtStoppedTask, isNormalReplacement } from '../../src/deployment/stopped-tasks.ts'
import { eventText } from '../../src/deployment/text.ts'
import {
  AFTER,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createIdentity,
  createSnapshot,
  createStoppedTask,
  START,
} from './snapshots.ts'

describe('the lines that are printed', () => {
  test('events and stopped tasks of one poll in the order in which they happened, then the counts', () => {
    const snapshot = createSnapshot(30, [createDeployment({ pendingCount: 2, failedTasks: 1 })], {
      events: [createEvent(10, 'has started 1 tasks'), createEvent(25, 'has started 2 tasks')],
      stoppedTasks: [createStoppedTask()],
    })
    expect(createProgress(createIdentity()).lines(snapshot)).toEqual([
      '12:00:10  has started 1 tasks',
      expect.stringMatching(/^12:00:20 {2}task 0123456789abcdef0123456789abcdef stopped: Essential container/),
      '12:00:25  has started 2 tasks',
      '12:00:30  app:7: running 0 of 2, pending 2, failed 1',
    ])
  })

  test('counts that did not change are not repeated', () => {
    const progress = createProgress(createIdentity())
    progress.lines(createSnapshot(1, [createDeployment()]))
    expect(progress.lines(createSnapshot(4, [createDeployment()]))).toEqual([])
  })

  test('another primary deployment is shown beside ours', () => {
    const rollback = createEarlierDeployment({ id: AFTER, status: 'PRIMARY', rolloutState: 'IN_PROGRESS' })
    const ours = createDeployment({ status: 'ACTIVE', rolloutState: 'FAILED', desiredCount: 0 })
    expect(createProgress(createIdentity()).lines(createSnapshot(60, [rollback, ours]))).toEqual([
      `12:01:00  app:7: running 0 of 0, pending 0, failed 0 (FAILED); deployment ${AFTER}, now primary, app:6: running 2 of 2, pending 0, failed 0`,
    ])
  })

  test('a service that is not listed yet is printed once, a failed poll not here', () => {
    const progress = createProgress(createIdentity())
    expect(progress.lines({ kind: 'missing', at: START })).toEqual(['12:00:00  ECS does not list the service api yet'])
    expect(progress.lines({ kind: 'missing', at: START + 1000 })).toEqual([])
    expect(progress.lines({ kind: 'unreadable', at: START, problem: 'x', throttled: false })).toEqual([])
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
    { name: 'the deployment is gone', before: running, now: undefined, hints: false },
  ])('$name', ({ before, now, hints }) => {
    expect(hintsAtStoppedTask(before, now, [])).toBe(hints)
  })

  test.each([
    { message: '(service api) has started 1 tasks: (task a).', hints: false },
    {
      message: '(service api) (port 8000) is unhealthy in (target-group x) due to (reason Health checks failed).',
      hints: true,
    },
    { message: '(service api) has stopped 1 running tasks: (task a).', hints: true },
    { message: '(service api) (task a) failed container health checks.', hints: true },
    { message: '(service api) was unable to place a task.', hints: true },
  ])('the event "$message"', ({ message, hints }) => {
    expect(hintsAtStoppedTask(running, running, [createEvent(1, message)])).toBe(hints)
  })

  test('a task that was no longer wanted is a normal replacement; one that failed its health checks is not', () => {
    const stoppedReason = 'Scaling activity initiated by (deployment ecs-svc/0000000000000000002)'
    expect(isNormalReplacement(createStoppedTask({ stoppedReason }))).toBe(true)
    const unhealthy = 'Task failed ELB health checks in (target-group x)'
    expect(isNormalReplacement(createStoppedTask({ stoppedReason: unhealthy }))).toBe(false)
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
