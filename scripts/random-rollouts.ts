import { playInParallel } from '../__tests__/rollouts/parallel-series.ts'
import { summaryOf } from '../__tests__/rollouts/series.ts'

/**
 * `npm run rollouts -- 20000 [seed]`: plays that many random rollouts, and prints what they amounted to. The exit code
 * is 1 if any of them ended with something that was not true.
 */
const SHOWN = 20

const count = numberOf(process.argv[2], 2_000)
const seed = numberOf(process.argv[3], Math.floor(Math.random() * 2 ** 31))

const startedAt = performance.now()
process.stdout.write(`${count} random rollouts, seed ${seed}\n`)
const series = await playInParallel({ count, seed })
for (const { scenario, problems, sentences } of series.mistakes.slice(0, SHOWN)) {
  process.stdout.write(`\n${problems.join('\n')}\n${sentences.join(' ')}\n${JSON.stringify(scenario)}\n`)
}
const seconds = Math.round((performance.now() - startedAt) / 1000)
process.stdout.write(`\n${summaryOf(series).join('\n')}\n${seconds} s\n`)
process.exitCode = series.mistakes.length > 0 ? 1 : 0

function numberOf(text: string | undefined, fallback: number): number {
  const number = text === undefined ? fallback : Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw new Error(`"${text}" is not a whole number.`)
}
