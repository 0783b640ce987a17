import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a wait that is not a boolean',
    values: { wait: 'no' },
    problems: ['Input "wait" is "no": give true or false.'],
  },
  {
    name: 'no minutes to wait',
    values: { 'wait-timeout-minutes': '0' },
    problems: ['Input "wait-timeout-minutes" is "0": give a whole number of minutes from 1 to 1440.'],
  },
  {
    name: 'a URL without scheme',
    values: { 'verify-url': 'api.example.com/health' },
    problems: [
      'Input "verify-url" is "api.example.com/health": give a URL such as https://api.example.com/health, or a path such as /health.',
    ],
  },
  {
    name: 'a URL of another scheme',
    values: { 'verify-url': 'ftp://example.com/' },
    problems: [
      'Input "verify-url" is "ftp://example.com/": give a URL such as https://api.example.com/health, or a path such as /health.',
    ],
  },
  {
    name: 'a URL with a password, not quoted',
    values: { 'verify-url': 'https://me:secret@example.com/' },
    problems: [
      'Input "verify-url" contains a user name or password, which the log would show: give a URL without them.',
    ],
  },
  {
    name: 'a URL without its protocol',
    values: { 'verify-url': '//example.com/' },
    problems: [
      'Input "verify-url" is "//example.com/": give a URL such as https://api.example.com/health, or a path such as /health.',
    ],
  },
  {
    name: 'a class of status codes',
    values: { 'verify-status': '200,2xx' },
    problems: ['Input "verify-status" has "2xx": give status codes from 100 to 599.'],
  },
  {
    name: 'a status code out of range',
    values: { 'verify-status': '99' },
    problems: ['Input "verify-status" has "99": give status codes from 100 to 599.'],
  },
  {
    name: 'a body in words',
    values: { 'verify-url': '/health', 'verify-body': 'healthy' },
    problems: [
      'Input "verify-body" is "healthy": give a JSON object such as {"status": "healthy"}, or a regular expression such as /healthy/.',
    ],
  },
  {
    name: 'a list as body',
    values: { 'verify-url': '/health', 'verify-body': '["healthy"]' },
    problems: [
      'Input "verify-body" is "["healthy"]": give a JSON object such as {"status": "healthy"}, or a regular expression such as /healthy/.',
    ],
  },
  {
    name: 'an expression that does not compile',
    values: { 'verify-url': '/health', 'verify-body': '/(healthy/' },
    problems: [
      'Input "verify-body" is "/(healthy/": the regular expression is not valid (Unterminated group), so correct it.',
    ],
  },
  {
    name: 'an expression that keeps its position',
    values: { 'verify-url': '/health', 'verify-body': '/healthy/g' },
    problems: ['Input "verify-body" is "/healthy/g": after the closing slash only the flags i, m, s and u are valid.'],
  },
  {
    name: 'a body without URL',
    values: { 'verify-body': '{"status": "healthy"}' },
    problems: ['Input "verify-body" is given, but there is no request: give "verify-url" too.'],
  },
  {
    name: 'a time with its unit',
    values: { 'verify-timeout-seconds': '2m' },
    problems: ['Input "verify-timeout-seconds" is "2m": give a whole number of seconds from 1 to 3600.'],
  },
  {
    name: 'a job-summary that is not a boolean',
    values: { 'job-summary': 'always' },
    problems: ['Input "job-summary" is "always": give true or false.'],
  },
]

describe('inputs of waiting, verification and report that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
