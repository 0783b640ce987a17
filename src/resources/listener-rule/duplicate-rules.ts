import { DeleteRuleCommand, DescribeTagsCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { isOwned, tagsFrom } from '../../tags.ts'
import { duplicatesOf, observeRules } from './observed-rule.ts'
import type { AppliedRule, ChosenRule } from './rule.ts'

/** A rule that this run has made, or found made by a run at the same time. */
export interface CreatedRule {
  readonly desired: ChosenRule
  readonly made: AppliedRule
}

/** Pure. Other rules of the listener with the same conditions and the same target group. */
export function duplicatesOfOwn({ desired, made }: CreatedRule, rules: readonly Rule[]): readonly Rule[] {
  const { match, targetGroupArn } = desired
  return duplicatesOf(rules, { arn: made.arn, match, targetGroupArn })
}

/**
 * Of duplicates the one that AWS tries first stays: two runs that remove the others at the same time agree on it. Only
 * what has this service's ownership tags is removed.
 *
 * Returns the rule that stays in place of ours; undefined where ours stays.
 */
export async function removeDuplicates(
  context: Context,
  own: CreatedRule,
  rules: readonly Rule[],
): Promise<AppliedRule | undefined> {
  const { desired, made } = own
  const duplicates = duplicatesOfOwn(own, rules)
  if (duplicates.length === 0) return undefined
  const [first, ...rest] = [
    made,
    ...duplicates.map(rule => ({ arn: rule.RuleArn ?? '', priority: rule.Priority ?? '' })),
  ].sort((one, other) => Number(one.priority) - Number(other.priority))
  for (const arn of await ownedRules(context, own, rest)) {
    await deleteOwnRule(context, { arn, listenerArn: desired.listenerArn })
    context.log.info(
      `listener rule: a second one with the same conditions was made at the same time; the one with priority ${first?.priority} stays`,
    )
  }
  return first?.arn === made.arn ? undefined : first
}

/** ARNs of those with the ownership tags. One that was deleted meanwhile has none. */
export async function ownedRules(
  context: Context,
  { desired }: CreatedRule,
  rules: readonly AppliedRule[],
): Promise<readonly string[]> {
  const { aws } = context
  const owned = await Promise.all(
    rules.map(async ({ arn }) => {
      try {
        const { TagDescriptions } = await aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: [arn] }))
        return isOwned(desired.tags, tagsFrom(TagDescriptions?.[0]?.Tags)) ? [arn] : []
      } catch (error) {
        if (!isErrorNamed(error, 'RuleNotFoundException')) throw error
        return []
      }
    }),
  )
  return owned.flat()
}

/** Deletes a rule that is known as this service's own; one that another run has just deleted is gone all the same. */
export async function deleteOwnRule(
  context: Context,
  { arn, listenerArn }: { readonly arn: string; readonly listenerArn: string },
): Promise<void> {
  const { aws } = context
  try {
    await writeOnce<unknown>(context, {
      write: () => aws.send(aws.elbv2(), new DeleteRuleCommand({ RuleArn: arn })),
      find: async () => {
        const rules = await observeRules(context, listenerArn)
        return rules.some(rule => rule.RuleArn === arn) ? undefined : true
      },
    })
  } catch (error) {
    if (!isErrorNamed(error, 'RuleNotFoundException')) throw error
  }
}
