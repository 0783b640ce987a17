import type { SimulatorState } from '../../simulator/simulator.ts'
import type { Account } from '../scenarios/account.ts'

/** What differs between two runs that do the same: ids that AWS assigns, and times. */
const IDS: readonly RegExp[] = [
  /\b[0-9a-f]{32}-[0-9a-f]{10}\b/g,
  /\becs-svc\/\d+/g,
  /\b(?:ns|srv|eni|subnet|sg|vpc)-[0-9a-z]+/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  /\b[0-9a-f]{16,64}\b/g,
  /\bZ[0-9A-Z]{20}\b/g,
]

/** Histories: how often something was read or begun, not what exists. */
const HISTORIES = new Set(['events'])

/** Times that AWS returns as numbers. */
const TIMES = new Set(['creationTime'])

/** What exists once everything has come to rest, comparable with another account's. */
export function endState({ simulator }: Account): unknown {
  // Long enough for tasks that stopped to be forgotten.
  simulator.clock.advance(2 * 3_600_000)
  return comparable(simulator.state())
}

/** Ids are numbered in the order in which they appear, times and histories are left out. */
export function comparable(state: SimulatorState): unknown {
  const text = JSON.stringify(state, (key, value) =>
    HISTORIES.has(key) ? undefined : TIMES.has(key) ? '(time)' : value,
  )
  return JSON.parse(numbered(text.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"(time)"')))
}

function numbered(text: string): string {
  const names = new Map<string, string>()
  return IDS.reduce(
    (result, pattern) =>
      result.replaceAll(pattern, id => {
        const known = names.get(id) ?? `(id ${names.size + 1})`
        names.set(id, known)
        return known
      }),
    text,
  )
}
