import { expect, test } from '@jest/globals'
import { backOffMs } from '../src/back-off.ts'

test.each([
  { step: 0, random: 0, ms: 500 },
  { step: 0, random: 0.5, ms: 750 },
  { step: 2, random: 0, ms: 2000 },
  // Longest is the upper end, not the middle.
  { step: 5, random: 0, ms: 5000 },
  { step: 1000, random: 0.999, ms: 9995 },
])('step $step with $random', ({ step, random, ms }) => {
  expect(backOffMs(step, { firstMs: 1000, longestMs: 10_000, random: () => random })).toBe(ms)
})
