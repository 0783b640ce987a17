import type { Context } from '../context.ts'
import type { VerificationInputs } from '../inputs.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { CheckResult } from './check-result.ts'
import { type AskedLoadBalancer, verifyHttp } from './verify-http.ts'

/** The requests of `verify-url`, on their way while everything else is read. */
export interface RunningHttp {
  readonly results: Promise<readonly CheckResult[]>
  /** undefined: they are still being sent. */
  readonly endedAt: number | undefined
  readonly hasPassed: boolean
}

export interface RequestedUrls {
  readonly inputs: VerificationInputs
  readonly loadBalancer: AskedLoadBalancer | undefined
  readonly identity: Pick<DeploymentIdentity, 'desiredCount'>
}

/** @param deadline nothing is requested after it, ms */
export function startHttp(
  context: Context,
  { inputs, loadBalancer, identity }: RequestedUrls,
  deadline: number,
): RunningHttp {
  const { urls } = inputs
  if (urls.length === 0 || identity.desiredCount === 0) {
    return { results: Promise.resolve([]), endedAt: context.clock.now(), hasPassed: true }
  }
  let endedAt: number | undefined
  let hasPassed = false
  const results = verifyHttp(context, { urls, loadBalancer }, inputs, deadline).then(answers => {
    endedAt = context.clock.now()
    hasPassed = answers.every(({ state }) => state === 'passed')
    return answers
  })
  // Whoever waits for them gets the error; where nobody does any more, nobody needs it.
  results.catch(() => undefined)
  return {
    results,
    get endedAt() {
      return endedAt
    },
    get hasPassed() {
      return hasPassed
    },
  }
}

/** Sleeps, and ends early where the requests end. */
export async function waitFor({ clock, signal }: Context, ms: number, http: RunningHttp): Promise<void> {
  if (ms === 0) return
  if (http.endedAt !== undefined) {
    await clock.sleep(ms, signal)
    return
  }
  const awake = new AbortController()
  const woken = new Error('The requests have ended.')
  const wake = () => awake.abort(woken)
  http.results.then(wake, wake)
  try {
    await clock.sleep(ms, AbortSignal.any([signal, awake.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (error !== woken) throw error
  }
}
