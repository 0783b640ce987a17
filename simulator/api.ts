import { randomUUID } from 'node:crypto'
import { ApiError } from './errors.ts'
import { type Faults, refusalOf, throttled } from './faults.ts'
import { isWrite, type RecordingJournal } from './journal.ts'
import type { LateReads } from './late-reads.ts'
import type { FaultEffect, JournalEntry } from './options.ts'
import type { Rates } from './rates.ts'
import { createRounds } from './rounds.ts'
import type { HttpAnswer, HttpHandler, HttpRequest } from './server.ts'
import {
  type AddressedRequest,
  addressOf,
  contentType,
  type DecodedRequest,
  decodeRequest,
  encodeError,
  unknownOperation,
} from './wire/dispatch.ts'
import type { ServiceWire } from './wire/services.ts'
import type { Operations, ServiceId, World } from './world.ts'

/** What the API needs from the simulator. */
export interface ApiParts {
  readonly world: World
  readonly operations: Readonly<Record<ServiceId, Operations>>
  readonly journal: RecordingJournal
  readonly faults: Faults
  readonly rates: Rates
  readonly lateReads: LateReads
}

/** The result of a call: the answer to send, and the outcome that the journal records. */
interface Outcome {
  readonly answer: HttpAnswer | 'drop' | 'hang'
  readonly outcome: string
}

/** Handles API requests: decodes the call, throttles it, injects faults, runs the operation, writes the journal. */
export function createApi(parts: ApiParts): HttpHandler {
  const rounds = createRounds()
  return async request => {
    const startedAt = performance.now()
    const target = request.headers['x-amz-target']
    const addressed = addressOf(typeof target === 'string' ? target : undefined, request.body)
    if (!addressed) return { answer: notAnApiCall() }

    const decoded = await decodeRequest(addressed).catch(asApiError)
    if (parts.world.settings.latencyMs) await realSleep(parts.world.settings.latencyMs)
    if (parts.world.settings.answersInRounds) await rounds.join()
    parts.world.clock.settle()
    const entry: JournalEntry = parts.journal.open({
      service: addressed.service.id,
      operation: addressed.operation,
      input: decoded instanceof ApiError ? {} : decoded.input,
      startedAt,
      simulatedAt: parts.world.clock.now(),
      invocationId: header(request, 'amz-sdk-invocation-id'),
      userAgent: header(request, 'user-agent'),
    })
    const { answer, outcome } = await handle(parts, { addressed, decoded, region: regionOf(request, parts.world) })
    return { answer, sent: () => parts.journal.close(entry, outcome) }
  }
}

interface ReceivedCall {
  readonly addressed: AddressedRequest
  readonly decoded: DecodedRequest | ApiError
  readonly region: string | undefined
}

async function handle(parts: ApiParts, call: ReceivedCall): Promise<Outcome> {
  const { service, operation } = call.addressed
  if (call.region === undefined) return refused(service, missingAuthentication(service))
  if (parts.world.settings.rates && !parts.rates.take(service.id, operation)) {
    return refused(service, throttled(service))
  }
  const effects = parts.faults.next(service.id, operation)
  for (const effect of effects) if (effect.kind === 'hook') effect.run()

  const failure = effects.map(effect => failureOf(effect, call.addressed, parts.world)).find(found => found)
  const result = failure ?? act(parts, { ...call, region: call.region })

  for (const effect of effects) if (effect.kind === 'slow') await realSleep(effect.ms)
  if (effects.some(effect => effect.kind === 'hang' && effect.acted)) return HUNG
  return effects.some(effect => effect.kind === 'drop' && effect.acted) ? DROPPED : result
}

const DROPPED: Outcome = { answer: 'drop', outcome: 'dropped' }
const HUNG: Outcome = { answer: 'hang', outcome: 'hung' }

/** The answer that replaces the operation's own; undefined if the operation runs. */
function failureOf(effect: FaultEffect, { service, operation }: AddressedRequest, world: World): Outcome | undefined {
  const refusal = refusalOf(effect, { service, operation, world })
  if (refusal) return refused(service, refusal)
  switch (effect.kind) {
    case 'html': {
      const body = '<html><body><h1>Service Unavailable</h1></body></html>'
      const answer = { status: effect.status, headers: { 'content-type': 'text/html' }, body }
      return { answer, outcome: `html ${effect.status}` }
    }
    case 'drop':
      return effect.acted ? undefined : DROPPED
    case 'hang':
      return effect.acted ? undefined : HUNG
    default:
      return undefined
  }
}

function act(
  { operations, lateReads, world }: ApiParts,
  { addressed, decoded, region }: ReceivedCall & { region: string },
): Outcome {
  const { service, operation } = addressed
  if (decoded instanceof ApiError) return refused(service, decoded)
  try {
    const run = lateReads.past(service.id, operation) ?? operations[service.id][operation]
    if (!run) throw unknownOperation(service, operation)
    if (isWrite(operation)) world.clock.changing()
    const requestId = randomUUID()
    const body = decoded.encode(run(decoded.input, { service: service.id, operation, region }), requestId)
    // The machine's own time: a client corrects its clock by it, so simulated time has no place here.
    const headers = {
      'content-type': contentType(service),
      'x-amzn-requestid': requestId,
      date: new Date().toUTCString(),
    }
    return { answer: { status: 200, headers, body }, outcome: 'ok' }
  } catch (error) {
    return refused(service, error instanceof ApiError ? error : mistake(error))
  }
}

function refused(service: ServiceWire, error: ApiError): Outcome {
  const requestId = randomUUID()
  const headers = { 'content-type': contentType(service), 'x-amzn-requestid': requestId }
  return {
    answer: { status: error.status, headers, body: encodeError(service, error, requestId) },
    outcome: error.code,
  }
}

/** A mistake in the simulator itself. The status is 501, which no SDK retries, so that it is noticed at once. */
function mistake(error: unknown): ApiError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new ApiError('SimulatorMistake', text, { status: 501 })
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : mistake(error)
}

/** "Common Errors": a request that is not signed. */
function missingAuthentication(service: ServiceWire): ApiError {
  const code = service.protocol === 'json' ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken'
  return new ApiError(code, 'Missing Authentication Token', { status: service.protocol === 'json' ? 400 : 403 })
}

function notAnApiCall(): HttpAnswer {
  const body = JSON.stringify({ __type: 'UnknownOperationException', message: 'No service has this address.' })
  return { status: 404, headers: { 'content-type': 'application/x-amz-json-1.1' }, body }
}

/** The region in the signature's credential scope: `Credential=AKID/20250101/us-east-1/ecs/aws4_request`. */
function regionOf(request: HttpRequest, world: World): string | undefined {
  const authorization = header(request, 'authorization')
  if (authorization === undefined) return undefined
  return /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(authorization)?.[1] ?? world.region
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** The running server keeps the process alive. An answer that nobody is waiting for any longer does not. */
function realSleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms).unref())
}
