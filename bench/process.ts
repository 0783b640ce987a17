import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBenchAccount, expectOutcome, inputsFor } from './account.ts'
import { type Figure, median, range } from './figures.ts'

const ROOT = join(import.meta.dirname, '..')
const RUNS = 15
const STARTUP_BUDGET_MS = 250
const MEMORY_BUDGET_MIB = 120

/** Time from the start of the process to the first call, and peak memory, of a run that needs no EC2 client. */
export async function measureProcess(): Promise<readonly Figure[]> {
  await using account = await createBenchAccount({ clock: { kind: 'realtime', scale: 100 } })
  const { simulator } = account
  const inputs = inputsFor('ids given', account.seed)
  expectOutcome(await account.run(inputs), 'succeeded')
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const startups: number[] = []
    for (let index = 0; index < RUNS; index++) {
      const run = await account.run(inputs)
      expectOutcome(run, 'unchanged')
      startups.push((simulator.journal.entries[0]?.startedAt ?? Number.NaN) - run.startedAt)
      if (simulator.journal.entries.some(({ service }) => service === 'ec2')) throw new Error('EC2 was called.')
    }
    // In a run of its own: what measures memory takes some time.
    const file = join(folder, 'usage.json')
    const preload = join(import.meta.dirname, 'report-usage.cjs')
    const run = await account.run(inputs, {
      env: { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, BENCH_USAGE_FILE: file },
    })
    expectOutcome(run, 'unchanged')
    const { maxRSS } = JSON.parse(readFileSync(file, 'utf8')) as { readonly maxRSS: number }
    return [
      {
        name: 'start-up to first call',
        value: Math.round(median(startups)),
        unit: 'ms',
        budget: STARTUP_BUDGET_MS,
        note: `median of ${RUNS} runs, ${range(startups, 0)}`,
      },
      { name: 'peak memory', value: Math.round(maxRSS / 1024), unit: 'MiB', budget: MEMORY_BUDGET_MIB },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Size of what a runner downloads, and of what it reads at every start. */
export function measureBundle(): readonly Figure[] {
  const dist = join(ROOT, 'dist')
  const sizes = readdirSync(dist)
    .filter(file => file.endsWith('.js'))
    .map(file => [file, statSync(join(dist, file)).size] as const)
  const megabytes = (bytes: number) => Number((bytes / 1e6).toFixed(2))
  const index = sizes.find(([file]) => file === 'index.js')?.[1] ?? Number.NaN
  return [
    { name: 'bundle: all chunks', value: megabytes(sizes.reduce((sum, [, size]) => sum + size, 0)), unit: 'MB' },
    { name: 'bundle: read at every start', value: megabytes(index), unit: 'MB' },
  ]
}
