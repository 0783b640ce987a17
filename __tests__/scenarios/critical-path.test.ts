import { describe, expect, test } from '@jest/globals'
import { criticalPath, describePath, isServiceWrite, type TimedCall } from './critical-path.ts'

function call(operation: string, startedAt: number, endedAt: number, overrides: Partial<TimedCall> = {}): TimedCall {
  return { service: 'ecs', operation, startedAt, endedAt, outcome: 'ok', ...overrides }
}

describe('the longest chain of calls', () => {
  test('of calls side by side is one call', () => {
    expect(criticalPath([call('A', 0, 10), call('B', 1, 11), call('C', 9, 12)])).toHaveLength(1)
  })

  test('goes through the calls that start after the one before ended', () => {
    const calls = [call('A', 0, 10), call('B', 0, 5), call('C', 6, 8), call('D', 9, 12), call('E', 10, 11)]
    expect(describePath(criticalPath(calls))).toBe('B > C > D')
  })

  test('ends with the last call of the given kind', () => {
    const calls = [call('A', 0, 1), call('UpdateService', 2, 3), call('B', 4, 5), call('C', 6, 7)]
    expect(describePath(criticalPath(calls, { endsWith: isServiceWrite }))).toBe('A > UpdateService')
  })

  test('is empty where no call is of that kind', () => {
    expect(criticalPath([call('A', 0, 1)], { endsWith: isServiceWrite })).toEqual([])
  })

  test('does not count polls of operations, layers of images, and a CreateService that came too early', () => {
    const refused = { outcome: 'InvalidParameterException' }
    const calls = [
      call('A', 0, 1),
      call('GetOperation', 2, 3),
      call('GetDownloadUrlForLayer', 4, 5),
      call('CreateService', 6, 7, refused),
      call('CreateService', 8, 9),
    ]
    expect(describePath(criticalPath(calls, { endsWith: isServiceWrite }))).toBe('A > CreateService')
  })

  test("Cloud Map's CreateService is not the service", () => {
    expect(isServiceWrite(call('CreateService', 0, 1, { service: 'servicediscovery' }))).toBe(false)
  })
})
