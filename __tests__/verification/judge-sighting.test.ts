import type { Deployment, Service, Task } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import type { SeenTarget } from '../../src/tasks/target-health.ts'
import type { CheckResult } from '../../src/verification/check-result.ts'
import { judgeSighting, standingOf, strangeTargets, type Wanted } from '../../src/verification/judge-sighting.ts'
import type { Seen, Sighting } from '../../src/verification/sighting.ts'
import { AFTER, BEFORE, SERVICE_CREATED, START } from '../deployment/snapshots.ts'
import { createOurs, createService, createTask, createWanted, GROUP, OLD_REVISION, REGISTRY } from './data.ts'

const NOW = START + 60_000
const DENIED = { kind: 'denied', problem: 'AccessDeniedException: no' } as const
const UNREAD = { kind: 'unread', problem: 'TimeoutError: no response' } as const
const seen = <Value>(value: Value): Seen<Value> => ({ kind: 'seen', value })
const target = (address: string, state = 'healthy'): SeenTarget => ({ address, port: 8000, state, reason: undefined })

/** One task that is a healthy target and is registered. */
function createSighting(overrides: Partial<Sighting> = {}): Sighting {
  return {
    begunAt: NOW,
    at: NOW,
    service: seen(createService()),
    tasks: seen([createTask()]),
    targets: new Map([[GROUP, seen([target('10.0.0.1')])]]),
    instances: new Map([[REGISTRY, seen(new Set(['10.0.0.1']))]]),
    ...overrides,
  }
}

const withTasks = (...tasks: readonly Task[]) => createSighting({ tasks: seen(tasks) })

describe('whether the service is still ours', () => {
  const showing = (overrides: Partial<Service>) => createSighting({ service: seen(createService(overrides)) })
  const other = (overrides: Partial<Deployment> = {}) =>
    createOurs({ id: AFTER, createdAt: new Date(NOW), ...overrides })
  const unknown = (detail: string) => ({ kind: 'unknown', result: { check: 'service', state: 'unread', detail } })

  test.each<[string, Sighting, object]>([
    ['ours is PRIMARY', createSighting(), { kind: 'ours' }],
    [
      'ours has failed after all',
      showing({ deployments: [createOurs({ rolloutState: 'FAILED' })] }),
      { kind: 'failed' },
    ],
    ['a newer one is PRIMARY', showing({ deployments: [other()] }), { kind: 'replaced', by: { id: AFTER } }],
    ['the service is deleted', showing({ status: 'DRAINING' }), { kind: 'deleted', status: 'DRAINING' }],
    [
      'an older one is PRIMARY: the read is late',
      showing({ deployments: [other({ id: 'ecs-svc/0', createdAt: new Date(START - 1) })] }),
      unknown('The service could not be read (the read was late).'),
    ],
    [
      'one that was there before is PRIMARY, whatever its time: the read is late',
      showing({ deployments: [other({ id: BEFORE })] }),
      unknown('The service could not be read (the read was late).'),
    ],
    [
      'a service of the same name that was deleted before',
      showing({ status: 'INACTIVE', createdAt: new Date(SERVICE_CREATED - 1) }),
      unknown('The service could not be read (the read was late).'),
    ],
    [
      'no deployment is PRIMARY',
      showing({ deployments: [] }),
      unknown('The service could not be read (ECS lists no primary deployment).'),
    ],
    [
      'it is not listed',
      createSighting({ service: seen(undefined) }),
      unknown('The service could not be read (ECS does not list it).'),
    ],
    [
      'it could not be read',
      createSighting({ service: UNREAD }),
      unknown('The service could not be read (TimeoutError: no response).'),
    ],
    [
      'it may not be read',
      createSighting({ service: DENIED }),
      {
        kind: 'unknown',
        result: {
          check: 'service',
          state: 'not-checked',
          detail: 'Not checked: the permission ecs:DescribeServices is missing.',
        },
      },
    ],
  ])('%s', (_name, sighting, expected) => {
    expect(standingOf(sighting, createWanted())).toMatchObject(expected)
  })
})

interface Case {
  readonly name: string
  readonly sighting: Sighting
  readonly wanted?: Partial<Wanted>
  readonly desiredCount?: number
  readonly expected: CheckResult
}

