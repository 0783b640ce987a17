import { describe, expect, test } from '@jest/globals'
import { ruleConditions, ruleTransforms, transformText } from '../../../src/resources/listener-rule/rule-contents.ts'

/** What ELB turns a path into, by the rule's only rewrite. */
function rewritten(path: string, prefix: string): string {
  const { Regex = '', Replace = '' } = ruleTransforms(prefix)[0]?.UrlRewriteConfig?.Rewrites?.[0] ?? {}
  return path.replace(new RegExp(Regex), Replace)
}

describe('the prefix is stripped', () => {
  test.each([
    ['/google-workspace', '/google-workspace', '/'],
    ['/google-workspace/', '/google-workspace', '/'],
    ['/google-workspace/health', '/google-workspace', '/health'],
    ['/google-workspace/health?deep=1&x=/google-workspace', '/google-workspace', '/health?deep=1&x=/google-workspace'],
    ['/google-workspace?deep=1', '/google-workspace', '/?deep=1'],
    ['/google-workspace/google-workspace/x', '/google-workspace', '/google-workspace/x'],
    ['/team/a/x/y', '/team/a', '/x/y'],
    ['/other/google-workspace/x', '/google-workspace', '/other/google-workspace/x'],
    ['/v1.0/x', '/v1.0', '/x'],
    ['/v1x0/x', '/v1.0', '/v1x0/x'],
    ['/a+b$c/x', '/a+b$c', '/x'],
  ])('%s without %s: %s', (path, prefix, result) => {
    expect(rewritten(path, prefix)).toBe(result)
  })
})

test('the rewrite takes the place of another one, and a rewrite of the host stays', () => {
  const host = {
    Type: 'host-header-rewrite' as const,
    HostHeaderRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: 'b' }] },
  }
  const other = { Type: 'url-rewrite' as const, UrlRewriteConfig: { Rewrites: [{ Regex: '^/x', Replace: '/' }] } }
  const transforms = ruleTransforms('/api', [host, other])
  expect(transforms).toEqual([
    { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/api/?(.*)$', Replace: '/$1' }] } },
    host,
  ])
  expect(transformText(transforms)).toBe('^/api/?(.*)$ -> /$1')
  expect(transformText([host])).toBeUndefined()
  expect(transformText(undefined)).toBeUndefined()
})

describe('conditions', () => {
  test('paths and hosts in the form with a Config', () => {
    expect(ruleConditions({ paths: ['/a', '/a/*'], hosts: ['a.example.com'] })).toEqual([
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/a/*'] } },
      { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
    ])
  })

  test('what was not given is sent back as it is, each value once', () => {
    const method = { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }
    const conditions = ruleConditions({ paths: ['/new'], hosts: undefined }, [
      { Field: 'path-pattern', Values: ['/old'], PathPatternConfig: { Values: ['/old'] } },
      { Field: 'host-header', Values: ['a.example.com'], HostHeaderConfig: { Values: ['a.example.com'] } },
      method,
    ])
    expect(conditions).toEqual([
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/new'] } },
      { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
      method,
    ])
  })
})
