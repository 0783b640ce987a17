/**
 * What a read is for. The `pace` is the one read that is always going on; what a `decision` needs goes before what only
 * adds to the picture (`information`).
 */
export type Purpose = 'pace' | 'decision' | 'information'

/**
 * Slows one watcher down before its reads exceed 40 calls of AWS in a minute. What is not asked for here (retries, settings,
 * the evidence of a failure) comes on top. Times in ms.
 */
export interface CallBudget {
  /** How long a read of so many calls, as part of the pace, waits: so long as wanted, or a little longer. */
  paceMs(now: number, wantedMs: number, cost: number): number
  /** Whether a read of so many calls at that time, beside the pace, is within the rate. */
  allows(at: number, cost: number, purpose: 'decision' | 'information'): boolean
  /** Whether so many calls at that time leave the last minute a quiet one. */
  isQuiet(at: number, cost: number): boolean
  /** How long one call more waits so that no minute since then has more than a quiet one. */
  quietMs(now: number, since: number): number
  spend(at: number, cost: number, purpose: Purpose): void
  /** Calls of the pace in the minute before. */
  paced(at: number): number
}

const MINUTE_MS = 60_000
const MOST = 38
const NEARLY_ALL = 26
/** What goes along with the pace leaves room for the pace to go on. */
const MOST_BESIDE = MOST - 1
const MOST_QUIET = 20
const MOST_PACED = 21
const MOST_OTHERS = 18
const MOST_INFORMATION = 6
/** What only adds to the picture leaves the rest to what may come. */
const MOST_WITH_INFORMATION = 28
/** A pace of one call in this time holds the rate. */
const STEP_MS = 3_000
/** The same of everything together, with some room for what a change makes worth reading. */
const NEARLY_FULL_STEP_MS = 2_000

export function createCallBudget(): CallBudget {
  let calls: readonly { readonly at: number; readonly purpose: Purpose }[] = []
  const count = (at: number, of: (purpose: Purpose) => boolean) =>
    calls.filter(call => call.at > at - MINUTE_MS && of(call.purpose)).length

  /** When so many calls more are within the rate, whatever they are for. */
  const freeAt = (cost: number) => {
    const over = calls.length + cost - MOST
    return over > 0 ? (calls[Math.min(over, calls.length) - 1]?.at ?? 0) + MINUTE_MS : 0
  }

  const isAny = () => true
  const isPace = (purpose: Purpose) => purpose === 'pace'
  const isOther = (purpose: Purpose) => purpose !== 'pace'
  const isInformation = (purpose: Purpose) => purpose === 'information'

  return {
    paceMs(now, wantedMs, cost) {
      const isFast = count(now + wantedMs, isPace) + cost > MOST_PACED
      const isNearlyFull = count(now, isAny) + cost > NEARLY_ALL
      // Slower in time: else there would be no room at all for a while.
      return Math.max(wantedMs, isFast ? STEP_MS : 0, isNearlyFull ? cost * NEARLY_FULL_STEP_MS : 0, freeAt(cost) - now)
    },
    allows(at, cost, purpose) {
      if (count(at, isAny) + cost > MOST_BESIDE) return false
      if (purpose === 'decision') return count(at, isOther) + cost <= MOST_OTHERS
      const isRoom = count(at, isAny) + cost <= MOST_WITH_INFORMATION
      return isRoom && count(at, isInformation) + cost <= MOST_INFORMATION
    },
    isQuiet: (at, cost) => count(at, isAny) + cost <= MOST_QUIET,
    quietMs(now, since) {
      const counted = calls.filter(({ at }) => at >= since && at > now - MINUTE_MS)
      // With one more, it must be more than a minute ago.
      const first = counted.at(-MOST_QUIET)
      return first ? first.at + MINUTE_MS - now : 0
    },
    spend(at, cost, purpose) {
      calls = [
        ...calls.filter(call => call.at > at - MINUTE_MS),
        ...Array.from({ length: cost }, () => ({ at, purpose })),
      ]
    },
    paced: at => count(at, isPace),
  }
}
