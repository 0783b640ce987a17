import { describe, expect, test } from '@jest/globals'
import type { SeenTarget } from '../../src/tasks/target-health.ts'
import {
  containerProblems,
  type HealthRules,
  healthCheckedContainers,
  isHealthy,
  isRunning,
  targetProblems,
} from '../../src/tasks/task-health.ts'
import { createTask } from '../verification/data.ts'

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0)
const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/0123456789abcdef'
const OTHER = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/fedcba9876543210'

const createRules = (overrides: Partial<HealthRules> = {}): HealthRules => ({
  healthChecked: [],
  targetGroups: [],
  stableMs: 10_000,
  ...overrides,
})
const target = (address: string, state: string, reason?: string, port = 8000): SeenTarget => ({
  address,
  port,
  state,
  reason,
})
const started = (secondsAgo: number) => createTask({ startedAt: new Date(NOW - secondsAgo * 1000) })

test('the health of a task depends on its essential containers with a check', () => {
  const healthCheck = { command: ['CMD', 'true'] }
  expect(
    healthCheckedContainers([
      { name: 'api', essential: true, healthCheck },
      { name: 'implicitly-essential', healthCheck },
      { name: 'sidecar', essential: false, healthCheck },
      { name: 'unchecked', essential: true },
    ]),
  ).toEqual(['api', 'implicitly-essential'])
})

test.each([
  ['RUNNING', 'RUNNING', true],
  ['RUNNING', 'STOPPED', false],
  ['PENDING', 'RUNNING', false],
  ['DEACTIVATING', 'STOPPED', false],
])('a task that is %s and meant to be %s runs: %s', (lastStatus, desiredStatus, expected) => {
  expect(isRunning(createTask({ lastStatus, desiredStatus }))).toBe(expected)
})

