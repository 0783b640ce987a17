/** How a run ended, as the output `outcome` spells it. */
export type Outcome =
  | 'succeeded'
  | 'unchanged'
  | 'serving'
  | 'started'
  | 'planned'
  | 'rolled-back'
  | 'failed'
  | 'stopped'
  | 'superseded'
  | 'unverified'
  | 'timed-out'
  | 'unknown'
  | 'cancelled'
  | 'invalid'

const GREEN: ReadonlySet<Outcome> = new Set(['succeeded', 'unchanged', 'serving', 'started', 'planned'])

/** Green means: this deployment, of this image, is what serves (or, for `started` and `planned`, that nobody asked to know). */
export function isGreen(outcome: Outcome): boolean {
  return GREEN.has(outcome)
}
