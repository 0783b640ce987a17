import { backOffMs } from '../back-off.ts'
import type { Clock, Logger } from '../runtime.ts'
import type { Send, SendOptions } from './aws.ts'
import { type Cut, cutShort } from './cut.ts'
import { isRegistrationConflict, isThrottle, isTransient } from './errors.ts'
import { AmbiguousError, isAmbiguous, isAnswerLost, isRepeatable } from './retry-safety.ts'
import { isRead, type OnWrite, operationOf, resourceOf, type SentWrite, type WriteState, writeName } from './writes.ts'

const FIRST_DELAY_MS = 300
const LONGEST_DELAY_MS = 30_000
/** RegisterTaskDefinition is refilled at 1 a second: 200 runs at once need more than three minutes for theirs. */
const THROTTLED_FOR_MS = 5 * 60_000
const FAULTY_FOR_MS = 30_000
const LONGEST_FAULT_DELAY_MS = 5_000
/** A timed-out attempt alone takes as long as faults are retried for. */
const FEWEST_FAULT_RETRIES = 2
/** What a poll returns later than this is worth less than the next poll. */
const POLL_TIMEOUT_MS = 5_000
/** GitHub's runner ends a cancelled step for good ten seconds after the first signal: time for a report is left. */
const WRITE_GRACE_MS = 5_000

export interface SendSettings {
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'debug'>
  /** Cancellation: ends reads and waiting at once, a write under way after a moment, and begins no new write. */
  readonly signal: AbortSignal
  /** The process is about to be ended: every call is given up at once, whatever its options are. */
  readonly giveUp?: AbortSignal | undefined
  readonly onWrite?: OnWrite | undefined
  /** A number in [0, 1). */
  readonly random?: () => number
  /** Attempts of one call, however long they take. Default: as many as fit in the time. */
  readonly maxAttempts?: number
  /** How long a call without retries may take. Default 5 s. */
  readonly pollTimeoutMs?: number
  /** How long a write that is under way at the cancellation is waited for. Default 5 s. */
  readonly writeGraceMs?: number
}

/**
 * The one way in which AWS is called. Retries what a later attempt can cure, so clients are made with one attempt:
 * - throttles, and two registrations of one family at once, with jittered exponential back-off for five minutes;
 * - faults of AWS or of the network for half a minute, but a write that is not {@link isRepeatable} only if AWS
 *   cannot have carried it out: otherwise an {@link AmbiguousError}.
 *
 * Everything else is thrown as the SDK made it. Cancellation throws the signal's reason: of a read at once; of a write
 * that is under way when its response has not arrived a moment later. A response that arrives in time is returned.
 */
export function createSend(settings: SendSettings): Send {
  return async (client, command, options = {}) => {
    const call = describeCall(settings, command, options)
    const { operation } = call.write
    const retries = createRetries(settings)
    for (;;) {
      call.stopped.throwIfAborted()
      try {
        const made = await client
        return await attempt(settings, call, signal => made.send(command, { abortSignal: signal }))
      } catch (error) {
        const delay = options.retry === false || isAmbiguous(error) ? undefined : retries.next(error)
        if (delay === undefined || call.stopped.aborted) throw error
        if (retries.throttles === 4)
          settings.log.info(`AWS throttles ${operation}; trying again for up to five minutes.`)
        await settings.clock.sleep(delay, call.stopped)
      }
    }
  }
}

interface Call {
  /** A read, too. */
  readonly write: SentWrite
  readonly cut: Cut
  /** Whatever ends this call, at once or after a moment: from then on nothing is sent. */
  readonly stopped: AbortSignal
  readonly note: (state: WriteState) => void | Promise<void>
}

function describeCall(settings: SendSettings, command: { readonly input: object }, options: SendOptions): Call {
  const { giveUp, onWrite, pollTimeoutMs = POLL_TIMEOUT_MS, writeGraceMs = WRITE_GRACE_MS } = settings
  const { api, operation } = operationOf(command)
  const isWrite = !isRead(operation)
  const write = { api, operation, resource: resourceOf(command.input), input: command.input }
  const cancelled = options.afterCancel === true ? undefined : settings.signal
  const own = options.signal === settings.signal ? undefined : options.signal
  return {
    write,
    cut: {
      cancelled,
      graceMs: isWrite ? writeGraceMs : 0,
      signals: [own, giveUp],
      timeoutMs: options.timeoutMs ?? (options.retry === false ? pollTimeoutMs : undefined),
    },
    stopped: joinSignals([cancelled, own, giveUp]),
    note: state => (isWrite ? onWrite?.(write, state) : undefined),
  }
}

function joinSignals(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const given = signals.filter(signal => signal !== undefined)
  return given.length === 1 && given[0] ? given[0] : AbortSignal.any(given)
}

async function attempt<Output extends object>(
  { clock, log }: SendSettings,
  { write, cut, stopped, note }: Call,
  send: (signal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  await note({ kind: 'sending' })
  if (stopped.aborted) void note({ kind: 'refused' })
  stopped.throwIfAborted()
  const startedAt = clock.now()
  try {
    const output = await cutShort(cut, send)
    log.debug(`${writeName(write)}: ${clock.now() - startedAt} ms`)
    void note({ kind: 'answered', output })
    return output
  } catch (error) {
    const isLost = isAnswerLost(error) || isGivenUp(error, cut)
    void note({ kind: isLost ? 'lost' : 'refused' })
    stopped.throwIfAborted()
    log.debug(
      `${writeName(write)}: ${error instanceof Error ? error.name : 'error'} after ${clock.now() - startedAt} ms`,
    )
    if (isLost && !isRepeatable(write.operation, write.input)) {
      throw new AmbiguousError(write.operation, error, () => void note({ kind: 'resolved' }))
    }
    throw error
  }
}

/** A signal has ended the call before a response arrived. */
function isGivenUp(error: unknown, { cancelled, signals }: Cut): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true
  return [cancelled, ...signals].some(signal => signal?.aborted === true && signal.reason === error)
}

interface Retries {
  /** Milliseconds until the next attempt; undefined: no more attempts. */
  next(error: unknown): number | undefined
  readonly throttles: number
}

function createRetries({ clock, random = Math.random, maxAttempts = Number.POSITIVE_INFINITY }: SendSettings): Retries {
  const startedAt = clock.now()
  let faultySince: number | undefined
  let attempts = 0
  let throttles = 0
  let faults = 0

  const delayOf = (step: number, longestMs: number) => backOffMs(step, { firstMs: FIRST_DELAY_MS, longestMs, random })

  return {
    get throttles() {
      return throttles
    },
    next(error) {
      attempts += 1
      if (attempts >= maxAttempts) return undefined
      if (isThrottle(error) || isRegistrationConflict(error)) {
        faultySince = undefined
        faults = 0
        const delay = delayOf(throttles++, LONGEST_DELAY_MS)
        return clock.now() + delay - startedAt > THROTTLED_FOR_MS ? undefined : delay
      }
      if (!isTransient(error)) return undefined
      faultySince ??= clock.now()
      const delay = delayOf(faults++, LONGEST_FAULT_DELAY_MS)
      if (faults <= FEWEST_FAULT_RETRIES) return delay
      return clock.now() + delay - faultySince > FAULTY_FOR_MS ? undefined : delay
    },
  }
}
