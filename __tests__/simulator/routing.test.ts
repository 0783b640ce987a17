import { describe, expect, test } from '@jest/globals'
import {
  fixedResponse,
  groupInTurn,
  matchRule,
  type RoutedRequest,
  redirect,
  routingAction,
  transformRequest,
} from '../../simulator/load-balancer/routing.ts'
import type { Condition, Rule } from '../../simulator/services/elbv2/shapes.ts'

function createRequest(overrides: Partial<RoutedRequest> = {}): RoutedRequest {
  return { method: 'GET', path: '/', query: '', host: 'www.example.com', headers: {}, ...overrides }
}

function createRule(overrides: Partial<Rule> = {}): Rule {
  const forward = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }
  return {
    RuleArn: 'rule',
    Priority: '1',
    Conditions: [],
    Actions: [forward],
    IsDefault: false,
    Transforms: [],
    ...overrides,
  }
}

const path = (...Values: string[]): Condition => ({ Field: 'path-pattern', Values, PathPatternConfig: { Values } })
const host = (...Values: string[]): Condition => ({ Field: 'host-header', Values, HostHeaderConfig: { Values } })

describe('conditions', () => {
  const cases: readonly [string, readonly Condition[], Partial<RoutedRequest>, boolean][] = [
    ['a path with * matches what follows', [path('/api/*')], { path: '/api/users/1' }, true],
    ['a path with * matches even if nothing follows the slash', [path('/api/*')], { path: '/api/' }, true],
    ['a path with /* does not match the bare prefix', [path('/api/*')], { path: '/api' }, false],
    ['a path does not match as a prefix', [path('/api')], { path: '/api/users' }, false],
    ['a path is case-sensitive', [path('/api/*')], { path: '/API/users' }, false],
    ['? is exactly one character', [path('/v?/users')], { path: '/v2/users' }, true],
    ['? is not two characters', [path('/v?/users')], { path: '/v12/users' }, false],
    ['a dot in a path is a dot', [path('/a.b')], { path: '/axb' }, false],
    ['one of several paths is enough', [path('/a', '/b')], { path: '/b' }, true],
    ['the query is not part of the path', [path('/a')], { path: '/a', query: 'x=/b' }, true],
    [
      'a path by regular expression',
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/v[0-9]+/'] } }],
      { path: '/v12/users' },
      true,
    ],
    ['a host in another case', [host('*.example.com')], { host: 'MCP.Example.COM' }, true],
    ['a host with a port', [host('mcp.example.com')], { host: 'mcp.example.com:8443' }, true],
    ['another host', [host('mcp.example.com')], { host: 'www.example.com' }, false],
    ['both of two conditions', [path('/a'), host('mcp.example.com')], { path: '/a', host: 'mcp.example.com' }, true],
    ['only one of two conditions', [path('/a'), host('mcp.example.com')], { path: '/a' }, false],
    [
      'a method',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } }],
      { method: 'POST' },
      true,
    ],
    ['another method', [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } }], {}, false],
    [
      'a header',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', Values: ['blue*'] } }],
      { headers: { 'x-team': 'Blue1' } },
      true,
    ],
    [
      'a header that is missing',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', Values: ['*'] } }],
      {},
      false,
    ],
    [
      'a query parameter',
      [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'version', Value: 'v?' }] } }],
      { query: 'a=1&version=V1' },
      true,
    ],
    [
      'a value of any query parameter',
      [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: '1' }] } }],
      { query: 'a=1' },
      true,
    ],
    [
      'another query parameter',
      [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'b', Value: '1' }] } }],
      { query: 'a=1' },
      false,
    ],
    [
      'a literal star in a query',
      [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: '\\*' }] } }],
      { query: 'a=x' },
      false,
    ],
  ]

  test.each(cases)('%s', (_name, conditions, request, expected) => {
    const rules = [
      createRule({ RuleArn: 'mine', Conditions: conditions }),
      createRule({ RuleArn: 'default', IsDefault: true }),
    ]
    expect(matchRule(rules, createRequest(request))?.RuleArn).toBe(expected ? 'mine' : 'default')
  })

  test('the first rule that matches is the one that counts', () => {
    const rules = [
      createRule({ RuleArn: 'first', Conditions: [path('/a/*')] }),
      createRule({ RuleArn: 'second', Conditions: [path('/a/*')] }),
    ]
    expect(matchRule(rules, createRequest({ path: '/a/b' }))?.RuleArn).toBe('first')
  })
})

