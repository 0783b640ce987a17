import { CreateRuleCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { creationTags, upperCaseTags } from '../../tags.ts'
import type { ChosenRule } from './listener-rule.ts'
import { conditionFields, findOwnRule, observeRules } from './observed-rule.ts'
import { ruleConditions, ruleTransforms } from './rule-contents.ts'
import { choosePriority } from './rule-priority.ts'
import { choiceProblem, takenProblem } from './rule-problems.ts'

export interface AppliedRule {
  readonly arn: string
  readonly priority: string
}

/** As many as a listener has rules by default: every failed attempt means that another run made one. */
const MAX_ATTEMPTS = 100

/**
 * Creates the rule. AWS has no reservation of a number: where another run took it between the look and the write, the
 * rules are looked at again, and `auto` goes on to the next free number.
 */
export async function createRule(context: Context, desired: ChosenRule, targetGroupArn: string): Promise<AppliedRule> {
  const tried = new Set<number>()
  let priority = desired.chosenPriority
  for (;;) {
    tried.add(priority)
    try {
      return await writeOnce(context, {
        write: () => sendRule(context, { desired, targetGroupArn, priority }),
        find: async () => findMade(await observeRules(context, desired.listenerArn), desired, targetGroupArn),
      })
    } catch (error) {
      if (!isErrorNamed(error, 'PriorityInUseException') || tried.size >= MAX_ATTEMPTS) throw error
      const { made, holder, rules } = await lookAgain(context, desired, { targetGroupArn, priority })
      if (made) return made
      if (desired.priority !== 'auto') {
        throw holder ? new Error(takenProblem(desired.match, priority, holder), { cause: error }) : error
      }
      // A list that does not show the other's rule yet would give the same number again: what was refused is taken.
      const choice = choosePriority(desired.match, rules, { numbers: tried, spread: spreadOf(targetGroupArn) })
      if (choice.kind !== 'free') throw new Error(choiceProblem(desired.match, choice), { cause: error })
      priority = choice.priority
    }
  }
}

/** From the random end of the target group's ARN. */
export function spreadOf(targetGroupArn: string): number {
  return Number.parseInt(targetGroupArn.slice(-8), 16) || 0
}

interface SecondLook {
  readonly rules: readonly Rule[]
  readonly made: AppliedRule | undefined
  readonly holder: Rule | undefined
}

/** Who has the number. Where it was given and not chosen, there is no other: the list is waited for to show it. */
async function lookAgain(
  context: Context,
  desired: ChosenRule,
  { targetGroupArn, priority }: { readonly targetGroupArn: string; readonly priority: number },
): Promise<SecondLook> {
  const look = async (): Promise<SecondLook> => {
    const rules = await observeRules(context, desired.listenerArn)
    const made = findMade(rules, desired, targetGroupArn)
    return { rules, made, holder: rules.find(rule => rule.Priority === `${priority}`) }
  }
  if (desired.priority === 'auto') return await look()
  const seen = await findLater(context, async () => {
    const { made, holder, rules } = await look()
    return made || holder ? { made, holder, rules } : undefined
  })
  return seen ?? { rules: [], made: undefined, holder: undefined }
}

/** The rule that is to be created, made by a call whose answer was lost, or by another run for the same service. */
function findMade(
  rules: Awaited<ReturnType<typeof observeRules>>,
  { match, priority }: ChosenRule,
  targetGroupArn: string,
): AppliedRule | undefined {
  const rule = findOwnRule(rules, { match, priority, targetGroupArn })
  if (!rule?.RuleArn || conditionFields(rule, match).length > 0) return undefined
  return { arn: rule.RuleArn, priority: rule.Priority ?? '' }
}

async function sendRule(
  context: Context,
  rule: { readonly desired: ChosenRule; readonly targetGroupArn: string; readonly priority: number },
): Promise<AppliedRule> {
  const { aws } = context
  const { desired, targetGroupArn, priority } = rule
  const answer = await aws.send(
    aws.elbv2(),
    new CreateRuleCommand({
      ListenerArn: desired.listenerArn,
      Priority: priority,
      Conditions: ruleConditions(desired.match),
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      Transforms: desired.stripPathPrefix === undefined ? undefined : ruleTransforms(desired.stripPathPrefix),
      Tags: upperCaseTags(creationTags(desired.tags)),
    }),
  )
  const arn = answer.Rules?.[0]?.RuleArn
  if (!arn) throw new Error('AWS created the listener rule but answered no ARN. Run the step again.')
  return { arn, priority: `${priority}` }
}
