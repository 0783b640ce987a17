import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type Account, CRASHING, createAccount, FIRST_COMMIT, HEALTHY, SECOND_COMMIT, SERVICE } from './account.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

const UNPULLABLE = 'CannotPullContainerError: pull image manifest has been retried 5 time(s): i/o timeout'

/** An account where the first commit runs; the second one is pushed with another behaviour. */
async function accountWithService(second: Parameters<Account['push']>[1], inputs = SEED_INPUTS): Promise<Account> {
  const account = await createAccount()
  const { outcome } = await deployTo(account, inputs)
  expect(outcome).toBe('succeeded')
  account.push(SECOND_COMMIT, second)
  return account
}

function serving(account: Account): readonly (string | undefined)[] {
  const tasks = account.simulator.state().tasks as readonly Task[]
  return tasks.filter(task => task.lastStatus === 'RUNNING').map(task => task.taskDefinitionArn?.split('/').at(-1))
}

function rolledBack(end: RunEnd, account: Account): void {
  expect(end.outcome).toBe('rolled-back')
  expect(account.taskDefinition().revision).toBe(1)
  expect(serving(account)).toEqual(['busyb-google-workspace-mcp:1'])
  expect(account.serviceDeployment().status).toBe('ROLLBACK_SUCCESSFUL')
  expect(end.outputs.servingTaskDefinitionArn).toBe(end.outputs.previousTaskDefinitionArn)
}

describe('a deployment that fails', () => {
  test('a crash loop with the breaker: rolled back, the old revision serves, and the run says why', async () => {
    await using account = await accountWithService(CRASHING)
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    rolledBack(end, account)
    expect(end.evidence?.stoppedTasks[0]?.containers).toEqual([
      { name: 'busyb-google-workspace-mcp', exitCode: 1, reason: undefined },
    ])
    expect(end.evidence?.logs[0]?.lines).toEqual(CRASHING.logLines)
    expect(end.summary).toContain('ERROR: GOOGLE_OAUTH_CLIENT_ID is required')
    expect(end.sentences[0]).toContain('busyb-google-workspace-mcp:1')
  })

  test('a crash loop in the first deployment: failed, there is nothing to go back to', async () => {
    await using account = await createAccount()
    account.push(FIRST_COMMIT, CRASHING)
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('failed')
    expect(account.service()).toMatchObject({ runningCount: 0, status: 'ACTIVE' })
    expect(account.service().deployments?.[0]?.rolloutState).toBe('FAILED')
    expect(end.outputs.servingTaskDefinitionArn).toBeUndefined()
    expect(end.outputs.serviceArn).toBe(account.service().serviceArn)
  })

  test('a crash loop, the breaker without rollback: failed, the old tasks go on serving', async () => {
    const inputs = { ...SEED_INPUTS, 'circuit-breaker': 'fail' }
    await using account = await accountWithService(CRASHING, inputs)
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('failed')
    expect(account.taskDefinition().revision).toBe(2)
    expect(serving(account)).toEqual(['busyb-google-workspace-mcp:1'])
    expect(end.outputs.servingTaskDefinitionArn).toBe(end.outputs.previousTaskDefinitionArn)
  })

  test('a crash loop without a breaker, which ECS never ends: failed by its tasks, and left as it is', async () => {
    const inputs = { ...SEED_INPUTS, 'circuit-breaker': 'off' }
    await using account = await accountWithService(CRASHING, inputs)
    const startedAt = account.simulator.clock.now()
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('failed')
    expect(account.simulator.clock.now() - startedAt).toBeLessThan(2 * 60_000)
    expect(account.service().deployments?.[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' })
    expect(serving(account)).toEqual(['busyb-google-workspace-mcp:1'])
    expect(end.outputs.servingTaskDefinitionArn).toBe(end.outputs.previousTaskDefinitionArn)
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    expect(end.sentences[0]).toContain('3 tasks stopped before they were ever healthy')
    expect(end.sentences[0]).toContain('ECS goes on trying')
  })

  test('a crash loop without a breaker, with on-failure: rollback: this action rolls it back', async () => {
    const inputs = { ...SEED_INPUTS, 'circuit-breaker': 'off', 'on-failure': 'rollback' }
    await using account = await accountWithService(CRASHING, inputs)
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    rolledBack(end, account)
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService', 'StopServiceDeployment'])
    expect(end.sentences[0]).toContain('This action rolled it back.')
  })

  test('the breaker without rollback, with on-failure: rollback: the service is updated back', async () => {
    const inputs = { ...SEED_INPUTS, 'circuit-breaker': 'fail', 'on-failure': 'rollback' }
    await using account = await accountWithService(CRASHING, inputs)
    account.simulator.addFault({ operation: 'ListTasks', times: 1000, effect: { kind: 'access-denied' } })
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('rolled-back')
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService', 'UpdateService'])
    expect(account.taskDefinition().revision).toBe(1)
    expect(end.outputs.servingTaskDefinitionArn).toBe(end.outputs.previousTaskDefinitionArn)
  })

  test('nothing is rolled back after a time-out', async () => {
    const inputs = { ...SEED_INPUTS, 'on-failure': 'rollback', 'wait-timeout-minutes': '2' }
    await using account = await accountWithService({ ...HEALTHY, startSeconds: 600 }, inputs)
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('timed-out')
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    expect(account.serviceDeployment().status).toBe('IN_PROGRESS')
  })

  test('an image that cannot be pulled: rolled back, with the reason of AWS', async () => {
    await using account = await accountWithService({ startFailure: UNPULLABLE })
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    rolledBack(end, account)
    expect(end.evidence?.stoppedTasks[0]).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: UNPULLABLE })
    expect(end.summary).toContain('i/o timeout')
  })

  test('targets that never become healthy: failed, with the status that they returned', async () => {
    await using account = await createAccount()
    const inputs = { ...SEED_INPUTS, 'health-check-path': '/google-workspace/health' }
    const end = await deployTo(account, inputs)
    expect(end.outcome).toBe('failed')
    expect(end.evidence?.stoppedTasks[0]?.stoppedReason).toMatch(/^Task failed ELB health checks/)
    expect(end.evidence?.events.some(event => event.message.includes('404'))).toBe(true)
    expect(account.service().deployments?.[0]?.rolloutState).toBe('FAILED')
  })

  test('a slow start succeeds', async () => {
    await using account = await accountWithService({ ...HEALTHY, startSeconds: 400, readySeconds: 20 })
    const startedAt = account.simulator.clock.now()
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('succeeded')
    expect(account.simulator.clock.now() - startedAt).toBeGreaterThan(400_000)
    expect(serving(account)).toEqual(['busyb-google-workspace-mcp:2'])
  })

  test('what happened is printed while it happens, each event once', async () => {
    await using account = await accountWithService(HEALTHY)
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    const started = end.log.filter(line => line.includes('has started 1 tasks'))
    const steady = end.log.filter(line => line.includes('has reached a steady state'))
    expect([started.length, steady.length]).toEqual([1, 1])
  })
})

