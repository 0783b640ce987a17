import { NormalizedSchema, type NormalizedSchema as Schema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'

/**
 * AWS's own description of a request or answer, taken from the SDK's schemas and put into a form that is quick to
 * walk. Nothing here is written by hand: the SDK says what a member is called and what type it has.
 */
export type Shape = ScalarShape | ListShape | MapShape | StructureShape

export interface ScalarShape {
  readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document'
  /** Only for timestamps: what the member's trait says; undefined if the protocol decides. */
  readonly format?: 'date-time' | 'epoch-seconds'
}

export interface ListShape {
  readonly kind: 'list'
  readonly item: Shape
  /** Name of an item's element in XML and Query if the list is not flattened. */
  readonly itemName: string
}

export interface MapShape {
  readonly kind: 'map'
  readonly value: Shape
  readonly keyName: string
  readonly valueName: string
}

export interface StructureShape {
  readonly kind: 'structure'
  readonly name: string
  readonly members: ReadonlyMap<string, Member>
  readonly required: readonly string[]
}

export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly xmlName: string
  /** The name in an EC2 Query request. */
  readonly ec2Name: string
  readonly flattened: boolean
  /** The values that are allowed, if the SDK exports an enumeration for this member (or for the items of its list). */
  readonly allowed: readonly string[] | undefined
}

/** Finds the values allowed for a member of a structure. */
export type Enumerations = (structure: string, member: string) => readonly string[] | undefined

export interface ShapeCompiler {
  compile(schema: SchemaRef): Shape
}

const EMPTY: StructureShape = { kind: 'structure', name: 'Unit', members: new Map(), required: [] }

/** Turns schemas into shapes, each structure once: recursive ones (a document's nested value) refer to themselves. */
export function createShapeCompiler(enumerations: Enumerations): ShapeCompiler {
  const structures = new Map<string, StructureShape>()

  function structure(schema: Schema): StructureShape {
    const name = schema.getName() ?? ''
    const known = structures.get(name)
    if (known) return known
    const members = new Map<string, Member>()
    const raw = schema.getSchema() as readonly unknown[]
    const names = raw[4] as readonly string[]
    // The SDK puts the required members first and says how many they are.
    const shape: StructureShape = { kind: 'structure', name, members, required: names.slice(0, Number(raw[6] ?? 0)) }
    structures.set(name, shape)
    for (const [memberName, member] of schema.structIterator()) members.set(memberName, compileMember(name, member))
    return shape
  }

  function compileMember(owner: string, schema: Schema): Member {
    const name = schema.getMemberName()
    const traits = schema.getMergedTraits()
    const xmlName = stringTrait(schema.getMemberTraits().xmlName) ?? name
    return {
      name,
      shape: shapeOf(schema),
      xmlName,
      ec2Name: stringTrait(traits.ec2QueryName) ?? capitalised(xmlName),
      flattened: Boolean(traits.xmlFlattened),
      allowed: enumerations(owner, name),
    }
  }

  function shapeOf(schema: Schema): Shape {
    if (schema.isUnitSchema()) return EMPTY
    if (schema.isStructSchema()) return structure(schema)
    if (schema.isListSchema()) {
      const item = schema.getValueSchema()
      return { kind: 'list', item: shapeOf(item), itemName: stringTrait(item.getMergedTraits().xmlName) ?? 'member' }
    }
    if (schema.isMapSchema()) {
      const value = schema.getValueSchema()
      return {
        kind: 'map',
        value: shapeOf(value),
        keyName: stringTrait(schema.getKeySchema().getMergedTraits().xmlName) ?? 'key',
        valueName: stringTrait(value.getMergedTraits().xmlName) ?? 'value',
      }
    }
    return scalar(schema)
  }

  return { compile: schema => shapeOf(NormalizedSchema.of(schema)) }
}

function scalar(schema: Schema): ScalarShape {
  if (schema.isTimestampSchema()) {
    // 5 and 7 are the SDK's numbers for the two formats; 4 leaves the choice to the protocol.
    const format = ({ 5: 'date-time', 7: 'epoch-seconds' } as const)[schema.getSchema() as 5 | 7]
    return { kind: 'timestamp', ...(format && { format }) }
  }
  if (schema.isBooleanSchema()) return { kind: 'boolean' }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return { kind: 'number' }
  if (schema.isBlobSchema()) return { kind: 'blob' }
  if (schema.isStringSchema()) return { kind: 'string' }
  return { kind: 'document' }
}

function stringTrait(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
