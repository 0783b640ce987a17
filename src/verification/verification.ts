import type { Service, Task } from '@aws-sdk/client-ecs'
import { type CallBudget, createCallBudget } from '../aws/call-budget.ts'
import type { Context } from '../context.ts'
import type { VerificationInputs } from '../inputs.ts'
import type { CheckResult } from './check-result.ts'
import { createForeignTargets } from './foreign-targets.ts'
import { judgeSighting, type Standing, standingOf, type Wanted } from './judge-sighting.ts'
import { ALL_PARTS, type Part, readSighting, type Sighting, type SightingSubject } from './sighting.ts'
import { type AskedLoadBalancer, verifyHttp } from './verify-http.ts'

/** What should be running, and how it is verified. */
export interface Verified extends Wanted {
  /** ARNs of the groups that this action manages: nobody else's targets belong there. */
  readonly managedGroups: readonly string[]
  readonly loadBalancer: AskedLoadBalancer | undefined
  readonly inputs: VerificationInputs
  /** Tasks that were described a moment ago: which ones there are is then known without a round trip. */
  readonly knownTasks: readonly Task[] | undefined
  /** Time of the newest event that the watch has seen, ms. */
  readonly lastEventAt: number | undefined
  /** A read has shown the desired count of `identity` before. */
  readonly isCountShown: boolean
  /** What the watch has read before; undefined: there was none. */
  readonly budget: CallBudget | undefined
  /** No attempt is begun after it, but a first one is always made, ms. */
  readonly until: number
}

/** How a verification ended. `checks` is what the last reads showed, all at the same time. */
export type Verification =
  | { readonly kind: 'checked'; readonly checks: readonly CheckResult[]; readonly service: Service | undefined }
  | { readonly kind: 'ended'; readonly standing: Exclude<Standing, { readonly kind: 'ours' | 'unknown' }> }

/** What failed is read again after this time, the rest only once that has passed. */
const AGAIN_MS = 3_000
const AGAIN_SOON_MS = 500
/** So that a minute has at most 40 calls; after half a minute in which nothing has passed, 20. */
const PER_CALL_MS = 1_600
const PER_CALL_LATER_MS = 3_200
const LATER_AFTER_MS = 30_000
/** What completes just before the deadline is verified, too. */
const SHORTEST_MS = 5_000
/** A replacement is noticed while requests are still being sent. */
const WHILE_REQUESTING_MS = 3_700
const SERVICE_ALONE: readonly Part[] = ['service']
/** A read that shows the count of before our own update is late, but not for longer than this. */
const COUNT_SHOWN_MS = 30_000

const PARTS: Readonly<Record<CheckResult['check'], readonly Part[]>> = {
  service: ['service'],
  tasks: ['service', 'tasks'],
  targets: ['targets'],
  discovery: ['instances'],
  http: [],
}

/**
 * Checks tasks, targets, discovery instances and responses until everything is as it should be or time runs out:
 * registration and health lag a little behind a deployment that completed. It passes by one read of service, tasks,
 * targets and instances that begins after every request has passed: what was seen earlier may no longer be true.
 *
 * @throws the SDK's error where the credentials are lost
 */
export async function verifyService(context: Context, wanted: Verified): Promise<Verification> {
  const { clock, signal } = context
  const startedAt = clock.now()
  const until = Math.max(wanted.until, startedAt + SHORTEST_MS)
  const deadline = Math.min(startedAt + wanted.inputs.timeoutSeconds * 1_000, until)
  const end = new AbortController()
  const http = startHttp({ ...context, signal: AbortSignal.any([signal, end.signal]) }, wanted, deadline)
  const examine = createExaminer(context, wanted)
  const costOf = costsOf(wanted)
  const { budget = createCallBudget() } = wanted
  let parts = ALL_PARTS
  try {
    for (;;) {
      budget.spend(clock.now(), total(parts, costOf), 'pace')
      const found = await examine(parts)
      if (found.kind === 'ended') return found
      const next = nextStep(found, { http, parts, now: clock.now(), startedAt, deadline, costOf })
      if (next.kind === 'finished') {
        return { kind: 'checked', checks: [...found.results, ...(await http.results)], service: found.service }
      }
      const paceMs = next.afterMs === 0 ? 0 : budget.paceMs(clock.now(), next.afterMs, total(next.parts, costOf))
      // The last read is made when the time is up, whatever was read before.
      await waitFor(context, Math.min(paceMs, Math.max(next.afterMs, deadline - clock.now())), http)
      parts = next.parts === SERVICE_ALONE && http.endedAt !== undefined ? ALL_PARTS : next.parts
    }
  } finally {
    end.abort(new Error('The verification has ended.'))
  }
}

interface Found {
  readonly kind: 'found'
  readonly begunAt: number
  readonly service: Service | undefined
  readonly results: readonly CheckResult[]
  /** What is not as it should be, and may still become so. */
  readonly wrong: readonly CheckResult[]
  /** Nothing is wrong but targets of somebody else: until when that can change; undefined: it cannot any more. */
  readonly foreign: { readonly until: number | undefined } | undefined
}

type Examiner = (parts: readonly Part[]) => Promise<Found | Extract<Verification, { readonly kind: 'ended' }>>

