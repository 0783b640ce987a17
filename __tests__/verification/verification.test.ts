import { describe, expect, test } from '@jest/globals'
import { CancelledError } from '../../src/runtime.ts'
import { type Verified, verifyService } from '../../src/verification/verification.ts'
import { createScriptedRun, type Script } from '../deployment/scripted-aws.ts'
import { createAnswer, createExpectation, createTask, OLD_REVISION, REVISION } from './data.ts'

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef'
const REGISTRY = 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1'

const UNCHECKED = { taskDefinition: { containerDefinitions: [{ name: 'api' }] } }
const CHECKED = {
  taskDefinition: { containerDefinitions: [{ name: 'api', healthCheck: { command: ['CMD', 'true'] } }] },
}
const TASKS = { ListTasks: [{ taskArns: ['t1'] }], DescribeTasks: [{ tasks: [createTask()] }] }
const TARGET = (State: string) => ({
  TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 8000 }, TargetHealth: { State } }],
})
const INSTANCE = { Instances: [{ Id: 't1', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } }] }

/** One task that is a healthy target and is registered. */
const ALL_WELL: Script = {
  ...TASKS,
  DescribeTaskDefinition: [UNCHECKED],
  DescribeServices: [{ services: [{ status: 'ACTIVE', desiredCount: 1 }] }],
  DescribeTargetHealth: [TARGET('healthy')],
  ListInstances: [INSTANCE],
}

const createWanted = (overrides: Partial<Verified> = {}): Verified => ({
  cluster: 'main',
  service: 'api',
  taskDefinitionArn: REVISION,
  desiredCount: 1,
  targetGroupArns: [GROUP],
  registryArns: [REGISTRY],
  loadBalancer: undefined,
  inputs: createExpectation({ timeoutSeconds: 10 }),
  tasks: undefined,
  taskDefinition: undefined,
  ...overrides,
})

const denied = (operation: string) =>
  Object.assign(new Error(`User is not authorized to perform: ${operation}`), { name: 'AccessDeniedException' })

const operationsOf = ({ calls }: ReturnType<typeof createScriptedRun>) => calls.map(call => call.operation)

