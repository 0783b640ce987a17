import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { isRecord } from '../plain-data.ts'
import type { Problem } from '../problem.ts'
import { nearestName } from '../text/nearest-name.ts'
import { SourceScalar } from './source-scalar.ts'

export interface Coerced {
  /** undefined: nothing was given. */
  readonly value: unknown
  readonly problems: readonly Problem[]
}

export interface CoerceOptions {
  /** What the problems are about, for example `task-definition file ecs/td.json`. */
  readonly subject: string
  /** Whether a text where a number or boolean belongs may still wait for a variable to be filled in. */
  readonly awaitsVariables?: (text: string) => boolean
}

interface Visit extends CoerceOptions {
  readonly path: string
  readonly problems: Problem[]
  /** An empty string is a value here, not "not given". */
  readonly keepEmpty: boolean
}

/** `<structure>.<member>` whose empty string means something: the SDK's names. */
const EMPTY_STRING_IS_A_VALUE: ReadonlySet<string> = new Set(['KeyValuePair.value', 'Tag.value'])

/** An empty word of a command line is an argument. */
const EMPTY_WORD_IS_A_VALUE: ReadonlySet<string> = new Set(['command', 'entryPoint'])

/**
 * Brings data that a person wrote into the shape that AWS's own schema describes: scalars are converted where their
 * meaning is plain (`cpu: 256` where AWS expects a string, `"8080"` where it expects a number), null and empty values are
 * left out as "not given", and every member that AWS does not know is a problem that names the nearest one. The SDK
 * itself would drop unknown members without a word and send wrong types as they are.
 */
export function coerce(schema: SchemaRef, value: unknown, options: CoerceOptions): Coerced {
  const problems: Problem[] = []
  const conformed = visit(NormalizedSchema.of(schema), value, { ...options, path: '', problems, keepEmpty: false })
  return { value: conformed, problems }
}

function visit(schema: NormalizedSchema, value: unknown, at: Visit): unknown {
  if (value === undefined || value === null) return undefined
  if (schema.isStructSchema()) return visitStructure(schema, value, at)
  if (schema.isListSchema()) return visitList(schema, value, at)
  if (schema.isMapSchema()) return visitMap(schema, value, at)
  if (schema.isBooleanSchema()) return booleanOf(value, at)
  if (schema.isNumericSchema()) return numberOf(value, at)
  if (schema.isStringSchema()) return stringOf(value, at)
  return value
}

function visitStructure(schema: NormalizedSchema, value: unknown, at: Visit): unknown {
  if (!isObject(value)) return refuse(at, 'an object', value)
  const members = new Map(schema.structIterator())
  const entries: [string, unknown][] = []
  for (const [name, item] of Object.entries(value)) {
    const path = at.path === '' ? name : `${at.path}.${name}`
    const member = members.get(name)
    if (!member) {
      const nearest = nearestName(name, [...members.keys()])
      at.problems.push(
        `${at.subject}: ${path} is not a field of AWS's shape.${nearest ? ` Did you mean "${nearest}"?` : ''}`,
      )
      continue
    }
    const keepEmpty = EMPTY_STRING_IS_A_VALUE.has(`${schema.getName()}.${name}`)
    const conformed = visit(member, item, { ...at, path, keepEmpty })
    if (conformed !== undefined) entries.push([name, conformed])
  }
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

function visitList(schema: NormalizedSchema, value: unknown, at: Visit): unknown {
  if (!Array.isArray(value)) return refuse(at, 'a list', value)
  const keepEmpty = EMPTY_WORD_IS_A_VALUE.has(schema.getMemberName())
  const items = value
    .map((item: unknown, index) =>
      visit(schema.getValueSchema(), item, { ...at, path: `${at.path}[${index}]`, keepEmpty }),
    )
    .filter(item => item !== undefined)
  return items.length > 0 ? items : undefined
}

/** Keys of a map (labels, options of a log driver) are the user's own and stay as they are written. */
function visitMap(schema: NormalizedSchema, value: unknown, at: Visit): unknown {
  if (!isObject(value)) return refuse(at, 'an object', value)
  const entries = Object.entries(value)
    .map(([key, item]) => [
      key,
      visit(schema.getValueSchema(), item, { ...at, path: `${at.path}.${key}`, keepEmpty: true }),
    ])
    .filter(([, item]) => item !== undefined)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

function stringOf(value: unknown, at: Visit): unknown {
  if (value instanceof SourceScalar) return value.source
  if (value === '' && !at.keepEmpty) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return refuse(at, 'a string', value)
}

function numberOf(value: unknown, at: Visit): unknown {
  const plain = value instanceof SourceScalar ? value.value : value
  if (plain === '') return undefined
  if (typeof plain === 'number' && Number.isFinite(plain)) return plain
  if (typeof plain === 'string') {
    if (/^[+-]?\d+(\.\d+)?$/.test(plain.trim())) return Number(plain)
    if (at.awaitsVariables?.(plain)) return plain
  }
  return refuse(at, 'a number', plain)
}

function booleanOf(value: unknown, at: Visit): unknown {
  const plain = value instanceof SourceScalar ? value.value : value
  if (plain === '') return undefined
  if (typeof plain === 'boolean') return plain
  if (typeof plain === 'string') {
    const text = plain.trim().toLowerCase()
    if (text === 'true' || text === 'false') return text === 'true'
    if (at.awaitsVariables?.(plain)) return plain
  }
  return refuse(at, 'true or false', plain)
}

/** Notes the problem. A text is quoted only where no secret can stand: where a number or a boolean belongs. */
function refuse(at: Visit, wanted: string, value: unknown): undefined {
  const quotable = wanted === 'a number' || wanted === 'true or false'
  const field = at.path === '' ? 'the file' : at.path
  at.problems.push(`${at.subject}: ${field} must be ${wanted}, not ${nameOf(value, quotable)}.`)
}

function nameOf(value: unknown, quotable: boolean): string {
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  const plain = value instanceof SourceScalar ? value.source : value
  if (quotable) return JSON.stringify(plain) ?? String(plain)
  if (value instanceof SourceScalar) return typeof value.value === 'number' ? 'a number' : 'a boolean'
  return typeof value === 'object' ? 'something else' : `a ${typeof value}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !(value instanceof SourceScalar)
}
