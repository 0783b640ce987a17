import { expect, test } from '@jest/globals'
import { fieldText, planLines } from '../../src/report/plan-text.ts'
import { HIDDEN } from '../../src/task-definition/diff.ts'

test('a line for each resource, then its fields', () => {
  const field = { field: 'HealthCheckPath', from: '/', to: '/health' }
  expect(
    planLines([
      { resource: 'log group', name: '/ecs/api', kind: 'create', fields: [] },
      { resource: 'target group', name: 'api', kind: 'update', fields: [field] },
      { resource: 'namespace', name: 'busyb.local', kind: 'unchanged', fields: [] },
      { resource: 'service', name: 'api', kind: 'impossible', fields: [] },
    ]),
  ).toEqual([
    '+ log group     /ecs/api',
    '~ target group  api',
    '    HealthCheckPath: / -> /health',
    '= namespace     busyb.local',
    '! service       api',
  ])
})

test('an empty plan has no lines', () => {
  expect(planLines([])).toEqual([])
})

test.each([
  [{ field: 'cpu', from: '256', to: '512' }, 'cpu: 256 -> 512'],
  [{ field: 'tags[Team]', from: undefined, to: 'payments' }, 'tags[Team]: (none) -> payments'],
  [{ field: 'x', from: 'a'.repeat(121), to: 'b'.repeat(120) }, `x: ${'a'.repeat(120)}... -> ${'b'.repeat(120)}`],
  [{ field: 'environment[KEY]', from: HIDDEN, to: HIDDEN }, 'environment[KEY]: changed'],
  [{ field: 'environment[KEY]', from: undefined, to: HIDDEN }, 'environment[KEY]: added'],
  [{ field: 'environment[KEY]', from: HIDDEN, to: undefined }, 'environment[KEY]: removed'],
])('%j', (field, text) => {
  expect(fieldText(field)).toBe(text)
})
