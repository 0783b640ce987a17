/**
 * `npm run scenarios`: plays every named scenario with the action, and with the SDK's waiter, and writes
 * docs/scenarios.md. Prints what is not as it must be.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedScenario } from '../__tests__/rollouts/named/named-scenario.ts'
import { NAMED_SCENARIOS } from '../__tests__/rollouts/named/named-scenarios.ts'
import { playNamed, playWaiter } from '../__tests__/rollouts/named/play-named.ts'
import { problemsOf } from '../__tests__/rollouts/named/problems.ts'
import type { Outcome } from '../src/outcome.ts'
import { renderScenarios, type ScenarioRow } from './render-scenarios.ts'

const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'scenarios.md')

const kinds = new Map<string, readonly ScenarioRow[]>()
for (const [kind, scenarios] of Object.entries(NAMED_SCENARIOS)) {
  const rows: ScenarioRow[] = []
  for (const scenario of scenarios) rows.push(await playRow(scenario))
  kinds.set(kind, rows)
}
writeFileSync(DOCUMENT, renderScenarios(kinds))
console.log(`docs/scenarios.md written: ${[...kinds.values()].flat().length} scenarios.`)

async function playRow(scenario: NamedScenario): Promise<ScenarioRow> {
  const end = await playNamed(scenario)
  const { played, lagSeconds } = end
  const outcome = played.report.outcome as Outcome
  for (const problem of problemsOf(scenario, end)) {
    console.error(`${scenario.name}: ${problem}`)
    process.exitCode = 1
  }
  const waiter = await playWaiter(scenario)
  const seconds = (played.endedAt - (played.ours?.at ?? played.startedAt)) / 1000
  return { scenario, outcome, lagSeconds: lagSeconds ?? Number.NaN, seconds, waiter }
}
