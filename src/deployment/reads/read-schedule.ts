import type { CallBudget, Purpose } from '../../aws/call-budget.ts'
import { backOffMs } from '../../back-off.ts'
import type { RolloutFacts } from '../judge/rollout-facts.ts'
import type { Source } from '../snapshot.ts'
import type { Undecided } from '../verdict.ts'
import {
  fingerprintOf,
  hintsAtStoppedTask,
  importantPart,
  isDecisionNear,
  isServingNear,
  lastStopAt,
  mayBecomeHealthy,
  otherSource,
  primarySource,
  type TaskCounts,
  taskCounts,
  throttledSources,
} from './read-hints.ts'

/** What is read next, and after how long. */
export interface NextReads {
  readonly waitMs: number
  readonly sources: readonly Source[]
}

/** Which source is read when. Keeps the little memory that it needs; no timer in it. */
export interface ReadSchedule {
  /** After everything that was read is in `facts`. */
  next(facts: RolloutFacts, judgement: Undecided): NextReads
}

export interface ScheduleOptions {
  /** Of everything that this run reads while it waits. */
  readonly budget: CallBudget
  /** Calls that the next read of the source takes, as a rule. */
  readonly costOf: (source: Source) => number
  /** Their health decides: of `wait-until: serving`. */
  readonly waitsForHealth: () => boolean
  /** Tasks have a health check of some kind: whether one was ever healthy is seen only by reading it while it runs. */
  readonly hasChecks: boolean
  /** From 0 to 1, for the jitter after a throttle. */
  readonly random: () => number
}

/** While things change. A decision is noticed half of this later on average. */
const BUSY_MS = 3_000
/** While the next change is probably the decision. */
const NEAR_MS = 2_000
/** Nothing has changed for a while: 16 reads a minute, and a decision is still noticed within two seconds on average. */
const QUIET_MS = 3_700
const QUIET_AFTER_MS = 15_000
/** Reads so long after the last change count as those of a quiet minute. */
const SETTLED_MS = 30_000
/** The source that is not the one that shows a decision first. */
const OTHER_BUSY_MS = 12_000
/** Another deployment that takes the place of ours may show in DescribeServices alone. */
const SERVICE_AS_OTHER_MS = 8_000
const OTHER_QUIET_MS = 60_000
const RUNNING_MS = 12_000
/** Where their health decides: then it is the pace. */
const SERVING_MS = { busy: 3_500, quiet: 4_400 } as const
/** Tasks that stop without a sign of it in what is read otherwise. */
const STOPPED_MS = 120_000
/** Signs of stopped tasks that come thick and fast are followed once in this time. */
const STOPPED_AGAIN_MS = 5_000
/** A task that is stopping is listed a moment after the counts have changed. */
const MOST_STOP_READS = 2
/** A read that can decide is repeated after so long, so often; then at the pace of quiet phases. */
const AGAIN_MS = 1_000
const QUICK_REPEATS = 8
/** What was read so shortly before is not read again for a change that it has shown itself. */
const JUST_READ_MS = 500
/** With so many reads in the last minute the quickest pace is given up. */
const QUICK_PACE = 14
const THROTTLE_FIRST_MS = 3_000
const THROTTLE_MAX_MS = 30_000

