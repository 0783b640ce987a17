import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { matchOf, type PriorityChoice, type RuleMatch } from './rule-priority.ts'

/** Why no number can be chosen for a rule. */
export function choiceProblem(match: RuleMatch, choice: Exclude<PriorityChoice, { kind: 'free' }>): string {
  if (choice.kind === 'unreachable') return unreachableProblem(match, choice.before)
  return ruleProblem(
    match,
    'no priority is free behind the rules that match the same requests. Delete a rule of the listener first.',
  )
}

export function takenProblem(match: RuleMatch, priority: number, holder: Rule): string {
  return ruleProblem(
    match,
    `priority ${priority} is taken by ${describeRule(holder)}. Give another number in "rule-priority", or "auto".`,
  )
}

export function unreachableProblem(match: RuleMatch, before: Rule): string {
  return ruleProblem(
    match,
    `it could never be reached, because ${describeRule(before)} takes all of its requests. Give it a smaller number in "rule-priority", or other patterns.`,
  )
}

export function heldProblem(match: RuleMatch, holder: Rule): string {
  return ruleProblem(
    match,
    `${describeRule(holder)} has the same conditions, and its requests are not taken over. Give other "path-patterns" or "host-headers", or delete that rule first.`,
  )
}

function ruleProblem(match: RuleMatch, reason: string): string {
  return `Listener rule for ${[...(match.hosts ?? []), ...(match.paths ?? [])].join(', ')}: ${reason}`
}

/** For people: which rule, what it matches, where it sends it. */
export function describeRule(rule: Rule): string {
  const { paths, hosts } = matchOf(rule)
  const patterns = [...(hosts ?? []), ...(paths ?? [])].join(', ') || 'other conditions'
  const groups = targetsOf(rule).map(arn => arn.split('/')[1] ?? arn)
  const target = groups.length > 0 ? `forwards to ${groups.join(', ')}` : `does ${rule.Actions?.at(-1)?.Type}`
  return `the rule with priority ${rule.Priority} (${patterns}; ${target})`
}

/** ARNs of the target groups that a rule forwards to, each once: it names them in two places. */
export function targetsOf(rule: Rule): readonly string[] {
  const groups = (rule.Actions ?? []).flatMap(action => [
    action.TargetGroupArn,
    ...(action.ForwardConfig?.TargetGroups ?? []).map(group => group.TargetGroupArn),
  ])
  return [...new Set(groups.filter(arn => arn !== undefined))]
}
