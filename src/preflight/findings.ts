import type { Problem } from '../problem.ts'
import type { Logger } from '../runtime.ts'

/** What a check found before anything is written. */
export interface Findings {
  /** Fatal: AWS would refuse it, or it could not work. */
  readonly problems: readonly Problem[]
  /** Worth knowing, and not in the way. */
  readonly warnings: readonly string[]
  /** For debug logging only: what was not looked at, and why. */
  readonly notes: readonly string[]
}

export const NO_FINDINGS: Findings = { problems: [], warnings: [], notes: [] }

export function found(findings: Partial<Findings>): Findings {
  return { ...NO_FINDINGS, ...findings }
}

/** All findings, each sentence once. */
export function joinFindings(all: readonly Findings[]): Findings {
  const join = (list: keyof Findings) => [...new Set(all.flatMap(findings => findings[list]))]
  return { problems: join('problems'), warnings: join('warnings'), notes: join('notes') }
}

/** Says what is not fatal; the problems are for the caller to throw. */
export function reportFindings(log: Logger, { warnings, notes }: Findings): void {
  for (const warning of warnings) log.warning(warning)
  for (const note of notes) log.debug(note)
}
