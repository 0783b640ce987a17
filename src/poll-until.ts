import type { Runtime } from './runtime.ts'

export interface PollOptions<Value> {
  readonly isDone: (value: Value) => boolean
  readonly everyMs: number
  /** No attempt begins after this time, except for the first one, which is always made. */
  readonly forMs: number
}

/**
 * Repeats `attempt` until its value is the one that is waited for or time runs out, and returns the last value.
 * Rejects with the signal's reason on cancellation, and with what `attempt` throws.
 */
export async function pollUntil<Value>(
  { clock, signal }: Pick<Runtime, 'clock' | 'signal'>,
  attempt: () => Promise<Value>,
  { isDone, everyMs, forMs }: PollOptions<Value>,
): Promise<Value> {
  const deadline = clock.now() + forMs
  for (;;) {
    const value = await attempt()
    if (isDone(value) || clock.now() >= deadline) return value
    await clock.sleep(everyMs, signal)
  }
}
