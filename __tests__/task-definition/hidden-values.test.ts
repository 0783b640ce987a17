import { expect, test } from '@jest/globals'
import { hideValues } from '../../src/task-definition/hidden-values.ts'

const SPEC = {
  family: 'api',
  containerDefinitions: [
    {
      name: 'api',
      environment: [
        { name: 'DB', value: 'hunter2-hunter2' },
        { name: 'DEBUG', value: '1' },
      ],
      command: ['serve', '--password=sesame'],
      healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost/?key=abc'] },
    },
  ],
}

test.each([
  [
    "1 validation error: Value '[{name=DB, value=hunter2-hunter2}]' is wrong",
    "1 validation error: Value '[{name=DB, value=(hidden)}]' is wrong",
  ],
  ['command --password=sesame is not allowed', 'command (hidden) is not allowed'],
  ['1 container is wrong', '1 container is wrong'],
  ['a check curl -f http://localhost/?key=abc failed', 'a check (hidden) failed'],
])('%s', (text, hidden) => {
  expect(hideValues(text, SPEC)).toBe(hidden)
})
