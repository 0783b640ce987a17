import { unknownMember, unreadable } from './refusals.ts'
import type { ServiceWire } from './services.ts'
import type { ScalarShape, Shape, StructureShape } from './shapes.ts'

/** Reads the body of an AWS JSON 1.1 request into plain data by the operation's model. Throws ApiError. */
export function decodeJson(service: ServiceWire, shape: Shape, body: string): Readonly<Record<string, unknown>> {
  let parsed: unknown
  try {
    parsed = body === '' ? {} : JSON.parse(body)
  } catch {
    throw unreadable(service, 'Unexpected token in the request body: it is not JSON')
  }
  return decode({ service, path: '' }, shape, parsed) as Readonly<Record<string, unknown>>
}

interface Place {
  readonly service: ServiceWire
  readonly path: string
}

function decode(place: Place, shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure':
      return decodeStructure(place, shape, value)
    case 'list':
      if (!Array.isArray(value)) throw unreadable(place.service, 'Expected list or null')
      return value.filter(item => item !== null).map(item => decode(place, shape.item, item))
    case 'map':
      if (!isObject(value)) throw unreadable(place.service, 'Expected map or null')
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null)
          .map(([key, item]) => [key, decode(place, shape.value, item)]),
      )
    default:
      return decodeScalar(place, shape, value)
  }
}

function decodeStructure(place: Place, shape: StructureShape, value: unknown): unknown {
  if (!isObject(value)) throw unreadable(place.service, `Unexpected ${token(value)}: a structure was expected`)
  const result: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    const path = place.path === '' ? name : `${place.path}.${name}`
    const member = shape.members.get(name)
    if (!member) throw unknownMember(place.service, path)
    // null is "not given" on the wire of every JSON service.
    if (item !== null) result[name] = decode({ service: place.service, path }, member.shape, item)
  }
  return result
}

/** No conversion: AWS refuses a number where a string belongs, and the reverse. */
function decodeScalar({ service }: Place, shape: ScalarShape, value: unknown): unknown {
  if (typeof value === 'object' && shape.kind !== 'document') {
    throw unreadable(service, 'Start of structure or map found where not expected.')
  }
  switch (shape.kind) {
    case 'string':
      return expect(service, value, { type: 'string', name: 'a String' })
    case 'boolean':
      return expect(service, value, { type: 'boolean', name: 'a Boolean' })
    case 'number':
      return expect(service, value, { type: 'number', name: 'an Integer' })
    case 'timestamp':
      return new Date(Number(expect(service, value, { type: 'number', name: 'a Date' })) * 1000)
    case 'blob':
      return Buffer.from(String(expect(service, value, { type: 'string', name: 'a Blob' })), 'base64')
    case 'document':
      return value
  }
}

function expect(service: ServiceWire, value: unknown, wanted: { type: string; name: string }): unknown {
  if (typeof value !== wanted.type) throw unreadable(service, `${token(value)} can not be converted to ${wanted.name}`)
  return value
}

function token(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'number') return 'NUMBER_VALUE'
  if (typeof value === 'string') return 'STRING_VALUE'
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Writes an answer. A member that the model does not have is a mistake in the simulator, and is reported as one. */
export function encodeJson(shape: Shape, output: unknown): string {
  return JSON.stringify(encode(shape, output))
}

function encode(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      const result: Record<string, unknown> = {}
      for (const [name, item] of Object.entries(value as object)) {
        if (item === undefined || item === null) continue
        const member = shape.members.get(name)
        if (!member) throw new Error(`The simulator answered ${name}, which ${shape.name} does not have.`)
        result[name] = encode(member.shape, item)
      }
      return result
    }
    case 'list':
      return (value as readonly unknown[]).map(item => encode(shape.item, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, encode(shape.value, item)]),
      )
    case 'timestamp':
      // Epoch seconds unless the member says otherwise; fractions are allowed.
      return shape.format === 'date-time' ? (value as Date).toISOString() : (value as Date).getTime() / 1000
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return value
  }
}
