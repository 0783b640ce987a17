/** A patch of a file of `src/` that makes the action wrong, and the named scenarios that must notice it. */
export interface Mistake {
  /** What the action does with it, as a sentence. */
  readonly name: string
  readonly kind: MistakeKind
  /** Below `src/`. */
  readonly file: string
  /** Found exactly once in the file. */
  readonly search: string
  readonly replace: string
  /** Names of scenarios, of which at least one must have a problem. */
  readonly scenarios: readonly string[]
}

export type MistakeKind =
  | 'reads at different times'
  | 'one read at one moment'
  | 'late reads'
  | 'contradicting sources'
  | "somebody else's targets"
  | 'giving up too early'
  | 'untrue sentences'
  | 'too late'
  | 'silence and reads'
  | 'on-failure'
  | 'early decision'
  | 'wait-until'
  | 'adoption'

export function mistake(
  name: string,
  kind: MistakeKind,
  patch: Pick<Mistake, 'file' | 'search' | 'replace' | 'scenarios'>,
): Mistake {
  return { name, kind, ...patch }
}
