import type { Aws } from './aws/aws.ts'
import type { HttpGet } from './http/http-get.ts'
import type { Environment, Runtime } from './runtime.ts'

/** What every part of a run is given. */
export interface Context extends Runtime {
  readonly aws: Aws
  readonly httpGet: HttpGet
  readonly env: Environment
}
