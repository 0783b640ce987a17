import { describe, expect, test } from '@jest/globals'
import { createPollInterval } from '../../src/deployment/poll-interval.ts'
import type { Snapshot } from '../../src/deployment/snapshot.ts'
import { createDeployment, createIdentity, createServiceDeployment, createSnapshot, START } from './snapshots.ts'

const waiting = (seconds: number) => createSnapshot(seconds, [createDeployment({ pendingCount: 2 })])
const throttled: Snapshot = { kind: 'unreadable', at: START, problem: 'Rate exceeded', throttled: true }

function intervals(snapshots: readonly Snapshot[], random = 1): number[] {
  const pace = createPollInterval(createIdentity(), () => random)
  return snapshots.map(snapshot => pace.next(snapshot))
}

describe('the pace of polls', () => {
  test('slower the longer nothing changes', () => {
    expect(intervals([waiting(0), waiting(29), waiting(30), waiting(119), waiting(120)])).toEqual([
      2500, 2500, 5000, 5000, 10_000,
    ])
  })

  test('a change makes it fast again', () => {
    const change = createSnapshot(200, [createDeployment({ runningCount: 1, pendingCount: 1 })])
    expect(intervals([waiting(0), waiting(150), change]).at(-1)).toBe(2500)
  })

  test('never slow while all wanted tasks run: completion comes next', () => {
    const ready = (seconds: number) => createSnapshot(seconds, [createDeployment({ runningCount: 2 })])
    expect(intervals([ready(0), ready(300)])).toEqual([2500, 2500])
  })

  test('never slow one failure before the circuit breaker', () => {
    const near = (seconds: number) => ({
      ...waiting(seconds),
      serviceDeployment: createServiceDeployment({ failureCount: 2, failureThreshold: 3 }),
    })
    expect(intervals([near(0), near(300)])).toEqual([2500, 2500])
  })

  test('an end is read again at once', () => {
    const ended = { ...waiting(10), serviceDeployment: createServiceDeployment({ status: 'STOPPED' }) }
    expect(intervals([ended])).toEqual([500])
  })

  test('throttles double it up to 30 s, and it comes back step by step', () => {
    expect(intervals([throttled, throttled, throttled, throttled, throttled, waiting(0), waiting(1)])).toEqual([
      6000, 12_000, 24_000, 30_000, 30_000, 30_000, 24_000,
    ])
  })

  test('the back-off is jittered down to its half', () => {
    expect(intervals([throttled, throttled], 0)).toEqual([3000, 6000])
  })

  test('a throttle of a call beside the main one counts too', () => {
    expect(intervals([{ ...waiting(0), throttled: true }])).toEqual([6000])
  })
})
