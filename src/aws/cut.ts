/** When a call that is under way is given up. */
export interface Cut {
  /** Ends it after `graceMs`: its response may be about to arrive. */
  readonly cancelled: AbortSignal | undefined
  readonly graceMs: number
  /** End it at once. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** undefined: as long as the client waits. */
  readonly timeoutMs: number | undefined
}

/**
 * Carries out a call, and gives it up when one of the limits is reached: rejects with the signal's reason, or with a
 * `TimeoutError`. That holds also where the call does not follow its signal (the SDK's credential providers do not).
 * The times are the machine's own: what a call takes has nothing to do with the clock of the run.
 */
export async function cutShort<Result>(
  { cancelled, graceMs, signals, timeoutMs }: Cut,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const undo: (() => void)[] = []
  const cutOn = (signal: AbortSignal, afterMs: number) => {
    const cut = () => {
      if (afterMs === 0) controller.abort(signal.reason)
      else undo.push(timer(afterMs, () => controller.abort(signal.reason)))
    }
    if (signal.aborted) return cut()
    signal.addEventListener('abort', cut, { once: true })
    undo.push(() => signal.removeEventListener('abort', cut))
  }
  for (const signal of signals) if (signal) cutOn(signal, 0)
  if (cancelled) cutOn(cancelled, graceMs)
  if (timeoutMs !== undefined) undo.push(timer(timeoutMs, () => controller.abort(timeoutError(timeoutMs))))
  try {
    return await Promise.race([call(controller.signal), rejectionOf(controller.signal)])
  } catch (error) {
    // The SDK reports that it was aborted, not why.
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    for (const step of undo) step()
  }
}

function timer(ms: number, then: () => void): () => void {
  const id = setTimeout(then, ms)
  return () => clearTimeout(id)
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** The code is that of a connection that timed out: a write may have been carried out. */
function timeoutError(ms: number): Error {
  return Object.assign(new Error(`AWS did not respond within ${ms / 1000} s`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  })
}
