import type { Service, Task } from '@aws-sdk/client-ecs'
import { type CallBudget, createCallBudget } from '../aws/call-budget.ts'
import type { Context } from '../context.ts'
import type { VerificationInputs } from '../inputs.ts'
import { COUNT_SHOWN_MS, lastEventAt } from '../resources/service/deployment-identity.ts'
import type { CheckResult } from './check-result.ts'
import { createForeignTargets } from './foreign-targets.ts'
import { judgeSighting, type Standing, standingOf, type Wanted } from './judge-sighting.ts'
import { type Found, nextStep, SERVICE_ALONE, total } from './next-read.ts'
import { startHttp, waitFor } from './running-http.ts'
import { ALL_PARTS, type Part, readSighting, type Sighting, type SightingSubject } from './sighting.ts'
import type { AskedLoadBalancer } from './verify-http.ts'

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

/** What completes just before the deadline is verified, too. */
const SHORTEST_MS = 5_000
/** A read that began so shortly before counts as one of the end, ms. */
const JUST_READ_MS = 1_000

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
        const responses = await http.results
        // A request that goes on until it times out may end long after the last read.
        const last = clock.now() - found.begunAt > JUST_READ_MS ? await examine(ALL_PARTS) : found
        if (last.kind === 'ended') return last
        return { kind: 'checked', checks: [...last.results, ...responses], service: last.service }
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
    knownEventAt = Math.max(knownEventAt, (service && lastEventAt(service)) ?? 0)
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