describe('everything is as it should be', () => {
  test('one read, one finding for each part', async () => {
    const run = createScriptedRun(ALL_WELL)
    expect(await verifyService(run.ctx, createWanted())).toEqual([
      { check: 'tasks', state: 'passed', detail: '1 of 1 tasks run api:2.' },
      { check: 'targets', state: 'passed', detail: 'Target group "api": 1 of 1 tasks are healthy targets.' },
      { check: 'discovery', state: 'passed', detail: 'Discovery service srv-1: 1 of 1 tasks are registered.' },
    ])
    expect(operationsOf(run).toSorted()).toEqual([
      'DescribeTargetHealth',
      'DescribeTaskDefinition',
      'DescribeTasks',
      'ListInstances',
      'ListTasks',
    ])
  })

  test('what was read before is not read again', async () => {
    const run = createScriptedRun(ALL_WELL)
    const known = { tasks: [createTask()], taskDefinition: UNCHECKED.taskDefinition }
    const findings = await verifyService(run.ctx, createWanted(known))
    expect(findings.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed'])
    expect(operationsOf(run).toSorted()).toEqual(['DescribeTargetHealth', 'ListInstances'])
  })

  test('several target groups, no discovery, and HTTP', async () => {
    const run = createScriptedRun(ALL_WELL)
    const inputs = createExpectation({ url: { kind: 'url', url: 'https://api.example.com/' } })
    const findings = await verifyService(
      { ...run.ctx, httpGet: async () => createAnswer() },
      createWanted({ targetGroupArns: [GROUP, GROUP], registryArns: [], inputs }),
    )
    expect(findings.map(({ check, state }) => [check, state])).toEqual([
      ['tasks', 'passed'],
      ['targets', 'passed'],
      ['targets', 'passed'],
      ['http', 'passed'],
    ])
  })
})

describe('what lags behind passes on a later read', () => {
  test.each<[string, Script]>([
    ['the target is still being checked', { DescribeTargetHealth: [TARGET('initial'), TARGET('healthy')] }],
    ['the target is not registered yet', { DescribeTargetHealth: [{}, TARGET('healthy')] }],
    ['the instance is not registered yet', { ListInstances: [{}, INSTANCE] }],
    ['the task is not listed yet', { ListTasks: [{}, { taskArns: ['t1'] }] }],
    [
      'an earlier task still runs',
      {
        DescribeTasks: [
          { tasks: [createTask(), createTask({ id: 't0', taskDefinitionArn: OLD_REVISION })] },
          { tasks: [createTask()] },
        ],
      },
    ],
    [
      'the container health check has not run yet',
      {
        DescribeTaskDefinition: [CHECKED],
        DescribeTasks: [
          { tasks: [createTask()] },
          { tasks: [createTask({ healthStatus: 'HEALTHY', containers: [{ name: 'api', healthStatus: 'HEALTHY' }] })] },
        ],
      },
    ],
  ])('%s', async (_name, script) => {
    const run = createScriptedRun({ ...ALL_WELL, ...script })
    const startedAt = run.ctx.clock.now()
    const findings = await verifyService(run.ctx, createWanted())
    expect(findings.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed'])
    expect(run.ctx.clock.now() - startedAt).toBe(2_500)
  })

  test('auto scaling changed the count after the deployment was made', async () => {
    const tasks = [createTask(), createTask({ id: 't2', address: '10.0.0.2' })]
    const run = createScriptedRun({
      ...ALL_WELL,
      DescribeTasks: [{ tasks }],
      DescribeServices: [{ services: [{ status: 'ACTIVE', desiredCount: 2 }] }],
    })
    const findings = await verifyService(run.ctx, createWanted({ targetGroupArns: [], registryArns: [] }))
    expect(findings).toEqual([{ check: 'tasks', state: 'passed', detail: '2 of 2 tasks run api:2.' }])
  })
})

describe('what stays wrong is reported when the time is up', () => {
  test.each<[string, Script, string, string]>([
    ['no task runs', { ListTasks: [{}] }, 'tasks', '0 tasks run api:2 where 1 is desired.'],
    [
      'a container health check never ran',
      { DescribeTaskDefinition: [CHECKED] },
      'tasks',
      'Not every task passes its container health checks: container "api" of t1 is UNKNOWN.',
    ],
    [
      'the task is not a target',
      { DescribeTargetHealth: [{}] },
      'targets',
      'Target group "api": 10.0.0.1 is not registered.',
    ],
    [
      'the target group is gone',
      { DescribeTargetHealth: [Object.assign(new Error('gone'), { name: 'TargetGroupNotFoundException' })] },
      'targets',
      'Target group "api" no longer exists.',
    ],
    [
      'the task is not registered',
      { ListInstances: [{}] },
      'discovery',
      'Discovery service srv-1: 10.0.0.1 is not registered.',
    ],
    [
      'the discovery service is gone',
      { ListInstances: [Object.assign(new Error('gone'), { name: 'ServiceNotFound' })] },
      'discovery',
      'Discovery service srv-1 no longer exists.',
    ],
  ])('%s', async (_name, script, check, detail) => {
    const run = createScriptedRun({ ...ALL_WELL, ...script })
    const startedAt = run.ctx.clock.now()
    const findings = await verifyService(run.ctx, createWanted())
    expect(findings.filter(({ state }) => state === 'failed')).toEqual([{ check, state: 'failed', detail }])
    expect(run.ctx.clock.now() - startedAt).toBe(10_000)
  })

  test('a service that is gone: no task runs where one is desired', async () => {
    const gone = Object.assign(new Error('gone'), { name: 'ServiceNotFoundException' })
    const run = createScriptedRun({ ...ALL_WELL, ListTasks: [gone], DescribeServices: [{ services: [] }] })
    const [tasks] = await verifyService(run.ctx, createWanted())
    expect(tasks).toEqual({ check: 'tasks', state: 'failed', detail: '0 tasks run api:2 where 1 is desired.' })
  })
})

describe('a missing permission', () => {
  test.each<[string, Script, readonly (readonly string[])[]]>([
    [
      'to read tasks: nothing can be compared with them',
      { ListTasks: [denied('ecs:ListTasks')] },
      [
        ['tasks', 'not-checked', 'Not checked: the permission ecs:ListTasks or ecs:DescribeTasks is missing.'],
        ['targets', 'not-checked', 'Target group "api": not checked, because the tasks could not be read.'],
        ['discovery', 'not-checked', 'Discovery service srv-1: not checked, because the tasks could not be read.'],
      ],
    ],
    [
      'to read targets',
      { DescribeTargetHealth: [denied('elasticloadbalancing:DescribeTargetHealth')] },
      [
        ['tasks', 'passed', '1 of 1 tasks run api:2.'],
        ['targets', 'not-checked', 'Not checked: the permission elasticloadbalancing:DescribeTargetHealth is missing.'],
        ['discovery', 'passed', 'Discovery service srv-1: 1 of 1 tasks are registered.'],
      ],
    ],
    [
      'to read instances',
      { ListInstances: [denied('servicediscovery:ListInstances')] },
      [
        ['tasks', 'passed', '1 of 1 tasks run api:2.'],
        ['targets', 'passed', 'Target group "api": 1 of 1 tasks are healthy targets.'],
        ['discovery', 'not-checked', 'Not checked: the permission servicediscovery:ListInstances is missing.'],
      ],
    ],
    [
      'to read the revision: whether its tasks are healthy is not known',
      { DescribeTaskDefinition: [denied('ecs:DescribeTaskDefinition')] },
      [
        ['tasks', 'not-checked', 'Not checked: the permission ecs:DescribeTaskDefinition is missing.'],
        ['targets', 'passed', 'Target group "api": 1 of 1 tasks are healthy targets.'],
        ['discovery', 'passed', 'Discovery service srv-1: 1 of 1 tasks are registered.'],
      ],
    ],
  ])('%s', async (_name, script, expected) => {
    const run = createScriptedRun({ ...ALL_WELL, ...script })
    const findings = await verifyService(run.ctx, createWanted())
    expect(findings.map(({ check, state, detail }) => [check, state, detail])).toEqual(expected)
  })

  test('to read the service again: the known count is used', async () => {
    const run = createScriptedRun({
      ...ALL_WELL,
      ListTasks: [{}, { taskArns: ['t1'] }],
      DescribeServices: [denied('ecs:DescribeServices')],
    })
    expect((await verifyService(run.ctx, createWanted()))[0]).toMatchObject({ state: 'passed' })
  })
})

describe('paging', () => {
  test('every page of tasks and of instances is read', async () => {
    const second = createTask({ id: 't2', address: '10.0.0.2' })
    const run = createScriptedRun({
      ...ALL_WELL,
      ListTasks: [{ taskArns: ['t1'], nextToken: 'more' }, { taskArns: ['t2'] }],
      DescribeTasks: [{ tasks: [createTask()] }, { tasks: [second] }],
      ListInstances: [
        { ...INSTANCE, NextToken: 'more' },
        { Instances: [{ Id: 't2', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.2' } }] },
      ],
    })
    const findings = await verifyService(run.ctx, createWanted({ desiredCount: 2, targetGroupArns: [] }))
    expect(findings.map(({ state }) => state)).toEqual(['passed', 'passed'])
    const tokens = run.calls.map(({ operation, input }) => [operation, input.nextToken ?? input.NextToken])
    expect(tokens).toContainEqual(['ListTasks', 'more'])
    expect(tokens).toContainEqual(['ListInstances', 'more'])
  })

  test('an instance registered by IPv6 address alone', async () => {
    const task = createTask({
      attachments: [],
      containers: [{ name: 'api', networkInterfaces: [{ ipv6Address: '2001:db8::1' }] }],
    })
    const run = createScriptedRun({
      ...ALL_WELL,
      DescribeTasks: [{ tasks: [task] }],
      ListInstances: [{ Instances: [{ Id: 't1', Attributes: { AWS_INSTANCE_IPV6: '2001:0db8::0001' } }] }],
    })
    const findings = await verifyService(run.ctx, createWanted({ targetGroupArns: [] }))
    expect(findings[1]).toMatchObject({ check: 'discovery', state: 'passed' })
  })
})

describe('an error ends all of it', () => {
  test('an API that is lost: the error is thrown, and nothing more is requested over HTTP', async () => {
    const run = createScriptedRun({ ...ALL_WELL, ListTasks: [new Error('lost')] })
    const signals: (AbortSignal | undefined)[] = []
    const inputs = createExpectation({ url: { kind: 'url', url: 'https://api.example.com/' }, timeoutSeconds: 3_600 })
    const context: typeof run.ctx = {
      ...run.ctx,
      httpGet: request => {
        signals.push(request.signal)
        return new Promise((_, reject) =>
          request.signal?.addEventListener('abort', () => reject(request.signal?.reason)),
        )
      },
    }
    await expect(verifyService(context, createWanted({ inputs }))).rejects.toThrow('lost')
    expect(signals.map(signal => signal?.aborted)).toEqual([true])
  })

  test('cancellation: its reason is thrown', async () => {
    const run = createScriptedRun(ALL_WELL)
    run.abort.abort(new CancelledError())
    await expect(verifyService(run.ctx, createWanted())).rejects.toThrow(CancelledError)
  })
})