describe('container health', () => {
  const withHealth = (healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN', proxy: 'HEALTHY' | 'UNKNOWN' = 'UNKNOWN') =>
    createTask({
      healthStatus,
      containers: [
        { name: 'api', healthStatus },
        { name: 'proxy', healthStatus: proxy },
      ],
    })

  test.each<[string, ReturnType<typeof createTask>, readonly string[] | undefined, readonly string[]]>([
    ['passed', withHealth('HEALTHY'), ['api'], []],
    ['has not run yet', withHealth('UNKNOWN'), ['api'], ['container "api" of t1 is UNKNOWN']],
    ['failed', withHealth('UNHEALTHY'), ['api'], ['container "api" of t1 is UNHEALTHY']],
    [
      'of a second container has not run yet',
      withHealth('HEALTHY'),
      ['api', 'proxy'],
      ['container "proxy" of t1 is UNKNOWN'],
    ],
    [
      'belongs to a container that does not exist',
      createTask({ containers: [] }),
      ['api'],
      ['container "api" of t1 is UNKNOWN'],
    ],
    ['is not known, and the task is UNHEALTHY all the same', withHealth('UNHEALTHY'), undefined, ['t1 is UNHEALTHY']],
  ])('a check %s', (_name, task, healthChecked, problems) => {
    expect(containerProblems(task, createRules({ healthChecked }), NOW)).toEqual(problems)
  })

  test.each<[string, ReturnType<typeof createTask>, Partial<HealthRules>, readonly string[]]>([
    ['for too short a time', started(9), {}, ['t1 has run for 9.0 s of 10 s (stable-seconds)']],
    ['for long enough', started(10), {}, []],
    ['for a time that AWS does not give', createTask(), {}, ['t1 has run for 0 ms of 10 s (stable-seconds)']],
    ['for a moment, where nothing is asked', started(0), { stableMs: 0 }, []],
    ['for a moment, where a target group decides', started(0), { targetGroups: [[GROUP]] }, []],
  ])('without a check the task has run %s', (_name, task, rules, problems) => {
    expect(containerProblems(task, createRules(rules), NOW)).toEqual(problems)
  })
})

describe('target health', () => {
  const textsOf = (...subject: Parameters<typeof targetProblems>) => targetProblems(...subject).map(({ text }) => text)

  test.each<[string, readonly SeenTarget[], readonly string[]]>([
    ['healthy', [target('10.0.0.1', 'healthy')], []],
    ['healthy, and another one drains', [target('10.0.0.1', 'healthy'), target('10.0.0.9', 'draining')], []],
    [
      'registered under another port before',
      [target('10.0.0.1', 'draining', undefined, 7000), target('10.0.0.1', 'healthy')],
      [],
    ],
    ['not registered', [], ['10.0.0.1 is not registered']],
    ['only others are', [target('10.0.0.9', 'healthy')], ['10.0.0.1 is not registered']],
    [
      'still being checked',
      [target('10.0.0.1', 'initial', 'Elb.InitialHealthChecking')],
      ['10.0.0.1 is initial (Elb.InitialHealthChecking)'],
    ],
    [
      'unhealthy',
      [target('10.0.0.1', 'unhealthy', 'Target.ResponseCodeMismatch: Health checks failed with these codes: [404]')],
      ['10.0.0.1 is unhealthy (Target.ResponseCodeMismatch: Health checks failed with these codes: [404])'],
    ],
    ['in no rule', [target('10.0.0.1', 'unused', 'Target.NotInUse')], ['10.0.0.1 is unused (Target.NotInUse)']],
    ['draining itself', [target('10.0.0.1', 'draining')], ['10.0.0.1 is draining']],
    [
      'healthy on one port and unhealthy on the other',
      [target('10.0.0.1', 'healthy'), target('10.0.0.1', 'unhealthy', undefined, 9000)],
      ['10.0.0.1 is unhealthy'],
    ],
  ])('%s', (_name, targets, problems) => {
    const reads = { targets: new Map([[GROUP, targets]]), at: NOW }
    expect(textsOf(createTask(), [GROUP], reads)).toEqual(problems)
  })

  test('a target by IPv6 address', () => {
    const task = createTask({
      containers: [{ name: 'api', networkInterfaces: [{ ipv6Address: '2001:0db8::1' }] }],
    })
    const reads = { targets: new Map([[GROUP, [target('2001:db8::1', 'healthy')]]]), at: NOW }
    expect(textsOf(task, [GROUP], reads)).toEqual([])
  })

  test('a task whose address is not known cannot be a healthy target', () => {
    const reads = { targets: new Map([[GROUP, [target('10.0.0.1', 'healthy')]]]), at: NOW }
    expect(textsOf(createTask({ attachments: [] }), [GROUP], reads)).toEqual([
      'task t1 has no address yet and is not registered',
    ])
  })

  test('a group that could not be read', () => {
    expect(textsOf(createTask(), [GROUP], { targets: new Map(), at: NOW })).toEqual(['blue could not be read'])
  })

  test.each<[string, readonly SeenTarget[], readonly SeenTarget[], readonly string[]]>([
    ['healthy in the first', [target('10.0.0.1', 'healthy')], [], []],
    ['healthy in the second', [], [target('10.0.0.1', 'healthy')], []],
    ['in neither', [], [], ['10.0.0.1 is not registered']],
    ['unhealthy in one', [], [target('10.0.0.1', 'unhealthy')], ['10.0.0.1 is unhealthy']],
  ])('of two groups that ECS uses in turn: %s', (_name, blue, green, problems) => {
    const reads = {
      targets: new Map([
        [GROUP, blue],
        [OTHER, green],
      ]),
      at: NOW,
    }
    expect(textsOf(createTask(), [GROUP, OTHER], reads)).toEqual(problems)
  })

  test.each<[string, readonly SeenTarget[] | undefined, string | undefined]>([
    ['is none', [], 'unregistered'],
    ['is leaving', [target('10.0.0.1', 'draining')], 'draining'],
    ['could not be read', undefined, undefined],
  ])('the state of a target that %s', (_name, targets, state) => {
    const reads = { targets: new Map(targets ? [[GROUP, targets]] : []), at: NOW }
    expect(targetProblems(createTask(), [GROUP], reads)).toMatchObject([{ state }])
  })
})

describe('a healthy task', () => {
  const healthy = [target('10.0.0.1', 'healthy')]
  const reads = {
    targets: new Map([
      [GROUP, healthy],
      [OTHER, [target('10.0.0.1', 'initial')]],
    ]),
    at: NOW,
  }

  test.each<[string, ReturnType<typeof createTask>, Partial<HealthRules>, boolean]>([
    ['a healthy target', createTask(), { targetGroups: [[GROUP]] }, true],
    ['in one of two groups only', createTask(), { targetGroups: [[GROUP], [OTHER]] }, false],
    ['in one of two that are used in turn', createTask(), { targetGroups: [[GROUP, OTHER]] }, true],
    [
      'a healthy target that is being stopped',
      createTask({ desiredStatus: 'STOPPED' }),
      { targetGroups: [[GROUP]] },
      false,
    ],
    [
      'a healthy target whose container is not healthy yet',
      createTask(),
      { targetGroups: [[GROUP]], healthChecked: ['api'] },
      false,
    ],
    ['without checks, old enough', started(10), {}, true],
    ['without checks, too young', started(9), {}, false],
  ])('%s', (_name, task, rules, expected) => {
    expect(isHealthy(task, createRules(rules), reads)).toBe(expected)
  })
})
