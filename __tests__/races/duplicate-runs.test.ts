import { describe, expect, test } from '@jest/globals'
import { revisionsBetween } from '../../src/resources/task-definition/apply-task-definition.ts'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { createTargetGroup } from '../scenarios/neighbours.ts'
import { SEED_INPUTS, without } from '../scenarios/seed-inputs.ts'
import { makeRule, meanwhile, OWN_GROUP, OWN_TAGS, rulesOf } from './rules.ts'

/** Another run registers in the middle of this run's own registration. `change` makes it another commit's. */
function registerMeanwhile(account: Account, change: (text: string) => string = text => text): void {
  meanwhile(account, 'RegisterTaskDefinition', () => {
    const { input } = account.simulator.journal.of('RegisterTaskDefinition').at(-1) ?? {}
    account.simulator.call('ecs', 'RegisterTaskDefinition', JSON.parse(change(JSON.stringify(input))))
  })
}

describe('a revision that another run registers at the same time', () => {
  test('is the one that is deployed, where it is equal: both runs go on with one', async () => {
    await using account = await createAccount()
    registerMeanwhile(account)
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(account.simulator.state().taskDefinitions.map(({ revision }) => revision)).toEqual([1, 2])
    expect([account.taskDefinition().revision, end.outputs.taskDefinitionRevision]).toEqual([1, 1])
  })

  test('is left alone, where it is of another commit', async () => {
    await using account = await createAccount()
    registerMeanwhile(account, text => text.replaceAll(FIRST_COMMIT, SECOND_COMMIT))
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect([account.taskDefinition().revision, end.outputs.taskDefinitionRevision]).toEqual([2, 2])
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toContain(FIRST_COMMIT)
  })

  test('costs no call where there is none', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    const operations = end.calls.map(call => call.operation)
    const registered = operations.indexOf('RegisterTaskDefinition')
    const updated = operations.indexOf('UpdateService')
    expect(operations.slice(registered, updated)).toEqual(['RegisterTaskDefinition'])
  })

  test.each([
    { name: 'the first of a family', newest: 0, revision: 1, between: [] },
    { name: 'the next one', newest: 6, revision: 7, between: [] },
    { name: 'one came between', newest: 6, revision: 8, between: ['api:7'] },
    { name: 'two came between', newest: 0, revision: 3, between: ['api:1', 'api:2'] },
    {
      name: 'many came between: the first ones',
      newest: 0,
      revision: 50,
      between: ['api:1', 'api:2', 'api:3', 'api:4', 'api:5'],
    },
  ])('$name', ({ newest, revision, between }) => {
    expect(revisionsBetween(newest, { family: 'api', revision })).toEqual(between)
  })
})

describe('target group and rule that another run creates between the reads of the two', () => {
  test("are the service's own, not somebody else's rule in the way", async () => {
    await using account = await createAccount()
    const inputs = without(SEED_INPUTS, 'verify-url', 'verify-body', 'strip-path-prefix')
    meanwhile(account, 'DescribeRules', () => {
      createTargetGroup(account, {
        Name: OWN_GROUP,
        Tags: Object.entries(OWN_TAGS).map(([Key, Value]) => ({ Key, Value })),
      })
      const paths = ['/google-workspace', '/google-workspace/*']
      makeRule(account, { priority: 50, paths, to: OWN_GROUP, tags: OWN_TAGS })
    })
    const end = await deployTo(account, inputs)
    expect([end.outcome, end.sentences]).toEqual(['succeeded', expect.any(Array)])
    expect(end.writes).not.toContain('CreateRule')
    expect(rulesOf(account)).toEqual([`50 /google-workspace, /google-workspace/* > ${OWN_GROUP}`])
  })
})
