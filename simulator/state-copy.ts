import { isDate, isMap, isSet } from 'node:util/types'
import type { World } from './world.ts'

/**
 * A copy of records that refer to each other, in which every record exists once, as in the original. Functions and
 * dates are shared, and so is what never changes in place: the members named in `shared`, and records that are final.
 */
export function copyRecords<T>(
  root: T,
  shared: ReadonlySet<string>,
  isFinal: (record: object) => boolean = () => false,
): T {
  const copies = new Map<object, object>()

  function copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || isDate(value)) return value
    return copies.get(value) ?? copyNew(value)
  }

  /** A copy is known before its contents are copied: they may refer back to it. */
  function known<C extends object>(original: object, empty: C): C {
    copies.set(original, empty)
    return empty
  }

  function copyNew(value: object): object {
    if (Array.isArray(value) || isMap(value) || isSet(value)) return copyCollection(value)
    if (isFinal(value)) return value
    const record = known<Record<string, unknown>>(value, {})
    for (const name in value) {
      const member = (value as Readonly<Record<string, unknown>>)[name]
      record[name] = typeof member !== 'object' || shared.has(name) ? member : copy(member)
    }
    return record
  }

  function copyCollection(value: readonly unknown[] | Map<unknown, unknown> | Set<unknown>): object {
    if (isMap(value)) {
      const entries = known(value, new Map<unknown, unknown>())
      for (const [key, item] of value) entries.set(key, copy(item))
      return entries
    }
    if (isSet(value)) {
      const items = known(value, new Set<unknown>())
      for (const item of value) items.add(copy(item))
      return items
    }
    const items = known<unknown[]>(value, [])
    for (const item of value) items.push(copy(item))
    return items
  }

  return copy(root) as T
}

/** The same world, in which it is always `at` (simulated milliseconds since the epoch). */
export function worldAt(world: World, at: number): World {
  return { ...world, clock: { ...world.clock, now: () => at } }
}
