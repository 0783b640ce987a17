import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Behaviour } from '../../simulator/world.ts'
import { revisionName } from '../../src/aws/arn.ts'
import type { Verdict } from '../../src/deployment/verdict.ts'
import { type WatchOptions, type WatchTerms, watchDeployment } from '../../src/deployment/watch.ts'
import type { DeploymentIdentity } from '../../src/resources/service/deployment-identity.ts'
import { CRASHING, createSimulatedAccount, HEALTHY, type SimulatedAccount } from './simulated-account.ts'

const breaker = (enable: boolean, rollback: boolean) => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable, rollback } },
})
const NO_ROLLBACK = breaker(true, false)
const NO_BREAKER = breaker(false, false)

let there: SimulatedAccount

beforeEach(async () => {
  there = await createSimulatedAccount()
})

afterEach(() => there.close())

/** Half an hour, unless the terms say otherwise. */
async function follow(
  identity: DeploymentIdentity,
  terms: Partial<WatchTerms> = {},
  options: WatchOptions = {},
): Promise<Verdict> {
  const watch = watchDeployment(there.ctx, identity, options)
  return await watch.follow({ until: there.ctx.clock.now() + 30 * 60_000, ...terms })
}

/** A service whose first deployment, of a healthy image, has completed. */
async function serviceThatRuns(overrides: object = {}): Promise<string> {
  const taskDefinition = there.register(HEALTHY)
  expect(await follow(there.create(taskDefinition, overrides))).toMatchObject({ outcome: 'succeeded' })
  there.simulator.journal.clear()
  there.lines.length = 0
  return taskDefinition
}

const serviceDeployments = () =>
  there.simulator.state().serviceDeployments as readonly {
    readonly serviceDeploymentArn: string
    readonly status: string
    readonly finishedAt: Date | undefined
  }[]

describe('a deployment that succeeds', () => {
  test('a first one', async () => {
    const taskDefinition = there.register(HEALTHY)
    const verdict = await follow(there.create(taskDefinition))
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition, warnings: [] })
    expect(verdict.serviceDeploymentArn).toBe(serviceDeployments()[0]?.serviceDeploymentArn)
    expect(there.lines.filter(line => line.includes('has started 2 tasks'))).toHaveLength(1)
  })

  test('slow to start', async () => {
    await serviceThatRuns()
    const taskDefinition = there.register({ ...HEALTHY, startSeconds: 400 })
    const verdict = await follow(there.update({ taskDefinition }))
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition })
  })

  test('the same task definition deployed again by force', async () => {
    const taskDefinition = await serviceThatRuns()
    const identity = there.update({ forceNewDeployment: true })
    expect(await follow(identity)).toMatchObject({
      outcome: 'succeeded',
      servingTaskDefinitionArn: taskDefinition,
      reason: `Deployment ${identity.deploymentId} of api:1 completed. 2 of 2 tasks run.`,
    })
  })

  test('a change of the count alone', async () => {
    await serviceThatRuns()
    const verdict = await follow(there.update({ desiredCount: 3 }), {}, { judgeBy: 'counts' })
    expect(verdict).toMatchObject({ outcome: 'succeeded', reason: '3 of 3 tasks of api:1 run.' })
  })

  test('reads that lag behind the creation', async () => {
    there.simulator.settings.readLagMs = 6000
    expect((await follow(there.create(there.register(HEALTHY)))).outcome).toBe('succeeded')
  })

  test('reads that lag behind an update', async () => {
    await serviceThatRuns()
    there.simulator.settings.readLagMs = 12_000
    const taskDefinition = there.register(HEALTHY)
    const verdict = await follow(there.update({ taskDefinition }))
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition })
  })

  test('wait-until: serving, while old tasks drain', async () => {
    const { arn, loadBalancers } = there.createTargetGroup('/health')
    await serviceThatRuns({ loadBalancers })
    const healthRules = { healthChecked: [], targetGroups: [[arn]], stableMs: 10_000 }
    const identity = there.update({ taskDefinition: there.register(HEALTHY) })
    const verdict = await follow(identity, { waitUntil: 'serving' }, { healthRules })
    expect(verdict.outcome).toBe('serving')
    const rest = await follow(identity, {}, { healthRules })
    expect(rest.outcome).toBe('succeeded')
  })
})

