import type {
  Action,
  Condition,
  FixedResponseConfig,
  RedirectConfig,
  Rule,
  TargetGroupTuple,
  Transform,
} from '../services/elbv2/shapes.ts'

/** A request as it arrives at a listener. */
export interface RoutedRequest {
  readonly method: string
  /** Path without query. */
  readonly path: string
  /** Query without `?`; empty if there is none. */
  readonly query: string
  /** The Host header. */
  readonly host: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

export interface LoadBalancerAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The rule for the request: the first that matches, by priority, or else the default rule
 * (user guide, "Listener rules").
 * @param rules in the order in which they are tried
 */
export function matchRule(rules: readonly Rule[], request: RoutedRequest): Rule | undefined {
  return rules.find(rule => rule.IsDefault || rule.Conditions.every(condition => matchesCondition(condition, request)))
}

/** Conditions are joined by "and", the values of one by "or" (user guide, "Condition types for listener rules"). */
function matchesCondition(condition: Condition, request: RoutedRequest): boolean {
  switch (condition.Field) {
    case 'path-pattern':
      // "The comparison is case sensitive [...] compared only to the path of the URL, not to its query string."
      return matchesAny(condition.PathPatternConfig, request.path, { ignoreCase: false })
    case 'host-header':
      return matchesAny(condition.HostHeaderConfig, hostName(request.host), { ignoreCase: true })
    case 'http-header': {
      const value = request.headers[(condition.HttpHeaderConfig?.HttpHeaderName ?? '').toLowerCase()]
      return value !== undefined && matchesAny(condition.HttpHeaderConfig, value, { ignoreCase: true })
    }
    case 'http-request-method':
      return condition.HttpRequestMethodConfig?.Values?.includes(request.method) ?? false
    case 'query-string':
      return matchesQuery(condition, request.query)
    default:
      // source-ip: the caller's address in a simulated network is not known, so such a condition never matches.
      return false
  }
}

interface Patterns {
  readonly Values?: readonly string[]
  readonly RegexValues?: readonly string[]
}

function matchesAny(patterns: Patterns | undefined, text: string, { ignoreCase }: { ignoreCase: boolean }): boolean {
  const flags = ignoreCase ? 'i' : ''
  return (
    (patterns?.Values ?? []).some(pattern => wildcards(pattern, flags).test(text)) ||
    (patterns?.RegexValues ?? []).some(regex => new RegExp(regex, flags).test(text))
  )
}

/** A pattern in which `*` is any number of characters and `?` exactly one; `\*` and `\?` are these characters. */
function wildcards(pattern: string, flags: string): RegExp {
  const source = pattern.replace(/\\[*?]|[\s\S]/g, part => {
    if (part === '*') return '[\\s\\S]*'
    if (part === '?') return '[\\s\\S]'
    return part.length > 1 ? part : part.replace(/[$()*+.?[\\\]^{|}]/, '\\$&')
  })
  return new RegExp(`^${source}$`, flags)
}

function matchesQuery(condition: Condition, query: string): boolean {
  const present = [...new URLSearchParams(query)]
  return (condition.QueryStringConfig?.Values ?? []).some(({ Key, Value }) =>
    present.some(
      ([key, value]) =>
        (Key === undefined || wildcards(Key, 'i').test(key)) &&
        (Value === undefined || wildcards(Value, 'i').test(value)),
    ),
  )
}

const hostName = (host: string) => host.replace(/:\d+$/, '')

/**
 * The request as the target receives it. "If there is no pattern match, the original request is sent to the target"; a
 * rewrite does not change which rule was chosen (user guide, "Rule transforms"). Not documented, and assumed: the
 * pattern of a URL rewrite is tried on the path alone, its first match is replaced, and the query stays unless the
 * replacement has one.
 */
export function transformRequest(transforms: readonly Transform[], request: RoutedRequest): RoutedRequest {
  let transformed = request
  for (const transform of transforms) {
    for (const { Regex, Replace } of transform.UrlRewriteConfig?.Rewrites ?? []) {
      transformed = withUrl(transformed, transformed.path.replace(new RegExp(Regex), Replace))
    }
    for (const { Regex, Replace } of transform.HostHeaderRewriteConfig?.Rewrites ?? []) {
      transformed = { ...transformed, host: transformed.host.replace(new RegExp(Regex), Replace) }
    }
  }
  return transformed
}

function withUrl(request: RoutedRequest, url: string): RoutedRequest {
  const [path = '', query] = url.split(/\?(.*)/s)
  // A path without a leading slash is not valid in HTTP. That the load balancer adds one is assumed.
  return { ...request, path: path.startsWith('/') ? path : `/${path}`, query: query ?? request.query }
}

/** The action that decides the answer. The others (authentication) are not simulated. */
export function routingAction(actions: readonly Action[]): Action | undefined {
  return [...actions].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0)).at(-1)
}

/**
 * The target group whose turn it is after `count` requests: in a row of requests, each group gets its share by weight.
 * undefined if every weight is 0.
 */
export function groupInTurn(tuples: readonly TargetGroupTuple[], count: number): string | undefined {
  const weights = tuples.map(tuple => tuple.Weight ?? 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return undefined
  let draw = count % total
  for (const [index, weight] of weights.entries()) {
    if (draw < weight) return tuples[index]?.TargetGroupArn
    draw -= weight
  }
  return undefined
}

/** RedirectActionConfig: parts that are not given come from the request, and so do values of `#{...}` keywords. */
export function redirect(
  config: RedirectConfig,
  request: RoutedRequest,
  via: { protocol: string; port: number },
): LoadBalancerAnswer {
  const protocol = fill(config.Protocol ?? '#{protocol}')
  const location = `${protocol.toLowerCase()}://${fill(config.Host ?? '#{host}')}:${fill(config.Port ?? '#{port}')}`
  const query = fill(config.Query ?? '#{query}')
  const path = fill(config.Path ?? '/#{path}')
  const status = Number(config.StatusCode.replace('HTTP_', ''))
  const headers = { location: `${location}${path}${query === '' ? '' : `?${query}`}`, server: 'awselb/2.0' }
  return { status, headers, body: page(status === 301 ? '301 Moved Permanently' : '302 Found') }

  function fill(text: string): string {
    return text
      .replaceAll('#{protocol}', via.protocol)
      .replaceAll('#{host}', hostName(request.host))
      .replaceAll('#{port}', String(via.port))
      .replaceAll('#{path}', request.path.slice(1))
      .replaceAll('#{query}', request.query)
  }
}

export function fixedResponse(config: FixedResponseConfig): LoadBalancerAnswer {
  const headers = { 'content-type': config.ContentType ?? 'text/plain', server: 'awselb/2.0' }
  return { status: Number(config.StatusCode), headers, body: config.MessageBody ?? '' }
}

/** The load balancer's own answers (user guide, "Troubleshoot your Application Load Balancers"). */
export const ERRORS = {
  noTarget: failure(503, '503 Service Temporarily Unavailable'),
  badGateway: failure(502, '502 Bad Gateway'),
  gatewayTimeout: failure(504, '504 Gateway Time-out'),
} as const

function failure(status: number, title: string): LoadBalancerAnswer {
  return { status, headers: { 'content-type': 'text/html', server: 'awselb/2.0' }, body: page(title) }
}

function page(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
}
