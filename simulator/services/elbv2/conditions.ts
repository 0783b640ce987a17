import { invalid } from './refusals.ts'
import { refuseUnsupportedRegex } from './regex.ts'
import type { Condition } from './shapes.ts'

/** Quotas of a rule, not adjustable (user guide, "Quotas for your Application Load Balancers"). */
const MOST_VALUES = 5
const MOST_WILDCARDS = 6
const LONGEST_VALUE = 128
/** RuleCondition: "zero or one of the following conditions". */
const AT_MOST_ONCE = ['host-header', 'path-pattern', 'http-request-method', 'source-ip']

const CONFIGS = {
  'path-pattern': 'PathPatternConfig',
  'host-header': 'HostHeaderConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const

type Field = keyof typeof CONFIGS

/** Characters that the API reference allows (RuleCondition, HttpRequestMethodConditionConfig). */
const ALLOWED: Partial<Record<Field, RegExp>> = {
  'path-pattern': /^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/,
  // "You must include at least one '.'. You can include only alphabetical characters after the final '.'."
  'host-header': /^[A-Za-z0-9.\-*?]*\.[A-Za-z]+$/,
  'http-request-method': /^[A-Z_-]{1,40}$/,
  'source-ip': /^[0-9a-fA-F.:]+\/\d{1,3}$/,
}

/** Checks a rule's conditions and completes them as AWS returns them. Wordings are assumed if no source is named. */
export function readConditions(conditions: readonly Condition[]): readonly Condition[] {
  if (conditions.length === 0) throw invalid('A condition must be specified')
  for (const field of AT_MOST_ONCE) {
    if (conditions.filter(condition => condition.Field === field).length > 1) {
      throw invalid(`A rule can only have one '${field}' condition`)
    }
  }
  const read = conditions.map(readCondition)
  const values = read.flatMap(conditionValues)
  // Text: aws-cloudformation/cfn-lint issue 3833, which does not quote the code.
  if (values.length > MOST_VALUES) throw invalid(`A rule can only have '${MOST_VALUES}' condition values`)
  const wildcards = read.flatMap(plainValues).join('').replace(/[^*?]/g, '').length
  if (wildcards > MOST_WILDCARDS) throw invalid(`A rule can only have '${MOST_WILDCARDS}' condition wildcards`)
  return read
}

function readCondition(condition: Condition): Condition {
  const field = condition.Field as Field
  const configName = CONFIGS[field]
  if (!configName) {
    throw invalid(`Condition field '${condition.Field}' must be one of '[${Object.keys(CONFIGS).join(',')}]'`)
  }
  const foreign = Object.values(CONFIGS).filter(name => name !== configName && condition[name] !== undefined)
  if (foreign.length > 0) throw invalid(`'${foreign[0]}' cannot be specified for the condition field '${field}'`)

  const complete = completed(condition, field)
  const values = conditionValues(complete)
  if (values.length === 0) throw invalid('A condition value must be specified')
  for (const value of values) {
    if (value.length > LONGEST_VALUE) {
      throw invalid(`Condition value '${value}' must be no longer than ${LONGEST_VALUE} characters`)
    }
  }
  for (const value of plainValues(complete)) {
    const allowed = ALLOWED[field]
    if (allowed && !allowed.test(value))
      throw invalid(`Condition value '${value}' contains a character that is not valid`)
  }
  for (const regex of regexValues(complete)) refuseUnsupportedRegex(regex)
  if (
    field === 'http-header' &&
    !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}$/.test(complete.HttpHeaderConfig?.HttpHeaderName ?? '')
  ) {
    throw invalid('An HTTP header name of up to 40 characters must be specified')
  }
  return complete
}

/**
 * `Values` and `PathPatternConfig.Values` (or the host's) mean the same, and AWS returns both (output in the AWS CLI
 * reference). In requests `Values` is for a single value (API reference, RuleCondition.Values).
 */
function completed(condition: Condition, field: Field): Condition {
  const copy = structuredClone(condition)
  if (field !== 'path-pattern' && field !== 'host-header') {
    if (copy.Values && copy.Values.length > 0)
      throw invalid(`Values cannot be specified for the condition field '${field}'`)
    return copy
  }
  const name = CONFIGS[field] as 'PathPatternConfig' | 'HostHeaderConfig'
  const config = copy[name]
  const short = copy.Values ?? []
  const shortRegexes = copy.RegexValues ?? []
  if ((short.length > 0 || shortRegexes.length > 0) && config) {
    throw invalid(`You cannot specify both Values and ${name}`)
  }
  if (short.length > 1) throw invalid(`Use ${name} to specify more than one value`)
  const Values = config?.Values ?? short
  const RegexValues = config?.RegexValues ?? shortRegexes
  if (Values.length > 0 && RegexValues.length > 0) throw invalid('You cannot specify both Values and RegexValues')
  if (RegexValues.length > 0) return { Field: field, RegexValues, [name]: { RegexValues } }
  return { Field: field, Values, [name]: { Values } }
}

/** Every value that counts towards the quota. */
function conditionValues(condition: Condition): readonly string[] {
  const pairs = condition.QueryStringConfig?.Values ?? []
  return [
    ...plainTexts(condition),
    ...pairs.map(pair => `${pair.Key ?? ''}${pair.Value ?? ''}`),
    ...regexValues(condition),
  ]
}

/** Values in which `*` and `?` are wildcards. */
function plainValues(condition: Condition): readonly string[] {
  const pairs = condition.QueryStringConfig?.Values ?? []
  return [...plainTexts(condition), ...pairs.flatMap(pair => [pair.Key ?? '', pair.Value ?? ''])]
}

const plainTexts = (condition: Condition) =>
  condition.PathPatternConfig?.Values ??
  condition.HostHeaderConfig?.Values ??
  condition.HttpHeaderConfig?.Values ??
  condition.HttpRequestMethodConfig?.Values ??
  condition.SourceIpConfig?.Values ??
  []

const regexValues = (condition: Condition) =>
  condition.PathPatternConfig?.RegexValues ??
  condition.HostHeaderConfig?.RegexValues ??
  condition.HttpHeaderConfig?.RegexValues ??
  []
