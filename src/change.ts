/** What has to happen to one resource so that it is as described. `D` is the description, `O` what was observed. */
export type Change<D, O> =
  | { readonly kind: 'create'; readonly desired: D }
  | { readonly kind: 'update'; readonly desired: D; readonly observed: O; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'unchanged'; readonly observed: O }
  | Impossible

/** It cannot be as described. */
export interface Impossible {
  readonly kind: 'impossible'
  /** Of the resource, for people. */
  readonly name: string
  /** What is in the way, and what to do about it. */
  readonly problem: string
}

/** For what is changed by making a new one that takes the old one's place. */
export interface Replacement<D, O> {
  readonly kind: 'replace'
  readonly desired: D
  readonly observed: O
  readonly fields: readonly FieldChange[]
}

export type AnyChange = Change<unknown, unknown> | Replacement<unknown, unknown>

/** One field that differs. Values are for people: never a secret, or an environment value unless it was asked for. */
export interface FieldChange {
  /** Path as AWS spells it: `containerDefinitions[app].image`, `HealthCheckPath`. */
  readonly field: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Replaces a value that nobody should read in a log. */
export const HIDDEN = '(hidden)'

/** An update with its fields, or nothing to do where there are none. */
export function updateOf<D, O>(desired: D, observed: O, fields: readonly FieldChange[]): Change<D, O> {
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

/** What the change is about: the description, or what exists where nothing changes. */
export function subjectOf<D, O>(change: Exclude<Change<D, O> | Replacement<D, O>, Impossible>): D | O {
  return change.kind === 'unchanged' ? change.observed : change.desired
}

/** For `default:` branches: a new case does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`)
}
