import {
  AddTagsCommand,
  ModifyRuleCommand,
  type Rule,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater } from '../../aws/write-once.ts'
import type { Change, FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import { settleAll } from '../../settle.ts'
import { missingTags, tagFields, upperCaseTags, type WantedTags } from '../../tags.ts'
import { deleteOwnRule } from './duplicate-rules.ts'
import { conditionFields, type ObservedRule, observeRules } from './observed-rule.ts'
import { ruleConditions, ruleTransforms, transformText } from './rule-contents.ts'
import { type AppliedRule, createRule } from './rule-creation.ts'
import {
  choosePriority,
  matchOf,
  type PriorityChoice,
  type RuleMatch,
  rulesBehind,
  shadowingRule,
} from './rule-priority.ts'
import { choiceProblem, heldProblem, takenProblem, targetsOf, unreachableProblem } from './rule-problems.ts'

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
  const twins = new Set(own?.twins?.map(twin => twin.RuleArn))
  const others = rules.filter(rule => rule.RuleArn !== own?.arn && !twins.has(rule.RuleArn))
  const match = effectiveMatch(desired.match, own)
  const other = sameConditions(match, own, others)
  if (other && !isSettled(desired, own)) return impossible(desired, match, heldProblem(match, other))
  const choice = choose({ ...desired, match }, own, others)
  if (choice.kind !== 'free') return impossible(desired, match, choiceProblem(match, choice))

  const { priority } = choice
  const holder = others.find(rule => rule.Priority === `${priority}`)
  if (holder) return impossible(desired, match, takenProblem(match, priority, holder))
  const before = shadowingRule(match, priority, others)
  if (before) return impossible(desired, match, unreachableProblem(match, before))

  const wanted = { ...desired, chosenPriority: priority }
  if (!own) return { kind: 'create', desired: wanted }
  const fields = ruleFields(wanted, own)
  return fields.length > 0
    ? { kind: 'update', desired: wanted, observed: own, fields }
    : { kind: 'unchanged', observed: own }
}

function impossible(desired: DesiredRule, match: RuleMatch, problem: string): RuleChange {
  const priority = desired.priority === 'auto' ? '' : `priority ${desired.priority}, `
  return {
    kind: 'impossible',
    name: `${priority}${[...(match.hosts ?? []), ...(match.paths ?? [])].join(', ')}`,
    problem,
  }
}

/** A rule with exactly these conditions that sends the requests elsewhere: of two such rules one gets none. */
function sameConditions(match: RuleMatch, own: ObservedRule | undefined, others: readonly Rule[]): Rule | undefined {
  const ownTargets = own && targetsOf(own.rule).join()
  return others.find(rule => {
    if (rule.IsDefault || matchOf(rule).further || targetsOf(rule).join() === ownTargets) return false
    const { paths, hosts } = matchOf(rule)
    const isNarrower = (!match.paths && paths !== undefined) || (!match.hosts && hosts !== undefined)
    return !isNarrower && conditionFields(rule, match).length === 0
  })
}

/** Our rule has its conditions and number already: what somebody made after it takes nothing from it. */
function isSettled(desired: DesiredRule, own: ObservedRule | undefined): boolean {
  if (!own || conditionFields(own.rule, desired.match).length > 0) return false
  return desired.priority === 'auto' || `${desired.priority}` === own.rule.Priority
}

function choose(desired: DesiredRule, own: ObservedRule | undefined, others: readonly Rule[]): PriorityChoice {
  if (desired.priority !== 'auto') return { kind: 'free', priority: desired.priority }
  if (own && !takesMore(desired.match, own.rule, others)) return { kind: 'free', priority: Number(own.rule.Priority) }
  return choosePriority(desired.match, others)
}

/** With its new conditions the rule would take requests from rules behind it that it left alone so far. */
function takesMore(match: RuleMatch, own: Rule, others: readonly Rule[]): boolean {
  const priority = Number(own.Priority)
  const known = rulesBehind(matchOf(own), priority, others)
  return rulesBehind(match, priority, others).some(rule => !known.includes(rule))
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
  for (const twin of own.twins ?? [])
    fields.push({ field: 'duplicate', from: `priority ${twin.Priority}`, to: undefined })
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
  // First, because one of them may have the number that is wanted.
  for (const { RuleArn: arn } of observed.twins ?? []) {
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
    // Somebody took it between the look and the write.
    const holder = await findLater(context, async () =>
      (await observeRules(context, listenerArn)).find(rule => rule.Priority === `${priority}`),
    )
    throw holder ? new Error(takenProblem(match, priority, holder), { cause: error }) : error
  }
}
