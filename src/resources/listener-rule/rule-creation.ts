import { CreateRuleCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { DEFAULT_MAX_RULES } from '../../aws/limits.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { creationTags, upperCaseTags } from '../../tags.ts'
import { conditionFields, findOwnRule, observeRules } from './observed-rule.ts'
import type { AppliedRule, ChosenRule } from './rule.ts'
import { ruleConditions, ruleTransforms } from './rule-contents.ts'
import { choosePriority } from './rule-priority.ts'
import { choiceProblem, takenProblem } from './rule-problems.ts'

/** As many as a listener has rules by default: every failed attempt means that another run made one. */
const MAX_ATTEMPTS = DEFAULT_MAX_RULES

/**
 * Creates the rule. AWS has no reservation of a number: if another run took it between the observation and the
 * write, the rules are observed again, and `auto` moves on to the next free number.
 */
export async function createRule(context: Context, desired: ChosenRule): Promise<AppliedRule> {
  const tried = new Set<number>()
  let priority = desired.chosenPriority
  for (;;) {
    tried.add(priority)
    try {
      return await writeOnce(context, {
        write: () => sendRule(context, desired, priority),
        find: async () => findMade(await observeRules(context, desired.listenerArn), desired),
      })
    } catch (error) {
      if (!isErrorNamed(error, 'PriorityInUseException') || tried.size >= MAX_ATTEMPTS) throw error
      const { made, holder, rules } = await findHolder(context, desired, priority)
      if (made) return made
      if (desired.priority !== 'auto') {
        throw holder ? new Error(takenProblem(desired.match, priority, holder), { cause: error }) : error
      }
      // A list that does not show the other's rule yet would give the same number again: what was refused is taken.
      const choice = choosePriority(desired.match, rules, { numbers: tried, spread: spreadOf(desired.targetGroupArn) })
      if (choice.kind !== 'free') throw new Error(choiceProblem(desired.match, choice), { cause: error })
      priority = choice.priority
    }
  }
}

/** From the random end of the target group's ARN. */
export function spreadOf(targetGroupArn: string): number {
  return Number.parseInt(targetGroupArn.slice(-8), 16) || 0
}

interface PriorityHolder {
  readonly rules: readonly Rule[]
  /** The wanted rule, where it exists by now. */
  readonly made: AppliedRule | undefined
  /** The rule that has the number. */
  readonly holder: Rule | undefined
}

/** Who has the number. Where it was given and not chosen, there is no other: the list is waited for to show it. */
async function findHolder(context: Context, desired: ChosenRule, priority: number): Promise<PriorityHolder> {
  const observe = async (): Promise<PriorityHolder> => {
    const rules = await observeRules(context, desired.listenerArn)
    return { rules, made: findMade(rules, desired), holder: rules.find(rule => rule.Priority === `${priority}`) }
  }
  if (desired.priority === 'auto') return await observe()
  const seen = await findLater(context, async () => {
    const observed = await observe()
    return observed.made || observed.holder ? observed : undefined
  })
  return seen ?? { rules: [], made: undefined, holder: undefined }
}

/** The rule that is to be created, made by a call whose answer was lost, or by another run for the same service. */
function findMade(rules: readonly Rule[], { match, priority, targetGroupArn }: ChosenRule): AppliedRule | undefined {
  const rule = findOwnRule(rules, { match, priority, targetGroupArn })
  if (!rule?.RuleArn || conditionFields(rule, match).length > 0) return undefined
  return { arn: rule.RuleArn, priority: rule.Priority ?? '' }
}

async function sendRule(context: Context, desired: ChosenRule, priority: number): Promise<AppliedRule> {
  const { aws } = context
  const answer = await aws.send(
    aws.elbv2(),
    new CreateRuleCommand({
      ListenerArn: desired.listenerArn,
      Priority: priority,
      Conditions: ruleConditions(desired.match),
      Actions: [{ Type: 'forward', TargetGroupArn: desired.targetGroupArn }],
      Transforms: desired.stripPathPrefix === undefined ? undefined : ruleTransforms(desired.stripPathPrefix),
      Tags: upperCaseTags(creationTags(desired.tags)),
    }),
  )
  const arn = answer.Rules?.[0]?.RuleArn
  if (!arn) throw new Error('AWS created the listener rule but returned no ARN. Run the step again.')
  return { arn, priority: `${priority}` }
}
