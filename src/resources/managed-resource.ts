import type { ConsoleLinks } from '../aws/console-links.ts'
import type { AnyChange, Impossible } from '../change.ts'
import type { Context } from '../context.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { FieldEffects } from './field-effects.ts'

/**
 * A kind of resource that the action manages. `managed-resources.ts` lists them all; plan, apply, log, summary and
 * error messages follow from the list.
 *
 * Beside these members each has `observe` (the steps that read it) and `plan` (pure), whose parameters are the parts of
 * specification and observation that it needs.
 */
export interface ManagedResource<Change extends AnyChange, Result> {
  /** As AWS calls it, for people: `target group`. */
  readonly title: string
  readonly effects: FieldEffects
  /**
   * Keys of what has to be applied before; `<key>Settled` for a resource with what follows it. The order of a run is
   * nothing but these needs.
   */
  readonly needs: readonly string[]
  /** For people. */
  name(change: Exclude<Change, Impossible>): string
  /** The description with what only applying other resources makes known: their ARNs and ids in place of `TO_BE_CREATED`. */
  complete?(desired: DesiredOf<Change>, done: Done): DesiredOf<Change>
  /** Carries the change out. Decides nothing. */
  apply(context: Context, change: Change): Promise<Result>
  /** What follows once it exists, side by side with what needs it. Returns the result that stays. */
  readonly settle?: Settlement<Change, Result>
  outputs(result: Result): KnownOutputs
  /** Output that is set once the resource exists, and not before. */
  readonly identifier?: keyof KnownOutputs
  /** What the job summary shows of it; undefined: nothing is known. */
  shown(outputs: KnownOutputs, links: ConsoleLinks | undefined): Shown | undefined
}

export interface Settlement<Change, Result> {
  readonly needs: readonly string[]
  run(context: Context, change: Change, result: Result): Promise<Result>
}

/** Results of other resources by their key, as far as they are listed among the needs. */
export type Done = Readonly<Record<string, unknown>>

export interface Shown {
  readonly text: string
  /** Its page in the console. */
  readonly url?: string | undefined
}

export type DesiredOf<Change> = Extract<Change, { readonly desired: unknown }>['desired']

/** In place of an ARN or id that is not known before the resource exists. Equal to no ARN. */
export const TO_BE_CREATED = '(to be created)'

/**
 * Infers and checks the types of one resource. An `apply` that is written inline needs its `context` annotated: the type
 * of the change is inferred from it.
 */
export function managedResource<Change extends AnyChange, Result, const Needs extends readonly string[]>(
  resource: ManagedResource<Change, Result> & { readonly needs: Needs },
): ManagedResource<Change, Result> & { readonly needs: Needs } {
  return resource
}
