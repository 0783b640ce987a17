import { describe, expect, test } from '@jest/globals'
import type { CheckResult } from '../../src/verification/check-result.ts'
import { createError, type Script } from '../deployment/scripted-aws.ts'
import { BEFORE, createIdentity, START } from '../deployment/snapshots.ts'
import {
  createAnswer,
  createExpectation,
  createOurs,
  createService,
  createWanted as createSubject,
  createTask,
  createUrl,
  GROUP,
  IDENTITY,
  OLD_REVISION,
} from './data.ts'
import {
  arnOf,
  checksOf,
  HEALTHY,
  INSTANCE,
  listed,
  operationsOf,
  shown,
  statesOf,
  T1,
  target,
  verify,
  WELL,
} from './scripted-service.ts'

describe('everything is as it should be', () => {
  test('one read, one result for each part, and no time passes', async () => {
    const { run, verification, seconds } = await verify()
    expect(verification).toEqual({ kind: 'checked', checks: WELL, service: createService() })
    expect(operationsOf(run).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTargetHealth',
      'DescribeTasks',
      'ListInstances',
      'ListTasks',
    ])
    expect(seconds).toBe(0)
    expect(run.infos).toEqual([])
  })

  test('time that was over before it began: one read all the same', async () => {
    const { verification } = await verify({}, { until: START - 1 })
    expect(checksOf(verification)).toEqual(WELL)
  })

  test('several target groups, no discovery, and HTTP', async () => {
    const inputs = createExpectation({ urls: [createUrl('https://api.example.com/')] })
    const other = GROUP.replace('/api/', '/other/')
    const rules = { ...createSubject().rules, targetGroups: [[GROUP], [other]] }
    const { verification } = await verify({}, { rules, registryArns: [], inputs }, async () => createAnswer())
    expect(statesOf(verification)).toEqual(['tasks passed', 'targets passed', 'targets passed', 'http passed'])
  })

  test('no request is sent to a service without tasks', async () => {
    const inputs = createExpectation({ urls: [createUrl('https://api.example.com/')] })
    const { verification } = await verify(
      {
        ListTasks: [{}],
        DescribeServices: [shown({ desiredCount: 0 })],
        DescribeTargetHealth: [{}],
        ListInstances: [{}],
      },
      { identity: createIdentity({ ...IDENTITY, desiredCount: 0 }), inputs },
      () => Promise.reject(new Error('It was requested.')),
    )
    expect(statesOf(verification)).toEqual(['tasks passed', 'targets passed', 'discovery passed'])
  })
})

describe('what lags behind passes on a later read, and only that is read again, before all is once more', () => {
  test.each<[string, Script, readonly string[]]>([
    [
      'the target is still being checked',
      { DescribeTargetHealth: [target(['10.0.0.1', 'initial']), HEALTHY] },
      ['DescribeTargetHealth'],
    ],
    [
      'the target is not registered yet: there may be other tasks by now',
      { DescribeTargetHealth: [{}, HEALTHY] },
      ['DescribeTargetHealth', 'DescribeTasks', 'ListTasks'],
    ],
    [
      'the instance is not registered yet: there may be other tasks by now',
      { ListInstances: [{}, INSTANCE] },
      ['DescribeTasks', 'ListInstances', 'ListTasks'],
    ],
    ['the task is not listed yet', { ListTasks: [{}, listed(T1)] }, ['DescribeServices', 'DescribeTasks', 'ListTasks']],
    [
      'the tasks could not be read',
      { ListTasks: [createError('TimeoutError'), listed(T1)] },
      ['DescribeServices', 'DescribeTasks', 'ListTasks'],
    ],
    [
      'the service could not be read',
      { DescribeServices: [createError('TimeoutError'), shown()] },
      ['DescribeServices'],
    ],
    ['the service is not listed', { DescribeServices: [{ services: [] }, shown()] }, ['DescribeServices']],
    [
      'the read of the service was late',
      { DescribeServices: [shown({ deployments: [createOurs({ id: BEFORE })] }), shown()] },
      ['DescribeServices'],
    ],
  ])('%s', async (_name, script, again) => {
    const { run, verification, seconds } = await verify(script)
    expect(checksOf(verification)).toEqual(WELL)
    expect(seconds).toBeGreaterThanOrEqual(3)
    expect(seconds).toBeLessThanOrEqual(5)
    const at = run.calls.filter(call => call.at === run.ctx.clock.now()).map(({ operation }) => operation)
    expect(at.slice(0, again.length).toSorted()).toEqual(again)
    expect(at.slice(again.length).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTargetHealth',
      'DescribeTasks',
      'ListInstances',
      'ListTasks',
    ])
  })

  test('what is wrong is printed when it is seen, and once', async () => {
    const { run } = await verify({
      DescribeTargetHealth: [target(['10.0.0.1', 'initial']), target(['10.0.0.1', 'initial']), HEALTHY],
      ListInstances: [{}, INSTANCE],
    })
    expect(run.infos).toEqual([
      'not yet  targets: Target group "api": 10.0.0.1 is initial.',
      'not yet  discovery: Discovery service srv-1: 10.0.0.1 is not registered.',
    ])
  })

  test('what passed and is wrong in the last read of everything is waited for', async () => {
    const { verification } = await verify({
      ListInstances: [{}, INSTANCE],
      DescribeTargetHealth: [HEALTHY, target(['10.0.0.1', 'unhealthy']), HEALTHY],
    })
    expect(checksOf(verification)).toEqual(WELL)
  })

  test('after half a minute it is read less often', async () => {
    const inputs = createExpectation({ timeoutSeconds: 60 })
    const { run } = await verify({ ListInstances: [{}] }, { inputs })
    const seconds = run.calls.filter(call => call.operation === 'ListInstances').map(call => (call.at - START) / 1000)
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0))
    expect(Math.max(...gaps.slice(0, 4))).toBeLessThanOrEqual(5)
    expect(Math.min(...gaps.slice(-3, -1))).toBeGreaterThan(Math.max(...gaps.slice(0, 4)))
    expect(seconds.at(-1)).toBe(60)
  })
})

