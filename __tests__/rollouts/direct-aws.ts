import type { DirectCall, Invoke } from '../../simulator/direct.ts'
import type { ServiceId } from '../../simulator/world.ts'
import type { Aws, Send, SendOptions } from '../../src/aws/aws.ts'
import type { AwsSettings } from '../../src/aws/create-aws.ts'
import { createSend } from '../../src/aws/send.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface DirectAwsOptions {
  readonly invoke: Invoke
  readonly clock: VirtualClock
  /** How long the way to AWS takes, and the way back, in simulated ms. */
  readonly wayMs?: (() => number) | undefined
  /** Called when a call has been carried out. */
  readonly onCall?: ((call: DirectCall, output: Record<string, unknown>) => void) | undefined
  readonly random?: () => number
}

/** As `create-aws.ts` and `send.ts` have it, in real time. */
const REQUEST_TIMEOUT_MS = 30_000
const POLL_TIMEOUT_MS = 5_000
/** The cuts of `send.ts` are in real time: here they are made in virtual time, so the real ones never come. */
const NEVER_MS = 2 ** 31 - 1

const OVER = new Error('The call has ended.')

interface Client {
  send(command: object, options: { readonly abortSignal?: AbortSignal }): Promise<object>
}

/** AWS for a run of the action in this process: the action's own `send`, and the simulator without HTTP behind it. */
export function createDirectAws(settings: AwsSettings, options: DirectAwsOptions): Aws {
  const send = createSend({
    ...settings,
    pollTimeoutMs: NEVER_MS,
    ...(options.random && { random: options.random }),
  }) as unknown as LooseSend
  const client = (service: ServiceId) => () => Promise.resolve(service as never)
  return {
    region: settings.region,
    ecs: client('ecs'),
    elbv2: client('elasticloadbalancing'),
    serviceDiscovery: client('servicediscovery'),
    logs: client('logs'),
    sts: client('sts'),
    ec2: client('ec2'),
    ecr: () => client('ecr')(),
    secretsManager: client('secretsmanager'),
    ssm: client('ssm'),
    iam: client('iam'),
    applicationAutoScaling: client('application-autoscaling'),
    send: (async (service: Promise<ServiceId>, command: object, sendOptions: SendOptions = {}) => {
      const { timeoutMs: given, ...rest } = sendOptions
      const timeoutMs = given ?? (sendOptions.retry === false ? POLL_TIMEOUT_MS : REQUEST_TIMEOUT_MS)
      const made = createClient(await service, { ...options, region: settings.region, timeoutMs })
      return await send(Promise.resolve(made), command, rest)
    }) as unknown as Send,
  }
}

type LooseSend = (client: Promise<Client>, command: object, options: SendOptions) => Promise<object>

interface ClientOptions extends DirectAwsOptions {
  readonly region: string
  readonly timeoutMs: number
}

function createClient(service: ServiceId, { invoke, clock, wayMs, onCall, region, timeoutMs }: ClientOptions): Client {
  return {
    async send(command, { abortSignal }) {
      const operation = command.constructor.name.replace(/Command$/, '')
      const { input } = command as { readonly input: object }
      const controller = new AbortController()
      const { signal } = controller
      const abort = () => controller.abort(abortSignal?.reason)
      if (abortSignal?.aborted) abort()
      abortSignal?.addEventListener('abort', abort, { once: true })
      const ended = new AbortController()
      const call: DirectCall = { service, operation, input, region, signal, sleep: ms => clock.sleep(ms, signal) }
      const carriedOut = async () => {
        if (wayMs) await clock.sleep(wayMs(), signal)
        const output = await invoke(call)
        onCall?.(call, output)
        if (wayMs) await clock.sleep(wayMs(), signal)
        return output
      }
      const cut = async () => {
        await clock.sleep(timeoutMs, ended.signal)
        controller.abort()
        throw timeoutError(timeoutMs)
      }
      const running = carriedOut()
      running.catch(() => undefined)
      const cutting = cut()
      cutting.catch(() => undefined)
      try {
        return await Promise.race([running, cutting])
      } finally {
        abortSignal?.removeEventListener('abort', abort)
        ended.abort(OVER)
      }
    },
  }
}

function timeoutError(ms: number): Error {
  return Object.assign(new Error(`AWS did not respond within ${ms / 1000} s`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  })
}
