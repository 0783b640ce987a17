import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { DISCOVERY_INPUTS, SEED_INPUTS, without } from '../scenarios/seed-inputs.ts'
import { AUTO_INPUTS, inputsOfService, withoutRequest } from './inputs.ts'
import { createLaggingAccount } from './lagging-account.ts'
import { makeRule, meanwhile, moveRule, OWN_GROUP, OWN_TAGS, rulesOf } from './rules.ts'

const PATHS = ['/google-workspace', '/google-workspace/*']
const OWN = (priority: number) => `${priority} ${PATHS.join(', ')} > ${OWN_GROUP}`

function deletedRules({ simulator }: Account): readonly unknown[] {
  return simulator.journal.of('DeleteRule').map(call => call.input.RuleArn)
}

describe('another run of the same service creates the same rule between read and write', () => {
  test('with a larger number: the smaller one, ours, stays', async () => {
    await using account = await createAccount()
    let duplicate = ''
    meanwhile(account, 'CreateRule', () => {
      duplicate = makeRule(account, { priority: 60, paths: PATHS, to: OWN_GROUP, tags: OWN_TAGS })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.outputs.listenerRulePriority]).toEqual(['succeeded', 50])
    expect(rulesOf(account)).toEqual([OWN(50)])
    expect(deletedRules(account)).toEqual([duplicate])
  })

  test('with a smaller number: that one stays, and ours goes', async () => {
    await using account = await createAccount()
    let duplicate = ''
    meanwhile(account, 'CreateRule', () => {
      duplicate = makeRule(account, { priority: 40, paths: PATHS.toReversed(), to: OWN_GROUP, tags: OWN_TAGS })
    })
    const end = await deployTo(account, withoutRequest(SEED_INPUTS))
    expect([end.outcome, end.outputs.listenerRulePriority, end.outputs.listenerRuleArn]).toEqual([
      'succeeded',
      40,
      duplicate,
    ])
    expect(rulesOf(account)).toEqual([`40 ${PATHS.toReversed().join(', ')} > ${OWN_GROUP}`])
    expect(deletedRules(account)).toHaveLength(1)
  })

  test.each([3_000, 10_000])('and AWS lists it %d ms late', async readLagMs => {
    await using account = await createLaggingAccount(readLagMs)
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 1, paths: PATHS, to: OWN_GROUP, tags: OWN_TAGS })
    })
    const end = await deployTo(account, withoutRequest(AUTO_INPUTS))
    // The number was in use by a rule that no list showed: ours got the next one, and was deleted later.
    expect([end.outcome, end.outputs.listenerRulePriority]).toEqual(['succeeded', 1])
    expect(rulesOf(account)).toEqual([OWN(1)])
    expect(deletedRules(account)).toHaveLength(1)
  })

  test('at exactly the given number, and AWS lists it late: it is used', async () => {
    await using account = await createLaggingAccount(5_000)
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 50, paths: PATHS, to: OWN_GROUP, tags: OWN_TAGS })
    })
    const end = await deployTo(account, withoutRequest(SEED_INPUTS))
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual([OWN(50)])
    expect(deletedRules(account)).toEqual([])
  })
})

describe('only a duplicate of our own rule is ever deleted', () => {
  test.each([
    { what: 'has no ownership tags', rule: { priority: 60, paths: PATHS, to: OWN_GROUP } },
    {
      what: "has another service's tags",
      rule: { priority: 60, paths: PATHS, to: OWN_GROUP, tags: { ...OWN_TAGS, 'ecs-fargate-deploy:service': 'other' } },
    },
    {
      what: 'has other conditions',
      rule: { priority: 60, paths: [...PATHS, '/more'], to: OWN_GROUP, tags: OWN_TAGS },
    },
    { what: 'forwards elsewhere', rule: { priority: 60, paths: PATHS, tags: OWN_TAGS } },
  ])('not one that $what', async ({ rule }) => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, rule)
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual([OWN(50), `60 ${rule.paths.join(', ')} > ${rule.to ?? 'busyb-core'}`])
    expect(deletedRules(account)).toEqual([])
  })
})

