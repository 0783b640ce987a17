import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, test } from '@jest/globals'
import { judgeTargets } from '../../src/verification/targets.ts'

const GROUP = 'Target group "api"'

const target = (
  id: string,
  health: NonNullable<TargetHealthDescription['TargetHealth']>,
  port = 8000,
): TargetHealthDescription => ({ Target: { Id: id, Port: port }, TargetHealth: health })

const task = (...addresses: readonly string[]) => ({ id: `task-${addresses[0] ?? 'x'}`, addresses })

const judge = (targets: readonly TargetHealthDescription[], ...tasks: readonly ReturnType<typeof task>[]) =>
  judgeTargets(targets, { group: GROUP, tasks })

describe('passed', () => {
  test.each([
    ['every task is a healthy target', [target('10.0.0.1', { State: 'healthy' })]],
    [
      'targets of earlier tasks drain',
      [target('10.0.0.1', { State: 'healthy' }), target('10.0.0.9', { State: 'draining' })],
    ],
    [
      'the task was registered under another port before',
      [target('10.0.0.1', { State: 'draining' }, 7000), target('10.0.0.1', { State: 'healthy' })],
    ],
  ])('%s', (_name, targets) => {
    expect(judge(targets, task('10.0.0.1'))).toEqual({
      check: 'targets',
      state: 'passed',
      detail: `${GROUP}: 1 of 1 tasks are healthy targets.`,
    })
  })

  test('a target by IPv6 address, written in another form than in the task', () => {
    const targets = [target('2001:0db8:0000::0001', { State: 'healthy' })]
    expect(judge(targets, task('10.0.0.1', '2001:db8::1')).state).toBe('passed')
  })

  test('where no task runs, none is called healthy', () => {
    expect(judge([])).toEqual({
      check: 'targets',
      state: 'passed',
      detail: `${GROUP}: no task runs that could be a target.`,
    })
  })
})

describe('failed', () => {
  test.each([
    ['not registered', [], '10.0.0.1 is not registered'],
    ['only others are', [target('10.0.0.9', { State: 'healthy' })], '10.0.0.1 is not registered'],
    [
      'still being checked',
      [target('10.0.0.1', { State: 'initial', Reason: 'Elb.InitialHealthChecking' })],
      '10.0.0.1 is initial (Elb.InitialHealthChecking)',
    ],
    [
      'unhealthy',
      [
        target('10.0.0.1', {
          State: 'unhealthy',
          Reason: 'Target.ResponseCodeMismatch',
          Description: 'Health checks failed with these codes: [404]',
        }),
      ],
      '10.0.0.1 is unhealthy (Target.ResponseCodeMismatch: Health checks failed with these codes: [404])',
    ],
    [
      'no rule forwards to the group',
      [target('10.0.0.1', { State: 'unused', Reason: 'Target.NotInUse' })],
      '10.0.0.1 is unused (Target.NotInUse)',
    ],
    ['the task itself drains', [target('10.0.0.1', { State: 'draining' })], '10.0.0.1 is draining'],
    [
      'healthy on one port and unhealthy on the other',
      [target('10.0.0.1', { State: 'healthy' }), target('10.0.0.1', { State: 'unhealthy' }, 9000)],
      '10.0.0.1 is unhealthy',
    ],
  ])('%s', (_name, targets, problem) => {
    expect(judge(targets, task('10.0.0.1'))).toEqual({
      check: 'targets',
      state: 'failed',
      detail: `${GROUP}: ${problem}.`,
    })
  })

  test('one of two tasks', () => {
    expect(judge([target('10.0.0.1', { State: 'healthy' })], task('10.0.0.1'), task('10.0.0.2')).detail).toBe(
      `${GROUP}: 10.0.0.2 is not registered.`,
    )
  })

  test('a task whose address is not known cannot be a healthy target', () => {
    expect(judge([target('10.0.0.1', { State: 'healthy' })], task())).toEqual({
      check: 'targets',
      state: 'failed',
      detail: `${GROUP}: task task-x has no address yet and is not registered.`,
    })
  })
})
