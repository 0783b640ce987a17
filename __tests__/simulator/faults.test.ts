import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { isWrite } from '../../simulator/journal.ts'
import type { FaultEffect } from '../../simulator/options.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'

let simulator: Simulator
let clients: ReturnType<typeof createClients>

beforeEach(async () => {
  simulator = await createSimulator()
  clients = createClients(simulator.url)
})

afterEach(async () => {
  clients.destroy()
  await simulator.close()
})

const createGroup = (name: string) => clients.logs.createLogGroup({ logGroupName: name })
const groupNames = () => simulator.state().logGroups.map(group => group.logGroupName)

describe('an effect, its error as the SDK gives it, and whether AWS acted', () => {
  const cases: readonly { name: string; effect: FaultEffect; error: string; outcome: string; acted: boolean }[] = [
    {
      name: 'an error',
      effect: { kind: 'error', code: 'LimitExceededException', message: 'Resource limit exceeded.' },
      error: 'LimitExceededException',
      outcome: 'LimitExceededException',
      acted: false,
    },
    {
      name: 'a throttle',
      effect: { kind: 'throttle' },
      error: 'ThrottlingException',
      outcome: 'ThrottlingException',
      acted: false,
    },
    {
      name: 'access denied',
      effect: { kind: 'access-denied' },
      error: 'AccessDeniedException',
      outcome: 'AccessDeniedException',
      acted: false,
    },
    {
      name: 'an expired token',
      effect: { kind: 'expired-token' },
      error: 'ExpiredTokenException',
      outcome: 'ExpiredTokenException',
      acted: false,
    },
    { name: 'HTML', effect: { kind: 'html', status: 503 }, error: 'SyntaxError', outcome: 'html 503', acted: false },
    {
      name: 'a connection cut before AWS acted',
      effect: { kind: 'drop', acted: false },
      error: 'TimeoutError',
      outcome: 'dropped',
      acted: false,
    },
    {
      name: 'a connection cut after AWS acted',
      effect: { kind: 'drop', acted: true },
      error: 'TimeoutError',
      outcome: 'dropped',
      acted: true,
    },
  ]

  test.each(cases)('$name', async ({ effect, error, outcome, acted }) => {
    simulator.addFault({ operation: 'CreateLogGroup', effect })
    const caught = await createGroup('/one').catch(reason => reason)
    expect(caught.name).toBe(error)
    expect(groupNames()).toEqual(acted ? ['/one'] : [])
    expect(simulator.journal.entries.map(entry => entry.outcome)).toEqual([outcome])
  })

  test('a slow answer comes late, and is the right one', async () => {
    simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'slow', ms: 60 } })
    await createGroup('/one')
    const [entry] = simulator.journal.entries
    expect(groupNames()).toEqual(['/one'])
    // Timers may fire a millisecond early.
    expect((entry?.endedAt ?? 0) - (entry?.startedAt ?? 0)).toBeGreaterThan(58)
  })

  test('a hook changes the world before the call is answered', async () => {
    simulator.addFault({
      operation: 'CreateLogGroup',
      effect: { kind: 'hook', run: () => simulator.services.logs.createGroup({ name: '/one' }) },
    })
    await expect(createGroup('/one')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  })
})

