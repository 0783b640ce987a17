import {
  AddTagsCommand,
  ModifyRuleCommand,
  type Rule,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Change, FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import { conditionFields, type ObservedRule } from './observed-rule.ts'
import { ruleConditions, ruleTransforms, transformText } from './rule-contents.ts'
import { type AppliedRule, createRule } from './rule-creation.ts'
import { choosePriority, matchOf, type PriorityChoice, type RuleMatch, shadowingRule } from './rule-priority.ts'
import { choiceProblem, takenProblem, unreachableProblem } from './rule-problems.ts'
import { missingTags, tagFields, upperCaseTags, type WantedTags } from './tags.ts'

export interface DesiredRule {
  readonly listenerArn: string
  readonly match: RuleMatch
  /** `auto`: a rule that exists keeps its own. */
  readonly priority: number | 'auto'
  readonly stripPathPrefix: string | undefined
  readonly tags: WantedTags
}

export type ChosenRule = DesiredRule & { readonly chosenPriority: number }

export type RuleChange = Change<ChosenRule, ObservedRule>

/** Pure. `rules` are all rules of the listener, `own` the one that forwards to the service's target group. */
export function planRule(desired: DesiredRule, own: ObservedRule | undefined, rules: readonly Rule[]): RuleChange {
  const others = rules.filter(rule => rule.RuleArn !== own?.arn)
  const match = effectiveMatch(desired.match, own)
  const choice = choose(desired, own, others)
  if (choice.kind !== 'free') return { kind: 'impossible', problem: choiceProblem(match, choice) }

  const { priority } = choice
  const holder = others.find(rule => rule.Priority === `${priority}`)
  if (holder) return { kind: 'impossible', problem: takenProblem(match, priority, holder) }
  const before = shadowingRule(match, priority, others)
  if (before) return { kind: 'impossible', problem: unreachableProblem(match, before) }

  const wanted = { ...desired, chosenPriority: priority }
  if (!own) return { kind: 'create', desired: wanted }
  const fields = ruleFields(wanted, own)
  return fields.length > 0
    ? { kind: 'update', desired: wanted, observed: own, fields }
    : { kind: 'unchanged', observed: own }
}

function choose(desired: DesiredRule, own: ObservedRule | undefined, others: readonly Rule[]): PriorityChoice {
  if (desired.priority !== 'auto') return { kind: 'free', priority: desired.priority }
  if (own) return { kind: 'free', priority: Number(own.rule.Priority) }
  return choosePriority(desired.match, others)
}

/** What the rule will match: a condition that is not given stays as the rule has it. */
function effectiveMatch({ paths, hosts }: RuleMatch, own: ObservedRule | undefined): RuleMatch {
  const observed = own && matchOf(own.rule)
  return { paths: paths ?? observed?.paths, hosts: hosts ?? observed?.hosts }
}

/** Conditions, priority, transforms and tags that differ. An input that is not given changes nothing. */
function ruleFields(desired: ChosenRule, own: ObservedRule): FieldChange[] {
  const fields = conditionFields(own.rule, desired.match)
  if (`${desired.chosenPriority}` !== own.rule.Priority) {
    fields.push({ field: 'Priority', from: own.rule.Priority, to: `${desired.chosenPriority}` })
  }
  if (desired.stripPathPrefix !== undefined) {
    const from = transformText(own.rule.Transforms)
    const to = transformText(ruleTransforms(desired.stripPathPrefix))
    if (from !== to) fields.push({ field: 'Transforms', from, to })
  }
  return [...fields, ...tagFields(desired.tags, own.tags)]
}

/** Returns the rule's ARN and priority. */
export async function applyRule(context: Context, change: RuleChange, targetGroupArn: string): Promise<AppliedRule> {
  switch (change.kind) {
    case 'create':
      return await createRule(context, change.desired, targetGroupArn)
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
  await Promise.all([
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
    changed.has('Priority') &&
      aws.send(
        aws.elbv2(),
        new SetRulePrioritiesCommand({
          RulePriorities: [{ RuleArn: observed.arn, Priority: desired.chosenPriority }],
        }),
      ),
    Object.keys(missing).length > 0 &&
      aws.send(aws.elbv2(), new AddTagsCommand({ ResourceArns: [observed.arn], Tags: upperCaseTags(missing) })),
  ])
}