const passed = (check: CheckResult['check'], detail: string): CheckResult => ({ check, state: 'passed', detail })
const failed = (check: CheckResult['check'], detail: string, blame: CheckResult['blame']): CheckResult => ({
  check,
  state: 'failed',
  detail,
  ...(blame && { blame }),
})
const notChecked = (check: CheckResult['check'], detail: string): CheckResult => ({
  check,
  state: 'not-checked',
  detail,
})
const unread = (check: CheckResult['check'], detail: string): CheckResult => ({ check, state: 'unread', detail })

const OLD = { id: 't0', address: '10.0.0.9', taskDefinitionArn: OLD_REVISION, startedBy: BEFORE }
const rules = (overrides: Partial<Wanted['rules']>): Partial<Wanted> => ({
  rules: { ...createWanted().rules, targetGroups: [], ...overrides },
})
const NO_GROUP = rules({})

const TASKS: readonly Case[] = [
  { name: 'as many as desired run', sighting: createSighting(), expected: passed('tasks', '1 task runs api:2.') },
  {
    name: 'how long they have lived: what fails later is another matter',
    sighting: withTasks(
      createTask({ startedAt: new Date(NOW - 90_000) }),
      createTask({ id: 't2', startedAt: new Date(NOW - 12_000) }),
    ),
    wanted: NO_GROUP,
    desiredCount: 2,
    expected: passed('tasks', '2 tasks run api:2, the youngest for 12.0 s so far.'),
  },
  {
    name: 'of one task, too',
    sighting: withTasks(createTask({ startedAt: new Date(NOW - 12_000) })),
    wanted: NO_GROUP,
    expected: passed('tasks', '1 task runs api:2, for 12.0 s so far.'),
  },
  {
    name: 'more than desired run: the count is being changed',
    sighting: withTasks(createTask(), createTask({ id: 't2' })),
    expected: passed('tasks', '2 tasks run api:2.'),
  },
  {
    name: 'none is desired and none runs',
    sighting: withTasks(),
    desiredCount: 0,
    expected: passed('tasks', 'No task is desired, and none runs.'),
  },
  {
    name: 'none runs',
    sighting: withTasks(),
    expected: failed('tasks', '0 tasks run api:2 where 1 is desired.', 'service'),
  },
  {
    name: 'too few run',
    sighting: withTasks(createTask()),
    desiredCount: 2,
    expected: failed('tasks', '1 task runs api:2 where 2 are desired.', 'service'),
  },
  {
    name: 'one is still pending',
    sighting: withTasks(createTask({ lastStatus: 'PENDING' })),
    expected: failed('tasks', '0 tasks run api:2 where 1 is desired.', 'service'),
  },
  {
    name: 'one is being stopped',
    sighting: withTasks(createTask({ desiredStatus: 'STOPPED' })),
    expected: failed('tasks', '0 tasks run api:2 where 1 is desired.', 'service'),
  },
  {
    name: 'an earlier task runs that no deployment of the service has',
    sighting: withTasks(createTask(), createTask(OLD)),
    expected: failed('tasks', '1 task runs api:1 where only api:2 is expected.', 'surroundings'),
  },
  {
    name: 'a task of the same revision runs, of another deployment',
    sighting: withTasks(createTask(), createTask({ id: 't2', startedBy: AFTER })),
    expected: failed('tasks', '1 task runs api:2 of another deployment where only api:2 is expected.', 'surroundings'),
  },
  {
    name: 'a task of the same revision runs, and the deployment is older than its tasks may be (after a rollback)',
    sighting: withTasks(createTask({ startedBy: BEFORE })),
    wanted: { tasksBy: 'revision' },
    expected: passed('tasks', '1 task runs api:2.'),
  },
  {
    name: 'ECS is still taking an earlier task away',
    sighting: createSighting({
      tasks: seen([createTask(), createTask(OLD)]),
      service: seen(
        createService({
          deployments: [createOurs(), { id: BEFORE, status: 'ACTIVE', taskDefinition: OLD_REVISION }],
        }),
      ),
    }),
    expected: passed('tasks', '1 task runs api:2.'),
  },
  {
    name: 'wait-until: serving: earlier tasks may run',
    sighting: withTasks(createTask(), createTask(OLD)),
    wanted: { isServing: true },
    expected: passed('tasks', '1 task runs api:2.'),
  },
  {
    name: 'an earlier task that is stopping does not count',
    sighting: withTasks(createTask(), createTask({ ...OLD, lastStatus: 'DEACTIVATING' })),
    expected: passed('tasks', '1 task runs api:2.'),
  },
  {
    name: 'every container with a check is HEALTHY',
    sighting: withTasks(createTask({ containers: [{ name: 'api', healthStatus: 'HEALTHY' }] })),
    wanted: rules({ healthChecked: ['api'] }),
    expected: passed('tasks', '1 task runs api:2, and every container with a health check is HEALTHY.'),
  },
  {
    name: 'a container check has not passed',
    sighting: createSighting(),
    wanted: rules({ healthChecked: ['api'] }),
    expected: failed('tasks', 'container "api" of t1 is UNKNOWN.', 'service'),
  },
  {
    name: 'without any check, it has not lived for stable-seconds',
    sighting: withTasks(createTask({ startedAt: new Date(NOW - 4_000) })),
    wanted: NO_GROUP,
    expected: {
      ...failed('tasks', 't1 has run for 4.0 s of 10 s (stable-seconds).', 'surroundings'),
      passesAt: NOW + 6_000,
    },
  },
  {
    name: 'the revision may not be read: whether its tasks are healthy is not known',
    sighting: createSighting(),
    wanted: rules({ healthChecked: undefined }),
    expected: notChecked('tasks', 'Not checked: the permission ecs:DescribeTaskDefinition is missing.'),
  },
  {
    name: 'they may not be read',
    sighting: createSighting({ tasks: DENIED }),
    desiredCount: 0,
    expected: notChecked('tasks', 'Not checked: the permission ecs:ListTasks or ecs:DescribeTasks is missing.'),
  },
  {
    name: 'they could not be read',
    sighting: createSighting({ tasks: UNREAD }),
    expected: unread('tasks', 'The tasks could not be read (TimeoutError: no response).'),
  },
]

