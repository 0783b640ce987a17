import type { Client, MetadataBearer } from '@smithy/types'
import type { Clock } from '../../src/runtime.ts'

type Step = object | Error | (() => object | Error)

export interface ScriptedClient {
  // Not of a particular service: it ignores what it is sent.
  readonly client: Promise<Client<object, MetadataBearer, unknown>>
  /** When each attempt was made, in milliseconds since the start of the clock. */
  readonly attempts: number[]
}

/** A client with scripted responses: errors are thrown, the last step is repeated without end. */
export function createScriptedClient(clock: Pick<Clock, 'now'>, ...steps: readonly Step[]): ScriptedClient {
  const attempts: number[] = []
  const send = async () => {
    const step = steps[Math.min(attempts.length, steps.length - 1)] ?? {}
    attempts.push(clock.now())
    const response = typeof step === 'function' ? step() : step
    if (response instanceof Error) throw response
    return response
  }
  return { client: Promise.resolve({ send } as unknown as Client<object, MetadataBearer, unknown>), attempts }
}

/** A clock that only sleeping moves. @param onSleep called before every sleep */
export function createSteppedClock(onSleep: () => void = () => undefined): Clock {
  let now = 0
  return {
    now: () => now,
    async sleep(ms, signal) {
      onSleep()
      signal?.throwIfAborted()
      now += ms
    },
  }
}

/** An error as the SDK creates it from a response in AWS's format. */
export function createServiceError(name: string, status = 400, message = 'refused'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
}

/** A connection error as Node creates it. */
export function createTransportError(code: string, syscall = 'read'): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}
