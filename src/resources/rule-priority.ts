import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { patternCovers, patternsOverlap } from './patterns.ts'

/** Highest priority number a rule can have (ELBv2 API reference, CreateRule). */
export const MAX_PRIORITY = 50_000

/** The two conditions that this action manages. `undefined`: any. */
export interface RuleMatch {
  readonly paths: readonly string[] | undefined
  readonly hosts: readonly string[] | undefined
}

export type PriorityChoice =
  | { readonly kind: 'free'; readonly priority: number }
  | { readonly kind: 'unreachable'; readonly before: Rule }
  | { readonly kind: 'full' }

/**
 * The first free number behind every rule that can match the same request: it takes no other rule's requests.
 * Where one of those rules takes all of ours, no number would do. `refused` are numbers that AWS says are taken.
 */
export function choosePriority(
  match: RuleMatch,
  rules: readonly Rule[],
  refused: ReadonlySet<number> = new Set(),
): PriorityChoice {
  const others = rules.filter(rule => !rule.IsDefault)
  const inTheWay = others.filter(rule => canMatchSameRequest(match, rule))
  const before = inTheWay.find(rule => takesAll(match, rule))
  if (before) return { kind: 'unreachable', before }
  const taken = new Set([...others.map(rule => Number(rule.Priority)), ...refused])
  let priority = Math.max(0, ...inTheWay.map(rule => Number(rule.Priority))) + 1
  while (taken.has(priority)) priority += 1
  return priority > MAX_PRIORITY ? { kind: 'full' } : { kind: 'free', priority }
}

/** A rule with a smaller number that takes every request that a rule with this match and priority would get. */
export function shadowingRule(match: RuleMatch, priority: number, rules: readonly Rule[]): Rule | undefined {
  return rules.find(rule => !rule.IsDefault && Number(rule.Priority) < priority && takesAll(match, rule))
}

function canMatchSameRequest(match: RuleMatch, rule: Rule): boolean {
  const other = matchOf(rule)
  return (
    (!match.paths || !other.paths || anyPair(match.paths, other.paths, patternsOverlap)) &&
    (!match.hosts || !other.hosts || anyPair(lower(match.hosts), lower(other.hosts), patternsOverlap))
  )
}

/** Rules with further conditions (method, header, source address) never take all requests of a path. */
function takesAll(match: RuleMatch, rule: Rule): boolean {
  const other = matchOf(rule)
  if (other.further) return false
  return (
    (!other.paths || (!!match.paths && eachCovered(match.paths, other.paths))) &&
    (!other.hosts || (!!match.hosts && eachCovered(lower(match.hosts), lower(other.hosts))))
  )
}

/** Path and host values of a rule, and whether it has conditions beside these two (or given as regular expressions). */
export function matchOf(rule: Rule): RuleMatch & { readonly further: boolean } {
  const conditions = rule.Conditions ?? []
  const values = (field: string): readonly string[] | undefined => {
    const condition = conditions.find(candidate => candidate.Field === field)
    return condition && conditionValues(condition)
  }
  const further = conditions.some(
    condition =>
      (condition.Field !== 'path-pattern' && condition.Field !== 'host-header') || usesRegularExpressions(condition),
  )
  return { paths: values('path-pattern'), hosts: values('host-header'), further }
}

function conditionValues(condition: RuleCondition): readonly string[] | undefined {
  const config = condition.PathPatternConfig ?? condition.HostHeaderConfig
  const values = config?.Values ?? condition.Values
  // A condition of regular expressions may match anything, as far as this looks.
  return values && values.length > 0 ? values : undefined
}

function usesRegularExpressions(condition: RuleCondition): boolean {
  const lists = [
    condition.RegexValues,
    condition.PathPatternConfig?.RegexValues,
    condition.HostHeaderConfig?.RegexValues,
  ]
  return lists.some(list => list !== undefined && list.length > 0)
}

function anyPair(a: readonly string[], b: readonly string[], test: (a: string, b: string) => boolean): boolean {
  return a.some(first => b.some(second => test(first, second)))
}

function eachCovered(narrow: readonly string[], wide: readonly string[]): boolean {
  return narrow.every(pattern => wide.some(candidate => patternCovers(candidate, pattern)))
}

/** Host names are compared without regard to case (ELBv2 user guide, host conditions). */
function lower(values: readonly string[]): readonly string[] {
  return values.map(value => value.toLowerCase())
}
