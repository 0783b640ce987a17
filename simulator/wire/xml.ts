import type { ApiError } from '../errors.ts'
import type { ServiceWire } from './services.ts'
import type { Member, Shape, StructureShape } from './shapes.ts'

/** An answer in XML, as Query and EC2 services write it. */
export function encodeXml(
  service: ServiceWire,
  operation: { readonly name: string; readonly output: Shape },
  answer: { readonly value: object; readonly requestId: string },
): string {
  const { name, output } = operation
  const content = output.kind === 'structure' ? writeMembers(output, answer.value) : ''
  const open = `<${name}Response xmlns="${service.namespace}">`
  if (service.protocol === 'ec2') {
    return `${DECLARATION}${open}<requestId>${answer.requestId}</requestId>${content}</${name}Response>`
  }
  const result =
    output.kind === 'structure' && output.name === 'Unit' ? '' : `<${name}Result>${content}</${name}Result>`
  const metadata = `<ResponseMetadata><RequestId>${answer.requestId}</RequestId></ResponseMetadata>`
  return `${DECLARATION}${open}${result}${metadata}</${name}Response>`
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** An error in XML, in the two forms that services use (captured from what the SDK recognises). */
export function encodeXmlError(service: ServiceWire, error: ApiError, requestId: string): string {
  const detail = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`
  if (service.protocol === 'ec2') {
    return `${DECLARATION}<Response><Errors><Error>${detail}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
  }
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  return `${DECLARATION}<ErrorResponse xmlns="${service.namespace}"><Error><Type>${type}</Type>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}

function writeMembers(shape: StructureShape, value: object): string {
  let text = ''
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue
    const member = shape.members.get(name)
    if (!member) throw new Error(`The simulator answered ${name}, which ${shape.name} does not have.`)
    text += writeMember(member, item)
  }
  return text
}

function writeMember(member: Member, value: unknown): string {
  const { shape, xmlName, flattened } = member
  if (shape.kind === 'list' && flattened) {
    return (value as readonly unknown[]).map(item => element(xmlName, write(shape.item, item))).join('')
  }
  return element(xmlName, write(shape, value))
}

function write(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, value as object)
    case 'list':
      return (value as readonly unknown[]).map(item => element(shape.itemName, write(shape.item, item))).join('')
    case 'map':
      return Object.entries(value as object)
        .map(([key, item]) =>
          element('entry', element(shape.keyName, escapeXml(key)) + element(shape.valueName, write(shape.value, item))),
        )
        .join('')
    case 'timestamp':
      return (value as Date).toISOString()
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return escapeXml(String(value))
  }
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => ENTITIES[character] ?? character)
}
