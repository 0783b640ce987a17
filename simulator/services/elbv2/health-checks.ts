import type { SimulatedClock } from '../../clock.ts'
import type { TargetBackend } from '../../world.ts'
import { matches } from './health-check-settings.ts'
import type { HealthCheck } from './shapes.ts'

export type CheckResult =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'mismatch'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'refused' }

type Failure = Exclude<CheckResult, { kind: 'healthy' } | { kind: 'checking' }>

export interface HealthCheckTarget {
  readonly backend: TargetBackend
  /** Host header of the checks: address and port of the target. */
  readonly host: string
  /** The settings at the time of each check: a change counts from the next check on. undefined: the group is gone. */
  settings(): HealthCheck | undefined
  /** The load balancer knows the target, and its first check is under way. */
  registered(): void
  /** The state of the target after a check. */
  checked(result: CheckResult): void
}

/** From the registration to the first check. Unknown: assumed to be short. */
const REGISTRATION_MS = 2_000

/**
 * Runs the checks of one target until the returned function is called: one event on the clock at a time.
 *
 * "After your target is registered, it must pass one health check to be considered healthy" (user guide, "Health checks
 * for your target groups"). The healthy threshold counts for a target that was unhealthy (API reference,
 * ModifyTargetGroup), the unhealthy threshold always. Real load balancers check from each of their nodes; here there is
 * one.
 */
export function startHealthChecks(clock: SimulatedClock, target: HealthCheckTarget): () => void {
  let state: 'initial' | 'healthy' | 'unhealthy' = 'initial'
  let inARow = { passed: 0, failed: 0 }
  let cancel = clock.after(REGISTRATION_MS, () => {
    target.registered()
    check()
  })

  function check(): void {
    const settings = target.settings()
    if (!settings) return
    const result = probe(target, settings)
    const intervalMs = settings.HealthCheckIntervalSeconds * 1000
    if (result.kind !== 'timeout') {
      conclude(result, settings)
      cancel = clock.after(intervalMs, check)
      return
    }
    // That no answer comes is known only after the timeout.
    const timeoutMs = settings.HealthCheckTimeoutSeconds * 1000
    cancel = clock.after(timeoutMs, () => {
      conclude(result, settings)
      cancel = clock.after(intervalMs - timeoutMs, check)
    })
  }

  function conclude(result: Failure | { kind: 'healthy' }, settings: HealthCheck): void {
    const passed = result.kind === 'healthy'
    inARow = passed ? { passed: inARow.passed + 1, failed: 0 } : { passed: 0, failed: inARow.failed + 1 }
    if (passed) {
      if (state === 'initial' || inARow.passed >= settings.HealthyThresholdCount) state = 'healthy'
      if (state === 'healthy') target.checked(result)
      return
    }
    if (inARow.failed >= settings.UnhealthyThresholdCount) state = 'unhealthy'
    if (state === 'unhealthy') target.checked(result)
    if (state === 'initial') target.checked({ kind: 'checking' })
  }

  return () => cancel()
}

function probe({ backend, host }: HealthCheckTarget, settings: HealthCheck): Failure | { kind: 'healthy' } {
  const path = settings.HealthCheckPath ?? '/'
  const answer = backend.get(path.split('?')[0] ?? '/', host)
  if (answer === 'timeout' || answer === 'refused') return { kind: answer }
  // A TCP check only asks whether the port is open.
  if (settings.HealthCheckProtocol === 'TCP' || matches(settings, answer.status)) return { kind: 'healthy' }
  return { kind: 'mismatch', status: answer.status }
}
