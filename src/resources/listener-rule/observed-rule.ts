import { DescribeRulesCommand, DescribeTagsCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { MAX_DESCRIBED_TAGS } from '../../aws/limits.ts'
import { allPages } from '../../aws/pages.ts'
import type { FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import { isOwned, type Tags, tagsFrom, type WantedTags } from '../../tags.ts'
import { matchOf, type RuleMatch, targetsOf } from './rule.ts'

export interface ObservedRule {
  readonly rule: Rule
  readonly arn: string
  readonly tags: Tags
  /** Further rules that runs for this service made with the same conditions: AWS never comes to them. */
  readonly duplicates?: readonly Rule[]
}

/** What distinguishes a service's rule from the listener's other rules. */
export interface OwnRule {
  readonly targetGroupArn: string
  /** Groups that ECS's own strategies use in its place: then the rule's weights and targets are ECS's. */
  readonly alternateGroups?: readonly string[]
  readonly match: RuleMatch
  readonly priority: number | 'auto'
}

/** Every rule of the listener: at most 100 by default, one or two pages. */
export async function observeRules(context: Context, listenerArn: string): Promise<readonly Rule[]> {
  const { aws } = context
  return await allPages(async Marker => {
    const page = await aws.send(aws.elbv2(), new DescribeRulesCommand({ ListenerArn: listenerArn, Marker }))
    return { items: page.Rules, next: page.NextMarker }
  })
}

/** The service's rule among those of the listener, with its tags where they are needed. */
export async function observeOwnRule(
  context: Context,
  rules: readonly Rule[],
  own: OwnRule & { readonly readTags: boolean; readonly tags: WantedTags },
): Promise<ObservedRule | undefined> {
  const rule = findOwnRule(rules, own)
  const arn = rule?.RuleArn
  if (!rule || !arn) return undefined
  const { aws } = context
  const { targetGroupArn } = own
  const candidates = duplicatesOf(rules, { arn, match: matchOf(rule), targetGroupArn }).slice(0, MAX_DUPLICATES)
  if (!own.readTags && candidates.length === 0) return { rule, arn, tags: {} }
  const arns = [arn, ...candidates.flatMap(({ RuleArn }) => RuleArn ?? [])]
  const { TagDescriptions: all } = await aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: arns }))
  const tagsOf = (of: string | undefined) => tagsFrom(all?.find(({ ResourceArn }) => ResourceArn === of)?.Tags)
  const duplicates = candidates.filter(({ RuleArn }) => isOwned(own.tags, tagsOf(RuleArn)))
  return { rule, arn, tags: own.readTags ? tagsOf(arn) : {}, ...(duplicates.length > 0 && { duplicates }) }
}

/** One ARN of a DescribeTags call is the rule's own. More are left to the next run. */
const MAX_DUPLICATES = MAX_DESCRIBED_TAGS - 1

/** Pure. Other rules with exactly these conditions that forward to the same group and nowhere else. ELBv2 takes them. */
export function duplicatesOf(
  rules: readonly Rule[],
  own: { readonly arn: string; readonly match: RuleMatch; readonly targetGroupArn: string },
): readonly Rule[] {
  const { match } = own
  return rules.filter(rule => {
    if (rule.IsDefault || rule.RuleArn === own.arn) return false
    const targets = targetsOf(rule)
    if (targets.length === 0 || targets.some(arn => arn !== own.targetGroupArn)) return false
    const { paths, hosts, further } = matchOf(rule)
    if (further || (paths && !match.paths) || (hosts && !match.hosts)) return false
    return conditionFields(rule, match).length === 0
  })
}

/**
 * Pure. The rule that forwards to the target group and nowhere else. Of several: the one with the wanted conditions
 * (of duplicates the one that AWS tries first), else the one at the wanted priority. Where neither is there, none of them
 * counts as ours: somebody sends other requests to the group, and may continue to do so.
 */
export function findOwnRule(rules: readonly Rule[], own: OwnRule): Rule | undefined {
  const { targetGroupArn, alternateGroups = [], match, priority } = own
  const groups = [targetGroupArn, ...alternateGroups]
  const forwarding = rules
    .filter(rule => !rule.IsDefault && targetsOf(rule).every(arn => groups.includes(arn)) && targetsOf(rule).length > 0)
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
