import { describe, expect, test } from '@jest/globals'
import { percentile } from '../truth/measures.ts'
import { LAG_SECONDS } from './named-scenario.ts'
import { NAMED_SCENARIOS } from './named-scenarios.ts'
import { playNamed } from './play-named.ts'
import { problemsOf } from './problems.ts'

/** Of the scenarios with the usual bound. */
const MEDIAN_SECONDS = 2
const LATE_SECONDS = 4
const lags: number[] = []

describe.each(Object.entries(NAMED_SCENARIOS))('%s', (_kind, scenarios) => {
  test.each(scenarios.map(scenario => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const end = await playNamed(scenario)
    if (end.lagSeconds !== undefined && scenario.lagSeconds === LAG_SECONDS) lags.push(end.lagSeconds)
    expect(problemsOf(scenario, end)).toEqual([])
  })
})

test('they are decided within 2 s of the moment it can be known (median), and 4 s (95th percentile)', () => {
  expect(lags.length).toBeGreaterThan(90)
  expect(percentile(lags, 0.5)).toBeLessThanOrEqual(MEDIAN_SECONDS)
  expect(percentile(lags, 0.95)).toBeLessThanOrEqual(LATE_SECONDS)
})

test('every name is there once', () => {
  const names = Object.values(NAMED_SCENARIOS).flatMap(scenarios => scenarios.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
})