const withTargets = (targets: Seen<readonly SeenTarget[]>, tasks: readonly Task[] = [createTask()]) =>
  createSighting({ targets: new Map([[GROUP, targets]]), tasks: seen(tasks) })

const TARGETS: readonly Case[] = [
  {
    name: 'all tasks are healthy targets',
    sighting: createSighting(),
    expected: passed('targets', 'Target group "api": 1 of 1 tasks are healthy targets.'),
  },
  {
    name: 'one of two is not',
    sighting: withTargets(seen([target('10.0.0.1')]), [createTask(), createTask({ id: 't2', address: '10.0.0.2' })]),
    expected: {
      ...failed('targets', 'Target group "api": 10.0.0.2 is not registered.', 'service'),
      mayBeOtherTasks: true,
    },
  },
  {
    name: 'the task of another deployment does not matter here',
    sighting: withTargets(seen([target('10.0.0.1')]), [createTask(), createTask(OLD)]),
    expected: passed('targets', 'Target group "api": 1 of 1 tasks are healthy targets.'),
  },
  {
    name: 'no task runs',
    sighting: withTargets(seen([]), []),
    expected: passed('targets', 'Target group "api": no task runs that could be a target.'),
  },
  {
    name: 'the tasks could not be read',
    sighting: createSighting({ tasks: DENIED }),
    expected: notChecked('targets', 'Target group "api": not checked, because the tasks could not be read.'),
  },
  {
    name: 'they may not be read',
    sighting: withTargets(DENIED),
    expected: notChecked(
      'targets',
      'Not checked: the permission elasticloadbalancing:DescribeTargetHealth is missing.',
    ),
  },
  {
    name: 'they could not be read',
    sighting: withTargets(UNREAD),
    expected: unread('targets', 'Target group "api" could not be read (TimeoutError: no response).'),
  },
  {
    name: 'the group is gone',
    sighting: withTargets({ kind: 'unread', problem: 'TargetGroupNotFoundException: gone' }),
    expected: failed('targets', 'Target group "api" no longer exists.', 'surroundings'),
  },
]

const withInstances = (instances: Seen<ReadonlySet<string>>, tasks: readonly Task[] = [createTask()]) =>
  createSighting({ instances: new Map([[REGISTRY, instances]]), tasks: seen(tasks) })

