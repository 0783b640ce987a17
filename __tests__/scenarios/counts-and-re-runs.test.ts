import { describe, expect, test } from '@jest/globals'
import { CRASHING, createAccount, FIRST_COMMIT, HEALTHY, SECOND_COMMIT, SERVICE } from './account.ts'
import { deployTo } from './harness.ts'
import { scaleAutomatically } from './neighbours.ts'
import { SEED_INPUTS, without } from './seed-inputs.ts'

const NO_COUNT = without(SEED_INPUTS, 'desired-count')

describe('counts', () => {
  test('a count of 0 succeeds with a warning that nothing runs', async () => {
    await using account = await createAccount()
    const inputs = { ...SEED_INPUTS, 'desired-count': '0' }
    const end = await deployTo(account, inputs)
    expect(end.outcome).toBe('succeeded')
    expect(account.service()).toMatchObject({ desiredCount: 0, runningCount: 0 })
    expect(end.warnings.join(' ')).toContain('nothing runs')
    const again = await deployTo(account, inputs)
    expect([again.outcome, again.writes]).toEqual(['unchanged', []])
  })

  test('the count alone starts no deployment, and is waited for', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const [before] = account.service().deployments ?? []
    const end = await deployTo(account, { ...SEED_INPUTS, 'desired-count': '3' })
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
    expect(account.service()).toMatchObject({ desiredCount: 3, runningCount: 3 })
    expect(account.service().deployments?.map(deployment => deployment.id)).toEqual([before?.id])
    expect(end.checks).toContainEqual(expect.objectContaining({ check: 'targets', state: 'passed' }))
  })

  test('a count that somebody changed is not touched where none is given', async () => {
    await using account = await createAccount()
    await deployTo(account, NO_COUNT)
    account.simulator.call('ecs', 'UpdateService', { cluster: 'busyb-cluster', service: SERVICE, desiredCount: 4 })
    account.simulator.clock.advance(300_000)
    const end = await deployTo(account, NO_COUNT, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('succeeded')
    expect(account.service()).toMatchObject({ desiredCount: 4, runningCount: 4 })
  })

  test('a count that Application Auto Scaling owns is not touched although one is given, and the log says so', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    scaleAutomatically(account, { MinCapacity: 2, MaxCapacity: 6 })
    account.simulator.call('ecs', 'UpdateService', { cluster: 'busyb-cluster', service: SERVICE, desiredCount: 4 })
    account.simulator.clock.advance(300_000)
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
    expect(account.service().desiredCount).toBe(4)
    expect(end.warnings).toEqual([expect.stringContaining('Application Auto Scaling owns the count')])
  })
})

describe('without waiting', () => {
  test('started: the update was accepted, and nothing is reported as verified', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, { ...SEED_INPUTS, wait: 'false' })
    expect(end.outcome).toBe('started')
    expect(account.service().deployments?.[0]).toMatchObject({
      id: end.outputs.deploymentId,
      rolloutState: 'IN_PROGRESS',
    })
    expect(end.checks).toEqual([])
    expect(end.outputs.servingTaskDefinitionArn).toBeUndefined()
    expect(end.sentences[0]).toContain('nothing was verified')
  })

  test('nothing to change is unchanged without waiting too', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const end = await deployTo(account, { ...SEED_INPUTS, wait: 'false' })
    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
  })
})

describe('the step is run again', () => {
  test('while its deployment is under way: that one is watched, nothing is written', async () => {
    await using account = await createAccount()
    const first = await deployTo(account, { ...SEED_INPUTS, wait: 'false' })
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['succeeded', []])
    expect(end.outputs.deploymentId).toBe(first.outputs.deploymentId)
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('while it is under way and will fail: the failure is reported as its own', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.push(SECOND_COMMIT, CRASHING)
    await deployTo(account, { ...SEED_INPUTS, wait: 'false' }, { sha: SECOND_COMMIT })
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['rolled-back', []])
    expect(account.taskDefinition().revision).toBe(1)
  })

  test('after it failed: deployed again by force, and with a repaired image it succeeds', async () => {
    await using account = await createAccount()
    account.push(FIRST_COMMIT, CRASHING)
    const failed = await deployTo(account, SEED_INPUTS)
    expect(failed.outcome).toBe('failed')
    account.push(FIRST_COMMIT, HEALTHY)
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
    expect(end.calls.find(call => call.write)?.input).toMatchObject({ forceNewDeployment: true })
    expect(account.service()).toMatchObject({ runningCount: 1 })
  })

  test('after it was rolled back: the commit is deployed again', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.push(SECOND_COMMIT, CRASHING)
    await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    account.push(SECOND_COMMIT, HEALTHY)
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('succeeded')
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(new RegExp(`:${SECOND_COMMIT}$`))
  })

  test('a service that was deleted is created again', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.simulator.call('ecs', 'DeleteService', { cluster: 'busyb-cluster', service: SERVICE, force: true })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    const all = account.simulator.state().services.filter(service => service.serviceName === SERVICE)
    expect(all.filter(service => service.status === 'ACTIVE')).toHaveLength(1)
    expect(account.simulator.state().targetGroups).toHaveLength(2)
  })
})

describe('without a family', () => {
  test('a revision that failed is used again, not registered again', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const { taskDefinition } = account.service()
    const family = taskDefinition?.split('/').at(-1)?.split(':')[0] ?? ''
    account.push(SECOND_COMMIT, CRASHING)
    const inputs = {
      cluster: 'busyb-cluster',
      service: SERVICE,
      'ecr-repository': 'busyb-google-workspace-mcp',
    }
    for (let run = 0; run < 3; run += 1) {
      const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
      expect(end.outcome).toBe('rolled-back')
    }
    const { taskDefinitions } = account.simulator.state()
    expect(taskDefinitions.filter(definition => definition.family === family)).toHaveLength(2)
  })
})
