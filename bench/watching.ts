import { differing, type NamedScenario } from '../__tests__/rollouts/named/named-scenario.ts'
import { NAMED_SCENARIOS } from '../__tests__/rollouts/named/named-scenarios.ts'
import { playNamed, playWaiter } from '../__tests__/rollouts/named/play-named.ts'
import { createRandom } from '../__tests__/rollouts/play.ts'
import type { Scenario } from '../__tests__/rollouts/scenario.ts'
import { percentile, readsAMinute } from '../__tests__/rollouts/truth/measures.ts'
import type { Figure } from './figures.ts'

const CRASH_LOOP = 'a crash loop without a circuit breaker'
const RUNS = 100
const MEDIAN_S = 2
const LATE_S = 4
const QUIET_READS = 20
const BUSY_READS = 40

/** The watch on the simulator's clock: what takes ten minutes takes a tenth of a second. */
export async function measureWatching(): Promise<readonly Figure[]> {
  const figures = [...(await measureCrashLoop())]
  const reads: { readonly quiet: number; readonly busy: number }[] = []
  for (const minutes of [1, 3, 10]) {
    for (const kind of [drained, replaced]) {
      const { lags, counts } = await measureLag(kind, minutes)
      reads.push(...counts)
      const after = `after ${minutes} quiet ${minutes === 1 ? 'minute' : 'minutes'}`
      const note = `of ${lags.length}, at random times`
      figures.push(
        { name: `${kind.name} ${after}, median`, value: percentile(lags, 0.5), unit: 's', budget: MEDIAN_S, note },
        {
          name: `${kind.name} ${after}, 95th percentile`,
          value: percentile(lags, 0.95),
          unit: 's',
          budget: LATE_S,
          note,
        },
      )
    }
  }
  return [...figures, ...readFigures(reads)]
}

async function measureCrashLoop(): Promise<readonly Figure[]> {
  const scenario = Object.values(NAMED_SCENARIOS)
    .flat()
    .find(({ name }) => name === CRASH_LOOP)
  if (!scenario) throw new Error(`There is no scenario "${CRASH_LOOP}".`)
  const { played } = await playNamed(scenario)
  const waiter = await playWaiter(scenario)
  const seconds = (played.endedAt - (played.ours?.at ?? played.startedAt)) / 1000
  return [
    {
      name: 'crash loop without a circuit breaker, decided after',
      value: seconds,
      unit: 's',
      budget: Math.floor(waiter.seconds / 10),
      note: `outcome ${played.report.outcome}; the SDK's waiter: ${waiter.says} after ${Math.round(waiter.seconds)} s`,
    },
  ]
}

interface Kind {
  readonly name: string
  /** @param share from 0 to 1: it decides when what is waited for happens, so that no polling interval fits */
  readonly scenario: (seconds: number, share: number) => Scenario
  readonly known: NamedScenario['known']
}

/** Old tasks drain so long. */
const drained: Kind = {
  name: 'completion is noticed',
  scenario: (seconds, share) =>
    differing({
      service: { drainSeconds: Math.round(seconds + share * 37) },
      // Another fraction of a second each time.
      image: { kind: 'healthy', startSeconds: 10 + ((share * 971) % 4), readySeconds: 5 },
      inputs: { waitTimeoutMinutes: 30 },
    }),
  known: times => times.completed(),
}

/** Images are pulled so long; then somebody else deploys. */
const replaced: Kind = {
  name: 'a replacement is noticed',
  scenario: (seconds, share) =>
    differing({
      image: { kind: 'healthy', startSeconds: 1_500, readySeconds: 5 },
      events: [{ after: 'start', seconds: 10 + seconds + share * 37, kind: 'update', to: 'other' }],
      inputs: { waitTimeoutMinutes: 30 },
    }),
  known: times => times.replaced(),
}

async function measureLag({ scenario, known }: Kind, minutes: number) {
  const random = createRandom(minutes)
  const lags: number[] = []
  const counts: ReturnType<typeof readsAMinute>[] = []
  for (let run = 0; run < RUNS; run++) {
    const { lagSeconds, played } = await playNamed({
      name: '',
      // Spread evenly, and not regularly.
      scenario: scenario(minutes * 60, (run + random()) / RUNS),
      outcome: 'succeeded',
      serving: 'new',
      sentence: /./,
      known,
      writes: [],
      lagSeconds: LATE_S,
      quietReads: 21,
    })
    if (lagSeconds === undefined) throw new Error(`It ended too early: ${played.report.sentences.join(' ')}`)
    lags.push(lagSeconds)
    counts.push(readsAMinute(played))
  }
  return { lags, counts }
}

function readFigures(reads: readonly { readonly quiet: number; readonly busy: number }[]): readonly Figure[] {
  const note = `the most in any 60 s of ${reads.length} rollouts`
  const quiet = Math.max(...reads.map(count => count.quiet))
  const busy = Math.max(...reads.map(count => count.busy))
  return [
    { name: 'reads a minute in which nothing changes', value: quiet, unit: '', budget: QUIET_READS, note },
    { name: 'reads a minute, most', value: busy, unit: '', budget: BUSY_READS, note },
  ]
}
