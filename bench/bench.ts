/**
 * `npm run bench`: what a run costs, measured on the bundle as a process against the simulator, beside the budgets.
 * `npm run bench -- process watching` measures only these parts. Ends with exit code 1 where a budget is not kept.
 * docs/performance.md says what the figures mean.
 */
import { cpus, loadavg } from 'node:os'
import { measureDecided } from './decided.ts'
import { type Figure, isOver, renderFigures } from './figures.ts'
import { measureBundle, measureProcess } from './process.ts'
import { measureRoundTrips } from './round-trips.ts'
import { measureWatching } from './watching.ts'

interface Part {
  readonly title: string
  readonly measure: () => Promise<readonly Figure[]> | readonly Figure[]
}

const PARTS: Readonly<Record<string, Part>> = {
  process: { title: 'Process', measure: measureProcess },
  bundle: { title: 'Bundle', measure: measureBundle },
  'calls-by-id': { title: 'Calls, everything given by id or ARN', measure: () => measureRoundTrips('ids given') },
  'calls-by-name': { title: 'Calls, looked up by name and tag', measure: () => measureRoundTrips('names looked up') },
  watching: { title: 'Watching, in real time', measure: measureDecided },
  'virtual-time': { title: "Watching, on the simulator's clock", measure: measureWatching },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in PARTS))
if (unknown.length > 0) {
  console.error(
    `There is no part "${unknown.join('", "')}": give some of ${Object.keys(PARTS).join(', ')}, or none for all.`,
  )
  process.exit(2)
}

console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`)
let over = 0
for (const [name, { title, measure }] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${title} (load of the machine before: ${loadavg()[0]?.toFixed(1)})`)
  const figures = await measure()
  for (const line of renderFigures(figures)) console.log(line)
  over += figures.filter(isOver).length
}
console.log(over === 0 ? '\nEvery budget is kept.' : `\n${over} ${over === 1 ? 'budget is' : 'budgets are'} not kept.`)
if (over > 0) process.exitCode = 1