describe('somebody else interferes', () => {
  test('another update while it is deployed: superseded, the other one is named and serves', async () => {
    await using account = await accountWithService({ ...HEALTHY, startSeconds: 300 })
    const { simulator } = account
    simulator.clock.after(45_000, () => update(account, { taskDefinition: 'busyb-google-workspace-mcp:1' }))
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('superseded')
    const other = account.service().deployments?.find(deployment => deployment.status === 'PRIMARY')
    expect(other?.id).not.toBe(end.outputs.deploymentId)
    expect(end.sentences[0]).toContain(other?.id)
    expect(end.sentences[0]).toContain('busyb-google-workspace-mcp:1')
  })

  test('stopped by somebody, and rolled back by that: stopped', async () => {
    await using account = await accountWithService({ ...HEALTHY, startSeconds: 300 })
    const { simulator } = account
    simulator.clock.after(45_000, () => {
      const { serviceDeploymentArn } = account.serviceDeployment()
      simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' })
    })
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('stopped')
    expect(account.taskDefinition().revision).toBe(1)
    expect(serving(account)).toEqual(['busyb-google-workspace-mcp:1'])
  })

  test('the service is deleted meanwhile: failed', async () => {
    await using account = await accountWithService({ ...HEALTHY, startSeconds: 300 })
    const { simulator, seed } = account
    simulator.clock.after(45_000, () =>
      simulator.call('ecs', 'DeleteService', { cluster: seed.clusterName, service: SERVICE, force: true }),
    )
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('failed')
    expect(end.sentences[0]).toContain('was deleted')
  })
})

function update({ simulator, seed }: Account, changes: object): void {
  simulator.call('ecs', 'UpdateService', { cluster: seed.clusterName, service: SERVICE, ...changes })
}
