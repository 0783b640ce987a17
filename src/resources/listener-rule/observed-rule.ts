import { DescribeRulesCommand, DescribeTagsCommand, type Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import { isOwned, type Tags, tagsFrom, type WantedTags } from '../../tags.ts'
import { matchOf, type RuleMatch } from './rule-priority.ts'
import { targetsOf } from './rule-problems.ts'

export interface ObservedRule {
  readonly rule: Rule
  readonly arn: string
  readonly tags: Tags
  /** Further rules that runs for this service made with the same conditions: AWS never comes to them. */
  readonly twins?: readonly Rule[]
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

/** Pure. Whether a rule forwards to the target group of that name: names are unique in account and region. */
export function forwardsToGroup(rules: readonly Rule[], name: string): boolean {
  return rules.some(rule => targetsOf(rule).some(arn => arn.split('/')[1] === name))
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
  const candidates = twinsOf(rules, { arn, match: matchOf(rule), targetGroupArn }).slice(0, MAX_TWINS)
  if (!own.readTags && candidates.length === 0) return { rule, arn, tags: {} }
  const arns = [arn, ...candidates.flatMap(twin => twin.RuleArn ?? [])]
  const { TagDescriptions: all } = await aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: arns }))
  const tagsOf = (of: string | undefined) => tagsFrom(all?.find(({ ResourceArn }) => ResourceArn === of)?.Tags)
  const twins = candidates.filter(twin => isOwned(own.tags, tagsOf(twin.RuleArn)))
  return { rule, arn, tags: own.readTags ? tagsOf(arn) : {}, ...(twins.length > 0 && { twins }) }
}

/** DescribeTags takes 20 ARNs (API reference), and one is the rule's own. More are left to the next run. */
const MAX_TWINS = 19

/** Pure. Other rules with exactly these conditions that forward to the same group and nowhere else. ELBv2 takes them. */
export function twinsOf(
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
