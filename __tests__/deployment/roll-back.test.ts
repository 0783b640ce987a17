import type { Service } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { earlierCompleted, type RollBack, stopWithRollback, updateBack } from '../../src/deployment/roll-back.ts'
import { type DeploymentWatch, watchDeployment } from '../../src/deployment/watch.ts'
import type { DeploymentIdentity, EarlierDeployment } from '../../src/resources/service/deployment-identity.ts'
import { createSimulatedAccount, HEALTHY, type SimulatedAccount } from './simulated-account.ts'
import { createIdentity } from './snapshots.ts'

const BECAUSE = 'Deployment of api:2 failed: 3 tasks stopped before they were ever healthy.'
const NO_ROLLBACK = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } }
const SLOW = { ...HEALTHY, startSeconds: 900 }

let there: SimulatedAccount
let first: string
let second: string
let before: Service
let ours: DeploymentIdentity
let watch: DeploymentWatch

beforeEach(async () => {
  there = await createSimulatedAccount()
  first = there.register(HEALTHY)
  there.create(first, NO_ROLLBACK)
  there.simulator.clock.advance(120_000)
  before = serviceNow()
})

afterEach(() => there.close())

function serviceNow(): Service {
  const answer = there.simulator.call('ecs', 'DescribeServices', { cluster: there.clusterName, services: ['api'] })
  const [service] = answer.services as Service[]
  if (!service) throw new Error('The service does not exist.')
  return service
}

/** Our deployment begins, of an image that behaves like this. */
function deploy(behaviour: Parameters<SimulatedAccount['register']>[0]): void {
  second = there.register(behaviour)
  ours = there.update({ taskDefinition: second })
  watch = watchDeployment(there.ctx, ours)
  there.simulator.journal.clear()
}

const roll = (overrides: Partial<RollBack> = {}): RollBack => ({
  because: BECAUSE,
  before,
  watch,
  ...overrides,
})
const earlier = (): EarlierDeployment => {
  const found = earlierCompleted(ours)
  if (!found) throw new Error('There is no earlier deployment.')
  return found
}

const writes = () =>
  there.simulator.journal.entries
    .filter(({ operation }) => operation === 'StopServiceDeployment' || operation === 'UpdateService')
    .map(({ operation }) => operation)

describe('stopping a deployment that goes on, with a rollback', () => {
  test('one request, on ours, and its end is waited for', async () => {
    deploy(SLOW)
    there.simulator.clock.advance(30_000)
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({
      outcome: 'rolled-back',
      servingTaskDefinitionArn: first,
      reason: `${BECAUSE} This action rolled it back. Running now: api:1 (2 tasks).`,
    })
    expect(writes()).toEqual(['StopServiceDeployment'])
    expect(there.serving()).toBe(first)
    expect(there.lines).toContain(`${BECAUSE} Requesting its rollback (on-failure: rollback).`)
  })

  test('the service cannot be read any more: the watch knows the service deployment', async () => {
    deploy(SLOW)
    await watch.follow({ until: there.ctx.clock.now() + 20_000 })
    there.simulator.addFault({ operation: 'ListServiceDeployments', effect: { kind: 'throttle' }, times: 999 })
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: first })
    expect(writes()).toEqual(['StopServiceDeployment'])
  })

  test('somebody has asked for its rollback already: nothing is sent, and its end counts', async () => {
    deploy(SLOW)
    there.simulator.clock.advance(30_000)
    const { currentServiceDeployment } = serviceNow()
    there.simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn: currentServiceDeployment })
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({ outcome: 'stopped', servingTaskDefinitionArn: first })
    expect(writes()).toEqual([])
  })

  test('it has completed meanwhile: nothing is sent, and the completion counts', async () => {
    deploy(HEALTHY)
    there.simulator.clock.advance(300_000)
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: second })
    expect(writes()).toEqual([])
  })

  test('somebody has replaced it: nothing is sent, and the other deployment goes on', async () => {
    deploy(SLOW)
    there.simulator.clock.advance(30_000)
    const third = there.register(HEALTHY)
    there.update({ taskDefinition: third })
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({ outcome: 'superseded', replacedBy: third })
    expect(writes()).toEqual([])
    there.simulator.clock.advance(300_000)
    expect(there.serving()).toBe(third)
  })

  test('it has ended without a rollback: nothing was sent, and ours may still be PRIMARY', async () => {
    there.update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } })
    deploy({ startFailure: 'ResourceInitializationError: x' })
    there.simulator.clock.advance(600_000)
    expect(await stopWithRollback(there.ctx, roll())).toBeUndefined()
    expect(writes()).toEqual([])
  })

  test('the permission is missing: the deployment continues, and the remedy is named', async () => {
    deploy(SLOW)
    there.simulator.addFault({ operation: 'StopServiceDeployment', effect: { kind: 'access-denied' }, times: 99 })
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({ outcome: 'failed' })
    expect(verdict?.reason).toMatch(
      /It could not be rolled back\. A permission is missing .*ecs:StopServiceDeployment.* The deployment continues\. Running now: api:1 \(2 tasks\)\.$/,
    )
  })

  test('AWS never shows its service deployment: nothing is sent', async () => {
    there.simulator.settings.readLagMs = 120_000
    deploy(SLOW)
    const verdict = await stopWithRollback(there.ctx, roll())
    expect(verdict).toMatchObject({
      outcome: 'failed',
      reason: `${BECAUSE} It was not rolled back: AWS did not show its service deployment. The deployment continues. Running now: api:1 (2 tasks).`,
      servingTaskDefinitionArn: first,
    })
    expect(writes()).toEqual([])
  })
})

