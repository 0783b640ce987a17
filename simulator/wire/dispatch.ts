import { ApiError } from '../errors.ts'
import { decodeJson, encodeJson } from './json.ts'
import { decodeQuery } from './query.ts'
import { violations } from './refusals.ts'
import { loadModel, SERVICES, type ServiceWire } from './services.ts'
import type { Shape } from './shapes.ts'
import { findViolations } from './validation.ts'
import { encodeXml, encodeXmlError } from './xml.ts'

/** A request whose service and operation are known; its input has not been read yet. */
export interface AddressedRequest {
  readonly service: ServiceWire
  readonly operation: string
  readonly body: string
  readonly parameters: URLSearchParams
}

export interface DecodedRequest {
  readonly input: Readonly<Record<string, unknown>>
  /** The answer's body. Throws if a service returned what its model does not have. */
  encode(output: object, requestId: string): string
}

/**
 * Which service and operation a request is for: `x-amz-target`, else `Version` and `Action` of the form. undefined if
 * neither says so.
 */
export function addressOf(target: string | undefined, body: string): AddressedRequest | undefined {
  if (target !== undefined) {
    const dot = target.lastIndexOf('.')
    const service = SERVICES.find(({ protocol, address }) => protocol === 'json' && address === target.slice(0, dot))
    return service && { service, operation: target.slice(dot + 1), body, parameters: new URLSearchParams() }
  }
  const parameters = new URLSearchParams(body)
  const version = parameters.get('Version')
  const action = parameters.get('Action')
  const service = SERVICES.find(({ protocol, address }) => protocol !== 'json' && address === version)
  return service && action !== null ? { service, operation: action, body, parameters } : undefined
}

/** Reads and checks the input by AWS's own model of the operation. Throws ApiError with the service's own code. */
export async function decodeRequest(request: AddressedRequest): Promise<DecodedRequest> {
  const { service, operation } = request
  const model = (await loadModel(service)).operation(operation)
  if (!model) throw unknownOperation(service, operation)

  const input = decodeInput(request, model.input)
  const problems = findViolations(model.input, input)
  if (problems.length > 0) throw violations(service, problems)

  return {
    input,
    encode: (value, requestId) =>
      service.protocol === 'json'
        ? encodeJson(model.output, value)
        : encodeXml(service, { name: operation, output: model.output }, { value, requestId }),
  }
}

function decodeInput({ service, body, parameters }: AddressedRequest, shape: Shape): DecodedRequest['input'] {
  return service.protocol === 'json' ? decodeJson(service, shape, body) : decodeQuery(service, shape, parameters)
}

/** Codes: "Common Errors" of the Query services; JSON services return UnknownOperationException. */
export function unknownOperation(service: ServiceWire, operation: string): ApiError {
  return service.protocol === 'json'
    ? new ApiError('UnknownOperationException', `Unknown operation ${operation}`)
    : new ApiError('InvalidAction', `The action ${operation} is not valid for this web service.`)
}

/** The body of an error, in the form of the service's protocol. */
export function encodeError(service: ServiceWire, error: ApiError, requestId: string): string {
  if (service.protocol !== 'json') return encodeXmlError(service, error, requestId)
  // Cloud Map spells the member with a capital; the SDK reads both.
  const message = service.id === 'servicediscovery' ? 'Message' : 'message'
  return JSON.stringify({ __type: error.code, [message]: error.message, ...error.members })
}

export function contentType(service: ServiceWire): string {
  return service.protocol === 'json' ? 'application/x-amz-json-1.1' : 'text/xml;charset=UTF-8'
}
