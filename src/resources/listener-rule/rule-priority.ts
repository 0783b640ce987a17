import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { RULE_PRIORITY } from '../../aws/limits.ts'
import { patternCovers, patternsOverlap } from './patterns.ts'
import { matchOf, type RuleMatch } from './rule.ts'

export type PriorityChoice =
  | { readonly kind: 'free'; readonly priority: number }
  | { readonly kind: 'unreachable'; readonly before: Rule }
  | { readonly kind: 'full' }

/** What AWS said since the rules were listed. */
export interface Refusals {
  /** Numbers that are taken, whether the list shows it or not. */
  readonly numbers: ReadonlySet<number>
  /** Any number that differs between services. */
  readonly spread: number
}

/** Runs that were refused so often spread over at most so many free numbers. */
const WIDEST_SPREAD = 64

/**
 * The first free number behind every rule that can match the same request: it takes no other rule's requests.
 * Where one of those rules takes all of ours, no number would do. Of many runs that ask for a number at once all but
 * one are refused: they spread over the next free ones, the wider the more often they were refused.
 */
export function choosePriority(match: RuleMatch, rules: readonly Rule[], refusals?: Refusals): PriorityChoice {
  const others = rules.filter(rule => !rule.IsDefault)
  const inTheWay = others.filter(rule => canMatchSameRequest(match, rule))
  const before = inTheWay.find(rule => takesAll(match, rule))
  if (before) return { kind: 'unreachable', before }
  const taken = new Set([...others.map(rule => Number(rule.Priority)), ...(refusals?.numbers ?? [])])
  const free = freeNumbers(Math.max(0, ...inTheWay.map(rule => Number(rule.Priority))) + 1, taken)
  const width = Math.min(WIDEST_SPREAD, 2 ** Math.max(0, (refusals?.numbers.size ?? 0) - 1))
  const choices = free.take(width).toArray()
  const priority = choices[(refusals?.spread ?? 0) % width] ?? choices[0]
  return priority === undefined ? { kind: 'full' } : { kind: 'free', priority }
}

function* freeNumbers(from: number, taken: ReadonlySet<number>): Generator<number> {
  for (let number = from; number <= RULE_PRIORITY.max; number += 1) if (!taken.has(number)) yield number
}

/** A rule with a smaller number that takes every request that a rule with this match and priority would get. */
export function shadowingRule(match: RuleMatch, priority: number, rules: readonly Rule[]): Rule | undefined {
  return rules.find(rule => !rule.IsDefault && Number(rule.Priority) < priority && takesAll(match, rule))
}

/** Rules with a larger number that can match the same requests: a rule with this priority takes those from them. */
export function rulesBehind(match: RuleMatch, priority: number, rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(rule => !rule.IsDefault && Number(rule.Priority) > priority && canMatchSameRequest(match, rule))
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
