import type { NamedScenario } from '../__tests__/rollouts/named/named-scenario.ts'
import type { WaiterEnd } from '../__tests__/rollouts/named/sdk-waiter.ts'
import { isGreen } from '../src/outcome.ts'
import { renderTable } from './markdown-sections.ts'

/** How a scenario was played. */
export interface ScenarioRow {
  readonly scenario: NamedScenario
  readonly outcome: NamedScenario['outcome']
  /** From when it could be known to the end of the run, and from the start of the deployment to then. */
  readonly lagSeconds: number
  readonly seconds: number
  readonly waiter: WaiterEnd
}

const HEADER = ['what happens', 'the action', 'after', 'since it could be known', "the SDK's waiter", 'after']

const INTRODUCTION = `# How deployments end

What the action makes of every way in which a deployment can go, beside what the AWS SDK's \`waitUntilServicesStable\`
makes of it: the waiter of most other deployment tools. Both were played against the same simulated account, on its
clock. \`npm run scenarios\` writes this page; the scenarios are in
[\`__tests__/rollouts/named/\`](../__tests__/rollouts/named/), and the tests play them.

- **After** is the time from the call that deploys. The action verifies tasks and targets in it; the waiter does not.
- **Since it could be known** is the time from the first moment at which reads, as AWS returned them, could show the
  outcome, to the end of the run.
- The waiter succeeds as soon as there is only one deployment with as many running tasks as are desired, whichever
  revision that is. It fails if the service is MISSING, DRAINING or INACTIVE. Its delays are the SDK's own (15 s at
  least, growing at random), its limit is 30 minutes.
- 🟢 and 🔴 are the color of the step. ❗ marks what the waiter gets wrong: green for a deployment that does not
  serve, red for one that does, or green before it could be known.`

const KEY_TO_WAITER: Readonly<Record<WaiterEnd['says'], string>> = {
  SUCCESS: '🟢 stable',
  FAILURE: '🔴 failed',
  TIMEOUT: '🔴 timed out',
}

export function renderScenarios(kinds: ReadonlyMap<string, readonly ScenarioRow[]>): string {
  const rows = [...kinds.values()].flat()
  const count = (kind: WaiterError) => rows.filter(row => waiterError(row) === kind).length
  const sum =
    `Of these ${rows.length} scenarios the waiter gets ${rows.filter(waiterError).length} wrong: ` +
    `${count('green')} green that should be red, ${count('red')} red that should be green, ${count('early')} green too early.`
  const tables = [...kinds].map(([kind, list]) => `## ${kind}\n\n${renderTable(HEADER, list.map(renderRow))}`)
  return `${[INTRODUCTION, sum, ...tables].join('\n\n')}\n`
}

/** The columns that do not depend on how fast the watch is: a test compares them with the table. */
export function renderOutcome({ name, outcome }: Pick<NamedScenario, 'name' | 'outcome'>): string {
  return `| ${name} | ${isGreen(outcome) ? '🟢' : '🔴'} \`${outcome}\``
}

function renderRow(row: ScenarioRow): readonly string[] {
  const { scenario, outcome, seconds, lagSeconds, waiter } = row
  const error = waiterError(row)
  const mark = error === 'early' ? ', too early ❗' : error ? ' ❗' : ''
  return [
    scenario.name,
    `${isGreen(outcome) ? '🟢' : '🔴'} \`${outcome}\``,
    formatSeconds(seconds),
    `${lagSeconds.toFixed(1)} s`,
    `${KEY_TO_WAITER[waiter.says]}${mark}`,
    formatSeconds(waiter.seconds),
  ]
}

type WaiterError = 'green' | 'red' | 'early'

function waiterError({ outcome, waiter, seconds, lagSeconds }: ScenarioRow): WaiterError | undefined {
  const isStable = waiter.says === 'SUCCESS'
  if (isGreen(outcome)) {
    if (!isStable) return 'red'
    return waiter.seconds < Math.floor(seconds - lagSeconds) ? 'early' : undefined
  }
  // It had more time.
  if (outcome === 'timed-out') return undefined
  return isStable ? 'green' : undefined
}

function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  const rest = Math.round(seconds % 60)
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`
}
