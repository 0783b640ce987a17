import type { ServiceDeployment } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type RollbackRequest, requestRollback } from '../../src/deployment/stop-deployment.ts'
import type { DeploymentIdentity } from '../../src/resources/service/deployment-identity.ts'
import { CancelledError } from '../../src/runtime.ts'
import { createSimulatedAccount, HEALTHY, type SimulatedAccount } from './simulated-account.ts'

let account: SimulatedAccount
let first: string
let second: string
let ours: DeploymentIdentity

beforeEach(async () => {
  account = await createSimulatedAccount()
  first = account.register(HEALTHY)
  second = account.register(HEALTHY)
  account.create(first)
  account.simulator.clock.advance(120_000)
  ours = account.update({ taskDefinition: second })
})

afterEach(() => account.close())

const newest = () =>
  (account.simulator.state().serviceDeployments as readonly ServiceDeployment[]).toSorted(
    (a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0),
  )[0]

const stops = () => account.simulator.journal.entries.filter(({ operation }) => operation === 'StopServiceDeployment')

function request(overrides: Partial<DeploymentIdentity> = {}): Promise<RollbackRequest> {
  return requestRollback(account.ctx, { ...ours, ...overrides }, { forMs: 5_000 })
}

describe('our deployment is under way', () => {
  test('its rollback is requested, and ECS carries it out', async () => {
    expect(await request()).toEqual({ kind: 'requested', serviceDeploymentArn: newest()?.serviceDeploymentArn })
    account.simulator.clock.advance(300_000)
    expect(newest()?.status).toBe('ROLLBACK_SUCCESSFUL')
    expect(account.serving()).toBe(first)
  })

  test('also after the run was cancelled', async () => {
    account.abort.abort(new CancelledError())
    expect((await request()).kind).toBe('requested')
  })

  test('also where AWS shows it late', async () => {
    account.simulator.clock.advance(10_000)
    account.simulator.settings.readLagMs = 3_000
    ours = account.update({ forceNewDeployment: true, taskDefinition: second })
    expect(await request()).toMatchObject({ kind: 'requested', serviceDeploymentArn: newest()?.serviceDeploymentArn })
  })

  test.each([
    ['is throttled', { kind: 'throttle' }],
    ['is lost after AWS acted', { kind: 'drop', acted: true }],
    ['fails', { kind: 'error', code: 'ServerException', message: 'Service Unavailable', status: 500 }],
  ] as const)('the request %s: it is requested once', async (_name, effect) => {
    account.simulator.addFault({ operation: 'StopServiceDeployment', effect })
    await request()
    account.simulator.clock.advance(300_000)
    expect(newest()?.status).toBe('ROLLBACK_SUCCESSFUL')
    expect(account.serving()).toBe(first)
    expect(stops().filter(({ outcome }) => outcome === 'ok' || outcome === 'dropped')).toHaveLength(1)
  })
})

describe('nothing is sent', () => {
  test('where AWS never shows the service deployment', async () => {
    account.simulator.settings.readLagMs = 60_000
    ours = account.update({ forceNewDeployment: true, taskDefinition: second })
    expect(await request()).toEqual({ kind: 'unknown' })
    expect(stops()).toEqual([])
  })

  test('where the service deployment deploys another task definition', async () => {
    const serviceDeploymentArn = newest()?.serviceDeploymentArn
    expect(await request({ taskDefinitionArn: first, serviceDeploymentArn })).toEqual({
      kind: 'not-ours',
      taskDefinitionArn: second,
    })
    expect(stops()).toEqual([])
  })

  test('where somebody else has started a newer deployment', async () => {
    const third = account.register(HEALTHY)
    account.simulator.clock.advance(8_000)
    account.update({ taskDefinition: third })
    expect(await request()).toMatchObject({ kind: 'ended', status: 'STOPPED' })
    expect(stops()).toEqual([])
    expect(newest()?.status).toBe('PENDING')
  })

  test('where it has completed', async () => {
    account.simulator.clock.advance(600_000)
    expect(await request()).toMatchObject({ kind: 'ended', status: 'SUCCESSFUL' })
    expect(stops()).toEqual([])
  })

  test('where it is being rolled back already', async () => {
    account.simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn: newest()?.serviceDeploymentArn })
    expect(await request()).toMatchObject({ kind: 'under-way', status: 'ROLLBACK_REQUESTED' })
    expect(stops()).toEqual([])
  })
})

test('it completes between the read and the request', async () => {
  account.simulator.addFault({
    operation: 'StopServiceDeployment',
    effect: { kind: 'hook', run: () => account.simulator.clock.advance(600_000) },
  })
  expect(await request()).toMatchObject({ kind: 'ended', status: 'SUCCESSFUL' })
})

test.each([
  'StopServiceDeployment',
  'DescribeServiceDeployments',
  'DescribeServiceRevisions',
  'ListServiceDeployments',
])('the permission ecs:%s is missing: refused, with the remedy', async operation => {
  account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
  expect(await request()).toEqual({
    kind: 'refused',
    problem: expect.stringMatching(
      new RegExp(`ecs:${operation} .*A rollback needs ecs:StopServiceDeployment, .*add them to the role`),
    ),
  })
  expect(newest()?.status).toBe('PENDING')
})

test('AWS limits the rate: it is asked less and less often', async () => {
  const operation = 'DescribeServiceDeployments'
  account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'throttle' } })
  account.simulator.journal.clear()
  expect(await request()).toEqual({ kind: 'refused', problem: expect.stringContaining('Rate exceeded') })
  const tries = account.simulator.journal.entries.filter(entry => entry.operation === operation)
  const seconds = tries.map(({ simulatedAt }) => Math.round((simulatedAt - (tries[0]?.simulatedAt ?? 0)) / 1000))
  expect(seconds).toEqual([0, 2])
})

test('the credentials have expired: refused at once', async () => {
  account.simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'expired-token' } })
  const before = account.ctx.clock.now()
  expect(await request()).toEqual({ kind: 'refused', problem: expect.stringContaining('may have expired') })
  expect(account.ctx.clock.now()).toBe(before)
})
