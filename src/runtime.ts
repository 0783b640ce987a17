import { setTimeout as wait } from 'node:timers/promises'

/** Environment variables, as the host passes them in: nothing below reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Time, passed in so that tests can drive it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where lines for the person reading the log go. */
export interface Logger {
  info(line: string): void
  /** A finding that does not fail the step; becomes an annotation. */
  warning(sentence: string): void
  /** Only shown when the workflow runs with debug logging. */
  debug(line: string): void
  /** A titled block of lines that can be folded. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
}

/** What waits and prints: the part of a run that has nothing to do with AWS. */
export interface Runtime {
  readonly clock: Clock
  readonly log: Logger
  /** Aborted on cancellation, with the reason. */
  readonly signal: AbortSignal
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal && { signal })
    } catch (error) {
      // Node's AbortError gives no reason; the signal does.
      throw signal?.aborted ? signal.reason : error
    }
  },
}

/** The workflow run was cancelled: the reason with which the run's signal is aborted. */
export class CancelledError extends Error {
  constructor() {
    super('The workflow run was cancelled')
    this.name = 'CancelledError'
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelledError'
}