describe('transforms', () => {
  const url = (Regex: string, Replace: string) => ({
    Type: 'url-rewrite',
    UrlRewriteConfig: { Rewrites: [{ Regex, Replace }] },
  })
  const cases: readonly [string, ReturnType<typeof url>, Partial<RoutedRequest>, Partial<RoutedRequest>][] = [
    [
      'removes a prefix',
      url('^/google-workspace/(.*)$', '/$1'),
      { path: '/google-workspace/health' },
      { path: '/health' },
    ],
    ['removes the bare prefix', url('^/google-workspace/?(.*)$', '/$1'), { path: '/google-workspace' }, { path: '/' }],
    [
      'an empty replacement becomes the root',
      url('^/google-workspace$', ''),
      { path: '/google-workspace' },
      { path: '/' },
    ],
    [
      'leaves what does not match',
      url('^/other/(.*)$', '/$1'),
      { path: '/google-workspace/health' },
      { path: '/google-workspace/health' },
    ],
    [
      'keeps the query',
      url('^/api/(.*)$', '/$1'),
      { path: '/api/users', query: 'page=2' },
      { path: '/users', query: 'page=2' },
    ],
    [
      'can create a query',
      url('^/dp/([A-Z0-9]+)$', '/product?id=$1'),
      { path: '/dp/B09' },
      { path: '/product', query: 'id=B09' },
    ],
    ['replaces the first match only', url('/a', '/b'), { path: '/a/a' }, { path: '/b/a' }],
  ]

  test.each(cases)('%s', (_name, transform, request, expected) => {
    expect(transformRequest([transform], createRequest(request))).toMatchObject(expected)
  })

  test('a host rewrite changes the host that the target sees', () => {
    const Rewrites = [{ Regex: '^mywebsite-(.+)\\.com$', Replace: 'internal.$1.example.com' }]
    const transform = { Type: 'host-header-rewrite', HostHeaderRewriteConfig: { Rewrites } }
    expect(transformRequest([transform], createRequest({ host: 'mywebsite-a.com' })).host).toBe(
      'internal.a.example.com',
    )
  })
})

describe('shares of a weighted forward', () => {
  const cases: readonly [string, readonly number[], readonly (string | undefined)[]][] = [
    ['one group gets all', [1], ['0', '0', '0', '0']],
    ['by weight', [3, 1], ['0', '0', '0', '1']],
    ['a weight of 0 gets nothing', [0, 1], ['1', '1', '1', '1']],
    ['no weight at all', [0, 0], [undefined, undefined, undefined, undefined]],
  ]

  test.each(cases)('%s', (_name, weights, expected) => {
    const tuples = weights.map((Weight, index) => ({ TargetGroupArn: String(index), Weight }))
    expect([0, 1, 2, 3].map(count => groupInTurn(tuples, count))).toEqual(expected)
  })
})

describe('answers of the load balancer itself', () => {
  const cases: readonly [string, Parameters<typeof redirect>[0], string][] = [
    [
      'to https on the same host and path',
      { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
      'https://www.example.com:443/a/b?x=1',
    ],
    ['to another host', { Host: 'new.#{host}', StatusCode: 'HTTP_302' }, 'http://new.www.example.com:80/a/b?x=1'],
    [
      'to another path',
      { Path: '/new/#{path}', Query: '', StatusCode: 'HTTP_302' },
      'http://www.example.com:80/new/a/b',
    ],
  ]

  test.each(cases)('redirect %s', (_name, config, location) => {
    const request = createRequest({ path: '/a/b', query: 'x=1', host: 'www.example.com:80' })
    const answer = redirect(config, request, { protocol: 'HTTP', port: 80 })
    expect(answer.headers.location).toBe(location)
    expect(answer.status).toBe(Number(config.StatusCode.slice(5)))
  })

  test('a fixed response', () => {
    const answer = fixedResponse({ StatusCode: '404', ContentType: 'application/json', MessageBody: '{}' })
    expect(answer).toMatchObject({ status: 404, body: '{}', headers: { 'content-type': 'application/json' } })
  })

  test('the action with the highest order answers', () => {
    const actions = [
      { Type: 'forward', Order: 2 },
      { Type: 'authenticate-oidc', Order: 1 },
    ]
    expect(routingAction(actions)?.Type).toBe('forward')
  })
})
