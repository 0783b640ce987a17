import type { Clock } from '../../src/runtime.ts'
import type { Account } from '../scenarios/account.ts'
import { simulatedClock } from '../scenarios/harness.ts'

/** At which of its writes a run is killed: `service:operation` of the simulator's journal. */
export interface Kill {
  readonly write: string
  /** `before-response`: AWS has acted, and nobody learns of it. `after-response`: it arrived, and nothing follows. */
  readonly when: 'before-response' | 'after-response'
}

/** The process is gone: no call of it reaches AWS any more. */
class KilledError extends Error {
  constructor() {
    super('The process was killed')
    this.name = 'KilledError'
  }
}

/** What makes a run in this process die as if its process had been killed. For `deployTo`'s options. */
export function killAt(account: Account, kill: Kill): { readonly signal: AbortSignal; readonly clock: Clock } {
  const { simulator } = account
  const controller = new AbortController()
  const clock = simulatedClock(account)
  let isDead = false
  const watchWrites = () => {
    const call = simulator.journal.entries.at(-1)
    if (isDead || `${call?.service}:${call?.operation}` !== kill.write) return
    isDead = true
    simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'drop', acted: false } })
    if (kill.when === 'before-response') controller.abort(new KilledError())
  }
  simulator.addFault({
    operation: '*',
    times: Number.POSITIVE_INFINITY,
    effect: { kind: 'hook', run: watchWrites },
  })
  return {
    signal: controller.signal,
    clock: {
      now: () => clock.now(),
      // A dead run makes at most calls that are dropped, and then waits to try again.
      async sleep(ms, signal) {
        if (isDead) controller.abort(new KilledError())
        await clock.sleep(ms, signal)
      },
    },
  }
}
