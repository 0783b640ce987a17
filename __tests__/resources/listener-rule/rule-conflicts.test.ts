import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, test } from '@jest/globals'
import { type Encounters, judgeOwnRule } from '../../../src/resources/listener-rule/rule-conflicts.ts'
import { API_GROUP, createDesiredRule, createRule } from '../data.ts'

const MATCH = { paths: ['/api/*'], hosts: undefined }
const SAME = { paths: MATCH.paths, to: API_GROUP }
const OWN = createRule(10, SAME)
const ARN = OWN.RuleArn ?? ''
const CREATED = {
  desired: { ...createDesiredRule({ match: MATCH, targetGroupArn: API_GROUP }), chosenPriority: 10 },
  made: { arn: ARN, priority: '10' },
}
const NOTHING: Encounters = { left: new Set(), gaveWay: new Set() }
/** Takes every request that ours could get. */
const WIDER = { paths: ['/*'] }
const NARROWER = { paths: ['/api/v2/*'] }

const CASES: readonly {
  name: string
  rules: readonly Rule[]
  met?: Partial<Encounters>
  verdict: object
}[] = [
  { name: 'alone', rules: [OWN], verdict: { kind: 'listed', priority: '10', inFrontOf: undefined } },
  { name: 'not in the list yet', rules: [], verdict: { kind: 'not-listed' } },
  {
    name: 'still in the list at a number that it has left',
    rules: [{ ...OWN, Priority: '9' }],
    met: { left: new Set(['9']) },
    verdict: { kind: 'not-listed' },
  },
  {
    name: 'moved by another run',
    rules: [{ ...OWN, Priority: '12' }],
    verdict: { kind: 'listed', priority: '12', inFrontOf: undefined },
  },
  {
    name: 'behind a rule that takes all its requests',
    rules: [createRule(5, WIDER), OWN],
    verdict: { kind: 'shadowed', by: createRule(5, WIDER) },
  },
  {
    name: 'not in the list yet, but what is there would leave it nothing',
    rules: [createRule(5, WIDER)],
    verdict: { kind: 'shadowed', by: createRule(5, WIDER) },
  },
  {
    name: 'behind a rule that takes some of its requests',
    rules: [createRule(5, NARROWER), OWN],
    verdict: { kind: 'listed', priority: '10', inFrontOf: undefined },
  },
  {
    name: 'in front of a rule for the same requests',
    rules: [OWN, createRule(20, NARROWER)],
    verdict: { kind: 'listed', priority: '10', inFrontOf: createRule(20, NARROWER) },
  },
  {
    name: 'in front of a rule that was moved behind it on purpose',
    rules: [OWN, createRule(20, WIDER)],
    met: { gaveWay: new Set([createRule(20, WIDER).RuleArn]) },
    verdict: { kind: 'listed', priority: '10', inFrontOf: undefined },
  },
  {
    name: 'a duplicate behind it is not a rule that it would take requests from',
    rules: [OWN, createRule(20, SAME)],
    verdict: { kind: 'listed', priority: '10', inFrontOf: undefined },
  },
  {
    name: 'removed already as the duplicate of one before it',
    rules: [createRule(4, SAME)],
    verdict: { kind: 'listed', priority: '10', inFrontOf: undefined },
  },
  {
    name: 'not in the list yet, and its duplicate has the higher number',
    rules: [createRule(20, SAME)],
    verdict: { kind: 'not-listed' },
  },
]

describe('what the rules of the listener mean for the one that this run created', () => {
  test.each(CASES)('$name', ({ rules, met, verdict }) => {
    expect(judgeOwnRule(CREATED, rules, { ...NOTHING, ...met })).toEqual(verdict)
  })
})
