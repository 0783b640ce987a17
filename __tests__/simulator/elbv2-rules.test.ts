import { describe, expect, test } from '@jest/globals'
import { createElbv2Fixture, refusal } from './elbv2-fixture.ts'

type Input = Readonly<Record<string, unknown>>

const paths = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } })
const rewrite = (Regex: string, Replace = '/$1') => ({
  Type: 'url-rewrite',
  UrlRewriteConfig: { Rewrites: [{ Regex, Replace }] },
})

function priorities({ call, listenerArn }: ReturnType<typeof createElbv2Fixture>): readonly string[] {
  return call('DescribeRules', { ListenerArn: listenerArn }).Rules.map((rule: { Priority: string }) => rule.Priority)
}

describe('rules', () => {
  test('are returned with both forms of conditions and actions, priorities as strings, and their transforms', () => {
    const { call, createTargetGroup, createRule } = createElbv2Fixture()
    const group = createTargetGroup()
    const RuleArn = createRule(group, { Transforms: [rewrite('^/a/(.*)$')] })
    expect(call('DescribeRules', { RuleArns: [RuleArn] }).Rules).toEqual([
      {
        RuleArn,
        Priority: '50',
        IsDefault: false,
        Conditions: [{ Field: 'path-pattern', Values: ['/a/*'], PathPatternConfig: { Values: ['/a/*'] } }],
        Actions: [
          {
            Type: 'forward',
            TargetGroupArn: group,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn: group, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
        Transforms: [rewrite('^/a/(.*)$')],
      },
    ])
    expect(RuleArn).toMatch(/:listener-rule\/app\/alb\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/)
  })

  test('are listed by priority as a number, the default rule last, in pages', () => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    for (const Priority of [100, 9, 40]) fixture.createRule(group, { Priority })
    expect(priorities(fixture)).toEqual(['9', '40', '100', 'default'])
    const first = fixture.call('DescribeRules', { ListenerArn: fixture.listenerArn, PageSize: 3 })
    const second = fixture.call('DescribeRules', {
      ListenerArn: fixture.listenerArn,
      PageSize: 3,
      Marker: first.NextMarker,
    })
    expect(second.Rules).toMatchObject([{ Priority: 'default', IsDefault: true }])
    expect(second.NextMarker).toBeUndefined()
  })

  test('with the same conditions are accepted', () => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    fixture.createRule(group, { Priority: 1 })
    fixture.createRule(group, { Priority: 2 })
    expect(priorities(fixture)).toEqual(['1', '2', 'default'])
  })

  test('are not listed before the read lag, but their priority is taken', () => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    fixture.world.clock.advance(5000)
    fixture.world.settings.readLagMs = 5000
    fixture.createRule(group, { Priority: 40 })
    expect(priorities(fixture)).toEqual(['default'])
    expect(refusal(() => fixture.createRule(group, { Priority: 40 }))).toEqual({
      code: 'PriorityInUse',
      message: "Priority '40' is currently in use",
    })
    fixture.world.clock.advance(5000)
    expect(priorities(fixture)).toEqual(['40', 'default'])
  })

  test('are limited to 100 for each listener, the default rule not counted', () => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    for (let Priority = 1; Priority <= 100; Priority++) fixture.createRule(group, { Priority })
    const answer = refusal(() => fixture.createRule(group, { Priority: 101 }))
    expect(answer.code).toBe('TooManyRules')
    expect(answer.message).toContain('The maximum number of rules on load balancer')
  })

  const refused: readonly [string, Input, string, string][] = [
    ['no condition', { Conditions: [] }, 'ValidationError', 'A condition must be specified'],
    [
      'a condition without a value',
      { Conditions: [paths()] },
      'ValidationError',
      'A condition value must be specified',
    ],
    [
      'six values',
      { Conditions: [paths('/1', '/2', '/3', '/4', '/5', '/6')] },
      'ValidationError',
      "A rule can only have '5' condition values",
    ],
    [
      'seven wildcards',
      { Conditions: [paths('/***', '/****')] },
      'ValidationError',
      "A rule can only have '6' condition wildcards",
    ],
    [
      'two path conditions',
      { Conditions: [paths('/a'), paths('/b')] },
      'ValidationError',
      "one 'path-pattern' condition",
    ],
    [
      'a path with a space',
      { Conditions: [paths('/a b')] },
      'ValidationError',
      "'/a b' contains a character that is not valid",
    ],
    ['a path of 129 characters', { Conditions: [paths(`/${'a'.repeat(128)}`)] }, 'ValidationError', '128 characters'],
    [
      'a host without a dot',
      { Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['localhost'] } }] },
      'ValidationError',
      "'localhost'",
    ],
    [
      'an unknown field',
      { Conditions: [{ Field: 'path', Values: ['/a'] }] },
      'ValidationError',
      "Condition field 'path' must be one of",
    ],
    [
      'several values in the short form',
      { Conditions: [{ Field: 'path-pattern', Values: ['/a', '/b'] }] },
      'ValidationError',
      'PathPatternConfig',
    ],
    ['priority 0', { Priority: 0 }, 'ValidationError', "Value '0' at 'priority'"],
    ['priority 50001', { Priority: 50_001 }, 'ValidationError', 'less than or equal to 50000'],
    ['no action', { Actions: [] }, 'ValidationError', 'Exactly one'],
    [
      'two forward actions',
      {
        Actions: [
          { Type: 'forward', TargetGroupArn: 'a', Order: 1 },
          { Type: 'forward', TargetGroupArn: 'b', Order: 2 },
        ],
      },
      'ValidationError',
      'Exactly one',
    ],
    [
      'a weight of 1000',
      { Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'a', Weight: 1000 }] } }] },
      'ValidationError',
      "Value '1000' at 'weight'",
    ],
    [
      'a target group that does not exist',
      { Actions: [{ Type: 'forward', TargetGroupArn: 'none' }] },
      'TargetGroupNotFound',
      'not found',
    ],
    [
      'a fixed response with status 302',
      { Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }] },
      'ValidationError',
      "'302'",
    ],
    [
      'two URL rewrites',
      { Transforms: [rewrite('^/a'), rewrite('^/b')] },
      'ValidationError',
      "one 'url-rewrite' transform",
    ],
    ['a rewrite of 1025 characters', { Transforms: [rewrite('a'.repeat(1025))] }, 'ValidationError', '1024 characters'],
    [
      'a rewrite that is not a regular expression',
      { Transforms: [rewrite('(')] },
      'ValidationError',
      "'(' is not valid",
    ],
    ['a rewrite with a lookahead', { Transforms: [rewrite('^/a(?=/)')] }, 'ValidationError', 'is not valid'],
    [
      'a transform without its rewrite',
      { Transforms: [{ Type: 'url-rewrite' }] },
      'ValidationError',
      'exactly one rewrite',
    ],
    ['a listener that does not exist', { ListenerArn: 'none' }, 'ListenerNotFound', 'One or more listeners not found'],
  ]

  test.each(refused)('CreateRule refuses %s', (_name, input, code, text) => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    const answer = refusal(() => fixture.createRule(group, input))
    expect(answer.code).toBe(code)
    expect(answer.message).toContain(text)
    expect(priorities(fixture)).toEqual(['default'])
  })

  const accepted: readonly [string, Input][] = [
    ['six wildcards', { Conditions: [paths('/***', '/***')] }],
    ['a plus and star in a character class of a rewrite', { Transforms: [rewrite('^/a/([*+]+)$')] }],
    ['every character of a path', { Conditions: [paths(`/aZ0_-.$/~"'@:+&`)] }],
  ]

  test.each(accepted)('CreateRule accepts %s', (_name, input) => {
    const fixture = createElbv2Fixture()
    fixture.createRule(fixture.createTargetGroup(), input)
    expect(priorities(fixture)).toEqual(['50', 'default'])
  })
})