describe('the throttle has the code and status of the service', () => {
  const cases = [
    { name: 'ELBv2', run: () => clients.elbv2.describeTargetGroups({}), error: 'Throttling', status: 400 },
    { name: 'EC2', run: () => clients.ec2.describeVpcs({}), error: 'RequestLimitExceeded', status: 503 },
    {
      name: 'Cloud Map',
      run: () => clients.discovery.listNamespaces({}),
      error: 'RequestLimitExceeded',
      status: 400,
    },
    { name: 'ECS', run: () => clients.ecs.listClusters({}), error: 'ThrottlingException', status: 400 },
  ]
  test.each(cases)('$name', async ({ run, error, status }) => {
    simulator.addFault({ operation: '*', effect: { kind: 'throttle' } })
    const caught = await run().catch(reason => reason)
    expect(caught.name).toBe(error)
    expect(caught.$metadata.httpStatusCode).toBe(status)
  })

  test('EC2 denies with a code of its own', async () => {
    simulator.addFault({ operation: '*', effect: { kind: 'access-denied' } })
    await expect(clients.ec2.describeVpcs({})).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
  })

  test('ELBv2 denies with a code of its own, and names the action', async () => {
    simulator.addFault({ operation: '*', effect: { kind: 'access-denied' } })
    const caught = await clients.elbv2.describeTargetGroups({}).catch(reason => reason)
    expect(caught.name).toBe('AccessDenied')
    expect(caught.message).toMatch(/not authorized to perform: elasticloadbalancing:DescribeTargetGroups/)
  })
})

describe('which calls fail', () => {
  test('from the third on, two of them', async () => {
    simulator.addFault({ operation: 'CreateLogGroup', from: 3, times: 2, effect: { kind: 'throttle' } })
    for (const name of ['/1', '/2', '/3', '/4', '/5']) await createGroup(name).catch(() => undefined)
    expect(groupNames()).toEqual(['/1', '/2', '/5'])
  })

  test('calls are counted from when the fault was added', async () => {
    await createGroup('/before')
    simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'throttle' } })
    await expect(createGroup('/after')).rejects.toMatchObject({ name: 'ThrottlingException' })
  })

  test('only those of the service that is named', async () => {
    simulator.addFault({ operation: 'servicediscovery:ListServices', effect: { kind: 'access-denied' } })
    const ecs = await clients.ecs.listServices({ cluster: 'none' }).catch(reason => reason)
    const discovery = await clients.discovery.listServices({}).catch(reason => reason)
    expect([ecs.name, discovery.name]).toEqual(['ClusterNotFoundException', 'AccessDeniedException'])
  })

  test('none after the faults were cleared', async () => {
    simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    simulator.clearFaults()
    await createGroup('/one')
    expect(groupNames()).toEqual(['/one'])
  })

  test('a client that tries again has its calls under one invocation id', async () => {
    const retrying = createClients(simulator.url, 3)
    simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'drop', acted: false } })
    await retrying.logs.createLogGroup({ logGroupName: '/one' })
    retrying.destroy()
    const calls = simulator.journal.of('CreateLogGroup')
    expect(calls.map(call => call.outcome)).toEqual(['dropped', 'ok'])
    expect(new Set(calls.map(call => call.invocationId)).size).toBe(1)
  })
})

describe('the journal', () => {
  test.each([
    ['CreateService', true],
    ['UpdateService', true],
    ['SetRulePriorities', true],
    ['AddTags', true],
    ['StopServiceDeployment', true],
    ['DescribeServices', false],
    ['ListTasks', false],
    ['GetOperation', false],
    ['BatchGetImage', false],
    ['Settings', false],
  ])('%s is a write: %s', (operation, write) => {
    expect(isWrite(operation)).toBe(write)
  })

  test('has the input, the times and the caller of a call', async () => {
    await createGroup('/one')
    const [entry] = simulator.journal.writes()
    expect(entry).toMatchObject({
      index: 0,
      service: 'logs',
      operation: 'CreateLogGroup',
      input: { logGroupName: '/one' },
      outcome: 'ok',
      simulatedAt: simulator.clock.now(),
    })
    expect(entry?.endedAt).toBeGreaterThanOrEqual(entry?.startedAt ?? Number.NaN)
    expect(entry?.userAgent).toMatch(/aws-sdk-js/)
  })

  test('forgets what was before when it is cleared', async () => {
    await createGroup('/one')
    simulator.journal.clear()
    await clients.logs.describeLogGroups({})
    expect(simulator.journal.entries.map(entry => entry.operation)).toEqual(['DescribeLogGroups'])
    expect(simulator.journal.writes()).toEqual([])
  })
})
