import { beforeAll, describe, expect, test } from '@jest/globals'
import { playInParallel } from './parallel-series.ts'
import { type Series, summaryOf } from './series.ts'
import { percentile } from './truth/measures.ts'

/** `ROLLOUTS=200 SEED=7 npm run jest -- __tests__/rollouts/random-rollouts.test.ts` */
const COUNT = Number(process.env.ROLLOUTS ?? 2_000)
/**
 * Always the same ones, so that a run says what a change did. Others are played by `npm run rollouts -- 20000`: of so
 * many, one may still be judged wrongly.
 */
const SEED = Number(process.env.SEED ?? 23)

let series: Series

beforeAll(async () => {
  series = await playInParallel({ count: COUNT, seed: SEED })
  process.stderr.write(`${[`${COUNT} random rollouts, seed ${SEED}`, ...summaryOf(series)].join('\n')}\n`)
}, 600_000)

describe('random rollouts', () => {
  test('every verdict, exit code, serving revision and write is right', () => {
    // A few are enough to read; each is reproduced from its scenario.
    const shown = series.mistakes.slice(0, 3).map(mistake => JSON.stringify(mistake))
    expect([`${series.mistakes.length} mistakes`, ...shown]).toEqual(['0 mistakes'])
  })

  test('they end soon after it can be known how', () => {
    expect(percentile(series.lags, 0.5)).toBeLessThanOrEqual(2_000)
    expect(percentile(series.lags, 0.95)).toBeLessThanOrEqual(4_000)
  })

  test('with few reads', () => {
    expect(percentile(series.busyReads, 0.95)).toBeLessThanOrEqual(40)
    expect(percentile(series.quietReads, 0.95)).toBeLessThanOrEqual(20)
  })

  test('and every outcome occurs', () => {
    const wanted = ['succeeded', 'unchanged', 'serving', 'rolled-back', 'failed', 'stopped', 'superseded', 'unverified']
    if (COUNT >= 500)
      expect(Object.keys(series.outcomes)).toEqual(expect.arrayContaining([...wanted, 'timed-out', 'unknown']))
  })
})
