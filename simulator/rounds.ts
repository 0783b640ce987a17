/**
 * Answers in rounds: requests wait until no more arrive, and are then answered together. Calls that do not wait for
 * each other share a round, however slow the machine is between them. The number of rounds is therefore the number of
 * round trips that a client has to make one after the other.
 */
export interface Rounds {
  /** Resolves when the round that the request belongs to is answered. */
  join(): Promise<void>
}

/** A client in the same process sends all that it can within this time: its own work delays this timer, too. */
const QUIET_MS = 25

export function createRounds(): Rounds {
  let arrivals = 0
  let waiting: (() => void)[] = []

  async function answerWhenQuiet(): Promise<void> {
    for (let seen = -1; seen !== arrivals; ) {
      seen = arrivals
      await new Promise(resolve => setTimeout(resolve, QUIET_MS))
      // A delayed timer fires before the requests that arrived in the meantime have been read: let them be read first.
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
