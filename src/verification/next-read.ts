import type { Service } from '@aws-sdk/client-ecs'
import type { CheckResult } from './check-result.ts'
import type { RunningHttp } from './running-http.ts'
import { ALL_PARTS, type Part } from './sighting.ts'

/** What failed is read again after this time, the rest only once that has passed. */
const AGAIN_MS = 3_000
const AGAIN_SOON_MS = 500
/** So that a minute has at most 40 calls; after half a minute in which nothing has passed, 20. */
const PER_CALL_MS = 1_600
const PER_CALL_LATER_MS = 3_200
const LATER_AFTER_MS = 30_000
/** A replacement is noticed while requests are still being sent. */
const WHILE_REQUESTING_MS = 3_700
export const SERVICE_ALONE: readonly Part[] = ['service']

const PARTS: Readonly<Record<CheckResult['check'], readonly Part[]>> = {
  service: ['service'],
  tasks: ['service', 'tasks'],
  targets: ['targets'],
  discovery: ['instances'],
  http: [],
}

/** What the last read found, all of it. */
export interface Found {
  readonly kind: 'found'
  readonly begunAt: number
  readonly service: Service | undefined
  readonly results: readonly CheckResult[]
  /** What is not as it should be, and may still become so. */
  readonly wrong: readonly CheckResult[]
  /** Nothing is wrong but targets of somebody else: until when that can change; undefined: it cannot any more. */
  readonly foreign: { readonly until: number | undefined } | undefined
}

export type NextStep =
  | { readonly kind: 'finished' }
  | { readonly kind: 'again'; readonly parts: readonly Part[]; readonly afterMs: number }

interface Time {
  readonly http: RunningHttp
  /** What was read. */
  readonly parts: readonly Part[]
  readonly now: number
  readonly startedAt: number
  readonly deadline: number
  /** Calls that reading the part takes. */
  readonly costOf: (part: Part) => number
}

/** Pure. What is read next, and after how long. */
export function nextStep(
  { wrong, begunAt, foreign }: Found,
  { http, parts, now, startedAt, deadline, costOf }: Time,
): NextStep {
  if (wrong.length === 0) {
    if (http.endedAt === undefined) return { kind: 'again', parts: SERVICE_ALONE, afterMs: WHILE_REQUESTING_MS }
    if (parts !== ALL_PARTS) return { kind: 'again', parts: ALL_PARTS, afterMs: 0 }
    // A request that did not pass is the result, whatever is read after it.
    if (!http.hasPassed || begunAt >= http.endedAt) return { kind: 'finished' }
    return { kind: 'again', parts: ALL_PARTS, afterMs: 0 }
  }
  if (foreign && foreign.until === undefined) {
    // What serves is said by the last read, too.
    return parts === ALL_PARTS ? { kind: 'finished' } : { kind: 'again', parts: ALL_PARTS, afterMs: 0 }
  }
  const last = Math.max(deadline, foreign?.until ?? 0)
  if (now >= last) return { kind: 'finished' }
  const passing = wrong.map(({ passesAt }) => passesAt)
  if (passing.every(time => time !== undefined) && Math.max(...passing) < last) {
    return { kind: 'again', parts: ALL_PARTS, afterMs: Math.max(AGAIN_SOON_MS, Math.max(...passing) - now) }
  }
  const next = partsOf(wrong)
  const perCallMs = now - startedAt >= LATER_AFTER_MS ? PER_CALL_LATER_MS : PER_CALL_MS
  const pause = Math.max(AGAIN_MS, total(next, costOf) * perCallMs)
  // The last one is of everything.
  if (now + pause >= last) return { kind: 'again', parts: ALL_PARTS, afterMs: last - now }
  return { kind: 'again', parts: next, afterMs: pause }
}

/** Calls that reading the parts takes. */
export function total(parts: readonly Part[], costOf: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + costOf(part), 0)
}

function partsOf(wrong: readonly CheckResult[]): readonly Part[] {
  return [
    ...new Set(wrong.flatMap(({ check, mayBeOtherTasks }) => [...PARTS[check], ...(mayBeOtherTasks ? TASKS : [])])),
  ]
}

const TASKS: readonly Part[] = ['tasks']
