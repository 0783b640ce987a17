import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT } from '../scenarios/account.ts'
import { SEED_INPUTS, without } from '../scenarios/seed-inputs.ts'
import { ownParts } from './drift.ts'
import { changesIn, deploy, outcomeOf, planOf } from './run.ts'
import { makeDiscoveryService, makeRule, makeTargetGroup } from './surroundings.ts'

const RESOURCES = [
  'log group',
  'task definition',
  'target group',
  'listener rule',
  'namespace',
  'discovery service',
  'service',
]

/** ARNs of everything that the action makes for the seed's service, by what it is. */
function arnsOf(account: Account): Readonly<Record<string, string>> {
  const { targetGroupArn, ruleArn, namespace, discoveryService, logGroupArn } = ownParts(account)
  return {
    'log group': logGroupArn,
    'task definition': account.taskDefinition().taskDefinitionArn ?? '',
    'target group': targetGroupArn,
    'listener rule': ruleArn,
    namespace: namespace.Arn,
    'discovery service': discoveryService.Arn,
    service: account.service().serviceArn ?? '',
  }
}

function tagsOf(account: Account): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { tags } = account.simulator.state()
  return Object.fromEntries(Object.entries(arnsOf(account)).map(([what, arn]) => [what, tags[arn] ?? {}]))
}

describe('given tags on what the action made', () => {
  const CHANGED = { ...SEED_INPUTS, tags: 'Environment=staging\nTeam=platform' }

  test('are kept up to date on every resource, each by one call, and start no deployment', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const [deployment] = account.service().deployments ?? []
    const before = tagsOf(account)

    const plan = await planOf(account, CHANGED)
    expect(plan.writes).toEqual([])
    expect(changesIn(plan)).toEqual(
      RESOURCES.flatMap(resource => [`${resource}: tags[Environment]`, `${resource}: tags[Team]`]),
    )
    expect(plan.plan).toMatchObject({ deployment: 'none' })

    const end = await deploy(account, CHANGED)
    expect(outcomeOf(end)).toBe('succeeded')
    expect(end.writes.toSorted()).toEqual([
      'AddTags',
      'AddTags',
      'TagResource',
      'TagResource',
      'TagResource',
      'TagResource',
      'TagResource',
    ])
    expect(account.service().deployments?.[0]?.id).toBe(deployment?.id)
    expect(account.simulator.state().taskDefinitions).toHaveLength(1)
    // Keys that are no longer given stay.
    expect(tagsOf(account)).toEqual(
      Object.fromEntries(
        RESOURCES.map(resource => [resource, { ...before[resource], Environment: 'staging', Team: 'platform' }]),
      ),
    )
    expect((await deploy(account, CHANGED)).writes).toEqual([])
  })

  test('are set with a new revision, and not by a call of their own', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const end = await deploy(
      account,
      { ...SEED_INPUTS, tags: `${SEED_INPUTS.tags}\nTeam=platform` },
      { sha: SECOND_COMMIT },
    )
    expect(outcomeOf(end)).toBe('succeeded')
    expect(end.writes.filter(operation => operation === 'RegisterTaskDefinition')).toHaveLength(1)
    const { 'task definition': tags } = tagsOf(account)
    expect(tags).toMatchObject({ Team: 'platform', 'ecs-fargate-deploy:commit': SECOND_COMMIT })
  })
})

describe('provenance tags', () => {
  test('are not a difference: another run of the same changes nothing', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const end = await deploy(account, SEED_INPUTS, { runId: '4712' })
    expect([outcomeOf(end), end.writes]).toEqual(['unchanged', []])
  })
})

describe('what the action did not make', () => {
  let account: Account
  let made: Readonly<Record<string, string>>

  beforeAll(async () => {
    account = await createAccount()
    account.simulator.services.logs.createGroup({ name: '/ecs/busyb-google-workspace-mcp' })
    const targetGroup = makeTargetGroup(account, { HealthyThresholdCount: 2, UnhealthyThresholdCount: 3 })
    makeRule(account, { Priority: 50, Actions: [{ Type: 'forward', TargetGroupArn: targetGroup }] })
    makeDiscoveryService(account)
    const end = await deploy(account, SEED_INPUTS)
    expect(outcomeOf(end)).toBe('succeeded')
    made = arnsOf(account)
  })
  afterAll(() => account[Symbol.asyncDispose]())

  test.each(['log group', 'target group', 'listener rule', 'namespace', 'discovery service'])(
    'gets no tags: %s',
    resource => {
      expect(account.simulator.state().tags[made[resource] ?? '']).toEqual({})
    },
  )

  test('while what it made beside them has its tags', () => {
    expect(account.simulator.state().tags[made.service ?? '']).toMatchObject({ Environment: 'production' })
  })

  test('and tags that are given later do not change it', async () => {
    const end = await planOf(account, { ...SEED_INPUTS, tags: 'Environment=staging' })
    expect(changesIn(end)).toEqual(['task definition: tags[Environment]', 'service: tags[Environment]'])
  })
})

describe('reading tags', () => {
  const TAG_READS = ['DescribeTags', 'ListTagsForResource']

  test('costs no call where none are given', async () => {
    await using account = await createAccount()
    await deploy(account, without(SEED_INPUTS, 'tags'))
    const end = await planOf(account, without(SEED_INPUTS, 'tags'))
    expect(end.calls.filter(({ operation }) => TAG_READS.includes(operation))).toEqual([])
    expect(end.calls.find(({ operation }) => operation === 'DescribeTaskDefinition')?.input).not.toHaveProperty(
      'include',
    )
  })

  test('is one call for each resource that is described without them', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const end = await planOf(account, SEED_INPUTS)
    const reads = end.calls.filter(({ operation }) => TAG_READS.includes(operation))
    expect(reads.map(({ service, operation }) => `${service}:${operation}`).toSorted()).toEqual([
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTags',
      'logs:ListTagsForResource',
      'servicediscovery:ListTagsForResource',
      'servicediscovery:ListTagsForResource',
    ])
  })
})
