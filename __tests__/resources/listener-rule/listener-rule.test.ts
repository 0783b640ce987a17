import { describe, expect, test } from '@jest/globals'
import { applyRule } from '../../../src/resources/listener-rule/apply-rule.ts'
import { findOwnRule } from '../../../src/resources/listener-rule/observed-rule.ts'
import { planRule } from '../../../src/resources/listener-rule/plan-rule.ts'
import { ruleTransforms } from '../../../src/resources/listener-rule/rule-contents.ts'
import { createScriptedRun } from '../../deployment/scripted-aws.ts'
import {
  API_GROUP,
  createDesiredRule,
  createRule,
  DEFAULT_RULE,
  fieldsOf,
  NO_TAGS,
  OWNER_TAGS,
  observedRule,
  problemOf,
  WEB_GROUP,
} from '../data.ts'

const OWN = createRule(7, { paths: ['/api', '/api/*'], to: API_GROUP })

describe('a rule that ECS shifts traffic with', () => {
  const shifting = createRule(7, {
    paths: ['/api', '/api/*'],
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: API_GROUP, Weight: 0 },
            { TargetGroupArn: WEB_GROUP, Weight: 100 },
          ],
        },
      },
    ],
  })
  const own = {
    targetGroupArn: API_GROUP,
    match: { paths: ['/api', '/api/*'], hosts: undefined },
    priority: 'auto',
  } as const

  test("is the service's, and neither its weights nor its targets are planned back", () => {
    const found = findOwnRule([shifting], { ...own, alternateGroups: [WEB_GROUP] })
    expect(found).toBe(shifting)
    expect(planRule(createDesiredRule(), observedRule(shifting), [shifting])).toMatchObject({ kind: 'unchanged' })
  })

  test("is somebody else's where the other group is not the service's alternate one", () => {
    expect(findOwnRule([shifting], own)).toBeUndefined()
  })
})

describe('a rule that does not exist', () => {
  test('auto: it is created behind the rules that match the same requests', () => {
    const change = planRule(createDesiredRule(), undefined, [createRule(3, { paths: ['/api/x'] }), DEFAULT_RULE])
    expect(change).toEqual({ kind: 'create', desired: { ...createDesiredRule(), chosenPriority: 4 } })
  })

  test('a number that is free is taken, even before other rules', () => {
    const change = planRule(createDesiredRule({ priority: 2 }), undefined, [createRule(3, { paths: ['/*'] })])
    expect(change).toMatchObject({ kind: 'create', desired: { chosenPriority: 2 } })
  })

  test('where another rule has the number, the problem names that rule', () => {
    const holder = createRule(10, { paths: ['/web/*'], hosts: ['a.example.com'] })
    expect(problemOf(planRule(createDesiredRule({ priority: 10 }), undefined, [holder]))).toBe(
      'Listener rule for /api, /api/*: priority 10 is used by the rule with priority 10 (a.example.com, /web/*; forwards to web). Give another number in "rule-priority", or "auto".',
    )
  })

  test('a holder that redirects is named by what it does', () => {
    const holder = createRule(10, { paths: ['/web'], Actions: [{ Type: 'redirect' }] })
    expect(problemOf(planRule(createDesiredRule({ priority: 10 }), undefined, [holder]))).toContain(
      'the rule with priority 10 (/web; does redirect)',
    )
  })

  test.each(['auto', 6] as const)(
    '%s: where the rule could never be reached, the problem names the one before it',
    priority => {
      const change = planRule(createDesiredRule({ priority }), undefined, [createRule(5, { paths: ['/*'] })])
      expect(problemOf(change)).toBe(
        'Listener rule for /api, /api/*: it could never be reached, because the rule with priority 5 (/*; forwards to web) takes all of its requests. Give it a smaller number in "rule-priority", or other patterns.',
      )
    },
  )

  test('without a free number behind the others it is impossible', () => {
    const change = planRule(createDesiredRule(), undefined, [createRule(50_000, { paths: ['/api/x'] })])
    expect(problemOf(change)).toBe(
      'Listener rule for /api, /api/*: no priority is free behind the rules that match the same requests. Give a number in "rule-priority", or delete a rule that nothing needs.',
    )
  })
})

