import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from '@jest/globals'
import { isWrite } from '../../simulator/journal.ts'
import type { FaultEffect } from '../../simulator/options.ts'
import { createSimulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'
import { simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()

const createGroup = (name: string) => running.clients.logs.createLogGroup({ logGroupName: name })
const groupNames = () => running.simulator.state().logGroups.map(group => group.logGroupName)

describe('an effect, its error as the SDK reports it, and whether AWS acted', () => {
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
    running.simulator.addFault({ operation: 'CreateLogGroup', effect })
    const caught = await createGroup('/one').catch(reason => reason)
    expect(caught.name).toBe(error)
    expect(groupNames()).toEqual(acted ? ['/one'] : [])
    expect(running.simulator.journal.entries.map(entry => entry.outcome)).toEqual([outcome])
  })

  test('a slow answer comes late, but is the right one', async () => {
    running.simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'slow', ms: 60 } })
    await createGroup('/one')
    const [entry] = running.simulator.journal.entries
    expect(groupNames()).toEqual(['/one'])
    // Timers may fire a millisecond early.
    expect((entry?.endedAt ?? 0) - (entry?.startedAt ?? 0)).toBeGreaterThan(58)
  })

  test.each([false, true])('a hung call is never answered (AWS acted: %s)', async acted => {
    running.simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'hang', acted } })
    const abort = new AbortController()
    const { clients } = running
    const call = clients.logs.send(new CreateLogGroupCommand({ logGroupName: '/one' }), { abortSignal: abort.signal })
    const ended = call.then(
      () => 'answered',
      error => error.name,
    )
    while (running.simulator.journal.entries[0]?.outcome !== 'hung') await new Promise(setImmediate)
    // Other calls are answered meanwhile.
    await createGroup('/two')
    expect(groupNames()).toEqual(acted ? ['/one', '/two'] : ['/two'])
    abort.abort()
    expect(await ended).toBe('AbortError')
  })

  test('a hung call does not keep the simulator from closing', async () => {
    const simulator = await createSimulator()
    const clients = createClients(simulator.url)
    simulator.addFault({ operation: '*', effect: { kind: 'hang' } })
    const ended = clients.logs.createLogGroup({ logGroupName: '/one' }).catch(error => error.name)
    while (simulator.journal.entries[0]?.outcome !== 'hung') await new Promise(setImmediate)
    await simulator.close()
    expect(await ended).toBe('TimeoutError')
    clients.destroy()
  })

  test('a hook changes the world before the call is answered', async () => {
    running.simulator.addFault({
      operation: 'CreateLogGroup',
      effect: { kind: 'hook', run: () => running.simulator.services.logs.createGroup({ name: '/one' }) },
    })
    await expect(createGroup('/one')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  })
})

describe('the throttle has the code and status of the service', () => {
  const cases = [
    { name: 'ELBv2', run: () => running.clients.elbv2.describeTargetGroups({}), error: 'Throttling', status: 400 },
    { name: 'EC2', run: () => running.clients.ec2.describeVpcs({}), error: 'RequestLimitExceeded', status: 503 },
    {
      name: 'Cloud Map',
      run: () => running.clients.discovery.listNamespaces({}),
      error: 'RequestLimitExceeded',
      status: 400,
    },
    { name: 'ECS', run: () => running.clients.ecs.listClusters({}), error: 'ThrottlingException', status: 400 },
  ]
  test.each(cases)('$name', async ({ run, error, status }) => {
    running.simulator.addFault({ operation: '*', effect: { kind: 'throttle' } })
    const caught = await run().catch(reason => reason)
    expect(caught.name).toBe(error)
    expect(caught.$metadata.httpStatusCode).toBe(status)
  })

  test('EC2 denies with a code of its own', async () => {
    running.simulator.addFault({ operation: '*', effect: { kind: 'access-denied' } })
    await expect(running.clients.ec2.describeVpcs({})).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
  })

  test('ELBv2 denies with a code of its own, and names the action', async () => {
    running.simulator.addFault({ operation: '*', effect: { kind: 'access-denied' } })
    const caught = await running.clients.elbv2.describeTargetGroups({}).catch(reason => reason)
    expect(caught.name).toBe('AccessDenied')
    expect(caught.message).toMatch(/not authorized to perform: elasticloadbalancing:DescribeTargetGroups/)
  })
})

describe('which calls fail', () => {
  test('from the third on, two of them', async () => {
    running.simulator.addFault({ operation: 'CreateLogGroup', from: 3, times: 2, effect: { kind: 'throttle' } })
    for (const name of ['/1', '/2', '/3', '/4', '/5']) await createGroup(name).catch(() => undefined)
    expect(groupNames()).toEqual(['/1', '/2', '/5'])
  })

  test('calls are counted from when the fault was added', async () => {
    await createGroup('/before')
    running.simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'throttle' } })
    await expect(createGroup('/after')).rejects.toMatchObject({ name: 'ThrottlingException' })
  })

  test('only those of the service that is named', async () => {
    running.simulator.addFault({ operation: 'servicediscovery:ListServices', effect: { kind: 'access-denied' } })
    const ecs = await running.clients.ecs.listServices({ cluster: 'none' }).catch(reason => reason)
    const discovery = await running.clients.discovery.listServices({}).catch(reason => reason)
    expect([ecs.name, discovery.name]).toEqual(['ClusterNotFoundException', 'AccessDeniedException'])
  })

  test('none after the faults were cleared', async () => {
    running.simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    running.simulator.clearFaults()
    await createGroup('/one')
    expect(groupNames()).toEqual(['/one'])
  })

  test('a client that tries again has its calls under one invocation id', async () => {
    const retrying = createClients(running.simulator.url, 3)
    running.simulator.addFault({ operation: 'CreateLogGroup', effect: { kind: 'drop', acted: false } })
    await retrying.logs.createLogGroup({ logGroupName: '/one' })
    retrying.destroy()
    const calls = running.simulator.journal.of('CreateLogGroup')
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
    const [entry] = running.simulator.journal.writes()
    expect(entry).toMatchObject({
      index: 0,
      service: 'logs',
      operation: 'CreateLogGroup',
      input: { logGroupName: '/one' },
      outcome: 'ok',
      simulatedAt: running.simulator.clock.now(),
    })
    expect(entry?.endedAt).toBeGreaterThanOrEqual(entry?.startedAt ?? Number.NaN)
    expect(entry?.userAgent).toMatch(/aws-sdk-js/)
  })

  test('forgets earlier calls when it is cleared', async () => {
    await createGroup('/one')
    running.simulator.journal.clear()
    await running.clients.logs.describeLogGroups({})
    expect(running.simulator.journal.entries.map(entry => entry.operation)).toEqual(['DescribeLogGroups'])
    expect(running.simulator.journal.writes()).toEqual([])
  })
})