describe('a deployment that fails', () => {
  test('a start failure that the circuit breaker rolls back', async () => {
    const startFailure = 'ResourceInitializationError: failed to invoke EFS utils commands'
    const before = await serviceThatRuns()
    const verdict = await follow(
      there.update({ taskDefinition: there.register({ startFailure }) }),
      {},
      { maxTaskFailures: 50 },
    )
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: before })
    expect(verdict.reason).toMatch(/ ECS rolled it back\. Running now: api:1 \(2 tasks\)\.$/)
    expect(there.serving()).toBe(before)
    expect(verdict.evidence?.stoppedTasks[0]).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: startFailure,
    })
    expect(there.warnings).toEqual([])
  })

  test('a crash loop, with the log of the container', async () => {
    await serviceThatRuns(NO_BREAKER)
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(verdict).toMatchObject({ outcome: 'failed', failure: { state: 'under-way' } })
    expect(verdict.reason).toMatch(/failed: \d+ tasks stopped before they were ever healthy, the last one with: /)
    expect(verdict.evidence?.stoppedTasks).toHaveLength(3)
    expect(verdict.evidence?.stoppedTasks[0]?.containers).toEqual([{ name: 'api', exitCode: 1, reason: undefined }])
    expect(verdict.evidence?.logs[0]?.lines).toEqual(CRASHING.logLines)
    expect(verdict.evidence?.notes).toEqual([])
  })

  test('a crash loop that no breaker stops is decided in less than three minutes', async () => {
    await serviceThatRuns(NO_BREAKER)
    const begunAt = there.ctx.clock.now()
    await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(there.ctx.clock.now() - begunAt).toBeLessThan(3 * 60_000)
  })

  test('without rollback what ran before goes on serving', async () => {
    const before = await serviceThatRuns(NO_ROLLBACK)
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: before })
  })

  test('a first one: nothing runs', async () => {
    const verdict = await follow(there.create(there.register({ startFailure: 'ResourceInitializationError: x' })))
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: undefined })
    expect(verdict.reason).toContain('Nothing runs now.')
  })

  test('an image that does not exist: two tasks decide, long before any breaker', async () => {
    const startFailure = 'CannotPullContainerError: pull image manifest has been retried 1 time(s): api:v9: not found'
    await serviceThatRuns(NO_BREAKER)
    const verdict = await follow(there.update({ taskDefinition: there.register({ startFailure }) }))
    expect(verdict.reason).toMatch(/(cannot succeed: the image does not exist|stopped before they were ever healthy)/)
    expect(verdict).toMatchObject({ outcome: 'failed', failure: { state: 'under-way' } })
  })

  test('a pull that times out never counts: the time-out decides, and stops nothing', async () => {
    const startFailure = 'CannotPullContainerError: pull image manifest has been retried 5 time(s): i/o timeout'
    await serviceThatRuns(NO_BREAKER)
    const identity = there.update({ taskDefinition: there.register({ startFailure }) })
    const verdict = await follow(identity, { until: there.ctx.clock.now() + 10 * 60_000 })
    expect(verdict).toMatchObject({ outcome: 'timed-out' })
    expect(verdict.reason).toContain('It continues; nothing was stopped.')
    expect(verdict.evidence?.stoppedTasks).toHaveLength(3)
  })

  test('targets that never become healthy', async () => {
    const { arn, loadBalancers } = there.createTargetGroup('/api/health')
    const healthRules = { healthChecked: [], targetGroups: [[arn]], stableMs: 10_000 }
    const verdict = await follow(there.create(there.register(HEALTHY), { loadBalancers }), {}, { healthRules })
    expect(verdict.outcome).toBe('failed')
    expect(verdict.evidence?.stoppedTasks[0]?.stoppedReason).toMatch(/^Task failed ELB health checks in/)
    expect(verdict.evidence?.events.some(event => event.message.includes('404'))).toBe(true)
  })

  test('a rollback that begins late is waited for', async () => {
    const before = await serviceThatRuns()
    there.simulator.settings.rollbackDelayMs = 60_000
    const startFailure = 'ResourceInitializationError: x'
    const verdict = await follow(
      there.update({ taskDefinition: there.register({ startFailure }) }),
      {},
      { maxTaskFailures: 50 },
    )
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: before })
  })
})

