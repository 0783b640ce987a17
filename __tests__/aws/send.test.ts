import { CreateServiceCommand, DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import type { Command, MetadataBearer } from '@smithy/types'
import type { SendOptions } from '../../src/aws/aws.ts'
import { createSend } from '../../src/aws/send.ts'
import { UnexpectedAnswerError } from '../../src/aws/unexpected-answer.ts'
import { CancelledError } from '../../src/runtime.ts'
import {
  createScriptedClient,
  createServiceError,
  createSteppedClock,
  createTransportError,
} from './scripted-client.ts'

const DESCRIBE = new DescribeServicesCommand({ cluster: 'main', services: ['api'] })
const CREATE = new CreateServiceCommand({ cluster: 'main', serviceName: 'api' })
const UPDATE = new UpdateServiceCommand({ cluster: 'main', service: 'api' })
const FORCE = new UpdateServiceCommand({ cluster: 'main', service: 'api', forceNewDeployment: true })

const THROTTLE = createServiceError('ThrottlingException', 400, 'Rate exceeded')
const FAULT = createServiceError('ServerException', 500)
const RESET = createTransportError('ECONNRESET')
const RESPONSE = { services: [] }

interface Overrides {
  readonly maxAttempts?: number
  readonly random?: number
  readonly onSleep?: () => void
  readonly command?: object
  readonly options?: SendOptions
}

/** Sends one command to a scripted client, and returns everything that came of it. */
function createRun({ maxAttempts, random = 1, onSleep, command = DESCRIBE, options }: Overrides = {}) {
  const clock = createSteppedClock(onSleep)
  const abort = new AbortController()
  const infos: string[] = []
  const debugs: string[] = []
  const send = createSend({
    clock,
    signal: abort.signal,
    random: () => random,
    log: { info: line => infos.push(line), debug: line => debugs.push(line) },
    ...(maxAttempts !== undefined && { maxAttempts }),
  })
  return {
    clock,
    abort,
    infos,
    debugs,
    to: (client: ReturnType<typeof createScriptedClient>) =>
      send(client.client, command as Command<object, object, MetadataBearer, MetadataBearer, unknown>, options),
  }
}

describe('throttles', () => {
  test.each([
    ['ThrottlingException', 400],
    ['Throttling', 400],
    ['RequestLimitExceeded', 503],
    ['TooManyRequestsException', 429],
  ])('%s: tried again until it succeeds', async (name, status) => {
    const run = createRun()
    const error = createServiceError(name, status)
    const client = createScriptedClient(run.clock, error, error, RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
    expect(client.attempts).toEqual([0, 300, 900])
  })

  test('for five minutes, at intervals of at most 30 s', async () => {
    const run = createRun()
    const client = createScriptedClient(run.clock, THROTTLE)
    await expect(run.to(client)).rejects.toBe(THROTTLE)
    const gaps = client.attempts.slice(1).map((at, index) => at - (client.attempts[index] ?? 0))
    expect(gaps).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, ...Array(8).fill(30_000)])
    expect(client.attempts.at(-1)).toBeLessThanOrEqual(300_000)
    expect((client.attempts.at(-1) ?? 0) + 30_000).toBeGreaterThan(300_000)
  })

  test('the delay is spread between half and the whole of the step', async () => {
    const run = createRun({ random: 0 })
    const client = createScriptedClient(run.clock, THROTTLE, THROTTLE, RESPONSE)
    await run.to(client)
    expect(client.attempts).toEqual([0, 150, 450])
  })

  test('the log says once that AWS throttles, and only if it lasts', async () => {
    const brief = createRun()
    await brief.to(createScriptedClient(brief.clock, THROTTLE, THROTTLE, RESPONSE))
    expect(brief.infos).toEqual([])
    const long = createRun()
    await long.to(createScriptedClient(long.clock, ...Array(8).fill(THROTTLE), RESPONSE))
    expect(long.infos).toEqual(['AWS throttles DescribeServices; trying again for up to five minutes.'])
  })

  test('a throttled write is tried again: AWS did nothing', async () => {
    const run = createRun({ command: CREATE })
    const client = createScriptedClient(run.clock, THROTTLE, RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
  })

  test('two registrations of one family at once count as a throttle', async () => {
    const run = createRun()
    const conflict = createServiceError(
      'ClientException',
      400,
      'Too many concurrent attempts to create a new revision of the specified family.',
    )
    const client = createScriptedClient(run.clock, ...Array(9).fill(conflict), RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
  })
})

describe('faults of AWS and of the network', () => {
  test.each([
    ['a 500 of AWS', FAULT],
    ['a 503', createServiceError('ServiceUnavailable', 503)],
    ['a connection that was cut', RESET],
    ['a connection that was refused', createTransportError('ECONNREFUSED', 'connect')],
    ['a name that does not resolve', createTransportError('ENOTFOUND', 'getaddrinfo')],
    ['an HTML page', new UnexpectedAnswerError(502)],
    [
      'a response that is not JSON',
      Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: 200 } }),
    ],
    ['a timeout', Object.assign(new Error('too slow'), { name: 'TimeoutError', code: 'ETIMEDOUT' })],
  ])('%s: a read is tried again', async (_name, error) => {
    const run = createRun()
    const client = createScriptedClient(run.clock, error, RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
    expect(client.attempts).toEqual([0, 300])
  })

  test('for half a minute, at intervals of at most 5 s', async () => {
    const run = createRun()
    const client = createScriptedClient(run.clock, FAULT)
    await expect(run.to(client)).rejects.toBe(FAULT)
    expect(client.attempts).toEqual([0, 300, 900, 2_100, 4_500, 9_300, 14_300, 19_300, 24_300, 29_300])
  })

  test('the half minute counts from the first fault in a row, not from the first attempt', async () => {
    const run = createRun()
    const client = createScriptedClient(run.clock, ...Array(9).fill(THROTTLE), FAULT, FAULT, RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
    expect(run.clock.now()).toBeGreaterThan(30_000)
  })

  test('attempts that take half a minute each are made at least three times', async () => {
    const run = createRun()
    const slow = () => {
      void run.clock.sleep(30_000)
      return Object.assign(new Error('too slow'), { name: 'TimeoutError', code: 'ETIMEDOUT' })
    }
    const client = createScriptedClient(run.clock, slow)
    await expect(run.to(client)).rejects.toThrow('too slow')
    expect(client.attempts).toHaveLength(3)
  })

  test('a clock that the SDK has just corrected', async () => {
    const skewed = Object.assign(createServiceError('SignatureDoesNotMatch', 403), {
      $metadata: { httpStatusCode: 403, clockSkewCorrected: true },
    })
    const run = createRun({ command: CREATE })
    expect(await run.to(createScriptedClient(run.clock, skewed, RESPONSE))).toBe(RESPONSE)
  })
})

describe('a write whose response was lost', () => {
  const LOST: readonly (readonly [string, Error])[] = [
    ['the connection was cut', RESET],
    ['the call timed out', Object.assign(new Error('too slow'), { name: 'TimeoutError', code: 'ETIMEDOUT' })],
    ['a gateway returned HTML', new UnexpectedAnswerError(502)],
    ['a gateway returned something unreadable', createServiceError('Unknown', 502)],
  ]

  test.each(LOST)('that may not be repeated, %s: sent once, and the caller has to check', async (_name, error) => {
    for (const command of [CREATE, FORCE]) {
      const run = createRun({ command })
      const client = createScriptedClient(run.clock, error)
      await expect(run.to(client)).rejects.toMatchObject({ name: 'AmbiguousError', cause: error })
      expect(client.attempts).toHaveLength(1)
    }
  })

  test.each(LOST)('that may be repeated, %s: sent again', async (_name, error) => {
    const run = createRun({ command: UPDATE })
    expect(await run.to(createScriptedClient(run.clock, error, RESPONSE))).toBe(RESPONSE)
  })

  test('the error names the operation and what became of it', async () => {
    const run = createRun({ command: CREATE })
    await expect(run.to(createScriptedClient(run.clock, RESET))).rejects.toThrow(
      'CreateService was sent, but the response was lost (read ECONNRESET)',
    )
  })

  test.each([
    ['was never connected', createTransportError('ECONNREFUSED', 'connect')],
    ['could not reach the host', createTransportError('EHOSTUNREACH', 'connect')],
    ['timed out while connecting', Object.assign(new Error('not connected'), { name: 'TimeoutError' })],
    ['got 500 in AWS’s own format', FAULT],
    ['got 503 from a gateway', new UnexpectedAnswerError(503)],
  ])('a write that %s was not carried out, and is sent again', async (_name, error) => {
    const run = createRun({ command: CREATE })
    const client = createScriptedClient(run.clock, error, RESPONSE)
    expect(await run.to(client)).toBe(RESPONSE)
  })
})

describe('what no later attempt can cure is thrown at once, as the SDK created it', () => {
  test.each([
    ['AccessDeniedException', 400],
    ['ExpiredTokenException', 400],
    ['UnrecognizedClientException', 400],
    ['ClusterNotFoundException', 400],
    ['ValidationError', 400],
  ])('%s', async (name, status) => {
    const run = createRun()
    const error = createServiceError(name, status)
    const client = createScriptedClient(run.clock, error)
    await expect(run.to(client)).rejects.toBe(error)
    expect(client.attempts).toEqual([0])
  })

  test('credentials that cannot be found', async () => {
    const run = createRun()
    const error = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
    await expect(run.to(createScriptedClient(run.clock, error))).rejects.toBe(error)
  })
})

describe('one attempt where the caller has its own pace', () => {
  test.each([
    ['a throttle', THROTTLE],
    ['a fault', FAULT],
  ])('%s', async (_name, error) => {
    const run = createRun({ options: { retry: false } })
    const client = createScriptedClient(run.clock, error)
    await expect(run.to(client)).rejects.toBe(error)
    expect(client.attempts).toEqual([0])
  })

  test('a given number of attempts', async () => {
    const run = createRun({ maxAttempts: 2 })
    const client = createScriptedClient(run.clock, THROTTLE)
    await expect(run.to(client)).rejects.toBe(THROTTLE)
    expect(client.attempts).toHaveLength(2)
  })
})

describe('cancellation throws its reason', () => {
  test('before anything is sent', async () => {
    const run = createRun()
    run.abort.abort(new CancelledError())
    const client = createScriptedClient(run.clock, RESPONSE)
    await expect(run.to(client)).rejects.toThrow(CancelledError)
    expect(client.attempts).toEqual([])
  })

  test('while a call is under way, whatever the SDK makes of it', async () => {
    const run = createRun({ command: CREATE })
    const client = createScriptedClient(run.clock, () => {
      run.abort.abort(new CancelledError())
      return Object.assign(new Error('Request aborted'), { name: 'AbortError' })
    })
    await expect(run.to(client)).rejects.toThrow(CancelledError)
    expect(client.attempts).toHaveLength(1)
  })

  test('while it waits for the next attempt', async () => {
    const run: ReturnType<typeof createRun> = createRun({ onSleep: () => run.abort.abort(new CancelledError()) })
    const client = createScriptedClient(run.clock, THROTTLE)
    await expect(run.to(client)).rejects.toThrow(CancelledError)
    expect(client.attempts).toHaveLength(1)
  })

  test('by the signal of this call alone', async () => {
    const own = new AbortController()
    const run = createRun({ options: { signal: own.signal }, onSleep: () => own.abort(new CancelledError()) })
    await expect(run.to(createScriptedClient(run.clock, THROTTLE))).rejects.toThrow(CancelledError)
    expect(run.abort.signal.aborted).toBe(false)
  })
})

test('debug lines name operation, resource and time, and nothing else of the input', async () => {
  const command = new CreateServiceCommand({ cluster: 'main', serviceName: 'api', clientToken: 's3cret' })
  const run = createRun({ command })
  await run.to(createScriptedClient(run.clock, THROTTLE, RESPONSE))
  expect(run.debugs).toEqual(['CreateService api: ThrottlingException after 0 ms', 'CreateService api: 0 ms'])
})
