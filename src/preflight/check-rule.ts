import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { DEFAULT_MAX_RULES, MAX_CONDITION_VALUES, MAX_CONDITION_WILDCARDS } from '../aws/limits.ts'
import type { Observation } from '../observation/observation.ts'
import { matchOfInputs, ruleCount } from '../resources/listener-rule/rule.ts'
import { ruleConditions } from '../resources/listener-rule/rule-contents.ts'
import type { Specification } from '../specification/specification.ts'
import { type Findings, found, NO_FINDINGS } from './findings.ts'

/** Pure. Whether the conditions that an existing rule keeps and those that are given stay within a rule's quotas. */
export function checkConditions({ inputs }: Specification, { ownRule }: Pick<Observation, 'ownRule'>): Findings {
  const { pathPatterns, hostHeaders } = inputs.loadBalancer.rule
  if (!ownRule || (!pathPatterns && !hostHeaders)) return NO_FINDINGS
  const conditions = ruleConditions(matchOfInputs(inputs.loadBalancer.rule), ownRule.rule.Conditions)
  const values = conditions.flatMap(valuesOf)
  const wildcards = values.join('').replaceAll(/[^*?]/g, '').length
  const together = `Listener rule with priority ${ownRule.rule.Priority}: what is given and the conditions that the rule keeps have`
  const problems: string[] = []
  if (values.length > MAX_CONDITION_VALUES) {
    problems.push(
      `${together} ${values.length} values, and a rule can have ${MAX_CONDITION_VALUES}. Give fewer "path-patterns" or "host-headers".`,
    )
  }
  if (wildcards > MAX_CONDITION_WILDCARDS) {
    problems.push(
      `${together} ${wildcards} wildcards, and a rule can have ${MAX_CONDITION_WILDCARDS}. Give fewer in "path-patterns" or "host-headers".`,
    )
  }
  return found({ problems })
}

function valuesOf(condition: RuleCondition): readonly string[] {
  const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig } = condition
  const config = HostHeaderConfig ?? PathPatternConfig ?? HttpHeaderConfig ?? HttpRequestMethodConfig ?? SourceIpConfig
  const queries = condition.QueryStringConfig?.Values?.map(({ Value }) => Value ?? '')
  return config?.Values ?? queries ?? condition.Values ?? []
}

/** Pure. Whether the listener has room for one more rule. */
export function checkRuleCount(
  { inputs }: Specification,
  { rules, ownRule, maxRules }: Pick<Observation, 'rules' | 'ownRule' | 'maxRules'>,
): Findings {
  if (!inputs.loadBalancer.listener || ownRule || maxRules === undefined) return NO_FINDINGS
  const count = ruleCount(rules)
  if (maxRules === 'unreadable') {
    return found({
      warnings: [
        `The listener has ${count} rules. Whether its load balancer can have another one could not be checked (${DEFAULT_MAX_RULES} is the usual quota): the permission elasticloadbalancing:DescribeAccountLimits is missing.`,
      ],
    })
  }
  if (count < maxRules) return NO_FINDINGS
  return found({
    problems: [
      `The listener has ${count} rules beside its default rule, and a load balancer of this account can have ${maxRules}: there is no room for another one. Delete a rule, have the quota "Rules per Application Load Balancer" raised, or use another load balancer.`,
    ],
  })
}
