import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'

/** Rules of one load balancer, default rules not counted, unless the quota was raised (ELB user guide, quotas). */
export const DEFAULT_RULE_LIMIT = 100

/** Pure. Rules of a listener that count towards the quota. */
export function ruleCount(rules: readonly Rule[]): number {
  return rules.filter(rule => !rule.IsDefault).length
}