describe('a rule of somebody else came between read and write', () => {
  test('auto: ours moves behind it, so that it keeps its requests, and the log says so', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 10, paths: ['/google-workspace/admin*'] })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect([end.outcome, end.outputs.listenerRulePriority]).toEqual(['succeeded', 11])
    expect(rulesOf(account)).toEqual(['10 /google-workspace/admin* > busyb-core', OWN(11)])
    expect(end.log.join('\n')).toContain('moved from priority 1 to 11')
  })

  test('auto: the number behind it is taken meanwhile too', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 10, paths: ['/google-workspace/admin*'] })
    })
    meanwhile(account, 'SetRulePriorities', () => {
      makeRule(account, { priority: 11, paths: ['/elsewhere'] })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual([
      '10 /google-workspace/admin* > busyb-core',
      '11 /elsewhere > busyb-core',
      OWN(12),
    ])
  })

  test('auto: another one comes while ours moves: it moves again', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 10, paths: ['/google-workspace/admin*'] })
    })
    meanwhile(account, 'SetRulePriorities', () => {
      makeRule(account, { priority: 20, paths: ['/google-workspace/login'] })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account).at(-1)).toBe(OWN(21))
  })

  test('auto: one behind which ours would get no requests: ours is deleted again, and the other is named', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 10, paths: ['/google-workspace*'] })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('failed')
    expect(end.sentences.join(' ')).toContain(
      'the rule with priority 10 (/google-workspace*; forwards to busyb-core) takes all of its requests',
    )
    expect(rulesOf(account)).toEqual(['10 /google-workspace* > busyb-core'])
  })

  test('auto: one before ours that takes all of its requests: ours is deleted again, and the other is named', async () => {
    await using account = await createAccount()
    makeRule(account, { priority: 4, paths: ['/google-workspace/admin'] })
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 3, paths: ['/google-workspace*'] })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('failed')
    expect(end.sentences.join(' ')).toContain('it could never be reached, because the rule with priority 3')
    expect(rulesOf(account)).toEqual(['3 /google-workspace* > busyb-core', '4 /google-workspace/admin > busyb-core'])
  })

  test('auto: one before ours that its own run moves elsewhere: ours stays', async () => {
    await using account = await createAccount()
    makeRule(account, { priority: 4, paths: ['/google-workspace/admin'] })
    let other = ''
    meanwhile(account, 'CreateRule', () => {
      other = makeRule(account, { priority: 3, paths: ['/google-workspace*'] })
      account.simulator.addFault({
        operation: 'DescribeRules',
        // Two reads see it.
        from: 3,
        effect: { kind: 'hook', run: () => moveRule(account, other, 6) },
      })
    })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account).map(rule => rule.split(' ')[0])).toEqual(['4', '5', '6'])
  })

  test('a number that was given stays, whatever is behind it', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateRule', () => {
      makeRule(account, { priority: 60, paths: ['/google-workspace/admin*'] })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual([OWN(50), '60 /google-workspace/admin* > busyb-core'])
  })
})

describe('duplicates that a killed run left', () => {
  test('are named by the plan, and removed by the next run', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const duplicate = makeRule(account, { priority: 60, paths: PATHS, to: OWN_GROUP, tags: OWN_TAGS })
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['DeleteRule']])
    expect(end.plan.find(entry => entry.resource === 'listener rule')?.fields).toEqual([
      { field: 'duplicate', from: 'priority 60', to: undefined },
    ])
    expect(deletedRules(account)).toEqual([duplicate])
    expect(rulesOf(account)).toEqual([OWN(50)])
  })

  test('one of them has the number that is given: ours gets it', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    makeRule(account, { priority: 60, paths: PATHS, to: OWN_GROUP, tags: OWN_TAGS })
    const end = await deployTo(account, { ...SEED_INPUTS, 'rule-priority': '60' })
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual([OWN(60)])
  })

  test('a second rule that somebody made by hand stays, and is not a change', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    makeRule(account, { priority: 60, paths: PATHS, to: OWN_GROUP })
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
  })
})

