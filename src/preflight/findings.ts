import type { Logger } from '../context.ts'
import type { Problem } from '../problem.ts'

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
export function tellFindings(log: Logger, { warnings, notes }: Findings): void {
  for (const warning of warnings) log.warning(warning)
  for (const note of notes) log.debug(note)
}

/** The sentence for a read that is not allowed: the run goes on without knowing. */
export function notChecked(subject: string, permission: string): string {
  return `${subject} could not be checked: the permission ${permission} is missing.`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