/** Reads the parts, and judges everything. What is wrong is printed when it is seen. */
function createExaminer(context: Context, wanted: Verified): Examiner {
  const { clock, log } = context
  const startedAt = clock.now()
  const subject = subjectOf(wanted)
  const strangers = createForeignTargets(context, subject, wanted.managedGroups)
  const printed = new Set<string>()
  let sighting: Sighting | undefined = knownSighting(wanted.knownTasks, startedAt)
  let { isCountShown, lastEventAt: knownEventAt = 0 } = wanted

  function desiredCountOf(service: Service | undefined): number {
    const asked = wanted.identity.desiredCount
    isCountShown ||= service?.desiredCount === asked || clock.now() - startedAt >= COUNT_SHOWN_MS
    return isCountShown ? (service?.desiredCount ?? asked) : asked
  }

  return async parts => {
    sighting = await readSighting(context, subject, parts, sighting)
    const standing = standingOf(sighting, wanted, knownEventAt)
    if (standing.kind !== 'ours' && standing.kind !== 'unknown') return { kind: 'ended', standing }
    const service = sighting.service.kind === 'seen' ? sighting.service.value : undefined
    knownEventAt = Math.max(knownEventAt, lastEventOf(service))
    const results = [...judgeSighting(sighting, wanted, desiredCountOf(service))]
    if (standing.kind === 'unknown') results.unshift(standing.result)
    const foreign = await strangers.check(sighting)
    if (foreign) results.push(foreign.result)
    const wrong = results.filter(({ state }) => state === 'failed' || state === 'unread')
    printNew(log, wrong, printed)
    const isForeignAlone = foreign !== undefined && wrong.every(result => result === foreign.result)
    return {
      kind: 'found',
      begunAt: sighting.begunAt,
      service,
      results,
      wrong,
      foreign: isForeignAlone ? { until: foreign.certainAt } : undefined,
    }
  }
}

function lastEventOf(service: Service | undefined): number {
  return Math.max(0, ...(service?.events ?? []).flatMap(({ createdAt }) => createdAt?.getTime() ?? []))
}

type NextStep =
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

/** Pure. */
function nextStep(
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
  if (foreign && foreign.until === undefined) return { kind: 'finished' }
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

/** Ends early where the requests end. */
async function waitFor({ clock, signal }: Context, ms: number, http: RunningHttp): Promise<void> {
  if (ms === 0) return
  if (http.endedAt !== undefined) {
    await clock.sleep(ms, signal)
    return
  }
  const awake = new AbortController()
  const woken = new Error('The requests have ended.')
  const wake = () => awake.abort(woken)
  http.results.then(wake, wake)
  try {
    await clock.sleep(ms, AbortSignal.any([signal, awake.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (error !== woken) throw error
  }
}

function subjectOf({ identity, rules, registryArns, managedGroups }: Verified): SightingSubject {
  return {
    cluster: identity.cluster,
    service: identity.service,
    targetGroupArns: [...new Set([...rules.targetGroups.flat(), ...managedGroups])],
    registryArns,
  }
}

function knownSighting(tasks: readonly Task[] | undefined, at: number): Sighting | undefined {
  if (!tasks) return undefined
  const none = { kind: 'unread', problem: 'not read' } as const
  return {
    begunAt: at,
    at,
    service: none,
    tasks: { kind: 'seen', value: tasks },
    targets: new Map(),
    instances: new Map(),
  }
}

interface RunningHttp {
  readonly results: Promise<readonly CheckResult[]>
  /** undefined: they are still being sent. */
  readonly endedAt: number | undefined
  readonly hasPassed: boolean
}

function startHttp(context: Context, { inputs, loadBalancer, identity }: Verified, deadline: number): RunningHttp {
  const { urls } = inputs
  if (urls.length === 0 || identity.desiredCount === 0) {
    return { results: Promise.resolve([]), endedAt: context.clock.now(), hasPassed: true }
  }
  let endedAt: number | undefined
  let hasPassed = false
  const results = verifyHttp(context, { urls, loadBalancer }, inputs, deadline).then(answers => {
    endedAt = context.clock.now()
    hasPassed = answers.every(({ state }) => state === 'passed')
    return answers
  })
  // Whoever waits for them gets the error; where nobody does any more, nobody needs it.
  results.catch(() => undefined)
  return {
    results,
    get endedAt() {
      return endedAt
    },
    get hasPassed() {
      return hasPassed
    },
  }
}

function costsOf(wanted: Verified): (part: Part) => number {
  const { targetGroupArns, registryArns } = subjectOf(wanted)
  const costs: Readonly<Record<Part, number>> = {
    service: 1,
    tasks: 2,
    targets: targetGroupArns.length,
    instances: registryArns.length,
  }
  return part => costs[part]
}

function total(parts: readonly Part[], costOf: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + costOf(part), 0)
}

function partsOf(wrong: readonly CheckResult[]): readonly Part[] {
  return [...new Set(wrong.flatMap(({ check, detail }) => [...PARTS[check], ...(hasOtherTasks(detail) ? TASKS : [])]))]
}

const TASKS: readonly Part[] = ['tasks']

/** A task that is not (or no longer) a target, or a target whose address no task has: there may be other tasks by now. */
function hasOtherTasks(detail: string): boolean {
  return /is not registered|are not registered|is draining|is not the address|are not addresses/.test(detail)
}

/** What is wrong is printed when it is seen, and once. */
function printNew(log: Context['log'], wrong: readonly CheckResult[], printed: Set<string>): void {
  for (const { check, detail } of wrong) {
    // Durations and the like change from read to read.
    const key = `${check} ${detail.replaceAll(/\d+(\.\d+)?/g, '#')}`
    if (printed.has(key)) continue
    printed.add(key)
    log.info(`not yet  ${check}: ${detail}`)
  }
}
