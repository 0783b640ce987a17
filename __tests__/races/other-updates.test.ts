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

describe('somebody else deploys between read and update', () => {
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

  test('a change of the count alone leaves it in its place, and the run is superseded', async () => {
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

  test('only a setting that this run does not touch: it stays theirs, and a warning says so', async () => {
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

  test('before a forced deployment of the revision that was read: ours serves, and theirs is not forced instead', async () => {
    await using account = await createAccount()
    const first = await deployTo(account, SEED_INPUTS)
    meanwhile(account, 'UpdateService', () => deployOther(account))
    const end = await deployTo(account, { ...SEED_INPUTS, 'force-new-deployment': 'true' })
    expect(end.outcome).toBe('succeeded')
    expect(account.service().taskDefinition).toBe(first.outputs.taskDefinitionArn)
    expect(end.outputs.servingTaskDefinitionArn).toBe(first.outputs.taskDefinitionArn)
  })

  test('while this run changes only what is around the service: theirs serves, and the run is superseded', async () => {
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

  test('the wanted revision by force: the warning names that deployment too', async () => {
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

describe('there is no warning', () => {
  test('about a deployment that was under way when this run read the service', async () => {
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

test('the response to the update was lost, and the repetition finds its own deployment: no warning names another', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  account.simulator.addFault({ operation: 'UpdateService', effect: { kind: 'drop', acted: true } })
  const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
  expect([end.outcome, end.warnings]).toEqual(['succeeded', []])
  expect(account.simulator.state().serviceDeployments).toHaveLength(2)
})
