import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT, SERVICE } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { meanwhile } from './rules.ts'

const TARGET = { cluster: 'busyb-cluster', service: SERVICE }

/** Somebody registers a revision of another family, and has the service run it. Returns the deployment's id. */
function deployOther({ simulator, ...account }: Account): string {
  const { containerDefinitions, cpu, memory, networkMode, executionRoleArn, taskRoleArn } = account.taskDefinition()
  const { taskDefinition } = simulator.call('ecs', 'RegisterTaskDefinition', {
    family: 'by-hand',
    ...{ containerDefinitions, cpu, memory, networkMode, executionRoleArn, taskRoleArn },
    requiresCompatibilities: ['FARGATE'],
  }) as { taskDefinition: TaskDefinition }
  simulator.call('ecs', 'UpdateService', { ...TARGET, taskDefinition: taskDefinition.taskDefinitionArn })
  return account.service().deployments?.[0]?.id ?? ''
}

describe('somebody else deploys between look and update', () => {
  test('ours takes its place, and the warning names it and its task definition', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    let other = ''
    meanwhile(account, 'UpdateService', () => {
      other = deployOther(account)
    })
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('succeeded')
    expect(account.service().taskDefinition).toBe(end.outputs.taskDefinitionArn)
    expect(end.warnings).toEqual([
      `Service "${SERVICE}": after this run read it and before its update, someone else started deployment ${other} of by-hand:1. This run's own replaced it.`,
    ])
    expect(end.summary).toContain('by-hand:1')
  })

  test('a change of the count alone leaves it in its place, and is not green for it', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    let other = ''
    meanwhile(account, 'UpdateService', () => {
      other = deployOther(account)
    })
    const end = await deployTo(account, { ...SEED_INPUTS, 'desired-count': '2' })
    expect(end.outcome).toBe('superseded')
    expect(account.service().desiredCount).toBe(2)
    expect(account.service().deployments?.map(({ id }) => id)).toContain(other)
    expect(end.warnings.join('\n')).toContain(`someone else started deployment ${other} of by-hand:1`)
    expect(end.outputs.deploymentId).not.toBe(other)
  })

  test('of a setting that this run does not touch: it stays theirs, and that is said', async () => {
    await using account = await createAccount()
    const { 'desired-count': _, ...inputs } = SEED_INPUTS
    await deployTo(account, inputs)
    meanwhile(account, 'UpdateService', () => {
      account.simulator.call('ecs', 'UpdateService', { ...TARGET, desiredCount: 3 })
    })
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect(end.outcome).toBe('succeeded')
    expect(account.service().desiredCount).toBe(3)
    expect(end.warnings).toEqual([
      `Service "${SERVICE}": after this run read it and before its update, someone else, or auto scaling, changed desiredCount. This run did not touch it.`,
    ])
  })

  test('before a forced deployment of what was seen: ours serves, and not theirs by our force', async () => {
    await using account = await createAccount()
    const first = await deployTo(account, SEED_INPUTS)
    meanwhile(account, 'UpdateService', () => deployOther(account))
    const end = await deployTo(account, { ...SEED_INPUTS, 'force-new-deployment': 'true' })
    expect(end.outcome).toBe('succeeded')
    expect(account.service().taskDefinition).toBe(first.outputs.taskDefinitionArn)
    expect(end.outputs.servingTaskDefinitionArn).toBe(first.outputs.taskDefinitionArn)
  })

  test('while only what is around the service is changed: theirs serves, and the run is not green for it', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    let other = ''
    meanwhile(account, 'ModifyTargetGroupAttributes', () => {
      other = deployOther(account)
    })
    const end = await deployTo(account, { ...SEED_INPUTS, 'deregistration-delay-seconds': '20' })
    expect(end.outcome).toBe('superseded')
    expect(end.sentences.join(' ')).toContain(`deployment ${other} of by-hand:1`)
  })

  test('by force, of what is wanted: the warning names it too', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    let other = ''
    meanwhile(account, 'UpdateService', () => {
      account.simulator.call('ecs', 'UpdateService', { ...TARGET, forceNewDeployment: true })
      other = account.service().deployments?.[0]?.id ?? ''
    })
    const end = await deployTo(account, { ...SEED_INPUTS, 'force-new-deployment': 'true' })
    expect(end.outcome).toBe('succeeded')
    expect(end.warnings.join('\n')).toContain(`deployment ${other} of busyb-google-workspace-mcp:1`)
  })
})

describe('nothing is said', () => {
  test('of a deployment that was under way when this run looked', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    deployOther(account)
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect([end.outcome, end.warnings]).toEqual(['succeeded', []])
  })

  test('where nobody else updated the service', async () => {
    await using account = await createAccount()
    const first = await deployTo(account, SEED_INPUTS)
    const second = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect([...first.warnings, ...second.warnings]).toEqual([])
  })
})

test('the response to the update was lost, and sent again it finds its own deployment: nothing is said of another', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  account.simulator.addFault({ operation: 'UpdateService', effect: { kind: 'drop', acted: true } })
  const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
  expect([end.outcome, end.warnings]).toEqual(['succeeded', []])
  expect(account.simulator.state().serviceDeployments).toHaveLength(2)
})
