import { MAX_CONDITION_LENGTH, MAX_CONDITION_VALUES, MAX_CONDITION_WILDCARDS, RULE_PRIORITY } from '../aws/limits.ts'
import type { LoadBalancerInputs } from '../inputs.ts'
import type { InputName } from './names.ts'
import { type InputReader, parseInteger } from './values.ts'

/** ELBv2, PathPatternConditionConfig. */
const PATH_PATTERN = /^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/
/** ELBv2, HostHeaderConditionConfig; after the last period letters only (User Guide, "Host conditions"). */
const HOST_HEADER = /^[A-Za-z0-9.*?-]+\.[A-Za-z]+$/
const PREFIX = /^(\/[A-Za-z0-9_\-.$~"'@:+&]+)+$/

export function parseRule(reader: InputReader): LoadBalancerInputs['rule'] {
  const pathPatterns = parseValues(reader, 'path-patterns', checkPathPattern)
  const hostHeaders = parseValues(reader, 'host-headers', checkHostHeader)
  checkQuotas(reader, [...(pathPatterns ?? []), ...(hostHeaders ?? [])])
  return {
    pathPatterns,
    hostHeaders,
    priority: parsePriority(reader),
    stripPathPrefix: parsePrefix(reader, pathPatterns),
  }
}

function parseValues(
  reader: InputReader,
  name: InputName,
  check: (value: string) => string | undefined,
): readonly string[] | undefined {
  const values = reader.list(name)
  for (const value of values ?? []) {
    const tooLong = value.length > MAX_CONDITION_LENGTH ? `give at most ${MAX_CONDITION_LENGTH} characters` : undefined
    const problem = tooLong ?? check(value)
    if (problem) reader.refuseEntry(name, value, problem)
  }
  return values
}

function checkPathPattern(pattern: string): string | undefined {
  if (!/^[/*?]/.test(pattern)) return 'every path begins with /, so begin the pattern with / or a wildcard'
  return PATH_PATTERN.test(pattern)
    ? undefined
    : `a path pattern consists of letters, digits and _ - . $ / ~ " ' @ : + & * ?`
}

function checkHostHeader(host: string): string | undefined {
  if (HOST_HEADER.test(host)) return undefined
  return 'give a host name such as api.example.com, of letters, digits, hyphens, periods, * and ?, with letters alone at its end'
}

function checkQuotas(reader: InputReader, values: readonly string[]): void {
  const wildcards = values.join('').replaceAll(/[^*?]/g, '').length
  if (values.length > MAX_CONDITION_VALUES) {
    reader.complain(
      `Inputs "path-patterns" and "host-headers" have ${values.length} values together: ` +
        `a rule takes at most ${MAX_CONDITION_VALUES}, so give fewer.`,
    )
  }
  if (wildcards > MAX_CONDITION_WILDCARDS) {
    reader.complain(
      `Inputs "path-patterns" and "host-headers" have ${wildcards} wildcards together: ` +
        `a rule takes at most ${MAX_CONDITION_WILDCARDS}, so give fewer.`,
    )
  }
}

function parsePriority(reader: InputReader): number | 'auto' | undefined {
  const text = reader.text('rule-priority')
  if (text === undefined || text === 'auto') return text
  return (
    parseInteger(text, RULE_PRIORITY) ??
    reader.refuse('rule-priority', `give a whole number from ${RULE_PRIORITY.min} to ${RULE_PRIORITY.max}, or auto`)
  )
}

function parsePrefix(reader: InputReader, pathPatterns: readonly string[] | undefined): string | undefined {
  const prefix = reader.text('strip-path-prefix')
  if (prefix === undefined) return undefined
  if (!PREFIX.test(prefix) || prefix.length > MAX_CONDITION_LENGTH) {
    return reader.refuse(
      'strip-path-prefix',
      'give a path such as /api, which begins with /, does not end with / and has no wildcard',
    )
  }
  for (const pattern of pathPatterns?.filter(pattern => !begins(pattern, prefix)) ?? []) {
    reader.refuseEntry('path-patterns', pattern, `every pattern begins with "strip-path-prefix", which is "${prefix}"`)
  }
  return prefix
}

/** `/api`, `/api/...` and `/api*` begin with `/api`; `/apiary` does not. */
function begins(pattern: string, prefix: string): boolean {
  return pattern.startsWith(prefix) && ['', '/', '*'].includes(pattern.charAt(prefix.length))
}
