import { criticalPath, isServiceWrite } from '../__tests__/scenarios/critical-path.ts'
import { COMMITS, createBenchAccount, expectOutcome, type Given, inputsFor } from './account.ts'
import { type Figure, median, range } from './figures.ts'

/** Minutes of a rollout pass in seconds. */
const SCALE = 100
/** At which the wall time is measured. Round trips are counted at the second: there, work between two calls makes no chain. */
const LATENCIES_MS = [0, 40] as const

const BUDGETS = {
  'ids given': { first: 6, redeploy: 4, unchanged: 3 },
  'names looked up': { first: 8, redeploy: 6, unchanged: 5 },
} as const

/** Every time in an account of its own. The wall time is the median. */
const REPETITIONS = 5

interface Measured {
  readonly roundTrips: number
  readonly calls: number
  readonly wallMs: number
}

const CASES = [
  { name: 'first deployment', key: 'first', commit: COMMITS[0], outcome: 'started' },
  { name: 'redeploy', key: 'redeploy', commit: COMMITS[1], outcome: 'started' },
  { name: 'nothing to change', key: 'unchanged', commit: COMMITS[1], outcome: 'unchanged' },
] as const

/** Round trips, calls and wall time of a first deployment, a redeploy and a run with nothing to change. */
export async function measureRoundTrips(given: Given): Promise<readonly Figure[]> {
  const runs = new Map<number, readonly (readonly Measured[])[]>()
  for (const latencyMs of LATENCIES_MS) {
    const repeated = []
    for (let count = 0; count < REPETITIONS; count++) repeated.push(await measureAccount(given, latencyMs))
    runs.set(latencyMs, repeated)
  }
  const slowest = runs.get(LATENCIES_MS[1]) ?? []
  return CASES.flatMap(({ name, key }, index) => {
    const counted = slowest.flatMap(account => account[index] ?? [])
    // Where the process is held up between two calls that do not depend on each other, the chain looks longer than it is.
    const roundTrips = Math.min(...counted.map(measured => measured.roundTrips))
    return [
      { name: `${name}: sequential round trips`, value: roundTrips, unit: '', budget: BUDGETS[given][key] },
      { name: `${name}: calls`, value: median(counted.map(({ calls }) => calls)), unit: '' },
      ...[...runs].map(([latencyMs, repeated]) => {
        const times = repeated.flatMap(account => account[index]?.wallMs ?? [])
        const note = `median of ${REPETITIONS}, ${range(times, 0)}`
        return { name: `${name}: wall time at ${latencyMs} ms`, value: Math.round(median(times)), unit: 'ms', note }
      }),
    ]
  })
}

/** The three cases, one after the other. */
async function measureAccount(given: Given, latencyMs: number): Promise<readonly Measured[]> {
  await using account = await createBenchAccount({ clock: { kind: 'realtime', scale: SCALE }, latencyMs })
  const inputs = inputsFor(given, account.seed)
  const measured: Measured[] = []
  for (const { commit, outcome } of CASES) {
    const isDeployment = outcome === 'started'
    // Not waited for: how long a rollout takes is not the action's doing.
    const run = await account.run({ ...inputs, wait: String(!isDeployment) }, { commit })
    expectOutcome(run, outcome)
    const calls = account.simulator.journal.entries
    const path = criticalPath(calls, isDeployment ? { endsWith: isServiceWrite } : {})
    measured.push({ roundTrips: path.length, calls: calls.length, wallMs: run.durationMs })
    await account.settled()
  }
  return measured
}
