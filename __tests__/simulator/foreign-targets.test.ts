import { beforeEach, expect, test } from '@jest/globals'
import { createDeployedService, type DeployedService } from './deployed-service.ts'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()
const FOREIGN = { Id: '10.0.9.9', Port: 8000 }
let service: DeployedService

beforeEach(() => {
  service = createDeployedService(running.simulator)
  running.simulator.clock.advance(120_000)
})

const advance = (seconds: number) => running.simulator.clock.advance(seconds * 1000)
const register = (target: { Id: string; Port?: number } = FOREIGN) =>
  running.clients.elbv2.registerTargets({ TargetGroupArn: service.targetGroupArn, Targets: [target] })

async function targets(): Promise<Record<string, string | undefined>> {
  const answer = await running.clients.elbv2.describeTargetHealth({ TargetGroupArn: service.targetGroupArn })
  const found = answer.TargetHealthDescriptions ?? []
  return Object.fromEntries(found.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]))
}

async function ownAddress(): Promise<string> {
  return Object.keys(await targets()).find(id => id !== FOREIGN.Id) ?? ''
}

test('an address that is registered by hand is checked, gets traffic, and drains', async () => {
  await register()
  expect((await targets())[FOREIGN.Id]).toBe('initial')
  advance(10)
  expect((await targets())[FOREIGN.Id]).toBe('healthy')
  const input = { TargetGroupArn: service.targetGroupArn, Targets: [FOREIGN] }
  await running.clients.elbv2.deregisterTargets(input)
  expect((await targets())[FOREIGN.Id]).toBe('draining')
  advance(301)
  expect(await targets()).not.toHaveProperty([FOREIGN.Id])
})

test("without a port it has the group's, and only addresses are accepted", async () => {
  await register({ Id: FOREIGN.Id })
  expect(await targets()).toHaveProperty([FOREIGN.Id])
  expect(await errorOf(register({ Id: 'i-0123456789abcdef0' }))).toMatch(/^InvalidTargetException/)
})

test('registering the address of a task again changes nothing', async () => {
  const Id = await ownAddress()
  await register({ Id, Port: 8000 })
  expect((await targets())[Id]).toBe('healthy')
})

test('the health of a target can be set, and be left to its checks again', async () => {
  await register()
  const set = (health: 'unhealthy' | undefined) =>
    running.simulator.services.elbv2.setTargetHealth(service.targetGroupArn, FOREIGN.Id, 8000, health)
  advance(10)
  set('unhealthy')
  advance(60)
  expect((await targets())[FOREIGN.Id]).toBe('unhealthy')
  set(undefined)
  advance(10)
  expect((await targets())[FOREIGN.Id]).toBe('healthy')
})

test('a task whose target turns unhealthy is replaced', async () => {
  const Id = await ownAddress()
  running.simulator.services.elbv2.setTargetHealth(service.targetGroupArn, Id, 8000, 'unhealthy')
  advance(20)
  expect((await targets())[Id]).toBe('draining')
})

test('and goes on to drain when its checks are let alone again', async () => {
  const Id = await ownAddress()
  const set = (health: 'unhealthy' | undefined) =>
    running.simulator.services.elbv2.setTargetHealth(service.targetGroupArn, Id, 8000, health)
  set('unhealthy')
  advance(20)
  set(undefined)
  advance(301)
  expect(await targets()).not.toHaveProperty([Id])
})
