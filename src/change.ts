/** What has to happen to one resource so that it is as described. `D` is the description, `O` what was observed. */
export type Change<D, O> =
  | { readonly kind: 'create'; readonly desired: D }
  | { readonly kind: 'update'; readonly desired: D; readonly observed: O; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'unchanged'; readonly observed: O }
  | { readonly kind: 'impossible'; readonly problem: string }

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
