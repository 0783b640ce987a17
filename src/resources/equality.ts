import type { FieldChange } from '../change.ts'
import { isRecord } from '../plain-data.ts'

/** Comparing what was given with what AWS returns: members that were not given are ignored. */

type Shape = Readonly<Record<string, unknown>>

/**
 * True where every member that is given in `wanted` has that value in `observed`. Lists are sets: AWS keeps no order
 * in subnets, security groups, load balancers or capacity providers. An empty list equals an absent one.
 */
export function contains(observed: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true
  if (Array.isArray(wanted)) {
    if (observed !== undefined && !Array.isArray(observed)) return false
    const list: readonly unknown[] = observed ?? []
    return list.length === wanted.length && pairsUp(list, wanted)
  }
  if (isRecord(wanted)) {
    if (observed !== undefined && !isRecord(observed)) return false
    return Object.entries(wanted).every(([key, value]) => contains(observed?.[key], value))
  }
  return observed === wanted
}

/** True if each wanted item can be paired with a different observed one. */
function pairsUp(observed: readonly unknown[], wanted: readonly unknown[]): boolean {
  if (wanted.length === 0) return true
  const [first, ...rest] = wanted
  return observed.some((item, index) => contains(item, first) && pairsUp(observed.toSpliced(index, 1), rest))
}

/** `observed` with what was given in its place, member by member; lists are replaced whole. */
export function overlay<Value>(observed: Value | undefined, given: Value): Value {
  if (!isRecord(given) || !isRecord(observed)) return given
  const result: Record<string, unknown> = { ...observed }
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined) result[key] = overlay(result[key], value)
  }
  return result as Value
}

/**
 * The members of `wanted` that `observed` does not have, each by its path. A structure is gone into, a list is one value.
 */
export function differences(field: string, observed: unknown, wanted: unknown): readonly FieldChange[] {
  if (contains(observed, wanted)) return []
  if (isRecord(wanted) && isRecord(observed ?? {})) {
    const before: Shape = isRecord(observed) ? observed : {}
    return Object.entries(wanted).flatMap(([name, value]) => differences(`${field}.${name}`, before[name], value))
  }
  return [{ field, from: printable(observed), to: printable(wanted) }]
}

/** For people: a value of a plan in one line. undefined for what is not there, also for an empty list. */
export function printable(value: unknown): string | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  return value.map(item => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ')
}
