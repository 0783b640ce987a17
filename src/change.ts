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
  /** What stands in the way, and what to do about it. */
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

/** One field that differs. Values are for people; a secret or environment value never stands here. */
export interface FieldChange {
  /** Path as AWS spells it: `containerDefinitions[app].image`, `HealthCheckPath`. */
  readonly field: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** For `default:` branches: a new case does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`)
}
