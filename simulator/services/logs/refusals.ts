import { ApiError } from '../../errors.ts'

export function invalidToken(): Error {
  return new ApiError('InvalidParameterException', 'The specified nextToken is invalid.')
}

/** API reference, CreateLogGroup: 1 to 512 of these characters. */
export function checkName(name: string): void {
  if (/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) return
  throw new ApiError(
    'InvalidParameterException',
    `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
  )
}
