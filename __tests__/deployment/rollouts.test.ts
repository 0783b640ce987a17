import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Behaviour } from '../../simulator/world.ts'
import { revisionName } from '../../src/aws/arn.ts'
import { watchUntilDecided } from '../../src/deployment/watch-until-decided.ts'
import type { DeploymentIdentity } from '../../src/resources/service/deployment-identity.ts'
import { CRASHING, createSimulatedAccount, HEALTHY, type SimulatedAccount } from './simulated-account.ts'

const HALF_AN_HOUR = { timeoutMs: 30 * 60_000 }
const NO_ROLLBACK = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } }
const NO_BREAKER = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } }

let there: SimulatedAccount

beforeEach(async () => {
  there = await createSimulatedAccount()
})

afterEach(() => there.close())

/** A service whose first deployment, of a healthy image, has completed. */
async function serviceThatRuns(overrides: object = {}): Promise<string> {
  const taskDefinition = there.register(HEALTHY)
  const identity = there.create(taskDefinition, overrides)
  const verdict = await watchUntilDecided(there.ctx, identity, HALF_AN_HOUR)
  expect(verdict.outcome).toBe('succeeded')
  there.simulator.journal.clear()
  there.lines.length = 0
  return taskDefinition
}

const follow = (identity: DeploymentIdentity, options = HALF_AN_HOUR) => watchUntilDecided(there.ctx, identity, options)

