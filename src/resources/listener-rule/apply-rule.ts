import { AddTagsCommand, ModifyRuleCommand, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { settleAll } from '../../steps.ts'
import { missingTags, upperCaseTags } from '../../tags.ts'
import { deleteOwnRule } from './duplicate-rules.ts'
import { observeRules } from './observed-rule.ts'
import type { RuleChange } from './plan-rule.ts'
import type { AppliedRule } from './rule.ts'
import { ruleConditions, ruleTransforms } from './rule-contents.ts'
import { createRule } from './rule-creation.ts'
import { takenProblem } from './rule-problems.ts'

/** Returns the rule's ARN and priority. */
export async function applyRule(context: Context, change: RuleChange): Promise<AppliedRule> {
  switch (change.kind) {
    case 'create':
      return await createRule(context, change.desired)
    case 'update':
      await updateRule(context, change)
      return { arn: change.observed.arn, priority: `${change.desired.chosenPriority}` }
    case 'unchanged':
      return { arn: change.observed.arn, priority: change.observed.rule.Priority ?? '' }
    case 'impossible':
      throw new Error(change.problem)
  }
}

async function updateRule(context: Context, change: Extract<RuleChange, { kind: 'update' }>): Promise<void> {
  const { aws } = context
  const { desired, observed, fields } = change
  const changed = new Set(fields.map(field => field.field))
  const conditions = [...changed].some(field => field.startsWith('Conditions'))
  const transforms = changed.has('Transforms')
  const missing = missingTags(desired.tags, observed.tags)
  // First, because one of them may have the number that is wanted.
  for (const { RuleArn: arn } of observed.duplicates ?? []) {
    if (arn) await deleteOwnRule(context, { arn, listenerArn: desired.listenerArn })
  }
  await settleAll([
    (conditions || transforms) &&
      aws.send(
        aws.elbv2(),
        new ModifyRuleCommand({
          RuleArn: observed.arn,
          // ModifyRule replaces all conditions: those that were not given are sent back as they are.
          Conditions: conditions ? ruleConditions(desired.match, observed.rule.Conditions) : undefined,
          Transforms: transforms ? ruleTransforms(desired.stripPathPrefix ?? '', observed.rule.Transforms) : undefined,
        }),
      ),
    changed.has('Priority') && setPriority(context, change),
    Object.keys(missing).length > 0 &&
      aws.send(aws.elbv2(), new AddTagsCommand({ ResourceArns: [observed.arn], Tags: upperCaseTags(missing) })),
  ])
}

async function setPriority(context: Context, { desired, observed }: Extract<RuleChange, { kind: 'update' }>) {
  const { aws } = context
  const { chosenPriority: priority, listenerArn, match } = desired
  try {
    const RulePriorities = [{ RuleArn: observed.arn, Priority: priority }]
    await aws.send(aws.elbv2(), new SetRulePrioritiesCommand({ RulePriorities }))
  } catch (error) {
    if (!isErrorNamed(error, 'PriorityInUseException')) throw error
    // Somebody took it between the observation and the write.
    const holder = await findLater(context, async () =>
      (await observeRules(context, listenerArn)).find(rule => rule.Priority === `${priority}`),
    )
    throw holder ? new Error(takenProblem(match, priority, holder), { cause: error }) : error
  }
}
