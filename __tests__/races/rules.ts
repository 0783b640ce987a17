import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { ownershipTags } from '../../src/tags.ts'
import { type Account, SERVICE } from '../scenarios/account.ts'
import { createRule, forwardTo, onPaths } from '../scenarios/neighbours.ts'

/** What somebody else creates on the listener of the seed's account. */
export interface OtherRule {
  readonly priority: number
  readonly paths: readonly string[]
  /** Name of a target group. Default: the neighbour's. */
  readonly to?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** Tags with which another run for the seed's service would make its rule. */
export const OWN_TAGS = ownershipTags({ cluster: 'busyb-cluster', service: SERVICE })

export const OWN_GROUP = 'busyb-google-workspace'

/** Makes a rule as another client would, and returns its ARN. */
export function makeRule(account: Account, rule: OtherRule): string {
  const group = account.simulator
    .state()
    .targetGroups.find(found => found.TargetGroupName === (rule.to ?? 'busyb-core'))
  return createRule(account, {
    Priority: rule.priority,
    Conditions: onPaths(...rule.paths),
    Actions: forwardTo(group?.TargetGroupArn),
    Tags: Object.entries(rule.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  })
}

export function moveRule({ simulator }: Account, arn: string, priority: number): void {
  const RulePriorities = [{ RuleArn: arn, Priority: priority }]
  simulator.call('elasticloadbalancing', 'SetRulePriorities', { RulePriorities })
}

/** Has another client act in the middle of the run's first call of the operation, before AWS carries it out. */
export function meanwhile({ simulator }: Account, operation: string, act: () => void): void {
  simulator.addFault({ operation, effect: { kind: 'hook', run: act } })
}

/** The listener's rules without the default one, in the order in which they are tried: `10 /a, /a/* > group`. */
export function rulesOf({ simulator }: Account): readonly string[] {
  return (simulator.state().rules as readonly Rule[])
    .filter(rule => !rule.IsDefault)
    .toSorted((one, other) => Number(one.Priority) - Number(other.Priority))
    .map(rule => {
      const paths = rule.Conditions?.flatMap(condition => condition.PathPatternConfig?.Values ?? []) ?? []
      const group =
        rule.Actions?.[0]?.TargetGroupArn ?? rule.Actions?.[0]?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn
      return `${rule.Priority} ${paths.join(', ')} > ${group?.split('/')[1]}`
    })
}
