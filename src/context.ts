import type { Aws } from './aws/aws.ts'
import type { HttpGet } from './http/http-get.ts'

/** Environment variables, as passed in at the top. Nothing else reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Time, passed in so that tests can drive it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where lines for the person reading the log go. Implemented in `report/`, the only place that knows @actions/core. */
export interface Logger {
  info(line: string): void
  /** A finding that does not fail the step; becomes an annotation. */
  warning(sentence: string): void
  /** Only shown when the workflow runs with debug logging. */
  debug(line: string): void
  /** A titled block of lines that can be folded. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
}

/** What every part of a run is given. */
export interface Context {
  readonly aws: Aws
  readonly httpGet: HttpGet
  readonly clock: Clock
  readonly log: Logger
  readonly env: Environment
  /** Aborted on cancellation. */
  readonly signal: AbortSignal
}
