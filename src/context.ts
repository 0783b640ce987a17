import type { Aws } from './aws/aws.ts'
import type { HttpGet } from './http/http-get.ts'
import type { Clock, Environment, Logger } from './runtime.ts'

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
