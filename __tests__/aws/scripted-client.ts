import type { Client, MetadataBearer } from '@smithy/types'
import type { Clock } from '../../src/runtime.ts'

type Step = object | Error | (() => object | Error)

export interface ScriptedClient {
  // Of no particular service: what it is sent does not matter to it.
  readonly client: Promise<Client<object, MetadataBearer, unknown>>
  /** When each attempt was made, in milliseconds since the start of the clock. */
  readonly attempts: number[]
}

/** A client whose answers are given: errors are thrown, the last step is repeated for ever. */
export function createScriptedClient(clock: Pick<Clock, 'now'>, ...steps: readonly Step[]): ScriptedClient {
  const attempts: number[] = []
  const send = async () => {
    const step = steps[Math.min(attempts.length, steps.length - 1)] ?? {}
    attempts.push(clock.now())
    const answer = typeof step === 'function' ? step() : step
    if (answer instanceof Error) throw answer
    return answer
  }
  return { client: Promise.resolve({ send } as unknown as Client<object, MetadataBearer, unknown>), attempts }
}

/** A clock that only sleeping moves. @param onSleep told of every sleep before it begins */
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

/** An error as the SDK makes it of an answer in AWS's format. */
export function createServiceError(name: string, status = 400, message = 'refused'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
}

/** An error as Node makes it of a connection. */
export function createTransportError(code: string, syscall = 'read'): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}
