import type { ClockMode } from './clock.ts'

/** What can be set when the simulator starts. What is also in `Settings` can be changed while it runs. */
export interface SimulatorOptions {
  /** Default: any free port of 127.0.0.1. */
  readonly port?: number
  readonly account?: string
  readonly region?: string
  readonly partition?: string
  /** Default: driven by hand. */
  readonly clock?: ClockMode
  /** Simulated milliseconds since the epoch at which its time begins. Default: now. */
  readonly startAt?: number
  /** False: nothing listens, and the only way in is `invoke`. Default true. */
  readonly served?: boolean
  /** Real milliseconds by which every answer is delayed. Default 0. */
  readonly latencyMs?: number
  /**
   * Whether AWS's request rates apply, as token buckets that fill in real time, or in simulated time. Default off.
   * `settings.rates` switches them on and off.
   */
  readonly rates?: boolean | { readonly now: 'simulated' }
  readonly pageSize?: number
  /** Simulated milliseconds until a list or describe call sees what was just written. Default 0. */
  readonly readLagMs?: number
}

/** What goes wrong with the calls of an operation. Faults are tried in the order in which they were added. */
export interface Fault {
  /** `CreateService`, or `servicediscovery:CreateService` where two services share a name. `*` is every operation. */
  readonly operation: string
  /** The first call that fails, counted from 1 since the fault was added. Default 1. */
  readonly from?: number
  /** How many calls fail. Default 1; Infinity for all. */
  readonly times?: number
  /** Only calls in this time fail, and count (simulated milliseconds since the epoch). Default: always. */
  readonly during?: { readonly from: number; readonly until: number }
  readonly effect: FaultEffect
}

export type FaultEffect =
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly status?: number }
  | { readonly kind: 'throttle' }
  /** An answer that does not come from the API: a 500 or 503 with HTML, as a broken proxy sends. */
  | { readonly kind: 'html'; readonly status: number }
  /** The connection is cut: before AWS acted, or after it acted but before the answer. */
  | { readonly kind: 'drop'; readonly acted: boolean }
  /** No answer comes, and the connection stays open: before AWS acted (the default), or after. */
  | { readonly kind: 'hang'; readonly acted?: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'expired-token' }
  /** Runs before the operation: the hook can change the world, as a race with another run would. */
  | { readonly kind: 'hook'; readonly run: () => void }

/** One call that reached the simulator. */
export interface JournalEntry {
  readonly index: number
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** True for operations that change something. */
  readonly write: boolean
  /** Real milliseconds (performance.now) at which the request was read and the answer was sent. */
  readonly startedAt: number
  endedAt: number
  /** Simulated time at which the call was handled, milliseconds since the epoch. */
  readonly simulatedAt: number
  /** `ok`, or the error's code; `dropped` if the connection was cut, `hung` if no answer came. */
  outcome: string
  readonly invocationId: string | undefined
  readonly userAgent: string | undefined
}
