import { describe, expect, test } from '@jest/globals'
import { ALL_PARTS, type Part, readSighting, type Sighting } from '../../src/verification/sighting.ts'
import { createError, createScriptedRun, type Script } from '../deployment/scripted-aws.ts'
import { START } from '../deployment/snapshots.ts'
import { createService, createTask, GROUP, REGISTRY } from './data.ts'

const SUBJECT = { cluster: 'main', service: 'api', targetGroupArns: [GROUP], registryArns: [REGISTRY] }
const T1 = createTask()
const T2 = createTask({ id: 't2', address: '10.0.0.2' })
const arnOf = ({ taskArn = '' }: ReturnType<typeof createTask>) => taskArn

const ALL_WELL: Script = {
  DescribeServices: [{ services: [createService()] }],
  ListTasks: [{ taskArns: [arnOf(T1)] }],
  DescribeTasks: [{ tasks: [T1] }],
  DescribeTargetHealth: [
    { TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 8000 }, TargetHealth: { State: 'healthy' } }] },
  ],
  ListInstances: [{ Instances: [{ Id: 't1', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } }] }],
}

const sightingOf = (tasks: readonly ReturnType<typeof createTask>[]): Sighting => ({
  begunAt: START - 5_000,
  at: START - 5_000,
  service: { kind: 'seen', value: undefined },
  tasks: { kind: 'seen', value: tasks },
  targets: new Map([['earlier group', { kind: 'seen', value: [] }]]),
  instances: new Map(),
})

/** A run in which calls end only when every call that can be made has begun: each such round is a round trip. */
async function roundTrips(script: Script, known: Sighting | undefined) {
  const run = createScriptedRun(script)
  const rounds: string[][] = []
  let waiting: { readonly operation: string; readonly start: () => void }[] = []
  const send: typeof run.ctx.aws.send = (client, command, options) =>
    new Promise((resolve, reject) => {
      const operation = command.constructor.name.replace(/Command$/, '')
      waiting.push({ operation, start: () => run.ctx.aws.send(client, command, options).then(resolve, reject) })
    })
  let isDone = false
  const reading = readSighting({ ...run.ctx, aws: { ...run.ctx.aws, send } }, SUBJECT, ALL_PARTS, known)
  const end = reading.finally(() => {
    isDone = true
  })
  while (!isDone) {
    // Let every call begin that waits for nothing but the microtasks before it.
    await new Promise(resolve => setImmediate(resolve))
    if (waiting.length === 0) continue
    rounds.push(waiting.map(({ operation }) => operation).sort())
    const started = waiting
    waiting = []
    for (const { start } of started) start()
  }
  return { rounds, sighting: await end }
}

describe('one sighting', () => {
  test('everything, by one read of each', async () => {
    const run = createScriptedRun(ALL_WELL)
    expect(await readSighting(run.ctx, SUBJECT, ALL_PARTS, undefined)).toEqual({
      begunAt: START,
      at: START,
      service: { kind: 'seen', value: createService() },
      tasks: { kind: 'seen', value: [T1] },
      targets: new Map([
        [GROUP, { kind: 'seen', value: [{ address: '10.0.0.1', port: 8000, state: 'healthy', reason: undefined }] }],
      ]),
      instances: new Map([[REGISTRY, { kind: 'seen', value: new Set(['10.0.0.1']) }]]),
    })
    expect(run.options.every(options => options?.retry === false)).toBe(true)
  })

  test('tasks that are known are described beside the list: one round trip', async () => {
    const { rounds, sighting } = await roundTrips(ALL_WELL, sightingOf([T1]))
    expect(rounds).toEqual([
      ['DescribeServices', 'DescribeTargetHealth', 'DescribeTasks', 'ListInstances', 'ListTasks'],
    ])
    expect(sighting.tasks).toEqual({ kind: 'seen', value: [T1] })
  })

  test('one that is new costs a second one', async () => {
    const script = {
      ...ALL_WELL,
      ListTasks: [{ taskArns: [arnOf(T1), arnOf(T2)] }],
      DescribeTasks: [{ tasks: [T1] }, { tasks: [T2] }],
    }
    const { rounds, sighting } = await roundTrips(script, sightingOf([T1]))
    expect(rounds).toHaveLength(2)
    expect(rounds[1]).toEqual(['DescribeTasks'])
    expect(sighting.tasks).toEqual({ kind: 'seen', value: [T1, T2] })
  })

  test('one that is no longer listed is left out, although it can still be described', async () => {
    const { rounds, sighting } = await roundTrips(
      { ...ALL_WELL, DescribeTasks: [{ tasks: [T1, T2] }] },
      sightingOf([T1, T2]),
    )
    expect(rounds).toHaveLength(1)
    expect(sighting.tasks).toEqual({ kind: 'seen', value: [T1] })
  })
})

