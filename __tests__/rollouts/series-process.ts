import { playSeries } from './series.ts'

/** A process of `parallel-series.ts`: `node series-process.ts <count> <seed> <processes> <number>` prints a Series. */
const [count = 0, seed = 0, of = 1, number = 0] = process.argv.slice(2).map(Number)
process.stdout.write(JSON.stringify(await playSeries({ count, seed, share: { of, number } })))
