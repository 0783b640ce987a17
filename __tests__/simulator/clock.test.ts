import { describe, expect, test } from '@jest/globals'
import { createClock } from '../../simulator/clock.ts'

describe('a clock that is driven by hand', () => {
  test('runs what is due by time, then in the order in which it was added', () => {
    const clock = createClock({ kind: 'manual' }, 0)
    const seen: string[] = []
    // Delays in an order that makes a heap move its entries both ways.
    for (const delay of [50, 10, 40, 30, 10, 20, 60, 5]) {
      clock.after(delay, () => seen.push(`${delay}@${clock.now()}`))
    }
    clock.after(10, () => seen.push('third at 10'))
    clock.advance(45)
    expect(seen).toEqual(['5@5', '10@10', '10@10', 'third at 10', '20@20', '30@30', '40@40'])
    clock.advance(100)
    expect(seen.slice(-2)).toEqual(['50@50', '60@60'])
    expect(clock.now()).toBe(145)
  })

  test('runs events of the same moment in the order in which they were added', () => {
    const clock = createClock({ kind: 'manual' }, 0)
    const seen: string[] = []
    // Enough of them that a heap that compared the time alone would mix them up.
    const numbers = Array.from({ length: 40 }, (_, index) => index)
    for (const number of numbers) {
      const delay = number % 2 === 0 ? 20 : 10
      clock.after(delay, () => seen.push(`${number} at ${delay}`))
    }
    // Added last, by an event of that very moment.
    clock.after(10, () => clock.after(0, () => seen.push('added at 10')))
    clock.advance(20)
    expect(seen).toEqual([
      ...numbers.filter(number => number % 2 === 1).map(number => `${number} at 10`),
      'added at 10',
      ...numbers.filter(number => number % 2 === 0).map(number => `${number} at 20`),
    ])
  })

  test('runs events that other events add, at their own time', () => {
    const clock = createClock({ kind: 'manual' }, 0)
    const seen: number[] = []
    const repeat = () => {
      seen.push(clock.now())
      clock.after(10, repeat)
    }
    clock.after(10, repeat)
    clock.advance(35)
    expect(seen).toEqual([10, 20, 30])
  })

  test('does not run what was cancelled, even by an event of the same moment', () => {
    const clock = createClock({ kind: 'manual' }, 0)
    const seen: string[] = []
    let cancelSecond: () => void = () => {}
    clock.after(5, () => cancelSecond())
    cancelSecond = clock.after(5, () => seen.push('second'))
    clock.after(1, () => seen.push('first'))()
    clock.after(6, () => seen.push('third'))
    clock.advance(10)
    expect(seen).toEqual(['third'])
  })

  test('passes over cancelled events between others, in order', () => {
    const clock = createClock({ kind: 'manual' }, 0)
    const seen: number[] = []
    const cancels = Array.from({ length: 12 }, (_, index) => clock.after(index < 6 ? 10 : 20, () => seen.push(index)))
    for (const [index, cancel] of cancels.entries()) if (index % 3 !== 1) cancel()
    clock.advance(10)
    expect(seen).toEqual([1, 4])
    clock.advance(10)
    expect(seen).toEqual([1, 4, 7, 10])
  })
})

test('a clock that follows the machine cannot be advanced', () => {
  expect(() => createClock({ kind: 'realtime', scale: 10 }).advance(1)).toThrow(/driven by hand/)
})