describe('the count', () => {
  const T2 = createTask({ id: 't2', address: '10.0.0.2' })
  const NOTHING_ELSE = { rules: { ...createSubject().rules, targetGroups: [], stableMs: 0 }, registryArns: [] }
  const both: Script = { ListTasks: [listed(T1, T2)], DescribeTasks: [{ tasks: [T1, T2] }] }
  const two = createIdentity({ ...IDENTITY, desiredCount: 2 })

  test('that was asked for holds while a late read shows the one before', async () => {
    const { verification, seconds } = await verify(
      {
        DescribeServices: [shown(), shown({ desiredCount: 2 })],
        ListTasks: [listed(T1), listed(T1, T2)],
        DescribeTasks: [{ tasks: [T1] }, { tasks: [T1, T2] }],
      },
      { ...NOTHING_ELSE, identity: two },
    )
    expect(checksOf(verification)).toMatchObject([{ detail: '2 tasks run api:2.' }])
    expect(seconds).toBeLessThanOrEqual(5)
    expect(seconds).toBeGreaterThan(0)
  })

  test('that auto scaling has set since it was shown is the one that counts', async () => {
    const { verification, seconds } = await verify(
      { DescribeServices: [shown({ desiredCount: 2 }), shown({ desiredCount: 1 })], ListTasks: [listed(T1)] },
      { ...NOTHING_ELSE, identity: two },
    )
    expect(checksOf(verification)).toMatchObject([{ detail: '1 task runs api:2.' }])
    expect(seconds).toBeLessThanOrEqual(5)
    expect(seconds).toBeGreaterThan(0)
  })

  test('that the watch has seen counts at once', async () => {
    const { verification, seconds } = await verify(
      { ...both, DescribeServices: [shown({ desiredCount: 2 })] },
      { ...NOTHING_ELSE, identity: createIdentity({ ...IDENTITY, desiredCount: 4 }), isCountShown: true },
    )
    expect(checksOf(verification)).toMatchObject([{ state: 'passed' }])
    expect(seconds).toBe(0)
  })

  test('that nobody shows is not waited for longer than a read can be late', async () => {
    const { verification, seconds } = await verify(
      { ...both, DescribeServices: [shown({ desiredCount: 2 })] },
      {
        ...NOTHING_ELSE,
        identity: createIdentity({ ...IDENTITY, desiredCount: 4 }),
        inputs: createExpectation({ timeoutSeconds: 120 }),
      },
    )
    expect(checksOf(verification)).toMatchObject([{ state: 'passed', detail: '2 tasks run api:2.' }])
    expect(seconds).toBeGreaterThanOrEqual(30)
    expect(seconds).toBeLessThanOrEqual(40)
  })
})