describe('the rule that exists', () => {
  const rules = [OWN, createRule(9, { paths: ['/*'] }), DEFAULT_RULE]

  test.each([
    ['auto keeps its number', createDesiredRule()],
    ['its own number is not a conflict', createDesiredRule({ priority: 7 })],
    [
      'conditions in another order are the same',
      createDesiredRule({ match: { paths: ['/api/*', '/api'], hosts: undefined } }),
    ],
  ])('%s', (_name, desired) => {
    expect(planRule(desired, observedRule(OWN), rules)).toEqual({ kind: 'unchanged', observed: observedRule(OWN) })
  })

  test('a condition that is not given stays as it is', () => {
    const own = observedRule(createRule(7, { paths: ['/api'], hosts: ['a.example.com'], to: API_GROUP }))
    const desired = createDesiredRule({ match: { paths: ['/api'], hosts: undefined } })
    expect(planRule(desired, own, [own.rule]).kind).toBe('unchanged')
  })

  test('a rule before it that takes all of its host is seen even where the host is not given', () => {
    const own = observedRule(createRule(7, { paths: ['/api'], hosts: ['a.example.com'], to: API_GROUP }))
    const before = createRule(5, { hosts: ['*.example.com'] })
    const desired = createDesiredRule({ match: { paths: ['/api'], hosts: undefined } })
    expect(problemOf(planRule(desired, own, [before, own.rule]))).toContain('it could never be reached')
  })

  test('every field that differs', () => {
    const own = observedRule(createRule(7, { paths: ['/old'], hosts: ['a.example.com'], to: API_GROUP }))
    const desired = createDesiredRule({
      match: { paths: ['/api', '/api/*'], hosts: ['b.example.com'] },
      priority: 3,
      stripPathPrefix: '/api',
    })
    expect(fieldsOf(planRule(desired, own, [own.rule]))).toEqual([
      'Conditions[path-pattern]: /old -> /api, /api/*',
      'Conditions[host-header]: a.example.com -> b.example.com',
      'Priority: 7 -> 3',
      'Transforms: undefined -> ^/api/?(.*)$ -> /$1',
    ])
  })

  test('another prefix to strip is a difference, and none given is not', () => {
    const own = observedRule({ ...OWN, Transforms: ruleTransforms('/other') })
    expect(planRule(createDesiredRule(), own, [own.rule]).kind).toBe('unchanged')
    expect(planRule(createDesiredRule({ stripPathPrefix: '/other' }), own, [own.rule]).kind).toBe('unchanged')
    expect(fieldsOf(planRule(createDesiredRule({ stripPathPrefix: '/api' }), own, [own.rule]))).toEqual([
      'Transforms: ^/other/?(.*)$ -> /$1 -> ^/api/?(.*)$ -> /$1',
    ])
  })

  test('tags are kept up to date where the rule was created for this service, and only there', () => {
    const desired = createDesiredRule({ tags: { ...NO_TAGS, given: { Team: 'payments' } } })
    expect(fieldsOf(planRule(desired, observedRule(OWN, OWNER_TAGS), rules))).toEqual([
      'tags[Team]: undefined -> payments',
    ])
    expect(planRule(desired, observedRule(OWN, { Team: 'other' }), rules).kind).toBe('unchanged')
  })
})

describe('which of the rules is ours', () => {
  const match = { paths: ['/api'], hosts: undefined }
  const own = (rules: Parameters<typeof findOwnRule>[0], priority: number | 'auto' = 'auto') =>
    findOwnRule(rules, { targetGroupArn: API_GROUP, match, priority })?.Priority

  const elsewhere = createRule(1, { paths: ['/api'], to: WEB_GROUP })
  const first = createRule(2, { paths: ['/one'], to: API_GROUP })
  const second = createRule(3, { paths: ['/two'], to: API_GROUP })
  const wanted = createRule(4, { paths: ['/api'], to: API_GROUP })
  const duplicate = createRule(6, { paths: ['/api'], to: API_GROUP })
  const shared = createRule(5, {
    paths: ['/api'],
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: API_GROUP }, { TargetGroupArn: WEB_GROUP }] },
      },
    ],
  })

  test.each([
    ['none forwards to the group', [elsewhere, { ...DEFAULT_RULE, Actions: OWN.Actions }], undefined],
    ['one that also forwards elsewhere is not', [shared], undefined],
    ['the only one, whatever its conditions', [elsewhere, first], '2'],
    ['of several the one with the wanted conditions', [first, second, wanted], '4'],
    ['of duplicates the one that AWS tries first', [duplicate, wanted], '4'],
    ['of several with other conditions none: they stay', [first, second], undefined],
  ])('%s', (_name, rules, priority) => {
    expect(own(rules)).toBe(priority)
  })

  test('of several with other conditions the one at the wanted priority', () => {
    expect(own([first, second], 3)).toBe('3')
  })
})

describe('an update', () => {
  test('sends each kind of difference by its own call, and what was not given back as it is', async () => {
    const rule = createRule(7, { paths: ['/old'], hosts: ['a.example.com'], to: API_GROUP })
    const own = observedRule(rule, OWNER_TAGS)
    const desired = createDesiredRule({
      priority: 3,
      stripPathPrefix: '/api',
      tags: { ...NO_TAGS, given: { Team: 'payments' } },
    })
    const { ctx, calls } = createScriptedRun({ ModifyRule: [{}], SetRulePriorities: [{}], AddTags: [{}] })
    const applied = await applyRule(ctx, planRule(desired, own, [rule]))
    expect(applied).toEqual({ arn: own.arn, priority: '3' })
    expect(Object.fromEntries(calls.map(({ operation, input }) => [operation, input]))).toEqual({
      ModifyRule: {
        RuleArn: own.arn,
        Conditions: [
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/api', '/api/*'] } },
          { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
        ],
        Transforms: ruleTransforms('/api'),
      },
      SetRulePriorities: { RulePriorities: [{ RuleArn: own.arn, Priority: 3 }] },
      AddTags: { ResourceArns: [own.arn], Tags: [{ Key: 'Team', Value: 'payments' }] },
    })
  })

  test('a rule that is as wanted costs no call', async () => {
    const { ctx, calls } = createScriptedRun({})
    expect(await applyRule(ctx, planRule(createDesiredRule(), observedRule(OWN), [OWN]))).toEqual({
      arn: OWN.RuleArn,
      priority: '7',
    })
    expect(calls).toEqual([])
  })
})
