import { isGreen, type Outcome } from '../../../src/outcome.ts'
import { readsAMinute } from '../truth/measures.ts'
import type { NamedScenario } from './named-scenario.ts'
import type { NamedEnd } from './play-named.ts'

/** For one watcher that is not throttled. */
const MOST_READS = 40
/** "Every 30 s of quiet one line". Events are printed with their own time, which is before they are read. */
const LONGEST_SILENCE_SECONDS = 45

/** What a run did not do as it must, one sentence each. Empty: nothing. */
export function problemsOf(scenario: NamedScenario, end: NamedEnd): readonly string[] {
  const { played, serving, writes, lagSeconds, silenceSeconds } = end
  const outcome = played.report.outcome as Outcome
  const text = played.report.sentences.join(' ')
  const said = `It said: ${text}`
  const { busy, quiet } = readsAMinute(played)
  return [
    ...(outcome === scenario.outcome ? [] : [`It ended with "${outcome}", not with "${scenario.outcome}". ${said}`]),
    ...(isGreen(outcome) === isGreen(scenario.outcome) ? [] : ['The step has the wrong color.']),
    ...(serving === scenario.serving
      ? []
      : [`It named the ${serving} revision as serving, not the ${scenario.serving} one.`]),
    ...(scenario.sentence.test(text) ? [] : [`Its sentences lack ${scenario.sentence}. ${said}`]),
    ...(writes.join() === scenario.writes.join() ? [] : [`It wrote ${writes.join(', ') || 'nothing'} more.`]),
    ...(lagSeconds === undefined ? ['What it had to wait for never happened.'] : lagProblems(scenario, lagSeconds)),
    ...(quiet <= scenario.quietReads ? [] : [`It made ${quiet} reads in a quiet minute.`]),
    ...(busy <= MOST_READS ? [] : [`It made ${busy} reads in a minute.`]),
    ...(silenceSeconds <= LONGEST_SILENCE_SECONDS ? [] : [`It printed nothing for ${silenceSeconds} s.`]),
  ]
}

function lagProblems({ lagSeconds: most }: NamedScenario, lagSeconds: number): readonly string[] {
  if (lagSeconds < 0) return [`It ended ${-lagSeconds} s before it could be known: it guessed.`]
  return lagSeconds <= most ? [] : [`It ended ${lagSeconds} s after it could be known.`]
}
