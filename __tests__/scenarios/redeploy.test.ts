import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, HEALTHY, SECOND_COMMIT } from './account.ts'
import { deployTo } from './harness.ts'
import { SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

const SOURCES = [
  { source: 'the template file', inputs: SEED_INPUTS },
  { source: 'inputs alone', inputs: SEED_INPUTS_WITHOUT_FILE },
]

function runningDigests(account: Account): readonly (string | undefined)[] {
  const tasks = account.simulator.state().tasks as readonly Task[]
  return tasks.filter(task => task.lastStatus === 'RUNNING').map(task => task.containers?.[0]?.imageDigest)
}

describe.each(SOURCES)('a service that was deployed from $source', ({ inputs }) => {
  test('a second commit is one registration and one update, and nothing else is written', async () => {
    await using account = await createAccount()
    await deployTo(account, inputs)
    const before = account.service()
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })

    expect(end.outcome).toBe('succeeded')
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    expect(account.taskDefinition().revision).toBe(2)
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(new RegExp(`:${SECOND_COMMIT}$`))
    expect(end.outputs).toMatchObject({
      changed: true,
      previousTaskDefinitionArn: before.taskDefinition,
      servingTaskDefinitionArn: account.service().taskDefinition,
      imageTag: SECOND_COMMIT,
    })
    const { taskDefinition: _a, deployments: _b, events: _c, ...kept } = before
    expect(account.service()).toMatchObject({
      ...kept,
      currentServiceDeployment: expect.any(String),
      currentServiceRevisions: expect.any(Array),
    })
  })

  test('the update sends the revision alone', async () => {
    await using account = await createAccount()
    await deployTo(account, inputs)
    const { calls } = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    const update = calls.find(call => call.operation === 'UpdateService')
    const { service, cluster, taskDefinition, ...more } = update?.input ?? {}
    expect(taskDefinition).toBe(account.service().taskDefinition)
    // Without the grace period AWS would set it back to 0 (UpdateService, healthCheckGracePeriodSeconds).
    expect(more).toEqual({ healthCheckGracePeriodSeconds: 60 })
  })

  test('a second run without a change writes nothing and is unchanged', async () => {
    await using account = await createAccount()
    const first = await deployTo(account, inputs)
    const before = account.simulator.state()
    const end = await deployTo(account, inputs)

    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
    expect(end.outputs.changed).toBe(false)
    expect(end.plan.every(entry => entry.kind === 'unchanged')).toBe(true)
    expect(end.outputs).toMatchObject({
      taskDefinitionArn: first.outputs.taskDefinitionArn,
      targetGroupArn: first.outputs.targetGroupArn,
      listenerRuleArn: first.outputs.listenerRuleArn,
      discoveryServiceArn: first.outputs.discoveryServiceArn,
      servingTaskDefinitionArn: first.outputs.taskDefinitionArn,
    })
    expect(account.simulator.state()).toEqual(before)
  })

  test('another run of another commit that has the same image tag changes nothing', async () => {
    await using account = await createAccount()
    await deployTo(account, { ...inputs, 'image-tag': FIRST_COMMIT })
    const end = await deployTo(account, { ...inputs, 'image-tag': FIRST_COMMIT }, { sha: SECOND_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
  })

  test('the same tag pushed again with another image is deployed by force, and the new image runs', async () => {
    await using account = await createAccount()
    await deployTo(account, inputs)
    const [old] = runningDigests(account)
    const digest = account.push(FIRST_COMMIT, HEALTHY)
    expect(digest).not.toBe(old)
    const end = await deployTo(account, inputs)

    expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
    expect(end.calls.find(call => call.write)?.input).toMatchObject({ forceNewDeployment: true })
    expect(account.taskDefinition().revision).toBe(1)
    expect(runningDigests(account)).toEqual([digest])
    expect(end.outputs.imageDigest).toBe(digest)
  })
})

test('both sources are the same service: going from one to the other writes nothing', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  const there = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
  const back = await deployTo(account, SEED_INPUTS)
  expect([there.outcome, there.writes, back.outcome, back.writes]).toEqual(['unchanged', [], 'unchanged', []])
})

test('"force-new-deployment" replaces the tasks of what is unchanged', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  const [before] = account.service().deployments ?? []
  const end = await deployTo(account, { ...SEED_INPUTS, 'force-new-deployment': 'true' })
  expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
  expect(account.service().deployments).toHaveLength(1)
  expect(account.service().deployments?.[0]?.id).not.toBe(before?.id)
})

test('one changed setting of the target group is one call, and starts no deployment', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  const [before] = account.service().deployments ?? []
  const end = await deployTo(account, { ...SEED_INPUTS, 'health-check-interval-seconds': '15' })
  expect([end.outcome, end.writes]).toEqual(['succeeded', ['ModifyTargetGroup']])
  expect(account.service().deployments?.[0]?.id).toBe(before?.id)
  const group = account.simulator
    .state()
    .targetGroups.find(found => found.TargetGroupArn === end.outputs.targetGroupArn)
  expect(group).toMatchObject({
    HealthCheckIntervalSeconds: 15,
    HealthCheckPath: '/health',
    UnhealthyThresholdCount: 3,
  })
})

test('an earlier commit by its tag: its revision is used again, not registered again', async () => {
  await using account = await createAccount()
  const first = await deployTo(account, SEED_INPUTS, { sha: FIRST_COMMIT })
  await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
  await deployTo(account, { ...SEED_INPUTS, environment: 'EXTRA=1' }, { sha: SECOND_COMMIT })
  const again = await deployTo(account, { ...SEED_INPUTS, 'image-tag': FIRST_COMMIT }, { sha: SECOND_COMMIT })
  expect([again.outcome, again.writes]).toEqual(['succeeded', ['UpdateService']])
  expect(account.service().taskDefinition).toBe(first.outputs.taskDefinitionArn)
})
