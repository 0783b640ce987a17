/**
 * Answers in rounds: requests wait until no more come, and are then answered all together. Calls that do not wait for
 * each other then share a round, however slow the machine is between them, and the number of rounds is the number of
 * round trips that a client's calls need one after the other.
 */
export interface Rounds {
  /** Resolves when the round that the request belongs to is answered. */
  join(): Promise<void>
}

/** A client in the same process sends all that it can within this time: its own work holds up this timer, too. */
const QUIET_MS = 25

export function createRounds(): Rounds {
  let arrivals = 0
  let waiting: (() => void)[] = []

  async function answerWhenQuiet(): Promise<void> {
    for (let seen = -1; seen !== arrivals; ) {
      seen = arrivals
      await new Promise(resolve => setTimeout(resolve, QUIET_MS))
      // A timer that was held up is due before the requests that came meanwhile have been read: let them be read first.
      for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
    }
    const round = waiting
    waiting = []
    for (const answer of round) answer()
  }

  return {
    join() {
      arrivals += 1
      const isFirst = waiting.length === 0
      const answered = new Promise<void>(resolve => waiting.push(resolve))
      if (isFirst) void answerWhenQuiet()
      return answered
    },
  }
}
