import { isDate } from 'node:util/types'

/**
 * A deep copy of plain data, so that callers and the simulator never share an object. Not `structuredClone`: when code
 * runs in a context of its own (as tests do), its copies have prototypes of another realm, and fail `instanceof Date`.
 */
export function plainCopy<T>(value: T): T {
  return copy(value) as T
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isDate(value)) return new Date(value.getTime())
  if (Array.isArray(value)) return value.map(copy)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]))
}
