import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, test } from '@jest/globals'
import { matchOf, type RuleMatch } from '../../../src/resources/listener-rule/rule.ts'
import { choosePriority, type Refusals, shadowingRule } from '../../../src/resources/listener-rule/rule-priority.ts'
import { createRule, DEFAULT_RULE } from '../data.ts'

const API: RuleMatch = { paths: ['/api', '/api/*'], hosts: undefined }

const FREE: readonly { name: string; match?: RuleMatch; rules: readonly Rule[]; priority: number }[] = [
  { name: 'a listener without rules: 1', rules: [], priority: 1 },
  { name: 'the default rule counts for nothing', rules: [DEFAULT_RULE], priority: 1 },
  {
    name: 'rules that match other requests are not in the way',
    rules: [createRule(5, { paths: ['/web/*'] })],
    priority: 1,
  },
  {
    name: 'a number that is taken is passed over',
    rules: [createRule(1, { paths: ['/web/*'] }), createRule(2, { paths: ['/web'] })],
    priority: 3,
  },
  {
    name: 'behind a rule that takes some of the requests',
    rules: [createRule(10, { paths: ['/api/health'] })],
    priority: 11,
  },
  {
    name: 'behind the last of several, on the first number that is free',
    rules: [
      createRule(10, { paths: ['/api/health'] }),
      createRule(20, { paths: ['*.json'] }),
      createRule(21, { paths: ['/web'] }),
      createRule(23, { paths: ['/web/*'] }),
    ],
    priority: 22,
  },
  {
    name: 'another host is never in the way',
    match: { paths: ['/*'], hosts: ['api.example.com'] },
    rules: [createRule(10, { paths: ['/*'], hosts: ['web.example.com'] })],
    priority: 1,
  },
  {
    name: 'a host is compared without regard to case',
    match: { paths: ['/*'], hosts: ['API.example.com'] },
    rules: [createRule(10, { paths: ['/api'], hosts: ['*.Example.com'] })],
    priority: 11,
  },
  {
    name: 'a rule with further conditions is in the way, but does not take all',
    rules: [
      createRule(7, {
        paths: ['/*'],
        Conditions: [
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
          { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
        ],
      }),
    ],
    priority: 8,
  },
  {
    name: 'a rule by regular expressions may match anything, and is not known to take all',
    rules: [createRule(7, { Conditions: [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }] })],
    priority: 8,
  },
  {
    name: 'values in the plain form of older responses count as well',
    rules: [createRule(7, { Conditions: [{ Field: 'path-pattern', Values: ['/api/health'] }] })],
    priority: 8,
  },
]

function refused(...numbers: readonly number[]): Refusals {
  return { numbers: new Set(numbers), spread: 0 }
}

describe('auto', () => {
  test.each(FREE)('$name', ({ match = API, rules, priority }) => {
    expect(choosePriority(match, rules)).toEqual({ kind: 'free', priority })
  })

  test('a rule that takes all requests leaves no number, whatever its own is', () => {
    const all = createRule(40_000, { paths: ['/*'] })
    expect(choosePriority(API, [createRule(1, { paths: ['/api'] }), all])).toEqual({ kind: 'unreachable', before: all })
  })

  test('each pattern being taken by a pattern of the rule is enough', () => {
    const both = createRule(3, { paths: ['/api*', '/x'] })
    expect(choosePriority(API, [both])).toEqual({ kind: 'unreachable', before: both })
  })

  test('behind the highest number there is none free', () => {
    expect(choosePriority(API, [createRule(50_000, { paths: ['/api/health'] })])).toEqual({ kind: 'full' })
  })

  test('the highest number itself can be chosen', () => {
    const rules = [createRule(49_999, { paths: ['/api/health'] })]
    expect(choosePriority(API, rules)).toEqual({ kind: 'free', priority: 50_000 })
    expect(choosePriority(API, rules, refused(50_000))).toEqual({ kind: 'full' })
  })

  test('numbers that AWS refused count as taken', () => {
    expect(choosePriority(API, [createRule(2, { paths: ['/web'] })], refused(1, 3))).toEqual({
      kind: 'free',
      priority: 4,
    })
  })

  test.each([
    ['once: the next free one', 1, 5],
    ['twice: one of two', 2, 6],
    ['three times: one of four', 3, 9],
    ['nine times: one of sixty-four', 9, 41],
  ])('a run that was refused %s', (_name, times, priority) => {
    const numbers = new Set(Array.from({ length: times }, (_, index) => index + 100))
    const rules = [createRule(4, { paths: ['/api/health'] }), createRule(7, { paths: ['/web'] })]
    expect(choosePriority(API, rules, { numbers, spread: 35 + 64 * 3 })).toEqual({
      kind: 'free',
      priority,
    })
  })

  test('a run that would spread past the highest number takes the first free one', () => {
    const rules = [createRule(49_997, { paths: ['/api/health'] })]
    const refusals = { numbers: new Set([1, 2, 3, 49_998]), spread: 7 }
    expect(choosePriority(API, rules, refusals)).toEqual({ kind: 'free', priority: 49_999 })
  })
})

describe('the rule that takes every request before ours', () => {
  const all = createRule(5, { paths: ['/*'] })

  test.each([
    ['behind it', 6, all],
    ['before it', 4, undefined],
  ])('%s', (_name, priority, expected) => {
    expect(shadowingRule(API, priority, [DEFAULT_RULE, all])).toBe(expected)
  })

  test('a rule of one host does not take the requests of all', () => {
    expect(shadowingRule(API, 6, [createRule(5, { paths: ['/*'], hosts: ['api.example.com'] })])).toBeUndefined()
  })

  test('a rule without a path takes all of its host', () => {
    const host = createRule(5, { hosts: ['*.example.com'] })
    expect(shadowingRule({ ...API, hosts: ['api.example.com'] }, 6, [host])).toBe(host)
  })
})

test('what a rule matches', () => {
  expect(matchOf(createRule(1, { paths: ['/a'], hosts: ['b.example.com'] }))).toEqual({
    paths: ['/a'],
    hosts: ['b.example.com'],
    further: false,
  })
  expect(matchOf(DEFAULT_RULE)).toEqual({ paths: undefined, hosts: undefined, further: false })
})
