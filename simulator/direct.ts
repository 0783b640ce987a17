import type { ApiParts } from './api.ts'
import { ApiError } from './errors.ts'
import { refusalOf, throttled } from './faults.ts'
import { isWrite } from './journal.ts'
import type { FaultEffect } from './options.ts'
import { SERVICES, type ServiceWire } from './wire/services.ts'
import type { ServiceId, World } from './world.ts'

/** A call by a client in the same process. */
export interface DirectCall {
  readonly service: ServiceId
  readonly operation: string
  /** As the SDK takes it. */
  readonly input: object
  /** Default: the simulated region. */
  readonly region?: string
  /** Ends a call that hangs. */
  readonly signal?: AbortSignal | undefined
  /** Waits in simulated time. Default: the simulator's own clock. */
  readonly sleep?: (ms: number) => Promise<void>
}

/**
 * A call as through the API (journal, request rates, faults, late reads), without HTTP, encoding and validation: it
 * takes microseconds. Errors have the names and members that they have when the SDK throws them.
 */
export type Invoke = (call: DirectCall) => Promise<Record<string, unknown>>

export function createInvoke(parts: ApiParts): Invoke {
  const { world, journal } = parts
  return async call => {
    const { operation, signal } = call
    const service = SERVICES.find(({ id }) => id === call.service)
    if (!service) throw new Error(`The simulator has no service ${call.service}.`)
    signal?.throwIfAborted()
    world.clock.settle()
    const input = withoutUndefined(call.input) as Record<string, unknown>
    const entry = journal.open({
      service: service.id,
      operation,
      input,
      startedAt: performance.now(),
      simulatedAt: world.clock.now(),
      invocationId: undefined,
      userAgent: undefined,
    })
    let outcome = 'ok'
    try {
      return await handle(parts, { ...call, input }, service)
    } catch (error) {
      outcome = outcomeOf(error)
      throw error
    } finally {
      journal.close(entry, outcome)
    }
  }
}

async function handle(parts: ApiParts, call: DirectCall, service: ServiceWire): Promise<Record<string, unknown>> {
  const { operation, signal, sleep = parts.world.clock.sleep } = call
  if (parts.world.settings.rates && !parts.rates.take(service.id, operation))
    throw asThrown(service, throttled(service))
  const effects = parts.faults.next(service.id, operation)
  for (const effect of effects) if (effect.kind === 'hook') effect.run()

  const failing = effects.find(effect => replaces(effect))
  const result = failing ? undefined : act(parts, call, service)
  for (const effect of effects) if (effect.kind === 'slow') await sleep(effect.ms)
  if (failing) throw await failureOf(failing, { service, operation, signal, world: parts.world })
  if (effects.some(({ kind }) => kind === 'hang')) await hang(signal)
  if (effects.some(({ kind }) => kind === 'drop')) throw dropped()
  return result ?? {}
}

function act({ operations, lateReads, world }: ApiParts, call: DirectCall, service: ServiceWire) {
  const { operation, input, region = world.region } = call
  const run = lateReads.past(service.id, operation) ?? operations[service.id][operation]
  if (!run) throw new Error(`The simulator has no ${service.id}:${operation}.`)
  if (isWrite(operation)) world.clock.changing()
  try {
    // A copy, as it would be on the wire: what the caller keeps does not change under it.
    return withoutUndefined(run(input, { service: service.id, operation, region })) as Record<string, unknown>
  } catch (error) {
    throw error instanceof ApiError ? asThrown(service, error) : error
  }
}

/** Whether the operation does not run. */
function replaces(effect: FaultEffect): boolean {
  if (effect.kind === 'drop' || effect.kind === 'hang') return effect.acted !== true
  return effect.kind !== 'slow' && effect.kind !== 'hook'
}

async function failureOf(
  effect: FaultEffect,
  at: { service: ServiceWire; operation: string; signal: AbortSignal | undefined; world: World },
): Promise<Error> {
  const { service, signal } = at
  const refusal = refusalOf(effect, at)
  if (refusal) return asThrown(service, refusal)
  switch (effect.kind) {
    case 'html':
      // What the SDK throws when it tries to read a page as JSON.
      return thrown('SyntaxError', `Unexpected token '<', "<html><body"... is not valid JSON`, effect.status)
    case 'drop':
      return dropped()
    case 'hang':
      return await hang(signal)
    default:
      throw new Error(`The effect ${effect.kind} is no failure.`)
  }
}

function hang(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
  })
}

function dropped(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
}

/** Errors of no operation in particular: the SDK knows no class for them, and leaves the code on the wire as name. */
const COMMON = new Set([
  'AccessDenied',
  'ExpiredToken',
  'InvalidAction',
  'RequestExpired',
  'RequestLimitExceeded',
  'Throttling',
  'UnauthorizedOperation',
  'ValidationError',
])

/** The SDK's name for a code of the Query protocol has the suffix `Exception`; codes of EC2 stay as they are. */
function asThrown(service: ServiceWire, { code, message, status, members }: ApiError): Error {
  const isModelled = service.protocol === 'query' && !COMMON.has(code)
  const name = isModelled && !code.endsWith('Exception') ? `${code}Exception` : code
  return Object.assign(thrown(name, message, status), members)
}

function thrown(name: string, message: string, httpStatusCode: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })
}

function outcomeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  if ('code' in error && error.code === 'ECONNRESET') return 'dropped'
  return error.name === 'AbortError' ? 'hung' : error.name
}

/** Members without a value do not go over the wire. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutUndefined(member)]))
}
