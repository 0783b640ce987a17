import { unknownMember, unreadable } from './refusals.ts'
import type { ServiceWire } from './services.ts'
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructureShape } from './shapes.ts'

/** A parameter list as the tree that its dotted names describe. */
interface Node {
  value: string | undefined
  readonly children: Map<string, Node>
}

/**
 * Reads the parameters of a Query request (`Conditions.member.1.Values.member.1=/x`) into plain data by the operation's
 * model. Throws ApiError. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, and for EC2
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html (all lists flattened, its own names).
 */
export function decodeQuery(
  service: ServiceWire,
  shape: Shape,
  parameters: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const root: Node = { value: undefined, children: new Map() }
  for (const [name, value] of parameters) {
    if (name !== 'Action' && name !== 'Version') insert(root, name.split('.'), value)
  }
  return decode({ service, path: '' }, { shape, flattened: false }, root) as Readonly<Record<string, unknown>>
}

function insert(root: Node, names: readonly string[], value: string): void {
  let node = root
  for (const name of names) {
    let child = node.children.get(name)
    if (!child) {
      child = { value: undefined, children: new Map() }
      node.children.set(name, child)
    }
    node = child
  }
  node.value = value
}

interface Place {
  readonly service: ServiceWire
  readonly path: string
}

function below(place: Place, name: string): Place {
  return { service: place.service, path: place.path === '' ? name : `${place.path}.${name}` }
}

function decode(place: Place, as: { readonly shape: Shape; readonly flattened: boolean }, node: Node): unknown {
  switch (as.shape.kind) {
    case 'structure':
      return decodeStructure(place, as.shape, node)
    case 'list':
      return decodeList(place, { list: as.shape, flattened: as.flattened }, node)
    case 'map':
      return decodeMap(place, { map: as.shape, flattened: as.flattened }, node)
    default:
      return decodeScalar(place, as.shape, node)
  }
}

function decodeStructure(place: Place, shape: StructureShape, node: Node): unknown {
  const result: Record<string, unknown> = {}
  for (const [name, child] of node.children) {
    const member = findMember(place.service, shape, name)
    if (!member) throw unknownMember(place.service, below(place, name).path)
    result[member.name] = decode(below(place, name), member, child)
  }
  return result
}

const ec2Names = new WeakMap<StructureShape, ReadonlyMap<string, Member>>()

function findMember(service: ServiceWire, shape: StructureShape, name: string): Member | undefined {
  if (service.protocol === 'query') {
    const member = shape.members.get(name)
    return member?.xmlName === name ? member : [...shape.members.values()].find(other => other.xmlName === name)
  }
  const names = ec2Names.get(shape) ?? new Map([...shape.members.values()].map(member => [member.ec2Name, member]))
  ec2Names.set(shape, names)
  return names.get(name)
}

function decodeList(place: Place, { list, flattened }: { list: ListShape; flattened: boolean }, node: Node): unknown {
  // `ResourceArns=` is how an empty list is sent.
  if (node.children.size === 0 && node.value === '') return []
  const flat = flattened || place.service.protocol === 'ec2'
  const items = flat ? node : node.children.get(list.itemName)
  if (!items) throw unreadable(place.service, `${place.path} must be a list`)
  return numbered(place, items).map(([index, item]) =>
    decode(below(place, index), { shape: list.item, flattened: false }, item),
  )
}

function decodeMap(place: Place, { map, flattened }: { map: MapShape; flattened: boolean }, node: Node): unknown {
  const entries = flattened ? node : node.children.get('entry')
  if (!entries) throw unreadable(place.service, `${place.path} must be a map`)
  return Object.fromEntries(
    numbered(place, entries).map(([index, entry]) => {
      const key = entry.children.get(map.keyName)?.value
      const value = entry.children.get(map.valueName)
      if (key === undefined || !value) throw unreadable(place.service, `${place.path}.${index} is no entry of a map`)
      return [key, decode(below(place, key), { shape: map.value, flattened: false }, value)]
    }),
  )
}

function numbered(place: Place, node: Node): readonly (readonly [string, Node])[] {
  const entries = [...node.children]
  const wrong = entries.find(([index]) => !/^[1-9]\d*$/.test(index))
  if (wrong) throw unknownMember(place.service, below(place, wrong[0]).path)
  return entries.sort(([one], [other]) => Number(one) - Number(other))
}

function decodeScalar({ service, path }: Place, shape: ScalarShape, node: Node): unknown {
  const { value } = node
  if (value === undefined) throw unreadable(service, `${path} must be a single value`)
  switch (shape.kind) {
    case 'number': {
      const number = Number(value)
      if (value.trim() === '' || !Number.isFinite(number)) throw notA(service, { path, value, type: 'integer' })
      return number
    }
    case 'boolean':
      if (value !== 'true' && value !== 'false') throw notA(service, { path, value, type: 'boolean' })
      return value === 'true'
    case 'timestamp': {
      const date = new Date(value)
      if (Number.isNaN(date.getTime())) throw notA(service, { path, value, type: 'timestamp' })
      return date
    }
    case 'blob':
      return Buffer.from(value, 'base64')
    default:
      return value
  }
}

function notA(service: ServiceWire, { path, value, type }: { path: string; value: string; type: string }): Error {
  return unreadable(service, `Value (${value}) for parameter ${path} is invalid. It is not of type ${type}`)
}
