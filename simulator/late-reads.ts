import type { SimulatedClock } from './clock.ts'
import { isWrite } from './journal.ts'
import type { Operation, Operations, ServiceId } from './world.ts'

/** One read, as a rule sees it. */
export interface ReadCall {
  /** Simulated milliseconds since the epoch. */
  readonly now: number
  /** The reads to which the rule has applied so far, this one included. */
  readonly count: number
}

/** Which reads show an earlier state, and how much earlier. AWS promises no more than that reads catch up in the end. */
export interface LateReadRule {
  /** `DescribeServices`, or `servicediscovery:ListServices` where two services share a name. `*` is every read. */
  readonly operation: string
  /** The rule applies from this moment on (simulated milliseconds since the epoch). Default: at once. */
  readonly from?: number
  /** The rule no longer applies from this moment on. Default: forever. */
  readonly until?: number
  /** The oldest moment that the rule shows, however long ago it is. Other states are kept for 15 simulated minutes. */
  readonly keepFrom?: number
  /** By how many simulated milliseconds this read is late. 0: it shows the truth. */
  lagMs(call: ReadCall): number
}

interface Window {
  readonly operation: string
  readonly from?: number
  readonly until?: number
}

/** Every read shows the state of `ms` ago. */
export function late({ ms, ...window }: Window & { readonly ms: number }): LateReadRule {
  return { ...window, lagMs: () => ms }
}

/** Every read shows the state at one moment. */
export function frozen({ at, ...window }: Window & { readonly at: number }): LateReadRule {
  return { ...window, keepFrom: at, lagMs: ({ now }) => now - at }
}

/** Every `every`-th read goes back by `ms`: what the reads between have shown is gone again. */
export function reversed({ ms, every, ...window }: Window & { readonly ms: number; readonly every: number }) {
  return { ...window, lagMs: ({ count }) => (count % every === 0 ? ms : 0) } satisfies LateReadRule
}

/** A service that can copy its state: the function that it returns makes the operations that read the copy at a time. */
export interface Recordable {
  capture(): (at: number) => Operations
}

export interface LateReads {
  /** Replaces all rules. The first one that applies to a read counts. States are recorded from now on. */
  set(...rules: readonly LateReadRule[]): void
  /** Removes all rules, and forgets the earlier states. */
  clear(): void
  /** Records states before there is a rule, so that the first late reads can go back to before the rule was set. */
  record(): void
  /** The operation on an earlier state, if a rule says so and the state was another one. */
  past(service: ServiceId, operation: string): Operation | undefined
}

type Past = ReadonlyMap<ServiceId, (at: number) => Operations>

const KEPT_MS = 15 * 60_000

/**
 * Keeps copies of the services' states, one for each moment at which something changed. Late reads are answered from
 * them, so that they show what was true, whatever they ask for.
 */
export function createLateReads(
  clock: SimulatedClock,
  services: Readonly<Partial<Record<ServiceId, Recordable>>>,
): LateReads {
  let rules: { readonly rule: LateReadRule; seen: number }[] = []
  let recording = false
  let history: { readonly at: number; readonly past: Past }[] = []
  /** The present state began at this moment. */
  let since = Number.NEGATIVE_INFINITY

  clock.onChange(() => {
    const now = clock.now()
    if (!recording || now <= since) return
    history.push({ at: since, past: capture() })
    since = now
    const keepFrom = Math.min(now - KEPT_MS, ...rules.map(({ rule }) => rule.keepFrom ?? now))
    const oldest = history.findLastIndex(({ at }) => at < keepFrom)
    if (oldest > 0) history = history.slice(oldest)
  })

  function capture(): Past {
    const entries = Object.entries(services).map(([id, service]) => [id as ServiceId, service.capture()] as const)
    return new Map(entries)
  }

  function record(): void {
    if (recording) return
    recording = true
    since = Number.NEGATIVE_INFINITY
  }

  return {
    record,
    set(...given) {
      record()
      rules = given.map(rule => ({ rule, seen: 0 }))
    },
    clear() {
      rules = []
      history = []
      recording = false
    },
    past(service, operation) {
      if (isWrite(operation)) return undefined
      const now = clock.now()
      const applying = rules.find(({ rule }) => applies(rule, { service, operation, now }))
      if (!applying) return undefined
      applying.seen++
      const moment = now - applying.rule.lagMs({ now, count: applying.seen })
      // What changes at a moment is seen after it.
      if (moment >= now || moment > since) return undefined
      const shown = history.findLast(({ at }) => at < moment) ?? history[0]
      return shown?.past.get(service)?.(moment)[operation]
    },
  }
}

function applies(rule: LateReadRule, call: { service: ServiceId; operation: string; now: number }): boolean {
  const named = ['*', call.operation, `${call.service}:${call.operation}`].includes(rule.operation)
  return named && call.now >= (rule.from ?? call.now) && call.now < (rule.until ?? Number.POSITIVE_INFINITY)
}
