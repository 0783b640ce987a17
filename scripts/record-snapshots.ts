/**
 * `npm run record`: plays some of the named scenarios, and writes what the watch read in each, batch by batch, to
 * `__tests__/deployment/recorded/`, for a test that replays them through the judge.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedBatch, RecordedHeader } from '../__tests__/deployment/recorded/recorded.ts'
import { isFoundOnce, patchSources } from '../__tests__/rollouts/mistakes/patched-source.ts'
import type { NamedScenario } from '../__tests__/rollouts/named/named-scenario.ts'

const FOLDER = join(import.meta.dirname, '..', '__tests__', 'deployment', 'recorded')

const RECORDED: Readonly<Record<string, string>> = {
  'rolling-deployment': 'a rolling deployment',
  'first-deployment': 'the first deployment of a service',
  serving: 'old tasks drain for five minutes, wait-until: serving',
  'circuit-breaker': 'containers exit; the circuit breaker rolls back',
  'circuit-breaker-without-rollback': 'containers exit; the circuit breaker only fails the deployment',
  'late-rollback': 'containers exit; the rollback begins a minute late',
  'crash-loop': 'a crash loop without a circuit breaker',
  'alarm-while-baking': 'an alarm fires during the bake time',
  'image-gone': 'the image is gone',
  'stopped-first-deployment': 'a user stops a first deployment',
  superseded: 'another deployment while old tasks drain',
  deleted: 'the service is deleted',
  'frozen-reads': 'DescribeServices shows the state before the write for a minute',
  'expired-credentials': 'the credentials expire',
  canary: 'a canary, and an alarm fires',
}

/** Hands every batch of reads to {@link keep}. */
const RECORDER = {
  name: 'the recorder',
  kind: 'late reads',
  scenarios: [],
  file: 'deployment/watch.ts',
  search: 'for (const snapshot of await Promise.all(sources.map(source => reads.read(source)))) {',
  replace: `const batch = await Promise.all(sources.map(source => reads.read(source)))
    globalThis.keepBatch({ at: clock.now(), begunAt: startedAt, identity, options: judgeOptionsOf({ until: 0, waitUntil }), snapshots: batch })
    for (const snapshot of batch) {`,
} as const

interface Kept extends RecordedBatch, Pick<RecordedHeader, 'begunAt' | 'identity' | 'options'> {}

let kept: Kept[] = []
Object.assign(globalThis, { keepBatch: (batch: Kept) => kept.push(batch) })

if (!isFoundOnce(RECORDER)) throw new Error('src/deployment/watch.ts no longer reads as it did: change RECORDER.')
patchSources([RECORDER])
const { NAMED_SCENARIOS } = await import('../__tests__/rollouts/named/named-scenarios.ts?mistake=0' as string)
const { playNamed } = await import('../__tests__/rollouts/named/play-named.ts?mistake=0' as string)

mkdirSync(FOLDER, { recursive: true })
for (const [file, name] of Object.entries(RECORDED)) {
  const all: readonly NamedScenario[] = Object.values<readonly NamedScenario[]>(NAMED_SCENARIOS).flat()
  const scenario = all.find(candidate => candidate.name === name)
  if (!scenario) throw new Error(`There is no scenario "${name}".`)
  kept = []
  await playNamed(scenario)
  const [first] = kept
  if (!first) throw new Error(`Nothing was read in "${name}".`)
  const { identity, options, begunAt } = first
  const header: RecordedHeader = { name, outcome: scenario.outcome, begunAt, identity, options }
  const batches = kept.map(({ at, snapshots }): RecordedBatch => ({ at, snapshots }))
  const lines = [header, ...batches].map(line => JSON.stringify(line))
  writeFileSync(join(FOLDER, `${file}.jsonl`), `${lines.join('\n')}\n`)
}
console.log(`${Object.keys(RECORDED).length} recordings written.`)