describe('ModifyRule', () => {
  const kept: readonly [string, Input, Input][] = [
    [
      'changes conditions only',
      { Conditions: [paths('/b')] },
      { Conditions: [{ Values: ['/b'] }], Transforms: [rewrite('^/a')] },
    ],
    [
      'changes transforms only',
      { Transforms: [rewrite('^/b')] },
      { Conditions: [{ Values: ['/a/*'] }], Transforms: [rewrite('^/b')] },
    ],
    ['removes transforms', { ResetTransforms: true }, { Conditions: [{ Values: ['/a/*'] }], Transforms: [] }],
  ]

  test.each(kept)('%s', (_name, input, expected) => {
    const { call, createTargetGroup, createRule } = createElbv2Fixture()
    const RuleArn = createRule(createTargetGroup(), { Transforms: [rewrite('^/a')] })
    expect(call('ModifyRule', { RuleArn, ...input }).Rules[0]).toMatchObject({ Priority: '50', ...expected })
    expect(call('DescribeRules', { RuleArns: [RuleArn] }).Rules[0]).toMatchObject(expected)
  })

  test('refuses transforms together with their reset', () => {
    const { call, createTargetGroup, createRule } = createElbv2Fixture()
    const RuleArn = createRule(createTargetGroup())
    expect(refusal(() => call('ModifyRule', { RuleArn, Transforms: [], ResetTransforms: true })).code).toBe(
      'ValidationError',
    )
  })

  test.each([['ModifyRule'], ['DeleteRule']])('%s refuses the default rule', operation => {
    const { call, listenerArn } = createElbv2Fixture()
    const [{ RuleArn }] = call('DescribeRules', { ListenerArn: listenerArn }).Rules
    expect(refusal(() => call(operation, { RuleArn })).code).toBe('OperationNotPermitted')
  })

  test.each([['ModifyRule'], ['DeleteRule']])('%s refuses a rule that does not exist', operation => {
    const { call } = createElbv2Fixture()
    expect(refusal(() => call(operation, { RuleArn: 'none' }))).toEqual({
      code: 'RuleNotFound',
      message: 'One or more rules not found',
    })
  })
})

describe('SetRulePriorities', () => {
  test('lets two rules swap', () => {
    const { call, createTargetGroup, createRule } = createElbv2Fixture()
    const group = createTargetGroup()
    const first = createRule(group, { Priority: 1 })
    const second = createRule(group, { Priority: 2 })
    call('SetRulePriorities', {
      RulePriorities: [
        { RuleArn: first, Priority: 2 },
        { RuleArn: second, Priority: 1 },
      ],
    })
    expect(call('DescribeRules', { RuleArns: [first, second] }).Rules).toMatchObject([
      { Priority: '2' },
      { Priority: '1' },
    ])
  })

  test('refuses the priority of a rule that stays', () => {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup()
    const first = fixture.createRule(group, { Priority: 1 })
    fixture.createRule(group, { Priority: 2 })
    const answer = refusal(() =>
      fixture.call('SetRulePriorities', { RulePriorities: [{ RuleArn: first, Priority: 2 }] }),
    )
    expect(answer.code).toBe('PriorityInUse')
    expect(priorities(fixture)).toEqual(['1', '2', 'default'])
  })
})
