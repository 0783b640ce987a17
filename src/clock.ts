import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from './context.ts'

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal && { signal })
    } catch (error) {
      // Node's AbortError says nothing; the reason says why.
      throw signal?.aborted ? signal.reason : error
    }
  },
}
