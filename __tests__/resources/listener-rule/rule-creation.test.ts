import { describe, expect, test } from '@jest/globals'
import { createRule as create } from '../../../src/resources/listener-rule/rule-creation.ts'
import { createError, createScriptedRun, type Script } from '../../deployment/scripted-aws.ts'
import { API_GROUP, createDesiredRule, createRule, lostResponse, OWNER_TAGS } from '../data.ts'

const MADE =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/main/0123456789abcdef/0123456789abcdef/made'
const CREATED = { Rules: [{ RuleArn: MADE }] }
const IN_USE = createError('PriorityInUseException', "Priority '1' is currently in use")

async function run(script: Script, overrides: { priority?: number | 'auto'; chosenPriority?: number } = {}) {
  const scripted = createScriptedRun(script)
  const desired = { ...createDesiredRule({ stripPathPrefix: '/api' }), chosenPriority: 1, ...overrides }
  const applied = create(scripted.ctx, desired)
  return { ...scripted, applied, priorities: () => scripted.calls.flatMap(({ input }) => input.Priority ?? []) }
}

test('the rule as AWS wants it', async () => {
  const { applied, calls } = await run({ CreateRule: [CREATED] })
  expect(await applied).toEqual({ arn: MADE, priority: '1' })
  expect(calls.map(call => call.input)).toEqual([
    {
      ListenerArn: createDesiredRule().listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api', '/api/*'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: API_GROUP }],
      Transforms: [
        { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/api/?(.*)$', Replace: '/$1' }] } },
      ],
      Tags: Object.entries(OWNER_TAGS).map(([Key, Value]) => ({ Key, Value })),
    },
  ])
})

describe('another run took the number', () => {
  test('auto goes on to the next free one behind what matches the same requests', async () => {
    const { applied, priorities } = await run({
      CreateRule: [IN_USE, CREATED],
      DescribeRules: [{ Rules: [createRule(1, { paths: ['/api/x'] }), createRule(2, { paths: ['/web'] })] }],
    })
    expect(await applied).toEqual({ arn: MADE, priority: '3' })
    expect(priorities()).toEqual([1, 3])
  })

  test('a list that does not show the other rule yet does not give the same number again', async () => {
    const { applied, priorities } = await run({
      CreateRule: [IN_USE, IN_USE, IN_USE, CREATED],
      DescribeRules: [{ Rules: [] }],
    })
    await applied
    expect(priorities().slice(0, 2)).toEqual([1, 2])
    expect(new Set(priorities()).size).toBe(4)
  })

  test('auto gives up after a hundred numbers', async () => {
    const { applied, priorities } = await run({ CreateRule: [IN_USE], DescribeRules: [{ Rules: [] }] })
    await expect(applied).rejects.toBe(IN_USE)
    expect(new Set(priorities()).size).toBe(100)
  })

  test('auto never goes past the highest number', async () => {
    const { applied, priorities } = await run(
      { CreateRule: [IN_USE], DescribeRules: [{ Rules: [createRule(49_998, { paths: ['/api/x'] })] }] },
      { chosenPriority: 49_999 },
    )
    await expect(applied).rejects.toThrow(
      'Listener rule for /api, /api/*: no priority is free behind the rules that match the same requests.',
    )
    expect(priorities()).toEqual([49_999, 50_000])
  })

  test('a rule that takes all of the requests came in between', async () => {
    const { applied } = await run({
      CreateRule: [IN_USE],
      DescribeRules: [{ Rules: [createRule(1, { paths: ['/*'] })] }],
    })
    await expect(applied).rejects.toThrow('it could never be reached, because the rule with priority 1 (/*')
  })

  test('a given number is an error that names its holder', async () => {
    const { applied, priorities } = await run(
      { CreateRule: [IN_USE], DescribeRules: [{ Rules: [createRule(1, { paths: ['/web'] })] }] },
      { priority: 1 },
    )
    await expect(applied).rejects.toThrow('priority 1 is used by the rule with priority 1 (/web; forwards to web)')
    expect(priorities()).toEqual([1])
  })

  test.each(['auto', 1] as const)(
    '%s: another run of the same service created exactly this rule: it is used',
    async priority => {
      const theirs = createRule(1, { paths: ['/api/*', '/api'], to: API_GROUP })
      const { applied, priorities } = await run(
        { CreateRule: [IN_USE], DescribeRules: [{ Rules: [theirs] }] },
        { priority },
      )
      expect(await applied).toEqual({ arn: theirs.RuleArn, priority: '1' })
      expect(priorities()).toEqual([1])
    },
  )
})

describe('the response was lost', () => {
  test('the rule that was created is found, even if it is listed late', async () => {
    const made = createRule(1, { paths: ['/api', '/api/*'], to: API_GROUP })
    const { applied, calls } = await run({
      CreateRule: [lostResponse('CreateRule')],
      DescribeRules: [{ Rules: [] }, { Rules: [] }, { Rules: [made] }],
    })
    expect(await applied).toEqual({ arn: made.RuleArn, priority: '1' })
    expect(calls.map(call => call.operation)).toEqual(['CreateRule', 'DescribeRules', 'DescribeRules', 'DescribeRules'])
  })

  test('a rule for other requests of the same group is not mistaken for it', async () => {
    const other = createRule(1, { paths: ['/other'], to: API_GROUP })
    const { applied, priorities } = await run({
      CreateRule: [lostResponse('CreateRule'), CREATED],
      DescribeRules: [{ Rules: [other] }],
    })
    expect(await applied).toEqual({ arn: MADE, priority: '1' })
    expect(priorities()).toEqual([1, 1])
  })
})

test('another refusal is thrown as it is', async () => {
  const refusal = createError('TooManyRulesException')
  const { applied, priorities } = await run({ CreateRule: [refusal] })
  await expect(applied).rejects.toBe(refusal)
  expect(priorities()).toEqual([1])
})
