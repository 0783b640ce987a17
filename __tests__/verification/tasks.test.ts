import { describe, expect, test } from '@jest/globals'
import { addressesOf } from '../../src/verification/addresses.ts'
import { healthCheckedContainers, judgeTasks } from '../../src/verification/tasks.ts'
import { createTask, OLD_REVISION, REVISION } from './data.ts'

const wanted = (overrides: Partial<Parameters<typeof judgeTasks>[1]> = {}) => ({
  taskDefinitionArn: REVISION,
  desiredCount: 1,
  healthChecked: [],
  ...overrides,
})

describe('judgeTasks without container health checks', () => {
  test('as many as desired run', () => {
    const tasks = [createTask(), createTask({ id: 't2' })]
    expect(judgeTasks(tasks, wanted({ desiredCount: 2 }))).toEqual({
      check: 'tasks',
      state: 'passed',
      detail: '2 of 2 tasks run api:2.',
    })
  })

  test.each([
    ['none runs', [], 1, '0 tasks run api:2 where 1 is desired.'],
    ['too few run', [createTask()], 2, '1 task runs api:2 where 2 are desired.'],
    ['too many run', [createTask(), createTask({ id: 't2' })], 1, '2 tasks run api:2 where 1 is desired.'],
    ['one is still pending', [createTask({ lastStatus: 'PENDING' })], 1, '0 tasks run api:2 where 1 is desired.'],
    [
      'one of an earlier revision runs',
      [createTask(), createTask({ id: 't2', taskDefinitionArn: OLD_REVISION })],
      1,
      '1 task runs api:1 where only api:2 is expected.',
    ],
    [
      'only earlier ones run',
      [createTask({ taskDefinitionArn: OLD_REVISION }), createTask({ id: 't2', taskDefinitionArn: OLD_REVISION })],
      2,
      '2 tasks run api:1 where only api:2 is expected.',
    ],
  ])('%s', (_name, tasks, desiredCount, detail) => {
    expect(judgeTasks(tasks, wanted({ desiredCount }))).toEqual({ check: 'tasks', state: 'failed', detail })
  })

  test('a task of an earlier revision that is stopping does not count', () => {
    const tasks = [createTask(), createTask({ id: 't2', taskDefinitionArn: OLD_REVISION, lastStatus: 'DEACTIVATING' })]
    expect(judgeTasks(tasks, wanted()).state).toBe('passed')
  })

  test('none is desired and none runs', () => {
    expect(judgeTasks([], wanted({ desiredCount: 0 }))).toEqual({
      check: 'tasks',
      state: 'passed',
      detail: 'No task is desired, and none runs.',
    })
  })

  test('tasks that could not be read are not checked, whatever was desired', () => {
    expect(judgeTasks(undefined, wanted({ desiredCount: 0 }))).toEqual({
      check: 'tasks',
      state: 'not-checked',
      detail: 'Not checked: the permission ecs:ListTasks or ecs:DescribeTasks is missing.',
    })
  })
})

describe('judgeTasks with container health checks', () => {
  const withHealth = (healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN', sidecar: 'HEALTHY' | 'UNKNOWN' = 'UNKNOWN') =>
    createTask({
      healthStatus,
      containers: [
        { name: 'api', healthStatus },
        { name: 'proxy', healthStatus: sidecar },
      ],
    })

  test('passed', () => {
    expect(judgeTasks([withHealth('HEALTHY')], wanted({ healthChecked: ['api'] }))).toEqual({
      check: 'tasks',
      state: 'passed',
      detail: '1 of 1 tasks run api:2, HEALTHY by their container health checks.',
    })
  })

  test.each([
    ['has not run yet', withHealth('UNKNOWN'), ['api'], 'container "api" of t1 is UNKNOWN'],
    ['failed', withHealth('UNHEALTHY'), ['api'], 'container "api" of t1 is UNHEALTHY'],
    [
      'of a second container has not run yet',
      withHealth('HEALTHY'),
      ['api', 'proxy'],
      'container "proxy" of t1 is UNKNOWN',
    ],
    [
      'belongs to a container that does not exist',
      createTask({ containers: [] }),
      ['api'],
      'container "api" of t1 is UNKNOWN',
    ],
  ])('a check %s', (_name, task, healthChecked, problem) => {
    expect(judgeTasks([task], wanted({ healthChecked }))).toEqual({
      check: 'tasks',
      state: 'failed',
      detail: `Not every task passes its container health checks: ${problem}.`,
    })
  })

  test('one of two tasks has not passed yet', () => {
    const tasks = [withHealth('HEALTHY'), { ...withHealth('UNKNOWN'), taskArn: 'arn:aws:ecs:us-east-1:1:task/main/t2' }]
    expect(judgeTasks(tasks, wanted({ desiredCount: 2, healthChecked: ['api'] })).detail).toBe(
      'Not every task passes its container health checks: container "api" of t2 is UNKNOWN.',
    )
  })

  test('where the revision may not be read, a running task is not called healthy', () => {
    expect(judgeTasks([withHealth('UNKNOWN')], wanted({ healthChecked: undefined }))).toEqual({
      check: 'tasks',
      state: 'not-checked',
      detail: 'Not checked: the permission ecs:DescribeTaskDefinition is missing.',
    })
  })

  test('where the revision may not be read, an UNHEALTHY task fails all the same', () => {
    expect(judgeTasks([withHealth('UNHEALTHY')], wanted({ healthChecked: undefined }))).toEqual({
      check: 'tasks',
      state: 'failed',
      detail: 'Not every task passes its container health checks: t1 is UNHEALTHY.',
    })
  })
})

test('the health of a task depends on its essential containers with a check', () => {
  const healthCheck = { command: ['CMD', 'true'] }
  expect(
    healthCheckedContainers({
      containerDefinitions: [
        { name: 'api', essential: true, healthCheck },
        { name: 'implicitly-essential', healthCheck },
        { name: 'sidecar', essential: false, healthCheck },
        { name: 'unchecked', essential: true },
      ],
    }),
  ).toEqual(['api', 'implicitly-essential'])
})

describe('addressesOf', () => {
  test('running tasks of the revision only', () => {
    const tasks = [
      createTask(),
      createTask({ id: 't2', lastStatus: 'PENDING', address: '10.0.0.2' }),
      createTask({ id: 't3', taskDefinitionArn: OLD_REVISION, address: '10.0.0.3' }),
    ]
    expect(addressesOf(tasks, REVISION)).toEqual([{ id: 't1', addresses: ['10.0.0.1'] }])
  })

  test('both addresses of a dual-stack task, each in one spelling', () => {
    const task = createTask({
      containers: [
        { name: 'api', networkInterfaces: [{ privateIpv4Address: '10.0.0.1', ipv6Address: '2001:0DB8:0:0::1' }] },
      ],
    })
    expect(addressesOf([task], REVISION)).toEqual([{ id: 't1', addresses: ['10.0.0.1', '2001:db8::1'] }])
  })

  test('a task without an address is not forgotten', () => {
    expect(addressesOf([createTask({ attachments: [] })], REVISION)).toEqual([{ id: 't1', addresses: [] }])
  })
})
