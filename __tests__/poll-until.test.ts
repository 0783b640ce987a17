import { describe, expect, test } from '@jest/globals'
import { pollUntil } from '../src/poll-until.ts'
import { createSteppedClock } from './aws/scripted-client.ts'

/** Counts the attempts, and gives their number. */
function poll(options: { readonly isDone: (value: number) => boolean; readonly forMs: number }, signal?: AbortSignal) {
  const clock = createSteppedClock()
  const attempts: number[] = []
  const attempt = async () => {
    attempts.push(clock.now())
    return attempts.length
  }
  const runtime = { clock, signal: signal ?? new AbortController().signal }
  return { attempts, last: pollUntil(runtime, attempt, { everyMs: 100, ...options }) }
}

describe('pollUntil', () => {
  test('ends with the first value that is waited for', async () => {
    const { attempts, last } = poll({ isDone: value => value === 3, forMs: 1000 })
    expect([await last, attempts]).toEqual([3, [0, 100, 200]])
  })

  test('ends with the last value when the time is over', async () => {
    const { attempts, last } = poll({ isDone: () => false, forMs: 250 })
    expect([await last, attempts]).toEqual([4, [0, 100, 200, 300]])
  })

  test('makes the first attempt where there is no time at all', async () => {
    const { attempts, last } = poll({ isDone: () => false, forMs: 0 })
    expect([await last, attempts]).toEqual([1, [0]])
  })

  test('ends at once on cancellation, with its reason', async () => {
    const { attempts, last } = poll({ isDone: () => false, forMs: 1000 }, AbortSignal.abort(new Error('cancelled')))
    await expect(last).rejects.toThrow('cancelled')
    expect(attempts).toEqual([0])
  })
})
