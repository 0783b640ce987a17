import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { joined, type Series, type SeriesOptions } from './series.ts'

const ENTRY = new URL('./series-process.ts', import.meta.url).pathname
const MOST_OUTPUT = 256 * 1024 * 1024

/** The same in as many processes as there are cores, and without the test runner, which makes them slower. */
export async function playInParallel({ count, seed }: Pick<SeriesOptions, 'count' | 'seed'>): Promise<Series> {
  const of = Math.max(1, Math.min(availableParallelism(), 8))
  const parts = await Promise.all(
    Array.from({ length: of }, async (_, number) => {
      const args = ['--disable-warning=ExperimentalWarning', ENTRY, ...[count, seed, of, number].map(String)]
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MOST_OUTPUT })
      return JSON.parse(stdout) as Series
    }),
  )
  return joined(parts)
}