describe('updating the service back', () => {
  beforeEach(() => {
    deploy(HEALTHY)
    there.simulator.clock.advance(300_000)
  })

  test('one update, to what completed before, and its deployment is waited for', async () => {
    const verdict = await updateBack(there.ctx, roll(), earlier())
    expect(verdict).toMatchObject({
      outcome: 'rolled-back',
      servingTaskDefinitionArn: first,
      reason: `${BECAUSE} This action rolled it back: api:1 serves.`,
    })
    expect(writes()).toEqual(['UpdateService'])
    expect(there.serving()).toBe(first)
    expect(there.lines).toContain(`${BECAUSE} Updating the service back to api:1.`)
  })

  test('what was deployed with the revision goes back, too', async () => {
    const [one, other] = [there.account.privateSubnetIds, there.account.publicSubnetIds].map(subnets => ({
      awsvpcConfiguration: { subnets: [...subnets] },
    }))
    deploy(HEALTHY)
    ours = there.update({ networkConfiguration: other, taskDefinition: second })
    ours = {
      ...ours,
      earlier: [{ deploymentId: before.deployments?.[0]?.id ?? '', taskDefinitionArn: first, isCompleted: true }],
    }
    watch = watchDeployment(there.ctx, ours)
    await updateBack(there.ctx, roll(), earlier())
    expect(serviceNow().networkConfiguration?.awsvpcConfiguration?.subnets).toEqual(one?.awsvpcConfiguration.subnets)
  })

  test('ours is no longer PRIMARY: nothing is sent', async () => {
    const third = there.register(HEALTHY)
    there.update({ taskDefinition: third })
    expect(await updateBack(there.ctx, roll(), earlier())).toBeUndefined()
    expect(writes()).toEqual([])
    there.simulator.clock.advance(300_000)
    expect(there.serving()).toBe(third)
  })

  test('the service is deleted: nothing is sent', async () => {
    there.simulator.call('ecs', 'DeleteService', { cluster: there.clusterName, service: 'api', force: true })
    expect(await updateBack(there.ctx, roll(), earlier())).toBeUndefined()
    expect(writes()).toEqual([])
  })

  test('somebody replaces the rollback: named, and nothing more is sent', async () => {
    const third = there.register(HEALTHY)
    there.simulator.clock.after(20_000, () => there.update({ taskDefinition: third }))
    const verdict = await updateBack(there.ctx, roll(), earlier())
    expect(verdict?.outcome).toBe('superseded')
    expect(verdict?.reason).toMatch(/The rollback to api:1 did not succeed: Deployment .* replaced it\./)
    expect(writes()).toEqual(['UpdateService'])
  })

  test('ECS rolls the rollback back: that is no rollback', async () => {
    there.update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } })
    there.simulator.settings.capacityAvailable = false
    there.simulator.clock.after(240_000, () => {
      there.simulator.settings.capacityAvailable = true
    })
    const verdict = await updateBack(there.ctx, roll(), earlier())
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: second })
    expect(verdict?.reason).toMatch(/The rollback to api:1 did not succeed: Deployment .* ECS rolled it back\./)
  })

  test('what it is based on may change, and the service cannot be read: nothing is sent later', async () => {
    there.simulator.addFault({ operation: 'ecs:DescribeServices', effect: { kind: 'throttle' }, times: 5 })
    const before = there.ctx.clock.now()
    const verdict = await updateBack(there.ctx, roll({ mayChange: true }), earlier())
    expect(verdict?.reason).toMatch(
      /It could not be rolled back to api:1 \(.*Rate exceeded.*What runs now is not known\./,
    )
    expect(writes()).toEqual([])
    expect(there.ctx.clock.now()).toBe(before)
  })

  test('the permission is missing: the remedy is named', async () => {
    there.simulator.addFault({ operation: 'UpdateService', effect: { kind: 'access-denied' }, times: 99 })
    const verdict = await updateBack(there.ctx, roll(), earlier())
    expect(verdict?.reason).toMatch(/It could not be rolled back to api:1 \(.*\)\. Grant ecs:UpdateService\./)
    expect(there.serving()).toBe(second)
  })
})

describe('what there is to go back to', () => {
  const deployment = (deploymentId: string, isCompleted: boolean) => ({
    deploymentId,
    taskDefinitionArn: `arn:${deploymentId}`,
    isCompleted,
  })

  test.each<[string, readonly EarlierDeployment[], string | undefined]>([
    ['a first deployment: nothing', [], undefined],
    ['none that completed: nothing', [deployment('a', false)], undefined],
    ['the newest that completed', [deployment('c', false), deployment('b', true), deployment('a', true)], 'b'],
  ])('%s', (_name, others, expected) => {
    expect(earlierCompleted(createIdentity({ earlier: others }))?.deploymentId).toBe(expected)
  })
})
