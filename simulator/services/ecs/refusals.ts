import { ApiError } from '../../errors.ts'

/** A request that AWS refuses because of a parameter (most of CreateService's and UpdateService's refusals). */
export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterException', message)
}

/** What RegisterTaskDefinition and lookups of task definitions mostly return. */
export function clientError(message: string): ApiError {
  return new ApiError('ClientException', message)
}
