import { DescribeRulesCommand, DescribeTagsCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import { matchOf, type RuleMatch } from './rule-priority.ts'
import { targetsOf } from './rule-problems.ts'
import { type Tags, tagsFrom } from './tags.ts'

export interface ObservedRule {
  readonly rule: Rule
  readonly arn: string
  readonly tags: Tags
}

/** How the rule of a service is told from the listener's other rules. */
export interface OwnRule {
  readonly targetGroupArn: string
  readonly match: RuleMatch
  readonly priority: number | 'auto'
}

/** Every rule of the listener: at most 100 by default, one or two pages. */
export async function observeRules(context: Context, listenerArn: string): Promise<readonly Rule[]> {
  const { aws } = context
  const rules: Rule[] = []
  let marker: string | undefined
  do {
    const page = await aws.send(aws.elbv2(), new DescribeRulesCommand({ ListenerArn: listenerArn, Marker: marker }))
    rules.push(...(page.Rules ?? []))
    marker = page.NextMarker
  } while (marker)
  return rules
}

/** The service's rule among those of the listener, with its tags where they are needed. */
export async function observeOwnRule(
  context: Context,
  rules: readonly Rule[],
  own: OwnRule & { readonly readTags: boolean },
): Promise<ObservedRule | undefined> {
  const rule = findOwnRule(rules, own)
  const arn = rule?.RuleArn
  if (!rule || !arn) return undefined
  const { aws } = context
  const tags = own.readTags ? await aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: [arn] })) : undefined
  return { rule, arn, tags: tagsFrom(tags?.TagDescriptions?.[0]?.Tags) }
}

/**
 * Pure. The rule that forwards to the target group and nowhere else. Of several: the one with the wanted conditions
 * (of twins the one that AWS tries first), else the one at the wanted priority. Where neither is there, none of them
 * is taken for ours: somebody sends further requests to the group, and goes on doing so.
 */
export function findOwnRule(rules: readonly Rule[], { targetGroupArn, match, priority }: OwnRule): Rule | undefined {
  const forwarding = rules
    .filter(
      rule => !rule.IsDefault && targetsOf(rule).every(arn => arn === targetGroupArn) && targetsOf(rule).length > 0,
    )
    .sort((one, other) => Number(one.Priority) - Number(other.Priority))
  const [only, ...more] = forwarding
  return (
    forwarding.find(rule => conditionFields(rule, match).length === 0) ??
    forwarding.find(rule => rule.Priority === `${priority}`) ??
    (more.length === 0 ? only : undefined)
  )
}

/** Pure. The given conditions that the rule does not have. */
export function conditionFields(rule: Rule, match: RuleMatch): FieldChange[] {
  const observed = matchOf(rule)
  return [
    conditionField('path-pattern', observed.paths, match.paths),
    conditionField('host-header', observed.hosts, match.hosts),
  ].flat()
}

function conditionField(name: string, observed: RuleMatch['paths'], wanted: RuleMatch['paths']): FieldChange[] {
  if (!wanted) return []
  const from = observed && sorted(observed)
  const to = sorted(wanted)
  return from === to ? [] : [{ field: `Conditions[${name}]`, from, to }]
}

function sorted(values: readonly string[]): string {
  return [...new Set(values)].sort().join(', ')
}
