export interface BackOff {
  readonly firstMs: number
  readonly longestMs: number
  /** A number in [0, 1). */
  readonly random: () => number
}

/**
 * Milliseconds before the next attempt, doubling with each step (0 is the first). Between half and the whole of it:
 * 200 runs that were throttled together do not come back together.
 */
export function backOffMs(step: number, { firstMs, longestMs, random }: BackOff): number {
  return Math.min(longestMs, firstMs * 2 ** step) * (0.5 + 0.5 * random())
}
