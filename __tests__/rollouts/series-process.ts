import { playSeries } from './series.ts'

/** A process of `parallel-series.ts`: `node series-process.ts <count> <seed> <processes> <number>` prints a Series. */
const [count = 0, seed = 0, of = 1, number = 0] = process.argv.slice(2).map(Number)
const series = await playSeries({ count, seed, share: { of, number } })
// A call that hangs for ever, where a scenario ends with one, would keep the process alive.
process.stdout.write(JSON.stringify(series), () => process.exit())
