import { DescribeServicesCommand, StopServiceDeploymentCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import type { Client, Command, MetadataBearer } from '@smithy/types'
import type { SendOptions } from '../../src/aws/aws.ts'
import { isTransient } from '../../src/aws/errors.ts'
import { createSend, type SendSettings } from '../../src/aws/send.ts'
import type { WriteState } from '../../src/aws/writes.ts'
import { CancelledError } from '../../src/runtime.ts'
import { createServiceError, createSteppedClock, createTransportError } from './scripted-client.ts'

type AnyCommand = Command<object, object, MetadataBearer, MetadataBearer, unknown>

const DESCRIBE = new DescribeServicesCommand({ cluster: 'main', services: ['api'] }) as unknown as AnyCommand
const UPDATE = new UpdateServiceCommand({ cluster: 'main', service: 'api' }) as unknown as AnyCommand
const FORCE = new UpdateServiceCommand({ service: 'api', forceNewDeployment: true }) as unknown as AnyCommand
const STOP = new StopServiceDeploymentCommand({ serviceDeploymentArn: 'arn:d' }) as unknown as AnyCommand
const RESPONSE = { service: { serviceName: 'api' } }

/** A client whose responses arrive when the test says so. */
function createRun(settings: Partial<SendSettings> = {}) {
  const cancel = new AbortController()
  const giveUp = new AbortController()
  const states: string[] = []
  let sent = 0
  let respond: (response: object | Error) => void = () => undefined
  const send = () => {
    sent += 1
    return new Promise<object>((resolve, reject) => {
      respond = response => (response instanceof Error ? reject(response) : resolve(response))
    })
  }
  const client = Promise.resolve({ send } as unknown as Client<object, MetadataBearer, unknown>)
  const sendCommand = createSend({
    clock: createSteppedClock(),
    log: { info: () => undefined, debug: () => undefined },
    signal: cancel.signal,
    giveUp: giveUp.signal,
    random: () => 1,
    writeGraceMs: 30,
    pollTimeoutMs: 20,
    onWrite: ({ api, operation, resource }, state: WriteState) => {
      states.push(`${api}:${operation} ${resource} ${state.kind}`)
    },
    ...settings,
  })
  return {
    states,
    cancel: () => cancel.abort(new CancelledError()),
    giveUp: () => giveUp.abort(new CancelledError()),
    respond: (response: object | Error) => respond(response),
    count: () => sent,
    send: (command: AnyCommand, options?: SendOptions) => sendCommand(client, command, options) as Promise<unknown>,
  }
}

/** Waits until the call has reached the client. In an object: awaiting the promise itself would await the response. */
async function under(run: ReturnType<typeof createRun>, command: AnyCommand, options?: SendOptions) {
  let result: Promise<unknown> = Promise.resolve()
  const reached = new Promise<void>(resolve => {
    const before = run.count()
    const poll = () => (run.count() > before ? resolve() : setImmediate(poll))
    result = run.send(command, options)
    result.catch(() => undefined)
    poll()
  })
  await reached
  return { result }
}

describe('the run is cancelled', () => {
  test('a read under way ends at once', async () => {
    const run = createRun()
    const { result } = await under(run, DESCRIBE)
    run.cancel()
    await expect(result).rejects.toThrow(CancelledError)
    expect(run.states).toEqual([])
  })

  test('a write under way: its response is used if it arrives in time', async () => {
    const run = createRun()
    const { result } = await under(run, UPDATE)
    run.cancel()
    await new Promise(resolve => setTimeout(resolve, 5))
    run.respond(RESPONSE)
    expect(await result).toBe(RESPONSE)
    expect(run.states).toEqual(['ecs:UpdateService api sending', 'ecs:UpdateService api answered'])
  })

  test('a write under way: given up if it does not, and what became of it is not known', async () => {
    const run = createRun()
    const { result } = await under(run, UPDATE)
    run.cancel()
    await expect(result).rejects.toThrow(CancelledError)
    expect(run.states).toEqual(['ecs:UpdateService api sending', 'ecs:UpdateService api lost'])
  })

  test('a write under way: given up at once where the process is about to end', async () => {
    const run = createRun({ writeGraceMs: 60_000 })
    const { result } = await under(run, UPDATE)
    run.cancel()
    run.giveUp()
    await expect(result).rejects.toThrow(CancelledError)
  })

  test('a write that AWS refuses meanwhile was not carried out, and is not sent again', async () => {
    const run = createRun()
    const { result } = await under(run, UPDATE)
    run.cancel()
    run.respond(createServiceError('ThrottlingException', 400))
    await expect(result).rejects.toThrow(CancelledError)
    expect(run.states.at(-1)).toBe('ecs:UpdateService api refused')
    expect(run.count()).toBe(1)
  })

  test.each([
    ['a read', DESCRIBE],
    ['a write', UPDATE],
  ])('%s is not begun any more', async (_name, command) => {
    const run = createRun()
    run.cancel()
    await expect(run.send(command)).rejects.toThrow(CancelledError)
    expect(run.count()).toBe(0)
    expect(run.states).toEqual([])
  })

  test('while the state is saved: the write is not sent', async () => {
    const states: string[] = []
    const run = createRun({
      onWrite: async (_write, { kind }) => {
        states.push(kind)
        if (kind === 'sending') run.cancel()
      },
    })
    await expect(run.send(UPDATE)).rejects.toThrow(CancelledError)
    expect(run.count()).toBe(0)
    expect(states).toEqual(['sending', 'refused'])
  })

  test('a call that is allowed afterwards is sent, and ends only when the process is about to end', async () => {
    const run = createRun()
    run.cancel()
    const { result } = await under(run, STOP, { afterCancel: true })
    run.respond(RESPONSE)
    expect(await result).toBe(RESPONSE)
    const other = await under(run, STOP, { afterCancel: true })
    run.giveUp()
    await expect(other.result).rejects.toThrow(CancelledError)
  })
})

describe('a call that hangs', () => {
  test('without retries, it is cut off: a fault that a later poll may not meet', async () => {
    const run = createRun()
    const error = await run.send(DESCRIBE, { retry: false }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'AWS did not respond within 0.02 s' })
    expect(isTransient(error)).toBe(true)
  })

  test('for as long as the call says', async () => {
    const run = createRun({ pollTimeoutMs: 60_000 })
    await expect(run.send(DESCRIBE, { retry: false, timeoutMs: 5 })).rejects.toThrow('within 0.005 s')
  })

  test('a write that was cut off may have been carried out', async () => {
    const run = createRun()
    await expect(run.send(STOP, { retry: false })).rejects.toMatchObject({ name: 'AmbiguousError' })
    expect(run.states.at(-1)).toBe('ecs:StopServiceDeployment arn:d lost')
  })
})

test('a lost write counts as resolved once its caller has looked for what it made', async () => {
  const run = createRun()
  const { result } = await under(run, FORCE)
  run.respond(createTransportError('ECONNRESET'))
  const error = await result.catch((reason: unknown) => reason)
  expect(run.states.at(-1)).toBe('ecs:UpdateService api lost')
  ;(error as { resolve: () => void }).resolve()
  expect(run.states.at(-1)).toBe('ecs:UpdateService api resolved')
})
