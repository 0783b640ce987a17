import { untruths } from './claims.ts'
import type { Played } from './played.ts'
import { servingUntruths } from './serving.ts'
import { unwantedWrites } from './writes.ts'

const GREEN = ['succeeded', 'serving', 'unchanged']

/** Everything that is wrong with how the run ended, as sentences. Empty: nothing. */
export function problemsOf(played: Played): readonly string[] {
  return [...untruths(played), ...servingUntruths(played), ...unwantedWrites(played), ...emptySentences(played)]
}

/** A red step says why. */
function emptySentences({ report }: Played): readonly string[] {
  const isExplained = GREEN.includes(report.outcome) || report.sentences.join('').length > 20
  return isExplained ? [] : [`${report.outcome} without a reason`]
}