describe('what stays wrong is reported when the time is up, by a last read of everything', () => {
  test.each<[string, Script, CheckResult]>([
    [
      'no task runs',
      { ListTasks: [{}] },
      { check: 'tasks', state: 'failed', detail: '0 tasks run api:2 where 1 is desired.', blame: 'service' },
    ],
    [
      'the task is not a target',
      { DescribeTargetHealth: [{}] },
      {
        check: 'targets',
        state: 'failed',
        detail: 'Target group "api": 10.0.0.1 is not registered.',
        mayBeOtherTasks: true,
        blame: 'service',
      },
    ],
    [
      'the target group is gone',
      { DescribeTargetHealth: [createError('TargetGroupNotFoundException', 'gone')] },
      { check: 'targets', state: 'failed', detail: 'Target group "api" no longer exists.', blame: 'surroundings' },
    ],
    [
      'the task is not registered',
      { ListInstances: [{}] },
      {
        check: 'discovery',
        state: 'failed',
        detail: 'Discovery service srv-1: 10.0.0.1 is not registered.',
        mayBeOtherTasks: true,
        blame: 'surroundings',
      },
    ],
    [
      'the discovery service is gone',
      { ListInstances: [createError('ServiceNotFound', 'gone')] },
      {
        check: 'discovery',
        state: 'failed',
        detail: 'Discovery service srv-1 no longer exists.',
        blame: 'surroundings',
      },
    ],
    [
      'an earlier task runs',
      {
        DescribeTasks: [
          { tasks: [T1, createTask({ taskArn: 't0', taskDefinitionArn: OLD_REVISION, startedBy: BEFORE })] },
        ],
        ListTasks: [{ taskArns: [arnOf(T1), 't0'] }],
      },
      {
        check: 'tasks',
        state: 'failed',
        detail: '1 task runs api:1 where only api:2 is expected.',
        blame: 'surroundings',
      },
    ],
    [
      'the targets could not be read',
      { DescribeTargetHealth: [createError('ServerException', 'x')] },
      { check: 'targets', state: 'unread', detail: 'Target group "api" could not be read (ServerException: x).' },
    ],
    [
      'the service could not be read',
      { DescribeServices: [createError('ServerException', 'x')] },
      { check: 'service', state: 'unread', detail: 'The service could not be read (ServerException: x).' },
    ],
  ])('%s', async (_name, script, expected) => {
    const { run, verification, seconds } = await verify(script)
    expect(checksOf(verification).filter(({ state }) => state !== 'passed' && state !== 'not-checked')).toEqual([
      expected,
    ])
    expect(seconds).toBe(10)
    const last = run.calls.filter(call => call.at === START + 10_000).map(({ operation }) => operation)
    const others = ['DescribeServices', 'ListTasks', 'DescribeTargetHealth', 'ListInstances']
    expect(last).toEqual(expect.arrayContaining(others))
  })

  test('the time of the run ends it sooner than its own', async () => {
    const { seconds } = await verify({ ListInstances: [{}] }, { until: START + 7_000 })
    expect(seconds).toBe(7)
  })

  test('what completed just before the time of the run is over is verified for five seconds', async () => {
    const { seconds } = await verify({ ListInstances: [{}] }, { until: START + 1_000 })
    expect(seconds).toBe(5)
  })
})

describe('a missing permission: not checked, and not waited for', () => {
  test.each<[string, Script, readonly string[]]>([
    [
      'to read tasks',
      { ListTasks: [createError('AccessDeniedException')] },
      ['tasks not-checked', 'targets not-checked', 'discovery not-checked'],
    ],
    [
      'to read targets',
      { DescribeTargetHealth: [createError('AccessDeniedException')] },
      ['tasks passed', 'targets not-checked', 'discovery passed'],
    ],
    [
      'to read instances',
      { ListInstances: [createError('AccessDeniedException')] },
      ['tasks passed', 'targets passed', 'discovery not-checked'],
    ],
    [
      'to read the service',
      { DescribeServices: [createError('AccessDeniedException')] },
      ['service not-checked', 'tasks passed', 'targets passed', 'discovery passed'],
    ],
  ])('%s', async (_name, script, states) => {
    const { verification, seconds } = await verify(script)
    expect(statesOf(verification)).toEqual(states)
    expect(seconds).toBe(0)
  })

  test('to read the revision: whether its tasks are healthy is not known', async () => {
    const rules = { ...createSubject().rules, healthChecked: undefined }
    const { verification } = await verify({}, { rules })
    expect(statesOf(verification)).toEqual(['tasks not-checked', 'targets passed', 'discovery passed'])
  })
})
