import type { RuleCondition, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { RuleMatch } from './rule.ts'

/** Conditions as CreateRule and ModifyRule take them; `others` are an existing rule's, kept where nothing was given. */
export function ruleConditions(match: RuleMatch, others: readonly RuleCondition[] = []): RuleCondition[] {
  const given: RuleCondition[] = []
  if (match.paths) given.push({ Field: 'path-pattern', PathPatternConfig: { Values: [...match.paths] } })
  if (match.hosts) given.push({ Field: 'host-header', HostHeaderConfig: { Values: [...match.hosts] } })
  const fields = new Set(given.map(condition => condition.Field))
  const kept = others.filter(condition => !fields.has(condition.Field)).map(withoutDuplicateForm)
  return [...given, ...kept]
}

/** DescribeRules returns values twice, plain and in their Config; ModifyRule accepts one of the two. */
function withoutDuplicateForm(condition: RuleCondition): RuleCondition {
  const { Values: _plain, ...rest } = condition
  return rest.PathPatternConfig || rest.HostHeaderConfig ? rest : condition
}

/**
 * The rewrite that takes a path prefix off: `/prefix` becomes `/`, `/prefix/x` becomes `/x`. The rule's path
 * condition keeps other paths that begin alike (`/prefix-2`) away from it.
 */
export function ruleTransforms(prefix: string, others: readonly RuleTransform[] = []): RuleTransform[] {
  const escaped = prefix.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const rewrite: RuleTransform = {
    Type: 'url-rewrite',
    UrlRewriteConfig: { Rewrites: [{ Regex: `^${escaped}/?(.*)$`, Replace: '/$1' }] },
  }
  return [rewrite, ...others.filter(transform => transform.Type !== 'url-rewrite')]
}

/** For people and for comparison: the url-rewrites of a rule in one line, `undefined` where there are none. */
export function transformText(transforms: readonly RuleTransform[] | undefined): string | undefined {
  const rewrites = (transforms ?? [])
    .filter(transform => transform.Type === 'url-rewrite')
    .flatMap(transform => transform.UrlRewriteConfig?.Rewrites ?? [])
  return rewrites.length > 0 ? rewrites.map(({ Regex, Replace }) => `${Regex} -> ${Replace}`).join('; ') : undefined
}
