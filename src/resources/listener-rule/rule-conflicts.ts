import { type Rule, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { type CreatedRule, deleteOwnRule, ownedRules, removeTwins } from './duplicate-rules.ts'
import { observeRules, twinsOf } from './observed-rule.ts'
import { type AppliedRule, spreadOf } from './rule-creation.ts'
import { choosePriority, rulesBehind, shadowingRule } from './rule-priority.ts'
import { choiceProblem, describeRule, unreachableProblem } from './rule-problems.ts'

/** Every move means that somebody made a rule meanwhile: more than a few in a row are no coincidence. */
const MAX_MOVES = 5

/** As many as a listener has rules by default. */
const MAX_REFUSALS = 100

/**
 * Looks again once a rule is made: ELBv2 compares nothing but the priority, so what came between the look and the
 * write shows only now. Every run does this after its write, so of two that did not see each other at least one does.
 * - A twin (same conditions, same target group, by a concurrent run of this service): the lower number stays.
 * - A rule behind ours that can match the same requests: an `auto` rule moves behind it, or is taken back where the
 *   other would leave it none.
 * - A rule before ours that leaves it no request: its run moves it or takes it back, for the same reason. If not, ours
 *   is taken back.
 *
 * @throws Error where ours was taken back, with the rule that left it nothing
 *
 * Returns the rule that stays.
 */
export async function settleRule(context: Context, created: CreatedRule): Promise<AppliedRule> {
  const { match, priority } = created.desired
  const history: History = { left: new Set(), gaveWay: new Set() }
  let { made } = created
  for (;;) {
    const look = await lookForRule(context, { ...created, made }, history)
    const own = { ...created, made: { arn: made.arn, priority: look.priority } }
    const staying = await removeTwins(context, own, look.rules)
    if (staying) return staying
    const others = otherRules(own, look.rules)
    const behind = rulesBehind(match, Number(look.priority), others)
    const taken = behind.find(rule => !history.gaveWay.has(rule.RuleArn))
    if (!taken || priority !== 'auto') return own.made
    // Made by somebody else in this very moment: theirs to place.
    if ((await ownedRules(context, own, [own.made])).length === 0) return own.made
    if (history.left.size >= MAX_MOVES) {
      context.log.warning(
        `The listener rule with priority ${look.priority} takes requests that ${describeRule(taken)} could get, because rules are being made at the same time. Run the step again, or give both rules a number.`,
      )
      return own.made
    }
    history.left.add(look.priority)
    made = await moveBehind(context, own, others)
  }
}

interface History {
  /** Numbers that ours has left: a list that still shows it there is an old one. */
  readonly left: Set<string>
  /** ARNs of rules that stood before ours, and were moved behind it by their own run. */
  readonly gaveWay: Set<string | undefined>
}

interface Look {
  readonly rules: readonly Rule[]
  /** Of ours: a run at the same time may have moved it. */
  readonly priority: string
}

/** The listener's rules, as soon as they show ours, at no number that it has left, and leave it requests. */
async function lookForRule(context: Context, own: CreatedRule, { left, gaveWay }: History): Promise<Look> {
  const { match, listenerArn } = own.desired
  let before: Rule | undefined
  const found = await findLater<Look>(context, async () => {
    const rules = await observeRules(context, listenerArn)
    const listed = rules.find(rule => rule.RuleArn === own.made.arn)?.Priority
    const priority = listed !== undefined && !left.has(listed) ? listed : own.made.priority
    before = shadowingRule(match, Number(priority), otherRules(own, rules))
    if (before) {
      gaveWay.add(before.RuleArn)
      return undefined
    }
    // Where another run has already removed ours as the twin of its own, ours is never listed again.
    const isTwin = twinsOfOwn(own, rules).some(twin => Number(twin.Priority) < Number(priority))
    return listed === priority || isTwin ? { rules, priority } : undefined
  })
  if (found) return found
  if (before) return await takeBack(context, own, unreachableProblem(match, before))
  throw new Error(
    `The listener rule with priority ${own.made.priority} was made, but is not listed. Was it deleted meanwhile? Run the step again.`,
  )
}

function twinsOfOwn({ desired, targetGroupArn, made }: CreatedRule, rules: readonly Rule[]): readonly Rule[] {
  return twinsOf(rules, { arn: made.arn, match: desired.match, targetGroupArn })
}

/** Rules that forward anywhere else than to the service's own group alone: what they get is not ours. */
function otherRules(own: CreatedRule, rules: readonly Rule[]): readonly Rule[] {
  const twins = new Set(twinsOfOwn(own, rules).map(twin => twin.RuleArn))
  return rules.filter(rule => rule.RuleArn !== own.made.arn && !twins.has(rule.RuleArn))
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
  const { match } = own.desired
  const { arn } = own.made
  const refused = new Set<number>()
  for (;;) {
    const choice = choosePriority(match, others, { numbers: refused, spread: spreadOf(own.targetGroupArn) })
    if (choice.kind !== 'free') {
      await deleteOwnRule(context, { arn, listenerArn: own.desired.listenerArn })
      throw new Error(`${choiceProblem(match, choice)} It came while this run made its own rule, which was taken back.`)
    }
    const { priority } = choice
    try {
      await aws.send(
        aws.elbv2(),
        new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: arn, Priority: priority }] }),
      )
      log.info(
        `listener rule: moved from priority ${own.made.priority} to ${priority}, behind a rule for the same requests that was made meanwhile`,
      )
      return { arn, priority: `${priority}` }
    } catch (error) {
      if (!isErrorNamed(error, 'PriorityInUseException') || refused.size >= MAX_REFUSALS) throw error
      // Taken by a rule that is not listed yet.
      refused.add(priority)
    }
  }
}
