import { describe, expect, test } from '@jest/globals'
import { HIDDEN } from '../../src/change.ts'
import { fieldText, PLAN_WIDTH, planLines } from '../../src/report/plan-text.ts'

test('a line for each resource, then its fields', () => {
  const field = { field: 'HealthCheckPath', from: '/', to: '/health' }
  const image = { field: 'containerDefinitions[app].image', from: 'app:1', to: 'app:2' }
  expect(
    planLines([
      { resource: 'log group', name: '/ecs/api', kind: 'create', fields: [] },
      { resource: 'task definition', name: 'api', kind: 'replace', fields: [image] },
      { resource: 'target group', name: 'api', kind: 'update', fields: [field] },
      { resource: 'namespace', name: 'busyb.local', kind: 'unchanged', fields: [] },
      { resource: 'service', name: 'api', kind: 'impossible', fields: [], problem: 'It is not ours.' },
    ]),
  ).toEqual([
    '+ create      log group        /ecs/api',
    '± replace     task definition  api',
    '    containerDefinitions[app].image: app:1 -> app:2',
    '~ update      target group     api',
    '    HealthCheckPath: / -> /health',
    '= unchanged   namespace        busyb.local',
    '! impossible  service          api',
    '    It is not ours.',
  ])
})

test('an empty plan has no lines', () => {
  expect(planLines([])).toEqual([])
})

const ROLE = 'arn:aws:iam::123456789012:role'
const REPOSITORY = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api'

test.each([
  [{ field: 'cpu', from: '256', to: '512' }, 'cpu: 256 -> 512'],
  [{ field: 'tags[Team]', from: undefined, to: 'payments' }, 'tags[Team]: (none) -> payments'],
  [{ field: 'x', from: 'a'.repeat(301), to: 'b'.repeat(300) }, `x: ${'a'.repeat(300)}... -> ${'b'.repeat(300)}`],
  [{ field: 'x', from: 'one\n  two', to: 'three' }, 'x: one two -> three'],
  [{ field: 'environment[KEY]', from: HIDDEN, to: HIDDEN }, 'environment[KEY]: changed'],
  [{ field: 'environment[KEY]', from: undefined, to: HIDDEN }, 'environment[KEY]: added'],
  [{ field: 'environment[KEY]', from: HIDDEN, to: undefined }, 'environment[KEY]: removed'],
  [{ field: 'image', from: `${REPOSITORY}:1`, to: `${REPOSITORY}:2` }, 'image: ...:1 -> ...:2'],
  [{ field: 'image', from: `${REPOSITORY}:12`, to: `${REPOSITORY}:1` }, 'image: ...:12 -> ...:1'],
  [{ field: 'image', from: `${REPOSITORY}:1`, to: `${REPOSITORY}-web:1` }, 'image: .../api:1 -> .../api-web:1'],
  [{ field: 'image', from: 'nginx:1', to: `${REPOSITORY}:1` }, `image: nginx:1 -> ${REPOSITORY}:1`],
  [{ field: 'taskRoleArn', from: `${ROLE}/one`, to: `${ROLE}/two` }, 'taskRoleArn: .../one -> .../two'],
  [{ field: 'taskRoleArn', from: undefined, to: `${ROLE}/two` }, `taskRoleArn: (none) -> ${ROLE}/two`],
  [{ field: 'HealthCheckPath', from: '/api/health', to: '/api/ready' }, 'HealthCheckPath: /api/health -> /api/ready'],
])('%j', (field, text) => {
  expect(fieldText(field)).toBe(text)
})

describe('what does not fit on a line', () => {
  const lines = (field: Parameters<typeof fieldText>[0]) =>
    planLines([{ resource: 'service', name: 'api', kind: 'update', fields: [field] }]).slice(1)

  test('is written as a diff, the old value above the new one', () => {
    const image = { field: 'containerDefinitions[app].image', from: 'a'.repeat(40), to: 'b'.repeat(40) }
    expect(lines(image)).toEqual([
      '    containerDefinitions[app].image:',
      `      - ${'a'.repeat(40)}`,
      `      + ${'b'.repeat(40)}`,
    ])
  })

  test('has no line for a value that is not there', () => {
    const added = { field: 'x'.repeat(80), from: undefined, to: 'added-value' }
    expect(lines(added)).toEqual([`    ${'x'.repeat(80)}:`, '      + added-value'])
  })

  test('goes on in the next line, broken at a blank', () => {
    const list = Array.from({ length: 12 }, (_, index) => `subnet-000000${index}`).join(', ')
    const [, first, second, ...rest] = lines({ field: 'subnets', from: undefined, to: list })
    expect(first).toMatch(/^ {6}\+ subnet-0000000, .*,$/)
    expect(second).toMatch(/^ {8}subnet-/)
    expect([first, second, ...rest].map(line => line?.trim().replace('+ ', '')).join(' ')).toBe(list)
  })

  test.each([
    ['a value without a blank', { field: 'x', from: 'a'.repeat(290), to: 'b'.repeat(290) }],
    ['a field', { field: 'x'.repeat(150), from: 'a', to: 'b' }],
  ])('is never wider than the plan: %s', (_name, field) => {
    const written = lines(field)
    expect(Math.max(...written.map(line => line.length))).toBeLessThanOrEqual(PLAN_WIDTH)
    expect(written.length).toBeGreaterThan(2)
  })

  test('a long name, and a long problem', () => {
    const name = Array.from({ length: 5 }, (_, index) => `/${'a'.repeat(60)}-${index}`).join(', ')
    const problem = 'Somebody else has it. '.repeat(12).trim()
    const written = planLines([{ resource: 'listener rule', name, kind: 'impossible', fields: [], problem }])
    expect(Math.max(...written.map(line => line.length))).toBeLessThanOrEqual(PLAN_WIDTH)
    expect(written.join(' ').replaceAll(/\s+/g, ' ')).toBe(`! impossible listener rule ${name} ${problem}`)
  })
})
