import { describe, expect, test } from '@jest/globals'
import { readValid } from './parse.ts'

describe('what is requested', () => {
  test.each([
    ['a path', '/google-workspace/health', [{ kind: 'path', path: '/google-workspace/health' }]],
    ['a URL', 'https://api.example.com/health?full=1', [{ kind: 'url', url: 'https://api.example.com/health?full=1' }]],
    [
      'a path with statuses of its own',
      '/authorize 200,302',
      [{ kind: 'path', path: '/authorize', statuses: [200, 302] }],
    ],
    [
      'blanks between statuses, one of them twice',
      'http://api.example.com/ \t 200, 204 ,200 ',
      [{ kind: 'url', url: 'http://api.example.com/', statuses: [200, 204] }],
    ],
    [
      'several, one a line, with blank lines and comments',
      '# the service\r\n/health\r\n\r\n  # its log-in\n  https://api.example.com/authorize 302\n',
      [
        { kind: 'path', path: '/health' },
        { kind: 'url', url: 'https://api.example.com/authorize', statuses: [302] },
      ],
    ],
    ['a comma in a URL', '/items/1,2?fields=a,b', [{ kind: 'path', path: '/items/1,2?fields=a,b' }]],
    ['a # in a URL', '/health#top', [{ kind: 'path', path: '/health#top' }]],
    [
      'paths that differ in a slash',
      '/health\n/health/',
      [
        { kind: 'path', path: '/health' },
        { kind: 'path', path: '/health/' },
      ],
    ],
    ['comments alone', '# nothing yet', []],
  ])('%s', (_name, value, expected) => {
    expect(readValid({ 'verify-url': value }).verification.urls).toEqual(expected)
  })
})

test.each([
  ['a JSON object', '{"status": {"code": 1}}', { kind: 'json', expected: { status: { code: 1 } } }],
  ['an expression', '/status.*healthy/', { kind: 'pattern', pattern: /status.*healthy/ }],
  ['an expression with flags and slashes', '/a\\/b/is', { kind: 'pattern', pattern: /a\/b/is }],
])('%s in the body', (_name, value, expected) => {
  expect(readValid({ 'verify-url': '/', 'verify-body': value }).verification.body).toEqual(expected)
})
