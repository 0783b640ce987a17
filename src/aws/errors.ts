/** Where errors of the AWS SDK are recognised: by name, never by class, and by text only where AWS gives no name. */

interface ServiceError extends Error {
  readonly $metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    /** Set by the SDK: it has learnt AWS's time from this refusal, and signs the next attempt with it. */
    readonly clockSkewCorrected?: boolean
  }
  readonly Code?: string
}

const THROTTLES = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
])

const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorized',
])

const EXPIRIES = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'CredentialsProviderError',
  'TokenRefreshRequired',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'AuthFailure',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
])

const TRANSPORT_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** True if the SDK error has one of the names, with or without the suffix `Exception`. */
export function isErrorNamed(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false
  const bare = error.name.replace(/Exception$/, '')
  return names.some(name => name.replace(/Exception$/, '') === bare)
}

export function isThrottle(error: unknown): boolean {
  return error instanceof Error && (THROTTLES.has(error.name) || statusOf(error) === 429)
}

export function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && DENIALS.has(error.name)
}

/** Credentials that are missing, wrong or over: no later call will succeed either. */
export function isCredentialsLost(error: unknown): boolean {
  return error instanceof Error && EXPIRIES.has(error.name)
}

/** A fault of AWS's or of the network that a later attempt may not meet. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const status = statusOf(error)
  if (status !== undefined && status >= 500) return true
  if ((error as ServiceError).$metadata?.clockSkewCorrected === true) return true
  if (error.name === 'TimeoutError' || error.name === 'SyntaxError' || error.name === 'UnexpectedAnswerError')
    return true
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && TRANSPORT_CODES.has(code)
}

/**
 * Two registrations of one family at once. AWS gives it no name of its own: it comes as a ClientException, which the
 * SDK never retries, although a later attempt is harmless and succeeds.
 */
export function isRegistrationConflict(error: unknown): boolean {
  return (
    isErrorNamed(error, 'ClientException') &&
    /too many concurrent attempts to create a new revision/i.test((error as Error).message)
  )
}

export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError).$metadata?.httpStatusCode
}

/** `AccessDeniedException: User ... is not authorized ...`, on one line. */
export function formatError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.replaceAll(/\s+/g, ' ').trim()
  return error.name === 'Error' || error.name === 'AwsError' ? message : `${error.name}: ${message}`
}
