import TinyQueue from 'tinyqueue'

/**
 * Simulated time. Everything that AWS does on its own (tasks starting, health checks, namespaces being created) is
 * an event on this clock, so a rollout that takes minutes runs in milliseconds, and the same way every time.
 *
 * Two ways to drive it: by hand (`advance`, for tests that share the clock with the code under test) or by the
 * machine's own time, faster by a factor (for the action as a process).
 */
export interface SimulatedClock {
  /** Simulated milliseconds since the epoch. While an event runs: the time at which that event was due. */
  now(): number
  /** Runs `event` after `delayMs` simulated milliseconds. Returns the function that cancels it. */
  after(delayMs: number, event: () => void): () => void
  /** Runs, in order, every event that is due by now. Called before each request is answered. */
  settle(): void
  /** Called just before something is about to change: before each event, and by whatever else changes state. */
  onChange(listener: () => void): void
  /** Something is about to change now. */
  changing(): void
  /** Moves a hand-driven clock on and settles it. Throws on a clock that follows the machine's time. */
  advance(ms: number): void
  /** Waits until `ms` simulated milliseconds have passed. A hand-driven clock is advanced instead, without waiting. */
  sleep(ms: number): Promise<void>
}

export type ClockMode = { readonly kind: 'manual' } | { readonly kind: 'realtime'; readonly scale: number }

interface QueuedEvent {
  /** Simulated milliseconds since the epoch at which it is due. */
  readonly at: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** Of two events at the same time, the one that was added first comes first. */
const byTime = (a: QueuedEvent, b: QueuedEvent) => a.at - b.at || a.order - b.order

/** @param start simulated milliseconds since the epoch at which the clock starts */
export function createClock(mode: ClockMode, start = Date.now()): SimulatedClock {
  const realStart = performance.now()
  let manual = start
  let running: number | undefined
  // A heap: a rollout of thousands of tasks has as many events waiting.
  const events = new TinyQueue<QueuedEvent>([], byTime)
  const listeners: (() => void)[] = []
  let order = 0

  const wallTime = () => (mode.kind === 'manual' ? manual : start + (performance.now() - realStart) * mode.scale)

  function changing(): void {
    for (const listener of listeners) listener()
  }

  function settle(): void {
    if (running !== undefined) return
    const until = wallTime()
    for (let event = events.peek(); event && event.at <= until; event = events.peek()) {
      events.pop()
      if (event.cancelled) continue
      running = event.at
      try {
        changing()
        event.run()
      } finally {
        running = undefined
      }
    }
  }

  return {
    now: () => running ?? wallTime(),
    after(delayMs, run) {
      const at = (running ?? wallTime()) + Math.max(0, delayMs)
      const event: QueuedEvent = { at, order: order++, run, cancelled: false }
      events.push(event)
      return () => {
        event.cancelled = true
      }
    },
    settle,
    onChange: listener => void listeners.push(listener),
    changing,
    advance(ms) {
      if (mode.kind !== 'manual') throw new Error('Only a clock that is driven by hand can be advanced.')
      manual += ms
      settle()
    },
    async sleep(ms) {
      if (mode.kind === 'manual') {
        manual += ms
        settle()
        return
      }
      await new Promise(resolve => setTimeout(resolve, ms / mode.scale))
    },
  }
}
