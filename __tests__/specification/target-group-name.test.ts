import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { defaultTargetGroupName } from '../../src/specification/target-group-name.ts'

const VALID = /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/

test.each([
  ['api', 'api'],
  ['a'.repeat(32), 'a'.repeat(32)],
  ['busyb-google-workspace-mcp', 'busyb-google-workspace-mcp'],
])('%s is a valid name: it is taken', (service, name) => {
  expect(defaultTargetGroupName('main', service)).toBe(name)
})

test.each([
  ['a'.repeat(33), /^a{23}-[0-9a-f]{8}$/],
  ['busyb-google-workspace-mcp-production', /^busyb-google-workspace--[0-9a-f]{8}$/],
  ['my_api', /^myapi-[0-9a-f]{8}$/],
  ['-api', /^api-[0-9a-f]{8}$/],
  ['api-', /^api--[0-9a-f]{8}$/],
  ['___', /^[0-9a-f]{8}$/],
])('%s is not: first characters and a hash', (service, name) => {
  expect(defaultTargetGroupName('main', service)).toMatch(name)
})

test('services that begin alike have different names', () => {
  const long = 'a'.repeat(40)
  const names = [
    defaultTargetGroupName('main', `${long}-1`),
    defaultTargetGroupName('main', `${long}-2`),
    defaultTargetGroupName('test', `${long}-1`),
  ]
  expect(new Set(names).size).toBe(3)
})

test('the name does not depend on how the cluster is given', () => {
  const arn = 'arn:aws:ecs:us-east-1:123456789012:cluster/main'
  expect(defaultTargetGroupName(arn, 'my_api')).toBe(defaultTargetGroupName('main', 'my_api'))
})

test('for any names it is valid and always the same', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'Z', '9', '-', '_'), minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(name, name, (cluster, service) => {
      const result = defaultTargetGroupName(cluster, service)
      expect(result).toMatch(VALID)
      expect(defaultTargetGroupName(cluster, service)).toBe(result)
    }),
  )
})
