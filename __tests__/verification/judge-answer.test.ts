import { describe, expect, test } from '@jest/globals'
import type { VerifyBody } from '../../src/inputs.ts'
import { judgeAnswer } from '../../src/verification/judge-answer.ts'
import { createAnswer, createExpectation } from './data.ts'

const json = (expected: Readonly<Record<string, unknown>>): VerifyBody => ({ kind: 'json', expected })
const pattern = (expression: RegExp): VerifyBody => ({ kind: 'pattern', pattern: expression })

describe('status', () => {
  test.each([
    ['the expected one', 200, [200], undefined],
    ['one of several', 404, [200, 404], undefined],
    ['another one', 503, [200], 'returned 503, but 200 is expected'],
    ['none of several', 500, [200, 204], 'returned 500, but 200 or 204 is expected'],
    ['a redirect that is expected', 302, [302], undefined],
  ])('%s', (_name, status, statuses, problem) => {
    expect(judgeAnswer(createAnswer({ status }), createExpectation({ statuses }))).toBe(problem)
  })

  test('a redirect that is not expected is reported with its target', () => {
    const answer = createAnswer({ status: 301, headers: { location: 'https://api.example.com/health' } })
    expect(judgeAnswer(answer, createExpectation())).toBe(
      'returned 301 (to https://api.example.com/health), but 200 is expected',
    )
  })

  test('a wrong status is reported before the body is judged', () => {
    const answer = createAnswer({ status: 500, body: 'healthy' })
    expect(judgeAnswer(answer, createExpectation({ body: pattern(/healthy/) }))).toBe(
      'returned 500, but 200 is expected: healthy',
    )
  })

  test.each([
    ['on one line, without control characters', 'a\r\n\tb\u001b[31mc\n', 'a b [31mc'],
    ['its first 200 characters', 'x'.repeat(201), `${'x'.repeat(200)}...`],
  ])('the body of a wrong status is shown: %s', (_name, body, shown) => {
    expect(judgeAnswer(createAnswer({ status: 503, body }), createExpectation())).toBe(
      `returned 503, but 200 is expected: ${shown}`,
    )
  })

  test('a redirect is reported with the reason why it was not followed, and without its body', () => {
    const answer = createAnswer({ status: 302, headers: { location: 'http://x.example.com/' }, body: '<html>Found' })
    expect(judgeAnswer(answer, createExpectation({ statuses: [200, 204, 301] }), 'it leads to another host')).toBe(
      'returned 302 (to http://x.example.com/, not followed: it leads to another host), but 200, 204 or 301 is expected',
    )
  })
})

describe('JSON that the body must contain', () => {
  const HEALTH = '{"status":"healthy","checks":{"db":{"up":true,"ms":3}},"tags":["a","b"],"list":[{"id":1,"x":2}]}'

  test.each([
    ['one member', { status: 'healthy' }],
    ['nothing in particular', {}],
    ['a nested member, the others do not matter', { checks: { db: { up: true } } }],
    ['a whole list', { tags: ['a', 'b'] }],
    ['a list of objects, of which only some members matter', { list: [{ id: 1 }] }],
  ])('contains %s', (_name, expected) => {
    expect(judgeAnswer(createAnswer({ body: HEALTH }), createExpectation({ body: json(expected) }))).toBeUndefined()
  })

  test.each([
    ['another value', { status: 'ill' }, `the body's "status" is "healthy" where "ill" is expected`],
    ['a missing member', { version: '1' }, `the body's "version" is missing where "1" is expected`],
    ['another nested value', { checks: { db: { ms: 4 } } }, `the body's "checks.db.ms" is 3 where 4 is expected`],
    [
      'a number where text is expected',
      { checks: { db: { ms: '3' } } },
      `the body's "checks.db.ms" is 3 where "3" is expected`,
    ],
    ['a shorter list', { tags: ['a'] }, `the body's "tags" is ["a","b"] where ["a"] is expected`],
    ['another order', { tags: ['b', 'a'] }, `the body's "tags[0]" is "a" where "b" is expected`],
    ['another value inside of a list', { list: [{ id: 2 }] }, `the body's "list[0].id" is 1 where 2 is expected`],
    [
      'a name that every object inherits',
      { constructor: 'x' },
      `the body's "constructor" is missing where "x" is expected`,
    ],
    ['null where the member is missing', { version: null }, `the body's "version" is missing where null is expected`],
  ])('does not contain %s', (_name, expected, problem) => {
    expect(judgeAnswer(createAnswer({ body: HEALTH }), createExpectation({ body: json(expected) }))).toBe(
      `returned 200, but ${problem}`,
    )
  })

  test.each([
    ['a list', '[1]', 'its body is [1] where {"a":1} is expected'],
    ['null', 'null', 'its body is null where {"a":1} is expected'],
    ['text', 'OK', 'its body is not JSON: OK'],
    ['nothing', '', 'its body is not JSON: (empty)'],
    ['a page', `<html>\n  <p>${'x'.repeat(300)}`, `its body is not JSON: <html> <p>${'x'.repeat(190)}...`],
  ])('the body is %s', (_name, body, problem) => {
    expect(judgeAnswer(createAnswer({ body }), createExpectation({ body: json({ a: 1 }) }))).toBe(
      `returned 200, but ${problem}`,
    )
  })

  test('a body that was cut is not called "no JSON"', () => {
    const answer = createAnswer({ body: '{"a":1,"b":"xxx', isCut: true })
    expect(judgeAnswer(answer, createExpectation({ body: json({ a: 1 }) }))).toBe(
      'returned 200, but its body is longer than the 64 KiB that are read, and JSON cannot be judged in part',
    )
  })
})

describe('a pattern that the body must match', () => {
  test.each([
    ['anywhere in it', /heal.hy/, 'status: healthy', undefined],
    ['with flags', /^HEALTHY$/im, 'status\nhealthy\n', undefined],
    ['not at all', /healthy/, 'starting', 'returned 200, but its body does not match /healthy/: starting'],
    ['an empty body', /./, '', 'returned 200, but its body does not match /./: (empty)'],
  ])('%s', (_name, expression, body, problem) => {
    expect(judgeAnswer(createAnswer({ body }), createExpectation({ body: pattern(expression) }))).toBe(problem)
  })

  test('a body that was cut', () => {
    expect(judgeAnswer(createAnswer({ body: 'xx', isCut: true }), createExpectation({ body: pattern(/end/) }))).toBe(
      'returned 200, but its body, of which only the first 64 KiB are read, does not match /end/: xx',
    )
  })
})
