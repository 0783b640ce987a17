import TinyQueue from 'tinyqueue'
import type { SimulatedClock } from '../../simulator/clock.ts'
import type { Clock } from '../../src/runtime.ts'

/** One clock for the simulator and for every run of the action in this process. */
export interface VirtualClock extends Clock {
  /** Runs `event` at that time (ms since the epoch), or at once if it has passed. */
  at(time: number, event: () => void): void
  /** Moves the time on, as far as it takes, until the work has ended. */
  drive<T>(work: Promise<T>): Promise<T>
}

interface Waker {
  readonly at: number
  readonly order: number
  readonly wake: () => void
  cancelled: boolean
}

/** A turn of the event loop runs every promise that can go on. What takes more turns is loading a module. */
const TURNS_WITHOUT_WAKER = 200_000

/** The longest run takes some thousand; 200 at once, some hundred thousand. */
const MOST_TURNS = 2_000_000

/**
 * The time moves only when every run waits: then on to the earliest moment at which one of them, or an event of the
 * test, is due. Events of the simulator in between happen at their own time.
 */
export function createVirtualClock(simulated: SimulatedClock): VirtualClock {
  const wakers = new TinyQueue<Waker>([], (a, b) => a.at - b.at || a.order - b.order)
  let order = 0

  function add(at: number, wake: () => void): Waker {
    const waker: Waker = { at: Math.max(at, simulated.now()), order: order++, wake, cancelled: false }
    wakers.push(waker)
    return waker
  }

  function next(): Waker | undefined {
    for (let waker = wakers.peek(); waker; waker = wakers.peek()) {
      if (!waker.cancelled) return waker
      wakers.pop()
    }
    return undefined
  }

  return {
    now: () => simulated.now(),
    at: (time, event) => void add(time, event),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        const abort = () => {
          waker.cancelled = true
          reject(signal?.reason)
        }
        const waker = add(simulated.now() + Math.max(0, ms), () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        })
        signal?.addEventListener('abort', abort, { once: true })
      }),
    async drive(work) {
      let isOver = false
      const over = () => {
        isOver = true
      }
      work.then(over, over)
      let idle = 0
      let turns = 0
      for (;;) {
        await new Promise(resolve => setImmediate(resolve))
        if (isOver) return await work
        const waker = next()
        if (!waker) {
          idle += 1
          if (idle > TURNS_WITHOUT_WAKER) throw new Error('Everything waits, and nothing is due.')
          continue
        }
        idle = 0
        turns += 1
        if (turns > MOST_TURNS) throw new Error('It goes on for ever.')
        wakers.pop()
        if (waker.at > simulated.now()) simulated.advance(waker.at - simulated.now())
        waker.wake()
      }
    },
  }
}