const INSTANCES: readonly Case[] = [
  {
    name: 'all tasks are registered',
    sighting: createSighting(),
    expected: passed('discovery', 'Discovery service srv-1: 1 of 1 tasks are registered.'),
  },
  {
    name: 'one is not',
    sighting: withInstances(seen(new Set())),
    expected: {
      ...failed('discovery', 'Discovery service srv-1: 10.0.0.1 is not registered.', 'surroundings'),
      mayBeOtherTasks: true,
    },
  },
  {
    name: 'two are not, one of them without an address yet',
    sighting: withInstances(seen(new Set()), [createTask(), createTask({ id: 't2', attachments: [] })]),
    expected: {
      ...failed('discovery', 'Discovery service srv-1: 10.0.0.1, task t2 are not registered.', 'surroundings'),
      mayBeOtherTasks: true,
    },
  },
  {
    name: 'no task runs',
    sighting: withInstances(seen(new Set()), []),
    expected: passed('discovery', 'Discovery service srv-1: no task runs that could be registered.'),
  },
  {
    name: 'the tasks could not be read',
    sighting: createSighting({ tasks: UNREAD }),
    expected: notChecked('discovery', 'Discovery service srv-1: not checked, because the tasks could not be read.'),
  },
  {
    name: 'they may not be read',
    sighting: withInstances(DENIED),
    expected: notChecked('discovery', 'Not checked: the permission servicediscovery:ListInstances is missing.'),
  },
  {
    name: 'they could not be read',
    sighting: withInstances(UNREAD),
    expected: unread('discovery', 'Discovery service srv-1 could not be read (TimeoutError: no response).'),
  },
  {
    name: 'the discovery service is gone',
    sighting: withInstances({ kind: 'unread', problem: 'ServiceNotFound: gone' }),
    expected: failed('discovery', 'Discovery service srv-1 no longer exists.', 'surroundings'),
  },
]

function resultOf({ sighting, wanted, desiredCount = 1, expected }: Case): CheckResult | undefined {
  return judgeSighting(sighting, createWanted(wanted), desiredCount).find(({ check }) => check === expected.check)
}

test.each(TASKS)('tasks: $name', item => {
  expect(resultOf(item)).toEqual(item.expected)
})

test.each(TARGETS)('targets: $name', item => {
  expect(resultOf(item)).toEqual(item.expected)
})

test.each(INSTANCES)('instances: $name', item => {
  expect(resultOf(item)).toEqual(item.expected)
})

describe('one result for each part', () => {
  test('in the order tasks, target groups, discovery services', () => {
    const checks = judgeSighting(createSighting(), createWanted(), 1).map(({ check }) => check)
    expect(checks).toEqual(['tasks', 'targets', 'discovery'])
  })

  test('two groups that ECS uses in turn are one, and are named together', () => {
    const green = GROUP.replace('/api/', '/green/')
    const sighting = createSighting({
      targets: new Map([
        [GROUP, seen<readonly SeenTarget[]>([])],
        [green, seen([target('10.0.0.1')])],
      ]),
    })
    const wanted = createWanted(rules({ targetGroups: [[GROUP, green]] }))
    expect(judgeSighting(sighting, wanted, 1)[1]).toEqual(
      passed('targets', 'Target group "api" or "green": 1 of 1 tasks are healthy targets.'),
    )
  })
})

describe('strange targets', () => {
  test.each<[string, Sighting, readonly string[]]>([
    ['none', createSighting(), []],
    ['one that is nobody’s', withTargets(seen([target('10.0.0.1'), target('10.9.9.9', 'unhealthy')])), ['10.9.9.9']],
    ['one that drains', withTargets(seen([target('10.9.9.9', 'draining')])), []],
    [
      'one of an earlier task of the service',
      withTargets(seen([target('10.0.0.1'), target('10.0.0.9')]), [createTask(), createTask(OLD)]),
      [],
    ],
    ['the tasks are not known', createSighting({ tasks: DENIED }), []],
    ['the targets are not known', withTargets(UNREAD), []],
  ])('%s', (_name, sighting, expected) => {
    expect(strangeTargets(sighting, [GROUP])).toEqual(expected)
  })
})