describe('parts', () => {
  test.each<[readonly Part[], readonly string[]]>([
    [['service'], ['DescribeServices']],
    [['tasks'], ['DescribeTasks', 'ListTasks']],
    [['targets'], ['DescribeTargetHealth']],
    [['instances'], ['ListInstances']],
  ])('%s alone: the rest is as it was before', async (parts, operations) => {
    const run = createScriptedRun(ALL_WELL)
    const known = sightingOf([T1])
    const sighting = await readSighting(run.ctx, SUBJECT, parts, known)
    expect(run.calls.map(({ operation }) => operation).sort()).toEqual(operations)
    for (const part of ALL_PARTS) {
      if (!parts.includes(part)) expect(sighting[part]).toBe(known[part])
    }
  })

  test('without an earlier sighting everything is read', async () => {
    const run = createScriptedRun(ALL_WELL)
    await readSighting(run.ctx, SUBJECT, ['service'], undefined)
    expect(run.calls).toHaveLength(5)
  })
})

describe('reads that fail', () => {
  const read = (change: Script) =>
    readSighting(createScriptedRun({ ...ALL_WELL, ...change }).ctx, SUBJECT, ALL_PARTS, undefined)

  test.each([
    ['AccessDeniedException', 'denied'],
    ['ThrottlingException', 'unread'],
    ['TimeoutError', 'unread'],
    ['TargetGroupNotFoundException', 'unread'],
  ])('%s is %s, and the rest is read all the same', async (name, kind) => {
    const error = createError(name, 'text')
    const sighting = await read({ DescribeTargetHealth: [error], DescribeServices: [error] })
    expect(sighting.targets.get(GROUP)).toEqual({ kind, problem: `${name}: text` })
    expect(sighting.service).toEqual({ kind, problem: `${name}: text` })
    expect(sighting.tasks.kind).toBe('seen')
    expect(sighting.instances.get(REGISTRY)?.kind).toBe('seen')
  })

  test('lost credentials are thrown', async () => {
    await expect(read({ ListInstances: [createError('ExpiredTokenException', 'expired')] })).rejects.toThrow('expired')
  })

  test('so is cancellation, as the reason of the signal', async () => {
    const run = createScriptedRun(ALL_WELL)
    run.abort.abort(new Error('cancelled'))
    await expect(readSighting(run.ctx, SUBJECT, ALL_PARTS, undefined)).rejects.toThrow('cancelled')
  })
})

test('every page of tasks and of instances is read, and addresses have one spelling', async () => {
  const run = createScriptedRun({
    ...ALL_WELL,
    ListTasks: [{ taskArns: [arnOf(T1)], nextToken: 'more' }, { taskArns: [arnOf(T2)] }],
    DescribeTasks: [{ tasks: [T1, T2] }],
    ListInstances: [
      { Instances: [{ Id: 't1', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } }], NextToken: 'more' },
      { Instances: [{ Id: 't2', Attributes: { AWS_INSTANCE_IPV6: '2001:0db8::0001' } }] },
    ],
  })
  const sighting = await readSighting(run.ctx, SUBJECT, ALL_PARTS, undefined)
  expect(sighting.tasks).toEqual({ kind: 'seen', value: [T1, T2] })
  expect(sighting.instances.get(REGISTRY)).toEqual({ kind: 'seen', value: new Set(['10.0.0.1', '2001:db8::1']) })
  const tokens = run.calls.map(({ operation, input }) => [operation, input.nextToken ?? input.NextToken])
  expect(tokens).toContainEqual(['ListTasks', 'more'])
  expect(tokens).toContainEqual(['ListInstances', 'more'])
})
