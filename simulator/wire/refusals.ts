import { ApiError } from '../errors.ts'
import type { ServiceWire } from './services.ts'

/**
 * A request whose text cannot be read into the operation's model. The words are those of AWS's own front end, as public
 * reports quote them (`NUMBER_VALUE can not be converted to a String`).
 */
export function unreadable(service: ServiceWire, message: string): ApiError {
  if (service.protocol === 'json') return new ApiError('SerializationException', message)
  return new ApiError(service.protocol === 'ec2' ? 'InvalidParameterValue' : 'MalformedInput', message)
}

/**
 * A member that the operation does not have. EC2's UnknownParameter and its text are documented. For the others it is
 * assumed that they refuse: an SDK never sends such a member, so nothing that passes here depends on it.
 */
export function unknownMember(service: ServiceWire, path: string): ApiError {
  if (service.protocol === 'ec2') return new ApiError('UnknownParameter', `The parameter ${path} is not recognized`)
  if (service.protocol === 'query') return new ApiError(service.invalidCode, `Unknown parameter: ${path}`)
  return new ApiError('SerializationException', `Unknown member: ${path}`)
}

/** AWS's front end collects all violations of the model in one text (API references and public reports). */
export function violations(service: ServiceWire, problems: readonly Violation[]): ApiError {
  const [first] = problems
  if (service.protocol === 'ec2' && first) {
    // EC2 error codes (user guide): MissingParameter and InvalidParameterValue.
    return first.missing
      ? new ApiError('MissingParameter', `The request must contain the parameter ${first.path}`)
      : new ApiError('InvalidParameterValue', `Value (${first.value}) for parameter ${first.path} is invalid.`)
  }
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`
  const texts = problems.map(({ value, path, constraint }) => {
    const shown = value === undefined ? 'null' : `'${value}'`
    return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`
  })
  return new ApiError(service.invalidCode, `${count}: ${texts.join('; ')}`)
}

export interface Violation {
  readonly path: string
  readonly value: string | undefined
  readonly constraint: string
  readonly missing: boolean
}
