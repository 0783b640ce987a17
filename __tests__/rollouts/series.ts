import * as fc from 'fast-check'
import { arbitraryScenario } from './arbitrary-scenario.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { isPlain, lagMs, percentile, readsAMinute } from './truth/measures.ts'
import { problemsOf } from './truth/problems.ts'

export interface Mistake {
  readonly scenario: Scenario
  readonly problems: readonly string[]
  readonly sentences: readonly string[]
}

/** Many rollouts, and what they amounted to. */
export interface Series {
  readonly outcomes: Readonly<Record<string, number>>
  readonly mistakes: readonly Mistake[]
  /** ms, of runs that were decided by AWS alone. */
  readonly lags: readonly number[]
  /** The most reads in a minute of each run that nobody throttled. */
  readonly busyReads: readonly number[]
  readonly quietReads: readonly number[]
}

export interface SeriesOptions {
  readonly count: number
  readonly seed: number
  /** Of so many processes this is the one with that number, from 0: each plays its share. */
  readonly share?: { readonly of: number; readonly number: number }
}

export async function playSeries({ count, seed, share = { of: 1, number: 0 } }: SeriesOptions): Promise<Series> {
  const all = fc.sample(arbitraryScenario(), { numRuns: count, seed })
  const scenarios = all.filter((_scenario, index) => index % share.of === share.number)
  const outcomes: Record<string, number> = {}
  const mistakes: Mistake[] = []
  const lags: number[] = []
  const busyReads: number[] = []
  const quietReads: number[] = []
  for (const scenario of scenarios) {
    const played = await play(scenario)
    const { outcome, sentences } = played.report
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    const problems = problemsOf(played)
    if (problems.length > 0) mistakes.push({ scenario, problems, sentences })
    const lag = isPlain(played) ? lagMs(played) : undefined
    if (lag !== undefined) lags.push(lag)
    const { busy, quiet } = readsAMinute(played)
    busyReads.push(busy)
    if (quiet > 0) quietReads.push(quiet)
  }
  return { outcomes, mistakes, lags, busyReads, quietReads }
}

/** Several series as one. */
export function joined(parts: readonly Series[]): Series {
  const outcomes: Record<string, number> = {}
  for (const part of parts) {
    for (const [outcome, count] of Object.entries(part.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + count
  }
  return {
    outcomes,
    mistakes: parts.flatMap(({ mistakes }) => mistakes),
    lags: parts.flatMap(({ lags }) => lags),
    busyReads: parts.flatMap(({ busyReads }) => busyReads),
    quietReads: parts.flatMap(({ quietReads }) => quietReads),
  }
}

/** What they amounted to, a line each. */
export function summaryOf({ outcomes, lags, busyReads, quietReads, mistakes }: Series): readonly string[] {
  const seconds = (share: number) => (percentile(lags, share) / 1000).toFixed(1)
  const most = (values: readonly number[]) =>
    `median ${percentile(values, 0.5)}, 95th percentile ${percentile(values, 0.95)}, most ${Math.max(0, ...values)}`
  return [
    `outcomes: ${Object.entries(outcomes)
      .sort(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', ')}`,
    `from when it could be known to the end: median ${seconds(0.5)} s, 95th percentile ${seconds(0.95)} s (${lags.length} runs)`,
    `reads in the busiest minute: ${most(busyReads)}; in a quiet one: ${most(quietReads)}`,
    `mistakes: ${mistakes.length}`,
  ]
}
