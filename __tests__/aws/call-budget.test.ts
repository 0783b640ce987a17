import { describe, expect, test } from '@jest/globals'
import { createCallBudget, type Purpose } from '../../src/aws/call-budget.ts'

/** A budget from which so many calls were taken, one a second. */
function spent(count: number, purpose: Purpose) {
  const budget = createCallBudget()
  for (let second = 0; second < count; second += 1) budget.spend(second * 1_000, 1, purpose)
  return budget
}

describe('the pace', () => {
  test('is not held back while it is slow enough', () => {
    expect(spent(15, 'pace').paceMs(20_000, 2_000, 1)).toBe(2_000)
  })

  test('is held back a little where it was too fast, more where a read takes several calls', () => {
    const fast = spent(25, 'pace')
    expect(fast.paceMs(30_000, 2_000, 1)).toBe(3_000)
    expect(fast.paceMs(30_000, 2_000, 3)).toBe(6_000)
    expect(fast.paceMs(30_000, 9_000, 3)).toBe(9_000)
  })

  test('is held back by what is read beside it only where nearly all is spent', () => {
    expect(spent(20, 'decision').paceMs(20_000, 2_000, 1)).toBe(2_000)
    expect(spent(30, 'decision').paceMs(30_000, 2_000, 2)).toBe(4_000)
  })

  test('waits until there is room for all the calls of a read, whatever the others were for', () => {
    const full = spent(37, 'decision')
    expect(full.paceMs(40_000, 2_000, 1)).toBe(2_000)
    expect(full.paceMs(40_000, 2_000, 2)).toBe(20_000)
    expect(full.paceMs(40_000, 2_000, 4)).toBe(22_000)
  })
})

describe('beside the pace', () => {
  test('what can decide has more room than what only adds to the picture', () => {
    const budget = spent(6, 'information')
    expect(budget.allows(20_000, 2, 'decision')).toBe(true)
    expect(budget.allows(20_000, 2, 'information')).toBe(false)
  })

  test('there is an end to the room of what can decide', () => {
    expect(spent(20, 'decision').allows(30_000, 1, 'decision')).toBe(false)
  })

  test('all together stay within the rate', () => {
    const budget = spent(37, 'pace')
    expect(budget.allows(40_000, 1, 'decision')).toBe(false)
  })
})

test('a minute is quiet up to twenty calls', () => {
  expect(spent(18, 'pace').isQuiet(20_000, 2)).toBe(true)
  expect(spent(19, 'pace').isQuiet(20_000, 2)).toBe(false)
})

test.each([
  { name: 'there is room', calls: 19, since: 0, expected: 0 },
  { name: 'the oldest call must be a minute ago', calls: 20, since: 0, expected: 40_000 },
  { name: 'what was before does not count', calls: 30, since: 20_000, expected: 0 },
])('in a quiet minute: $name', ({ calls, since, expected }) => {
  expect(spent(calls, 'pace').quietMs(20_000, since)).toBe(expected)
})

test('what was spent is forgotten after a minute', () => {
  const budget = spent(40, 'pace')
  expect(budget.paced(39_000)).toBe(40)
  expect(budget.paced(99_000)).toBe(0)
  expect(budget.paceMs(99_000, 2_000, 5)).toBe(2_000)
})