describe('following a deployment in the simulated account', () => {
  test('a first deployment that is healthy', async () => {
    const taskDefinition = there.register(HEALTHY)
    const verdict = await follow(there.create(taskDefinition))
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition, warnings: [] })
    expect(verdict.serviceDeploymentArn).toBe(there.simulator.state().serviceDeployments[0].serviceDeploymentArn)
    expect(there.lines.filter(line => line.includes('has reached a steady state'))).toHaveLength(1)
  })

  test('a redeployment, slow to start', async () => {
    await serviceThatRuns()
    const taskDefinition = there.register({ ...HEALTHY, startSeconds: 400 })
    const verdict = await follow(there.update({ taskDefinition }))
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition })
  })

  test('the same task definition deployed again by force', async () => {
    const taskDefinition = await serviceThatRuns()
    const identity = there.update({ forceNewDeployment: true })
    const verdict = await follow(identity)
    expect(verdict).toMatchObject({ outcome: 'succeeded', servingTaskDefinitionArn: taskDefinition })
    expect(verdict.reason).toBe(`Deployment ${identity.deploymentId} of api:1 completed. 2 of 2 tasks run.`)
  })

  test('a crash loop that the circuit breaker rolls back', async () => {
    const before = await serviceThatRuns()
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: before })
    expect(there.serving()).toBe(before)
    expect(verdict.evidence?.stoppedTasks[0]?.containers).toEqual([{ name: 'api', exitCode: 1, reason: undefined }])
    expect(verdict.evidence?.logs[0]?.lines).toEqual(CRASHING.logLines)
    expect(verdict.evidence?.notes).toEqual([])
    expect(there.warnings).toEqual([])
  })

  test('a crash loop without rollback: what ran before goes on serving', async () => {
    const before = await serviceThatRuns(NO_ROLLBACK)
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: before })
  })

  test('a first deployment that fails has nothing to go back to', async () => {
    const verdict = await follow(there.create(there.register(CRASHING)))
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: undefined })
    expect(verdict.reason).toContain('Nothing runs now.')
  })

  test('an image that cannot be pulled', async () => {
    const startFailure = 'CannotPullContainerError: pull image manifest has been retried 5 time(s): i/o timeout'
    await serviceThatRuns()
    const verdict = await follow(there.update({ taskDefinition: there.register({ startFailure }) }))
    expect(verdict.outcome).toBe('rolled-back')
    expect(verdict.evidence?.stoppedTasks[0]).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: startFailure,
    })
  })

  test('targets that never become healthy', async () => {
    const { vpcId, httpsListenerArn } = there.account
    const call = (operation: string, input: object) => there.simulator.call('elasticloadbalancing', operation, input)
    const created = call('CreateTargetGroup', {
      Name: 'api',
      Protocol: 'HTTP',
      Port: 8000,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckPath: '/api/health',
    })
    const targetGroupArn = (created.TargetGroups as { TargetGroupArn: string }[])[0]?.TargetGroupArn
    call('CreateRule', {
      ListenerArn: httpsListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    })
    const loadBalancers = [{ targetGroupArn, containerName: 'api', containerPort: 8000 }]
    const verdict = await follow(there.create(there.register(HEALTHY), { loadBalancers }))
    expect(verdict.outcome).toBe('failed')
    expect(verdict.evidence?.stoppedTasks[0]?.stoppedReason).toMatch(/^Task failed ELB health checks in/)
    expect(verdict.evidence?.events.some(event => event.message.includes('404'))).toBe(true)
  })

  test('superseded by another deployment, which is named', async () => {
    await serviceThatRuns()
    const identity = there.update({ taskDefinition: there.register({ ...HEALTHY, startSeconds: 300 }) })
    const other = there.register(HEALTHY)
    const stop = there.simulator.clock.after(45_000, () => there.update({ taskDefinition: other }))
    const verdict = await follow(identity)
    stop()
    expect(verdict).toMatchObject({ outcome: 'superseded' })
    expect(verdict.reason).toContain(`of ${revisionName(other)} replaced it.`)
  })

  test('stopped by someone, and rolled back', async () => {
    const before = await serviceThatRuns()
    const identity = there.update({ taskDefinition: there.register({ ...HEALTHY, startSeconds: 300 }) })
    const serviceDeploymentArn = there.simulator
      .state()
      .serviceDeployments.map(({ serviceDeploymentArn: arn, status }) => (status === 'SUCCESSFUL' ? undefined : arn))
      .find(Boolean)
    there.simulator.clock.after(45_000, () =>
      there.simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' }),
    )
    const verdict = await follow(identity)
    expect(verdict).toMatchObject({ outcome: 'stopped', servingTaskDefinitionArn: before })
  })

  test('a deployment that never ends runs out of time', async () => {
    await serviceThatRuns(NO_BREAKER)
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }), { timeoutMs: 10 * 60_000 })
    expect(verdict.outcome).toBe('timed-out')
    expect(verdict.evidence?.stoppedTasks).toHaveLength(3)
    expect(verdict.evidence?.logs[0]?.lines).toEqual(CRASHING.logLines)
  })

  test('desired count 0', async () => {
    const verdict = await follow(there.create(there.register(HEALTHY), { desiredCount: 0 }))
    expect(verdict).toMatchObject({
      outcome: 'succeeded',
      warnings: ['The desired count of the service api is 0: nothing runs.'],
    })
  })

  test('a change of the count alone', async () => {
    await serviceThatRuns()
    const identity = there.update({ desiredCount: 3 })
    const verdict = await watchUntilDecided(there.ctx, identity, { ...HALF_AN_HOUR, judgeBy: 'counts' })
    expect(verdict).toMatchObject({ outcome: 'succeeded', reason: '3 of 3 tasks of api:1 run.' })
  })

  test('reads that lag behind the creation', async () => {
    there.simulator.settings.readLagMs = 6000
    const verdict = await follow(there.create(there.register(HEALTHY)))
    expect(verdict.outcome).toBe('succeeded')
  })

  test('credentials that expire while it waits', async () => {
    there.simulator.addFault({
      operation: '*',
      from: 9,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'expired-token' },
    })
    const verdict = await follow(there.create(there.register(HEALTHY)))
    expect(verdict.outcome).toBe('unknown')
  })

  test('without any permission but ecs:DescribeServices, a rollback is still seen', async () => {
    const before = await serviceThatRuns()
    for (const operation of ['DescribeServiceDeployments', 'ListServiceDeployments', 'ListTasks', 'DescribeTasks']) {
      there.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    }
    const verdict = await follow(there.update({ taskDefinition: there.register(CRASHING) }))
    expect(verdict).toMatchObject({ outcome: 'rolled-back', servingTaskDefinitionArn: before })
    expect(there.warnings).toHaveLength(2)
  })

  test.each<{ name: string; behaviour: Behaviour }>([
    { name: 'a success', behaviour: HEALTHY },
    { name: 'a failure', behaviour: CRASHING },
  ])('$name is noticed within three seconds of AWS deciding it', async ({ behaviour }) => {
    await serviceThatRuns(NO_ROLLBACK)
    await follow(there.update({ taskDefinition: there.register(behaviour) }))
    const ends = there.simulator.state().serviceDeployments.map(({ finishedAt }) => (finishedAt as Date).getTime())
    expect(there.ctx.clock.now() - Math.max(...ends)).toBeLessThanOrEqual(3000)
  })
})
