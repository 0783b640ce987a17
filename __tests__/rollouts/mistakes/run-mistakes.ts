/**
 * Plays the scenarios of every mistake with the mistake in `src/`, and all of them without one. A process of its own:
 * Jest loads modules by itself. Writes a {@link MistakesReport} to the standard output.
 */
import type { NamedScenario } from '../named/named-scenario.ts'
import { MISTAKES } from './mistakes.ts'
import { isFoundOnce, patchSources } from './patched-source.ts'

export interface MistakesReport {
  /** By name of the mistake, by name of the scenario: what was wrong. */
  readonly mistakes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly withoutMistake: Readonly<Record<string, readonly string[]>>
}

type Problems = Record<string, readonly string[]>

const NONE = 'none'

async function play(copy: number | typeof NONE, names: readonly string[], untilNoticed: boolean): Promise<Problems> {
  const at = (file: string) => import(`../named/${file}.ts?mistake=${copy}`)
  const { NAMED_SCENARIOS } = await at('named-scenarios')
  const { playNamed } = await at('play-named')
  const { problemsOf } = await at('problems')
  const all: readonly NamedScenario[] = Object.values<readonly NamedScenario[]>(NAMED_SCENARIOS).flat()
  const found: Problems = {}
  for (const name of names) {
    const scenario = all.find(candidate => candidate.name === name)
    if (!scenario) throw new Error(`There is no scenario "${name}".`)
    const problems = problemsOf(scenario, await playNamed(scenario))
    found[name] = problems
    if (untilNoticed && problems.length > 0) break
  }
  return found
}

const wanted = process.argv.slice(2)
patchSources(MISTAKES)
const mistakes: Record<string, Problems> = {}
for (const [index, mistake] of MISTAKES.entries()) {
  const { name, scenarios } = mistake
  if (!isFoundOnce(mistake) || (wanted.length > 0 && !wanted.includes(name))) continue
  mistakes[name] = await play(index, scenarios, true)
}
const names = new Set(MISTAKES.filter(({ name }) => name in mistakes).flatMap(({ scenarios }) => scenarios))
const report: MistakesReport = { mistakes, withoutMistake: await play(NONE, [...names], false) }
process.stdout.write(JSON.stringify(report))