export function createReadSchedule({ random, costOf, budget, ...options }: ScheduleOptions): ReadSchedule {
  const readAt = new Map<Source, number>()
  let throttles = 0
  let changedAt = 0
  let fingerprint = ''
  let important = ''
  let before: TaskCounts | undefined
  let eventsBefore = 0
  let stoppedBefore = 0
  /** How often stopped tasks are still read for the last sign of one. */
  let stopReads = 0
  let needed = ''
  let repeats = 0

  const sinceRead = (source: Source, now: number) => now - (readAt.get(source) ?? Number.NEGATIVE_INFINITY)

  /** The first one sets the time; the others go along where the rate allows it. */
  function plan(
    now: number,
    waitMs: number,
    { decisive: [first, ...decisive], informative = [] }: WantedReads,
  ): NextReads {
    // What can decide at once goes first, as long as there is room for it beside the pace.
    const isUrgent = waitMs === 0 && budget.allows(now, costOf(first), 'decision')
    const start = isUrgent ? now : now + budget.paceMs(now, waitMs, costOf(first))
    const sources: Source[] = []
    const add = (source: Source, purpose: Purpose) => {
      budget.spend(start, costOf(source), purpose)
      readAt.set(source, start)
      if (source === 'stopped-tasks') stopReads = Math.max(0, stopReads - 1)
      sources.push(source)
    }
    add(first, isUrgent ? 'decision' : 'pace')
    for (const source of decisive) if (budget.allows(start, costOf(source), 'decision')) add(source, 'decision')
    for (const source of informative) {
      if (budget.allows(start, costOf(source), 'information')) add(source, 'information')
    }
    return { waitMs: start - now, sources }
  }

  function usual(facts: RolloutFacts, now: number): NextReads {
    const isQuiet = now - changedAt >= QUIET_AFTER_MS
    if (options.waitsForHealth() && isServingNear(facts)) {
      const phase = isQuiet ? 'quiet' : 'busy'
      return plan(now, SERVING_MS[phase], servingReads(now + SERVING_MS[phase], phase))
    }
    const primary = primarySource(facts)
    const other = otherSource(primary)
    if (isQuiet) {
      const waitMs = Math.max(QUIET_MS, budget.quietMs(now, changedAt + SETTLED_MS))
      return plan(now, waitMs, { decisive: quietReads(facts, now + waitMs, primary, other) })
    }
    const isNear = isDecisionNear(facts) && budget.paced(now) < QUICK_PACE
    const waitMs = isNear ? NEAR_MS : BUSY_MS
    const at = now + waitMs
    const wanted: Wanted = { decisive: [primary], informative: [] }
    addStoppedTasks(wanted, at)
    if (sinceRead(other, at) >= (other === 'service' ? SERVICE_AS_OTHER_MS : OTHER_BUSY_MS)) {
      wanted.informative.push(other)
    }
    const isHealthWanted = options.hasChecks && mayBecomeHealthy(facts)
    if (isHealthWanted && sinceRead('running-tasks', at) >= RUNNING_MS) wanted.informative.push('running-tasks')
    return plan(now, waitMs, wanted)
  }

  /** One source at a time: from time to time another one in place of the one that shows a decision first. */
  function quietReads(
    { failedReads }: RolloutFacts,
    at: number,
    primary: Source,
    other: Source,
  ): [Source, ...Source[]] {
    if (stopReads > 0 && sinceRead('stopped-tasks', at) >= STOPPED_AGAIN_MS) return [primary, 'stopped-tasks']
    if (sinceRead(other, at) >= OTHER_QUIET_MS) {
      // One that is refused shows nothing: the other one goes on.
      return failedReads.bySource[other] ? [primary, other] : [other]
    }
    const isRoom = budget.isQuiet(at, costOf(primary) + costOf('stopped-tasks'))
    return isRoom && sinceRead('stopped-tasks', at) >= STOPPED_MS ? [primary, 'stopped-tasks'] : [primary]
  }

  function servingReads(at: number, phase: 'busy' | 'quiet'): Wanted {
    const wanted: Wanted = { decisive: ['running-tasks'], informative: [] }
    addStoppedTasks(wanted, at)
    for (const source of ['service', 'service-deployment'] as const) {
      if (sinceRead(source, at) >= (phase === 'quiet' ? OTHER_QUIET_MS : OTHER_BUSY_MS)) wanted.decisive.push(source)
    }
    return wanted
  }

  function addStoppedTasks({ decisive, informative }: Wanted, at: number): void {
    if (stopReads > 0 && sinceRead('stopped-tasks', at) >= STOPPED_AGAIN_MS) decisive.push('stopped-tasks')
    else if (sinceRead('stopped-tasks', at) >= STOPPED_MS) informative.push('stopped-tasks')
  }

  /** What has changed since the last time, and what that says about what to read. */
  function noteChanges(facts: RolloutFacts): { readonly isImportant: boolean } {
    const seen = fingerprintOf(facts)
    changedAt = seen === fingerprint ? Math.max(changedAt, lastStopAt(facts)) : facts.at
    fingerprint = seen
    const main = importantPart(facts)
    const isImportant = important !== '' && main !== important
    important = main
    if (facts.stoppedTasks.length > stoppedBefore) stopReads = 0
    const counts = taskCounts(facts)
    if (hintsAtStoppedTask(before, counts, facts.events.slice(eventsBefore))) {
      stopReads = facts.at - changedAt >= QUIET_AFTER_MS ? 1 : MOST_STOP_READS
    }
    stoppedBefore = facts.stoppedTasks.length
    before = counts
    eventsBefore = facts.events.length
    return { isImportant }
  }

  /** Reads that are refused because of the rate are everybody's: come back to the usual pace step by step. */
  function slowedMs(isThrottled: boolean): number {
    throttles = isThrottled ? Math.min(throttles + 1, 10) : Math.max(0, throttles - 1)
    if (throttles === 0) return 0
    return Math.round(backOffMs(throttles, { firstMs: THROTTLE_FIRST_MS, longestMs: THROTTLE_MAX_MS, random }))
  }

  /** What a change makes worth reading at once, but what has just been read. */
  function prompted(isImportant: boolean, now: number): readonly Source[] {
    const both: readonly Source[] = isImportant ? ['service-deployment', 'service'] : []
    const sources = both.filter(source => sinceRead(source, now) > JUST_READ_MS)
    return stopReads > 0 && sinceRead('stopped-tasks', now) >= STOPPED_AGAIN_MS
      ? [...sources, 'stopped-tasks']
      : sources
  }

  function forNeeds(needs: readonly Source[], now: number, slowed: number): NextReads | undefined {
    const [need, ...others] = [...needs].sort((a, b) => sinceRead(b, now) - sinceRead(a, now))
    const key = needs.join()
    repeats = key === needed ? repeats + 1 : 0
    needed = key
    if (!need) return undefined
    if (repeats > QUICK_REPEATS) return plan(now, Math.max(QUIET_MS, slowed), { decisive: [need] })
    return plan(now, Math.max(repeats === 0 ? 0 : AGAIN_MS, slowed), { decisive: [need, ...others] })
  }

  return {
    next(facts, { needs }) {
      const now = facts.at
      const slowed = slowedMs(facts.failedReads.isThrottled)
      const { isImportant } = noteChanges(facts)
      const needing = forNeeds(needs, now, slowed)
      if (needing) return needing
      if (slowed > 0) return plan(now, slowed, { decisive: throttledSources(facts) })
      const [first, ...others] = prompted(isImportant, now)
      return first ? plan(now, 0, { decisive: [first, ...others] }) : usual(facts, now)
    },
  }
}

interface Wanted {
  readonly decisive: [Source, ...Source[]]
  readonly informative: Source[]
}

interface WantedReads {
  readonly decisive: readonly [Source, ...Source[]]
  readonly informative?: readonly Source[]
}
