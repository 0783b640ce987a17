import type { ServiceDeployment } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from './account.ts'
import { CREATIONS, expectOutcome, inventory, ONE_OF_EACH } from './expectations.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { createRule, onPaths } from './neighbours.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

const { revisions: _, ...ONE_OF_ALL_BUT_REVISIONS } = ONE_OF_EACH

/**
 * One of everything, and what serves is stable. A green run has completed its deployment, even if another one followed;
 * any other run reports that another one took its place.
 */
async function expectOneTruth(account: Account, ends: readonly RunEnd[]): Promise<void> {
  expect(inventory(account)).toMatchObject(ONE_OF_ALL_BUT_REVISIONS)
  const serving = account.service().deployments ?? []
  expect(serving).toEqual([expect.objectContaining({ rolloutState: 'COMPLETED', runningCount: 1 })])
  const green = ends.filter(end => end.outcome === 'succeeded' || end.outcome === 'unchanged')
  expect(green.map(end => end.outputs.servingTaskDefinitionArn)).toContain(serving[0]?.taskDefinition)
  const deployments = account.simulator.state().serviceDeployments as readonly ServiceDeployment[]
  for (const end of ends) {
    const own = deployments.find(({ serviceDeploymentArn: arn }) => arn === end.outputs.serviceDeploymentArn)
    if (!green.includes(end)) expectOutcome(end, 'superseded')
    else if (end.outcome === 'succeeded') expect(own?.status).toBe('SUCCESSFUL')
  }
}

describe('two runs of the same input at once', () => {
  test('side by side', async () => {
    await using account = await createAccount()
    const ends = await Promise.all([deployTo(account, SEED_INPUTS), deployTo(account, SEED_INPUTS)])
    await expectOneTruth(account, ends)
  })

  test.each(CREATIONS)('the first %s is held up, so that the other run overtakes it', async operation => {
    await using account = await createAccount()
    account.simulator.addFault({ operation, effect: { kind: 'slow', ms: 150 } })
    const ends = await Promise.all([deployTo(account, SEED_INPUTS), deployTo(account, SEED_INPUTS)])
    await expectOneTruth(account, ends)
  })

  test('on a clock that runs by itself, 300 times as fast', async () => {
    await using account = await createAccount({ clock: { kind: 'realtime', scale: 300 } })
    const ends = await Promise.all([deployTo(account, SEED_INPUTS), deployTo(account, SEED_INPUTS)])
    await expectOneTruth(account, ends)
  })

  test('a third run finds nothing to do', async () => {
    await using account = await createAccount()
    await Promise.all([deployTo(account, SEED_INPUTS), deployTo(account, SEED_INPUTS)])
    const end = await deployTo(account, SEED_INPUTS)
    expectOutcome(end, 'unchanged')
    expect(end.writes).toEqual([])
  })
})

test('two runs of different commits: one serves, and the other one says that it was superseded', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  account.push('c'.repeat(40))
  const ends = await Promise.all([
    deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT }),
    deployTo(account, SEED_INPUTS, { sha: 'c'.repeat(40) }),
  ])
  expect(ends.map(end => end.outcome).sort()).toEqual(['succeeded', 'superseded'])
  const winner = ends.find(end => end.outcome === 'succeeded')
  expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(`:${winner?.outputs.imageTag}`)
  expect(winner?.outputs.imageTag).not.toBe(FIRST_COMMIT)
})

test('another service takes the priority between the read and the write: red, and the holder is named', async () => {
  await using account = await createAccount()
  const { simulator } = account
  const run = () => void createRule(account, { Priority: 50, Conditions: onPaths('/other/*') })
  simulator.addFault({ operation: 'CreateRule', effect: { kind: 'hook', run } })
  const end = await deployTo(account, SEED_INPUTS)
  expectOutcome(end, 'failed')
  expect(end.sentences[0]).toContain('/other/*')
  expect(simulator.state().rules.filter(rule => rule.Priority === '50')).toHaveLength(1)

  const next = await deployTo(account, { ...SEED_INPUTS, 'rule-priority': 'auto' })
  expectOutcome(next, 'succeeded')
})
