import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Change, type FieldChange, updateOf } from '../../change.ts'
import { tagFields } from '../../tags.ts'
import type { FieldEffects } from '../field-effects.ts'
import { conditionFields, type ObservedRule } from './observed-rule.ts'
import { type ChosenRule, type DesiredRule, formatMatch, matchOf, type RuleMatch, targetsOf } from './rule.ts'
import { ruleTransforms, transformText } from './rule-contents.ts'
import { choosePriority, type PriorityChoice, rulesBehind, shadowingRule } from './rule-priority.ts'
import { choiceProblem, heldProblem, takenProblem, unreachableProblem } from './rule-problems.ts'

export const RULE_EFFECTS = {
  ListenerArn: 'identity',
  Actions: 'identity',
  Conditions: 'in-place',
  Priority: 'in-place',
  Transforms: 'in-place',
  tags: 'in-place',
} as const satisfies FieldEffects

export type RuleChange = Change<ChosenRule, ObservedRule>

/** Pure. `rules` are all rules of the listener, `own` the one that forwards to the service's target group. */
export function planRule(desired: DesiredRule, own: ObservedRule | undefined, rules: readonly Rule[]): RuleChange {
  const duplicates = new Set(own?.duplicates?.map(duplicate => duplicate.RuleArn))
  const others = rules.filter(rule => rule.RuleArn !== own?.arn && !duplicates.has(rule.RuleArn))
  const match = effectiveMatch(desired.match, own)
  const other = sameConditions(match, own, others)
  if (other && !isSettled(desired, own)) return impossible(desired, match, heldProblem(match, other))
  const choice = choose({ ...desired, match }, own, others)
  if (choice.kind !== 'free') return impossible(desired, match, choiceProblem(match, choice))

  const { priority } = choice
  const holder = others.find(rule => rule.Priority === `${priority}`)
  if (holder) return impossible(desired, match, takenProblem(match, priority, holder))
  const before = shadowingRule(match, priority, others)
  if (before) return impossible(desired, match, unreachableProblem(match, before))

  const wanted = { ...desired, chosenPriority: priority }
  if (!own) return { kind: 'create', desired: wanted }
  return updateOf(wanted, own, ruleFields(wanted, own))
}

function impossible(desired: DesiredRule, match: RuleMatch, problem: string): RuleChange {
  const priority = desired.priority === 'auto' ? '' : `priority ${desired.priority}, `
  return {
    kind: 'impossible',
    name: `${priority}${formatMatch(match)}`,
    problem,
  }
}

/** A rule with exactly these conditions that sends the requests elsewhere: of two such rules one gets none. */
function sameConditions(match: RuleMatch, own: ObservedRule | undefined, others: readonly Rule[]): Rule | undefined {
  const ownTargets = own && targetsOf(own.rule).join()
  return others.find(rule => {
    if (rule.IsDefault || matchOf(rule).further || targetsOf(rule).join() === ownTargets) return false
    const { paths, hosts } = matchOf(rule)
    const isNarrower = (!match.paths && paths !== undefined) || (!match.hosts && hosts !== undefined)
    return !isNarrower && conditionFields(rule, match).length === 0
  })
}

/** Our rule has its conditions and number already: what somebody made after it takes nothing from it. */
function isSettled(desired: DesiredRule, own: ObservedRule | undefined): boolean {
  if (!own || conditionFields(own.rule, desired.match).length > 0) return false
  return desired.priority === 'auto' || `${desired.priority}` === own.rule.Priority
}

function choose(desired: DesiredRule, own: ObservedRule | undefined, others: readonly Rule[]): PriorityChoice {
  if (desired.priority !== 'auto') return { kind: 'free', priority: desired.priority }
  if (own && !takesMore(desired.match, own.rule, others)) return { kind: 'free', priority: Number(own.rule.Priority) }
  return choosePriority(desired.match, others)
}

/** With its new conditions the rule would take requests from rules behind it that it left alone so far. */
function takesMore(match: RuleMatch, own: Rule, others: readonly Rule[]): boolean {
  const priority = Number(own.Priority)
  const known = rulesBehind(matchOf(own), priority, others)
  return rulesBehind(match, priority, others).some(rule => !known.includes(rule))
}

/** What the rule will match: a condition that is not given stays as the rule has it. */
function effectiveMatch({ paths, hosts }: RuleMatch, own: ObservedRule | undefined): RuleMatch {
  const observed = own && matchOf(own.rule)
  return { paths: paths ?? observed?.paths, hosts: hosts ?? observed?.hosts }
}

/** Conditions, priority, transforms and tags that differ. An input that is not given changes nothing. */
function ruleFields(desired: ChosenRule, own: ObservedRule): FieldChange[] {
  const fields = conditionFields(own.rule, desired.match)
  if (`${desired.chosenPriority}` !== own.rule.Priority) {
    fields.push({ field: 'Priority', from: own.rule.Priority, to: `${desired.chosenPriority}` })
  }
  if (desired.stripPathPrefix !== undefined) {
    const from = transformText(own.rule.Transforms)
    const to = transformText(ruleTransforms(desired.stripPathPrefix))
    if (from !== to) fields.push({ field: 'Transforms', from, to })
  }
  for (const { Priority } of own.duplicates ?? []) {
    fields.push({ field: 'duplicate', from: `priority ${Priority}`, to: undefined })
  }
  return [...fields, ...tagFields(desired.tags, own.tags)]
}
