import { backOffMs } from '../back-off.ts'
import type { Clock, Logger } from '../runtime.ts'
import type { Send } from './aws.ts'
import { isRegistrationConflict, isThrottle, isTransient } from './errors.ts'
import { AmbiguousError, isAmbiguous, isAnswerLost, isRepeatable } from './retry-safety.ts'

const FIRST_DELAY_MS = 300
const LONGEST_DELAY_MS = 30_000
/** RegisterTaskDefinition is refilled at 1 a second: 200 runs at once need more than three minutes for theirs. */
const THROTTLED_FOR_MS = 5 * 60_000
const FAULTY_FOR_MS = 30_000
const LONGEST_FAULT_DELAY_MS = 5_000
/** A timed-out attempt alone takes as long as faults are retried for. */
const FEWEST_FAULT_RETRIES = 2

export interface SendSettings {
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'debug'>
  /** Aborts every call. */
  readonly signal: AbortSignal
  /** A number in [0, 1). */
  readonly random?: () => number
  /** Attempts of one call, however long they take. Default: as many as fit in the time. */
  readonly maxAttempts?: number
}

/**
 * The one way in which AWS is called. Retries what a later attempt can cure, so clients are made with one attempt:
 * - throttles, and two registrations of one family at once, with jittered exponential back-off for five minutes;
 * - faults of AWS or of the network for half a minute, but a write that is not {@link isRepeatable} only if AWS
 *   cannot have carried it out: otherwise an {@link AmbiguousError}.
 *
 * Everything else is thrown as the SDK made it. Cancellation throws the signal's reason at once.
 */
export function createSend(settings: SendSettings): Send {
  const { clock, log } = settings

  return async (client, command, options = {}) => {
    const signal = joinSignals(settings.signal, options.signal)
    const operation = operationOf(command)
    const call = `${operation}${resourceOf(command.input)}`
    const retries = createRetries(settings)

    const attempt = async () => {
      const startedAt = clock.now()
      try {
        const output = await (await client).send(command, { abortSignal: signal })
        log.debug(`${call}: ${clock.now() - startedAt} ms`)
        return output
      } catch (error) {
        signal.throwIfAborted()
        log.debug(`${call}: ${error instanceof Error ? error.name : 'error'} after ${clock.now() - startedAt} ms`)
        if (isAnswerLost(error) && !isRepeatable(operation, command.input)) throw new AmbiguousError(operation, error)
        throw error
      }
    }

    for (;;) {
      signal.throwIfAborted()
      try {
        return await attempt()
      } catch (error) {
        const delay = options.retry === false || isAmbiguous(error) ? undefined : retries.next(error)
        if (delay === undefined || signal.aborted) throw error
        if (retries.throttles === 4) log.info(`AWS throttles ${operation}; trying again for up to five minutes.`)
        await clock.sleep(delay, signal)
      }
    }
  }
}

function joinSignals(all: AbortSignal, own: AbortSignal | undefined): AbortSignal {
  return own && own !== all ? AbortSignal.any([all, own]) : all
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

/** `CreateService`: from the command's schema, which survives minifying; else from its class. */
function operationOf(command: object): string {
  const { schema } = command as { schema?: readonly unknown[] }
  const named = schema?.[2]
  return typeof named === 'string' ? named : command.constructor.name.replace(/Command$/, '')
}

/** Members of AWS's inputs that say which resource is meant, the most telling first. */
const RESOURCE_MEMBERS = [
  'serviceName',
  'service',
  'family',
  'taskDefinition',
  'cluster',
  'TargetGroupArn',
  'RuleArn',
  'ListenerArn',
  'LoadBalancerArn',
  'ServiceId',
  'NamespaceId',
  'OperationId',
  'logGroupName',
  'repositoryName',
  'RoleName',
  'Name',
] as const

/** ` <resource>`, and nothing else of the input: the rest can hold values of environment variables. */
function resourceOf(input: object): string {
  for (const member of RESOURCE_MEMBERS) {
    const value = (input as Record<string, unknown>)[member]
    if (typeof value === 'string') return ` ${value}`
  }
  return ''
}
