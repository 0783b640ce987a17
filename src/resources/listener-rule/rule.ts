import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { targetGroupName } from '../../aws/arn.ts'
import type { LoadBalancerInputs } from '../../inputs.ts'
import type { WantedTags } from '../../tags.ts'

export interface DesiredRule {
  readonly listenerArn: string
  readonly match: RuleMatch
  /** `auto`: a rule that exists keeps its own. */
  readonly priority: number | 'auto'
  readonly stripPathPrefix: string | undefined
  /** Where it forwards to; `TO_BE_CREATED` while the group does not exist. */
  readonly targetGroupArn: string
  readonly tags: WantedTags
}

/** With the priority that was planned. Where another run takes the number first, `auto` chooses again. */
export type ChosenRule = DesiredRule & { readonly chosenPriority: number }

export interface AppliedRule {
  readonly arn: string
  readonly priority: string
}

/** The two conditions that this action manages. `undefined`: any. */
export interface RuleMatch {
  readonly paths: readonly string[] | undefined
  readonly hosts: readonly string[] | undefined
}

export function matchOfInputs({ pathPatterns, hostHeaders }: LoadBalancerInputs['rule']): RuleMatch {
  return { paths: pathPatterns, hosts: hostHeaders }
}

/** For people: `api.example.com, /api/*`. */
export function formatMatch({ paths, hosts }: RuleMatch): string {
  return [...(hosts ?? []), ...(paths ?? [])].join(', ')
}

/** Path and host values of a rule, and whether it has conditions beside these two (or given as regular expressions). */
export function matchOf(rule: Rule): RuleMatch & { readonly further: boolean } {
  const conditions = rule.Conditions ?? []
  const values = (field: string): readonly string[] | undefined => {
    const condition = conditions.find(candidate => candidate.Field === field)
    return condition && conditionValues(condition)
  }
  const further = conditions.some(
    condition =>
      (condition.Field !== 'path-pattern' && condition.Field !== 'host-header') || usesRegularExpressions(condition),
  )
  return { paths: values('path-pattern'), hosts: values('host-header'), further }
}

function conditionValues(condition: RuleCondition): readonly string[] | undefined {
  const config = condition.PathPatternConfig ?? condition.HostHeaderConfig
  const values = config?.Values ?? condition.Values
  // A condition of regular expressions may match anything, as far as this looks.
  return values && values.length > 0 ? values : undefined
}

function usesRegularExpressions(condition: RuleCondition): boolean {
  const lists = [
    condition.RegexValues,
    condition.PathPatternConfig?.RegexValues,
    condition.HostHeaderConfig?.RegexValues,
  ]
  return lists.some(list => list !== undefined && list.length > 0)
}

/** ARNs of the target groups that a rule forwards to, each once: it names them in two places. */
export function targetsOf(rule: Rule): readonly string[] {
  const groups = (rule.Actions ?? []).flatMap(action => [
    action.TargetGroupArn,
    ...(action.ForwardConfig?.TargetGroups ?? []).map(group => group.TargetGroupArn),
  ])
  return [...new Set(groups.filter(arn => arn !== undefined))]
}

/** Pure. Whether a rule forwards to the target group of that name: names are unique in account and region. */
export function forwardsToGroup(rules: readonly Rule[], name: string): boolean {
  return rules.some(rule => targetsOf(rule).some(arn => targetGroupName(arn) === name))
}

/** Pure. Rules of a listener that count towards its load balancer's quota. */
export function ruleCount(rules: readonly Rule[]): number {
  return rules.filter(rule => !rule.IsDefault).length
}