describe('a rule that exists', () => {
  test('is given a number that somebody takes in between: the error names the rule', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    meanwhile(account, 'SetRulePriorities', () => {
      makeRule(account, { priority: 60, paths: ['/elsewhere'] })
    })
    const end = await deployTo(account, { ...SEED_INPUTS, 'rule-priority': '60' })
    expect(end.outcome).toBe('failed')
    expect(end.sentences[0]).toContain('priority 60 is used by the rule with priority 60 (/elsewhere;')
    expect(rulesOf(account)).toEqual([OWN(50), '60 /elsewhere > busyb-core'])
  })

  test('auto: is given paths that a rule behind it has too: it moves behind that one', async () => {
    await using account = await createAccount()
    await deployTo(account, AUTO_INPUTS)
    makeRule(account, { priority: 10, paths: ['/tools/admin'] })
    const paths = { 'path-patterns': '/google-workspace\n/tools/*', 'strip-path-prefix': '' }
    const end = await deployTo(account, { ...withoutRequest(AUTO_INPUTS), ...paths })
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)).toEqual(['10 /tools/admin > busyb-core', `11 /google-workspace, /tools/* > ${OWN_GROUP}`])
  })

  test('auto: is given other paths that leave the rules behind it alone: it keeps its number', async () => {
    await using account = await createAccount()
    await deployTo(account, AUTO_INPUTS)
    makeRule(account, { priority: 10, paths: ['/google-workspace/admin'] })
    const paths = { 'path-patterns': '/google-workspace/*' }
    const end = await deployTo(account, { ...AUTO_INPUTS, ...paths })
    expect(end.outcome).toBe('succeeded')
    expect(rulesOf(account)[0]).toBe(`1 /google-workspace/* > ${OWN_GROUP}`)
  })
})

describe.each([0, 3_000, 10_000])('two services at once, whose rules are listed %d ms late', readLagMs => {
  test('the paths of one lie within those of the other: it gets its requests, or its run names who does', async () => {
    await using account = await createLaggingAccount(readLagMs)
    const paths = { 'path-patterns': '/shop/cart\n/shop/cart/*', 'strip-path-prefix': '' }
    const [outer, inner] = await Promise.all([
      deployTo(account, inputsOfService('shop')),
      deployTo(account, withoutRequest(inputsOfService('cart', paths))),
    ])
    expect(outer.outcome).toBe('succeeded')
    const isRefused = inner.sentences.join(' ').includes('(/shop, /shop/*; forwards to shop) takes all of its requests')
    expect(inner.outcome).toBe(isRefused ? 'failed' : 'succeeded')
    expect(rulesOf(account).map(rule => rule.split(' > ')[1])).toEqual(isRefused ? ['shop'] : ['cart', 'shop'])
  })

  test('with the same paths: one gets them, and the run of the other names it', async () => {
    await using account = await createLaggingAccount(readLagMs)
    const same = { 'path-patterns': '/same', 'strip-path-prefix': '' }
    const ends = await Promise.all([
      deployTo(account, withoutRequest(inputsOfService('one', same))),
      deployTo(account, withoutRequest(inputsOfService('two', same))),
    ])
    expect(ends.map(end => end.outcome).toSorted()).toEqual(['failed', 'succeeded'])
    const [winner, loser] = ends.toSorted((one, other) => (one.outcome < other.outcome ? 1 : -1))
    const group = winner?.outputs.targetGroupName
    expect(rulesOf(account).map(rule => rule.replace(/^\d+ /, ''))).toEqual([`/same > ${group}`])
    expect(loser?.sentences.join(' ')).toContain(`(/same; forwards to ${group}) takes all of its requests`)
  })
})

test('the second read runs beside the creation of the service, not before it', async () => {
  await using account = await createAccount()
  account.simulator.settings.latencyMs = 50
  const inputs = without(AUTO_INPUTS, ...DISCOVERY_INPUTS)
  const { calls } = await deployTo(account, { ...inputs, wait: 'false' })
  const made = calls.find(call => call.operation === 'CreateRule')
  const creation = calls.find(call => call.service === 'ecs' && call.operation === 'CreateService')
  const read = calls.find(call => call.operation === 'DescribeRules' && call.startedAt > (made?.endedAt ?? 0))
  expect(creation?.startedAt).toBeLessThan(read?.endedAt ?? 0)
  expect(read?.startedAt).toBeLessThan(creation?.endedAt ?? 0)
})
