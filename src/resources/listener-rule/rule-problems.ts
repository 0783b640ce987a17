import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { targetGroupName } from '../../aws/arn.ts'
import { formatMatch, matchOf, type RuleMatch, targetsOf } from './rule.ts'
import type { PriorityChoice } from './rule-priority.ts'

/** Why no number can be chosen for a rule. */
export function choiceProblem(match: RuleMatch, choice: Exclude<PriorityChoice, { kind: 'free' }>): string {
  if (choice.kind === 'unreachable') return unreachableProblem(match, choice.before)
  return ruleProblem(
    match,
    'no priority is free behind the rules that match the same requests. Give a number in "rule-priority", or delete a rule that nothing needs.',
  )
}

export function takenProblem(match: RuleMatch, priority: number, holder: Rule): string {
  return ruleProblem(
    match,
    `priority ${priority} is used by ${formatRule(holder)}. Give another number in "rule-priority", or "auto".`,
  )
}

export function unreachableProblem(match: RuleMatch, before: Rule): string {
  return ruleProblem(
    match,
    `it could never be reached, because ${formatRule(before)} takes all of its requests. Give it a smaller number in "rule-priority", or other patterns.`,
  )
}

export function heldProblem(match: RuleMatch, holder: Rule): string {
  return ruleProblem(
    match,
    `${formatRule(holder)} has the same conditions, and its requests are not taken over. Give other "path-patterns" or "host-headers", or delete that rule if nothing needs it: its requests would then go to this service.`,
  )
}

function ruleProblem(match: RuleMatch, reason: string): string {
  return `Listener rule for ${formatMatch(match)}: ${reason}`
}

/** For people: which rule, what it matches, where it sends it. */
export function formatRule(rule: Rule): string {
  const patterns = formatMatch(matchOf(rule)) || 'other conditions'
  const groups = targetsOf(rule).map(targetGroupName)
  const target = groups.length > 0 ? `forwards to ${groups.join(', ')}` : `does ${rule.Actions?.at(-1)?.Type}`
  return `the rule with priority ${rule.Priority} (${patterns}; ${target})`
}
