import { describe, expect, test } from '@jest/globals'
import { createRunningTasksReader } from '../../../src/deployment/reads/running-tasks.ts'
import type { HealthRules } from '../../../src/tasks/task-health.ts'
import { at, createScriptedRun, type Script, sdkTask } from '../scripted-aws.ts'
import { createIdentity, START } from '../snapshots.ts'

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef'

const running = (taskArn: string, address: string, overrides: Parameters<typeof sdkTask>[0] = {}) =>
  sdkTask({
    taskArn,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    startedAt: at(-20),
    containers: [{ name: 'app', healthStatus: 'UNKNOWN' }],
    attachments: [{ details: [{ name: 'privateIPv4Address', value: address }] }],
    ...overrides,
  })
const targets = (...states: readonly string[]) => ({
  TargetHealthDescriptions: states.map((State, index) => ({
    Target: { Id: `10.0.0.${index + 1}` },
    TargetHealth: { State },
  })),
})

const SCRIPT: Script = {
  ListTasks: [{ taskArns: ['a', 'b'] }],
  DescribeTasks: [{ tasks: [running('a', '10.0.0.1'), running('b', '10.0.0.2')] }],
  DescribeTargetHealth: [targets('healthy', 'initial'), targets('healthy', 'healthy')],
}

function create(change: Script = {}, overrides: Partial<HealthRules> = {}) {
  const run = createScriptedRun({ ...SCRIPT, ...change })
  const rules = { healthChecked: [], targetGroups: [[GROUP]], stableMs: 10_000, ...overrides }
  return { run, reader: createRunningTasksReader(run.ctx, createIdentity(), rules) }
}

describe('running tasks', () => {
  test('of our deployment, with the health of their targets', async () => {
    const tasks = [
      running('a', '10.0.0.1'),
      running('b', '10.0.0.2'),
      running('leaving', '10.0.0.3', { desiredStatus: 'STOPPED' }),
      running('pending', '10.0.0.4', { lastStatus: 'PENDING' }),
      running('earlier', '10.0.0.5', { startedBy: 'ecs-svc/0000000000000000001' }),
    ]
    const { reader } = create({ DescribeTasks: [{ tasks }] })
    expect(await reader.read()).toEqual([
      { arn: 'a', startedAt: START - 20_000, isHealthy: true },
      { arn: 'b', startedAt: START - 20_000, isHealthy: false },
    ])
  })

  test('without any check: by how long they have lived', async () => {
    const tasks = [running('a', '10.0.0.1'), running('b', '10.0.0.2', { startedAt: at(-9) })]
    const { reader } = create({ DescribeTasks: [{ tasks }] }, { targetGroups: [] })
    expect(await reader.read()).toMatchObject([
      { arn: 'a', isHealthy: true },
      { arn: 'b', isHealthy: false },
    ])
  })

  test('with targets, young ones are judged by those: stable-seconds is for tasks without any check', async () => {
    const { reader } = create({ DescribeTargetHealth: [targets('healthy', 'healthy')] }, { stableMs: 60_000 })
    expect(await reader.read()).toMatchObject([
      { arn: 'a', isHealthy: true },
      { arn: 'b', isHealthy: true },
    ])
  })

  test('a group that is in two lists is read once', async () => {
    const { run, reader } = create({}, { targetGroups: [[GROUP], [GROUP]] })
    await reader.read()
    expect(run.calls.filter(({ operation }) => operation === 'DescribeTargetHealth')).toHaveLength(1)
  })
})

describe('the calls of a read, and what it says beforehand that it costs', () => {
  test.each<[string, Partial<HealthRules>, readonly string[]]>([
    ['with targets alone, only those are read again', {}, ['DescribeTargetHealth']],
    ['with container checks, the tasks are described', { healthChecked: ['app'] }, ['DescribeTasks']],
    ['without any check, the tasks are described', { targetGroups: [] }, ['DescribeTasks']],
  ])('between two lists: %s', async (_name, rules, operations) => {
    const { run, reader } = create({}, rules)
    await reader.read()
    const first = run.calls.length
    await run.ctx.clock.sleep(14_999)
    // Targets are read only once all containers are healthy.
    expect(reader.cost).toBe(1)
    await reader.read()
    expect(
      run.calls
        .slice(first)
        .map(({ operation }) => operation)
        .toSorted(),
    ).toEqual(operations)
  })

  test('after a quarter of a minute the list is read again', async () => {
    const { run, reader } = create()
    expect(reader.cost).toBe(3)
    await reader.read()
    await run.ctx.clock.sleep(15_000)
    expect(reader.cost).toBe(3)
    await reader.read()
    expect(run.calls.filter(({ operation }) => operation === 'ListTasks')).toHaveLength(2)
  })

  test('while no task runs, the list is read each time', async () => {
    const { run, reader } = create({ ListTasks: [{}] })
    await reader.read()
    await run.ctx.clock.sleep(3_000)
    await reader.read()
    expect(run.calls.filter(({ operation }) => operation === 'ListTasks')).toHaveLength(2)
  })

  test('the health is that of the moment, also between two lists', async () => {
    const { reader } = create()
    const health = async () => (await reader.read()).map(({ isHealthy }) => isHealthy)
    expect(await health()).toEqual([true, false])
    expect(await health()).toEqual([true, true])
  })

  test('one that is being stopped is left out as soon as it is described', async () => {
    const leaving = running('b', '10.0.0.2', { desiredStatus: 'STOPPED' })
    const { reader } = create(
      { DescribeTasks: [SCRIPT.DescribeTasks?.[0] ?? {}, { tasks: [running('a', '10.0.0.1'), leaving] }] },
      { targetGroups: [] },
    )
    expect(await reader.read()).toHaveLength(2)
    expect(await reader.read()).toHaveLength(1)
  })
})
