import { describe, expect, test } from '@jest/globals'
import { maskSecrets } from '../../src/task-definition/mask.ts'

describe('maskSecrets', () => {
  const cases: readonly [name: string, text: string, masked: string][] = [
    ['an option with an equals sign', 'serve --db-password=hunter2 --port 80', 'serve --db-password=*** --port 80'],
    ['an option with a blank', 'serve --token abc123 now', 'serve --token *** now'],
    ['a variable', 'API_KEY=abc npm start', 'API_KEY=*** npm start'],
    ['a URL with a password', 'postgres://app:s3cr3t@db.example.com/x', 'postgres://app:***@db.example.com/x'],
    ['a bearer token', 'curl -H "Authorization: Bearer abcdefgh1234"', 'curl -H "Authorization: Bearer ***"'],
    ['an AWS access key id', 'key AKIAABCDEFGHIJKLMNOP end', 'key *** end'],
    ['a JSON member', '{"secret": "abc", "port": 1}', '{"secret": "***", "port": 1}'],
    [
      'a flag and its value as two words',
      '["serve","--api-token","a b","-p","80"]',
      '["serve","--api-token","***","-p","80"]',
    ],
    ['words that are not flags', '["print","token","now"]', '["print","token","now"]'],
    [
      'an ordinary command',
      'node server.js --port 8080 --env production',
      'node server.js --port 8080 --env production',
    ],
  ]
  test.each(cases)('%s', (_name, text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })
})
