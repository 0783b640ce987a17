import { type Rule, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { DEFAULT_MAX_RULES } from '../../aws/limits.ts'
import { observeUntil } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { type CreatedRule, deleteOwnRule, duplicatesOfOwn, ownedRules, removeDuplicates } from './duplicate-rules.ts'
import { observeRules } from './observed-rule.ts'
import type { AppliedRule } from './rule.ts'
import { spreadOf } from './rule-creation.ts'
import { choosePriority, rulesBehind, shadowingRule } from './rule-priority.ts'
import { choiceProblem, formatRule, unreachableProblem } from './rule-problems.ts'

/** Every move means that somebody made a rule meanwhile: more than a few in a row are no coincidence. */
const MAX_MOVES = 5

/** As many as a listener has rules by default. */
const MAX_REFUSALS = DEFAULT_MAX_RULES

/** What became known of other runs while ours made its rule. */
export interface Encounters {
  /** Numbers that ours has left: a list that still shows it there is an old one. */
  readonly left: ReadonlySet<string>
  /** ARNs of rules that were before ours, and were moved behind it by their own run. */
  readonly gaveWay: ReadonlySet<string | undefined>
}

/** What the listener's rules mean for ours. */
export type RuleVerdict =
  /** The list does not show ours yet, or shows it at a number that it has left. */
  | { readonly kind: 'not-listed' }
  /** A rule before ours leaves it no request. Its run may move it or take it back. */
  | { readonly kind: 'shadowed'; readonly by: Rule }
  | {
      readonly kind: 'listed'
      /** Of ours: a run at the same time may have moved it. */
      readonly priority: string
      /** A rule behind ours that can match the same requests, and was not made to wait there; undefined: none. */
      readonly inFrontOf: Rule | undefined
    }

/** Pure. */
export function judgeOwnRule(own: CreatedRule, rules: readonly Rule[], { left, gaveWay }: Encounters): RuleVerdict {
  const { match } = own.desired
  const inList = rules.find(rule => rule.RuleArn === own.made.arn)?.Priority
  const priority = inList !== undefined && !left.has(inList) ? inList : own.made.priority
  const others = otherRules(own, rules)
  const by = shadowingRule(match, Number(priority), others)
  if (by) return { kind: 'shadowed', by }
  // Where another run has already removed ours as the duplicate of its own, ours is never listed again.
  const isDuplicate = duplicatesOfOwn(own, rules).some(rule => Number(rule.Priority) < Number(priority))
  if (inList !== priority && !isDuplicate) return { kind: 'not-listed' }
  const behind = rulesBehind(match, Number(priority), others)
  return { kind: 'listed', priority, inFrontOf: behind.find(rule => !gaveWay.has(rule.RuleArn)) }
}

/** Rules that forward anywhere else than to the service's own group alone: what they get is not ours. */
function otherRules(own: CreatedRule, rules: readonly Rule[]): readonly Rule[] {
  const duplicates = new Set(duplicatesOfOwn(own, rules).map(rule => rule.RuleArn))
  return rules.filter(rule => rule.RuleArn !== own.made.arn && !duplicates.has(rule.RuleArn))
}

/**
 * Observes the listener again once a rule is made: ELBv2 compares nothing but the priority, so what came between the
 * observation and the write shows only now. Every run does this after its write, so of two that did not see each other
 * at least one does.
 * - A duplicate (same conditions, same target group, by a concurrent run of this service): the lower number stays.
 * - A rule behind ours that can match the same requests: an `auto` rule moves behind it, or is taken back where the
 *   other would leave it none.
 * - A rule before ours that leaves it no request: its run moves it or takes it back, for the same reason. If not, ours
 *   is taken back.
 *
 * @throws Error where ours was taken back, with the rule that left it nothing
 *
 * Returns the rule that stays.
 */
export async function resolveConflicts(context: Context, created: CreatedRule): Promise<AppliedRule> {
  const left = new Set<string>()
  const gaveWay = new Set<string | undefined>()
  let own = created
  for (;;) {
    const { verdict, rules } = await observeUntilListed(context, own, { left, gaveWay })
    own = { ...own, made: { ...own.made, priority: verdict.priority } }
    const staying = await removeDuplicates(context, own, rules)
    if (staying) return staying
    const { inFrontOf } = verdict
    if (!inFrontOf || own.desired.priority !== 'auto') return own.made
    // Made by somebody else in this very moment: theirs to place.
    if ((await ownedRules(context, own, [own.made])).length === 0) return own.made
    if (left.size >= MAX_MOVES) {
      context.log.warning(
        `The listener rule with priority ${verdict.priority} takes requests that ${formatRule(inFrontOf)} could get, because rules are being made at the same time. Run the step again, or give both rules a number.`,
      )
      return own.made
    }
    left.add(verdict.priority)
    own = { ...own, made: await moveBehind(context, own, otherRules(own, rules)) }
  }
}

interface Encountered extends Encounters {
  readonly gaveWay: Set<string | undefined>
}

/** The rules, as soon as they list ours and leave it requests. What was before ours until then is kept in `gaveWay`. */
async function observeUntilListed(context: Context, own: CreatedRule, { left, gaveWay }: Encountered) {
  const observe = async () => {
    const rules = await observeRules(context, own.desired.listenerArn)
    const verdict = judgeOwnRule(own, rules, { left, gaveWay })
    if (verdict.kind === 'shadowed') gaveWay.add(verdict.by.RuleArn)
    return { rules, verdict }
  }
  const { rules, verdict } = await observeUntil(context, observe, ({ verdict }) => verdict.kind === 'listed')
  switch (verdict.kind) {
    case 'listed':
      return { rules, verdict }
    case 'shadowed':
      return await takeBack(context, own, unreachableProblem(own.desired.match, verdict.by))
    case 'not-listed':
      throw new Error(
        `The listener rule with priority ${own.made.priority} was made, but is not listed. It may have been deleted since. Run the step again.`,
      )
  }
}

/** Nothing that this run made is left where it takes requests from others, or waits for their rules to go. */
async function takeBack(context: Context, own: CreatedRule, problem: string): Promise<never> {
  const { arn } = own.made
  const owned = await ownedRules(context, own, [own.made])
  if (owned.includes(arn)) await deleteOwnRule(context, { arn, listenerArn: own.desired.listenerArn })
  throw new Error(`${problem} It was made at the same time as this run's own, which was taken back.`)
}

async function moveBehind(context: Context, own: CreatedRule, others: readonly Rule[]): Promise<AppliedRule> {
  const { aws, log } = context
  const { match, targetGroupArn, listenerArn } = own.desired
  const { arn } = own.made
  const refused = new Set<number>()
  for (;;) {
    const choice = choosePriority(match, others, { numbers: refused, spread: spreadOf(targetGroupArn) })
    if (choice.kind !== 'free') {
      await deleteOwnRule(context, { arn, listenerArn })
      throw new Error(`${choiceProblem(match, choice)} It came while this run made its own rule, which was taken back.`)
    }
    const { priority } = choice
    try {
      await aws.send(
        aws.elbv2(),
        new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: arn, Priority: priority }] }),
      )
      log.info(
        `listener rule: moved from priority ${own.made.priority} to ${priority}, behind a rule for the same requests that was created in the meantime`,
      )
      return { arn, priority: `${priority}` }
    } catch (error) {
      if (!isErrorNamed(error, 'PriorityInUseException') || refused.size >= MAX_REFUSALS) throw error
      // Taken by a rule that is not listed yet.
      refused.add(priority)
    }
  }
}
