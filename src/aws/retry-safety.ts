import { formatError, statusOf } from './errors.ts'
import { isRead } from './writes.ts'

/**
 * The answer to a write was lost, and it is not known whether AWS carried it out. The caller has to look before it
 * tries again.
 */
export class AmbiguousError extends Error {
  readonly operation: string
  /** To be called once it was looked for what the write made. */
  readonly resolve: () => void

  constructor(operation: string, cause: unknown, resolve: () => void = () => undefined) {
    super(`${operation} was sent, but the response was lost (${formatError(cause)})`, { cause })
    this.name = 'AmbiguousError'
    this.operation = operation
    this.resolve = resolve
  }
}

export function isAmbiguous(error: unknown): error is AmbiguousError {
  return error instanceof Error && error.name === 'AmbiguousError'
}

/** Writes that leave the same state however often they are carried out. */
const IDEMPOTENT_WRITE =
  /^(Modify\w+|Put\w+|AddTags|RemoveTags|CreateTags|(Tag|Untag)(Resource|LogGroup)|SetRulePriorities)$/

/**
 * True for the operations that are sent again after their answer was lost:
 * - reads;
 * - `Modify*` (ELBv2), `Put*` (`PutRetentionPolicy`), tagging and untagging, `SetRulePriorities`: they name the whole
 *   end state;
 * - ECS `UpdateService` without `forceNewDeployment`: with the same values as the service's own it starts nothing.
 *
 * Not repeated, and thrown as an {@link AmbiguousError} instead: `Create*`, `Register*`, `Run*`, `Stop*`, `Delete*`,
 * `Deregister*`, `UpdateService` with `forceNewDeployment` (a second deployment), Cloud Map's `UpdateService` (an
 * asynchronous operation; the second would be a DuplicateRequest), and whatever is not listed here.
 */
export function isRepeatable(operation: string, input: object): boolean {
  if (isRead(operation) || IDEMPOTENT_WRITE.test(operation)) return true
  if (operation !== 'UpdateService') return false
  const { service, forceNewDeployment } = input as { service?: unknown; forceNewDeployment?: unknown }
  return service !== undefined && forceNewDeployment !== true
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * True where a request may have reached AWS and its answer was lost: the connection broke or timed out after it was
 * made, or what came back was not AWS's own answer. An error in AWS's format is AWS's word that it did nothing.
 */
export function isAnswerLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'UnexpectedAnswerError' || error.name === 'SyntaxError') return statusOf(error) !== 503
  // The SDK's name for an error body that it could not read, such as an empty 502 of a gateway in between.
  if (error.name === 'Unknown' || error.name === 'UnknownError') return isServerFault(error) && statusOf(error) !== 503
  if (statusOf(error) !== undefined) return false
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code !== 'string') return false
  return !NEVER_CONNECTED.has(code) && syscall !== 'connect' && TRANSPORT.has(code)
}

const TRANSPORT = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'])

function isServerFault(error: Error): boolean {
  const status = statusOf(error)
  return status !== undefined && status >= 500
}
