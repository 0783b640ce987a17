import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a URL without scheme',
    values: { 'verify-url': 'api.example.com/health' },
    problems: [
      'Input "verify-url" has "api.example.com/health": give a URL such as https://api.example.com/health, or a path such as /health.',
    ],
  },
  {
    name: 'a URL of another scheme',
    values: { 'verify-url': 'ftp://example.com/' },
    problems: [
      'Input "verify-url" has "ftp://example.com/": give a URL such as https://api.example.com/health, or a path such as /health.',
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
      'Input "verify-url" has "//example.com/": give a URL such as https://api.example.com/health, or a path such as /health.',
    ],
  },
  {
    name: 'two URLs with a comma between them',
    values: { 'verify-url': 'https://api.example.com/health, https://api.example.com/ready' },
    problems: [
      'Input "verify-url" has "https://api.example.com/health, https://api.example.com/ready": give one URL per line, followed by nothing but status codes from 100 to 599, for example /health 200,302.',
    ],
  },
  {
    name: 'statuses of a URL that are none',
    values: { 'verify-url': '/health\n/authorize 2xx' },
    problems: [
      'Input "verify-url" has "/authorize 2xx": give one URL per line, followed by nothing but status codes from 100 to 599, for example /health 200,302.',
    ],
  },
  {
    name: 'a status of a URL out of range',
    values: { 'verify-url': '/authorize 200,600' },
    problems: [
      'Input "verify-url" has "/authorize 200,600": give one URL per line, followed by nothing but status codes from 100 to 599, for example /health 200,302.',
    ],
  },
  {
    name: 'the same path twice, with other statuses',
    values: { 'verify-url': '/health\n/ready\n/health 204' },
    problems: ['Input "verify-url" has "/health" more than once: give each URL once.'],
  },
  {
    name: 'the same URL in two spellings',
    values: { 'verify-url': 'https://API.example.com\nhttps://api.example.com:443/' },
    problems: ['Input "verify-url" has "https://api.example.com/" more than once: give each URL once.'],
  },
  {
    name: 'several URLs that are wrong',
    values: { 'verify-url': 'api.example.com\n/health\nhttps://me@example.com/' },
    problems: [
      'Input "verify-url" has "api.example.com": give a URL such as https://api.example.com/health, or a path such as /health.',
      'Input "verify-url" contains a user name or password, which the log would show: give a URL without them.',
    ],
  },
  {
    name: 'a body and a URL that is wrong: one problem, not two',
    values: { 'verify-url': 'health', 'verify-body': '/healthy/' },
    problems: [
      'Input "verify-url" has "health": give a URL such as https://api.example.com/health, or a path such as /health.',
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
    name: 'a body, and only a comment where the URL should be',
    values: { 'verify-url': '# later', 'verify-body': '{"status": "healthy"}' },
    problems: ['Input "verify-body" is given, but there is no request: give "verify-url" too.'],
  },
  {
    name: 'another end than those two',
    values: { 'on-unverified': 'leave' },
    problems: ['Input "on-unverified" is "leave": give fail or rollback.'],
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

describe('inputs of verification and report that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
