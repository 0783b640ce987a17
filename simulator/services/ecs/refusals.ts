import { ApiError } from '../../errors.ts'

/** A request that AWS refuses because of a parameter (most of CreateService's and UpdateService's refusals). */
export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterException', message)
}

/** What RegisterTaskDefinition and look-ups of task definitions answer mostly. */
export function clientError(message: string): ApiError {
  return new ApiError('ClientException', message)
}
