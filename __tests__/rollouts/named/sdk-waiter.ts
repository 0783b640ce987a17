import { type DescribeServicesCommand, type ECSClient, waitForServicesStable } from '@aws-sdk/client-ecs'
import type { Simulator } from '../../../simulator/simulator.ts'
import { CLUSTER } from '../stage.ts'
import type { VirtualClock } from '../virtual-clock.ts'

export interface WaiterEnd {
  readonly says: 'SUCCESS' | 'FAILURE' | 'TIMEOUT'
  readonly seconds: number
}

/** As deployments by the SDK are usually waited for: 30 minutes, and the waiter's own delays. */
const MAX_WAIT_MS = 30 * 60_000
const MIN_DELAY_MS = 15_000
const MAX_DELAY_MS = 600_000

/**
 * The SDK's `waitUntilServicesStable`, in virtual time. Each check is its own (`waitForServicesStable`, which
 * checks once before it sees that it is aborted); the delays between them are those of `runPolling` in @smithy/core (util-waiter/poller.js), which sleeps
 * in real time.
 */
export async function waitAsTheSdk(simulator: Simulator, clock: VirtualClock, service: string): Promise<WaiterEnd> {
  const startedAt = clock.now()
  const until = startedAt + MAX_WAIT_MS
  const end = (says: WaiterEnd['says']) => ({ says, seconds: (clock.now() - startedAt) / 1000 })
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0) {
      const delayMs = backOff(attempt, until - clock.now())
      if (clock.now() + delayMs > until) return end('TIMEOUT')
      await clock.sleep(delayMs)
    }
    const { state } = await check(simulator, clock, service)
    if (state === 'SUCCESS' || state === 'FAILURE') return end(state)
  }
}

/** One check, which retries what fails as the SDK's client does: three attempts within about a second. */
async function check(simulator: Simulator, clock: VirtualClock, service: string): Promise<{ readonly state: string }> {
  const client = {
    async send({ input }: DescribeServicesCommand): Promise<object> {
      const { region } = simulator.world
      const call = { service: 'ecs', operation: 'DescribeServices', input, region, sleep: clock.sleep } as const
      for (let attempt = 1; ; attempt++) {
        try {
          return await within(simulator.invoke({ ...call, signal: new AbortController().signal }), clock)
        } catch (error) {
          if (attempt === 3) throw error
          await clock.sleep(300)
        }
      }
    },
  } as unknown as ECSClient
  const once = { client, maxWaitTime: 60, abortSignal: { aborted: true, onabort: null } }
  return await waitForServicesStable(once, { cluster: CLUSTER, services: [service] })
}

/** A call without a response is given up after a minute (assumed: the SDK itself has no limit). */
async function within<Output>(call: Promise<Output>, clock: VirtualClock): Promise<Output> {
  call.catch(() => undefined)
  const ended = new AbortController()
  const cut = clock.sleep(60_000, ended.signal).then(() => Promise.reject(new Error('No response.')))
  cut.catch(() => undefined)
  try {
    return await Promise.race([call, cut])
  } finally {
    ended.abort(new Error('The call has ended.'))
  }
}

function backOff(attempt: number, leftMs: number): number {
  const ceiling = Math.log2(MAX_DELAY_MS / MIN_DELAY_MS) + 1
  if (attempt > ceiling) return MAX_DELAY_MS
  const most = Math.min(MIN_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS)
  const delayMs = MIN_DELAY_MS + Math.random() * (most - MIN_DELAY_MS)
  return delayMs > leftMs ? Math.max(0, leftMs - 500) : delayMs
}