describe('what others do', () => {
  const SLOW = { ...HEALTHY, startSeconds: 300 }

  function stopAfter(ms: number): void {
    const ours = serviceDeployments().find(({ status }) => status !== 'SUCCESSFUL')?.serviceDeploymentArn
    there.simulator.clock.after(ms, () =>
      there.simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn: ours, stopType: 'ROLLBACK' }),
    )
  }

  test('superseded by another deployment, which is named', async () => {
    await serviceThatRuns()
    const identity = there.update({ taskDefinition: there.register(SLOW) })
    const other = there.register(HEALTHY)
    there.simulator.clock.after(45_000, () => there.update({ taskDefinition: other }))
    const verdict = await follow(identity)
    expect(verdict).toMatchObject({ outcome: 'superseded', replacedBy: other })
    expect(verdict.reason).toContain(`of ${revisionName(other)} replaced it.`)
    expect(verdict.evidence).toBeUndefined()
  })

  test('superseded, and the service deployment is never updated again', async () => {
    await serviceThatRuns()
    there.simulator.settings.supersededStatus = 'IN_PROGRESS'
    const identity = there.update({ taskDefinition: there.register(SLOW) })
    const other = there.register(HEALTHY)
    there.simulator.clock.after(45_000, () => there.update({ taskDefinition: other }))
    expect(await follow(identity)).toMatchObject({ outcome: 'superseded', replacedBy: other })
  })

  test('stopped by someone, and rolled back', async () => {
    const before = await serviceThatRuns()
    const identity = there.update({ taskDefinition: there.register(SLOW) })
    stopAfter(45_000)
    const verdict = await follow(identity)
    expect(verdict).toMatchObject({ outcome: 'stopped', servingTaskDefinitionArn: before })
  })

  test('a first deployment stopped by someone', async () => {
    const identity = there.create(there.register(SLOW))
    stopAfter(45_000)
    expect((await follow(identity)).outcome).toBe('stopped')
  })

  test('the service is deleted', async () => {
    await serviceThatRuns()
    const identity = there.update({ taskDefinition: there.register(SLOW) })
    there.simulator.clock.after(45_000, () =>
      there.simulator.call('ecs', 'DeleteService', { cluster: there.clusterName, service: 'api', force: true }),
    )
    const verdict = await follow(identity)
    expect(verdict).toMatchObject({ outcome: 'failed', failure: { state: 'over' } })
    expect(verdict.reason).toMatch(/^The service api was deleted while it was deployed/)
  })
})

describe('what the run may not do, or not any more', () => {
  test('credentials that expire while it waits', async () => {
    there.simulator.addFault({
      operation: '*',
      from: 9,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'expired-token' },
    })
    expect((await follow(there.create(there.register(HEALTHY)))).outcome).toBe('unknown')
  })

  test('without any permission but ecs:DescribeServices, a rollback is still seen', async () => {
    const before = await serviceThatRuns()
    for (const operation of ['DescribeServiceDeployments', 'ListServiceDeployments', 'ListTasks', 'DescribeTasks']) {
      there.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    }
    const verdict = await follow(there.update({ taskDefinition: there.register({ startFailure: 'X: y' }) }))
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: before })
    expect(there.warnings).toHaveLength(2)
  })
})

describe('how soon', () => {
  test.each<{ readonly name: string; readonly behaviour: Behaviour }>([
    { name: 'a success', behaviour: HEALTHY },
    { name: 'a failure', behaviour: { startFailure: 'X: y' } },
  ])('$name is noticed within four seconds of AWS deciding it', async ({ behaviour }) => {
    await serviceThatRuns(NO_ROLLBACK)
    await follow(there.update({ taskDefinition: there.register(behaviour) }), {}, { maxTaskFailures: 50 })
    const ends = serviceDeployments().map(({ finishedAt }) => finishedAt?.getTime() ?? 0)
    expect(there.ctx.clock.now() - Math.max(...ends)).toBeLessThanOrEqual(4000)
  })

  test('also after ten quiet minutes', async () => {
    await serviceThatRuns()
    await follow(there.update({ taskDefinition: there.register({ ...HEALTHY, startSeconds: 600 }) }))
    const ends = serviceDeployments().map(({ finishedAt }) => finishedAt?.getTime() ?? 0)
    expect(there.ctx.clock.now() - Math.max(...ends)).toBeLessThanOrEqual(4000)
  })
})
