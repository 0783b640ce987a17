import { backOffMs } from '../back-off.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { deploymentOf, type ObservedSnapshot, primaryOf, type Snapshot } from './snapshot.ts'

/** While things change, or a decision is near: a decision is noticed half of this later on average. */
export const BUSY_INTERVAL_MS = 2500
/** A state that is read again at once, so that two calls side by side cannot contradict each other. */
const CONFIRM_INTERVAL_MS = 500
const QUIET_INTERVAL_MS = 5000
const VERY_QUIET_INTERVAL_MS = 10_000
const QUIET_AFTER_MS = 30_000
const VERY_QUIET_AFTER_MS = 120_000
const THROTTLE_FIRST_MS = 3000
const THROTTLE_MAX_MS = 30_000

const ENDED = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'])

/** How long to wait before the next poll. Keeps the little memory that it needs; no timer in it. */
export interface PollInterval {
  /** Milliseconds until the poll that follows `snapshot`. */
  next(snapshot: Snapshot): number
}

export function createPollInterval(identity: DeploymentIdentity, random: () => number): PollInterval {
  let throttles = 0
  let changedAt: number | undefined
  let fingerprint = ''

  return {
    next(snapshot) {
      if ((snapshot.kind === 'unreadable' || snapshot.kind === 'observed') && snapshot.throttled) {
        throttles = Math.min(throttles + 1, 10)
        return afterThrottles(throttles, random)
      }
      if (snapshot.kind !== 'observed') return BUSY_INTERVAL_MS

      const seen = fingerprintOf(snapshot)
      if (seen !== fingerprint || changedAt === undefined) changedAt = snapshot.at
      fingerprint = seen
      const usual = usualInterval(snapshot, identity, snapshot.at - changedAt)
      if (throttles === 0) return usual
      // The rate that was too high was everybody's: come back to the usual pace step by step.
      throttles -= 1
      return Math.max(usual, afterThrottles(throttles, random))
    },
  }
}

function afterThrottles(throttles: number, random: () => number): number {
  if (throttles === 0) return 0
  return Math.round(backOffMs(throttles, { firstMs: THROTTLE_FIRST_MS, longestMs: THROTTLE_MAX_MS, random }))
}

function usualInterval(snapshot: ObservedSnapshot, identity: DeploymentIdentity, unchangedMs: number): number {
  const primary = primaryOf(snapshot)
  const isReplaced = primary !== undefined && primary.id !== identity.deploymentId
  if (ENDED.has(snapshot.serviceDeployment?.status ?? '')) return CONFIRM_INTERVAL_MS
  if (isReplaced && unchangedMs === 0) return CONFIRM_INTERVAL_MS
  if (isDecisionNear(snapshot, identity)) return BUSY_INTERVAL_MS
  if (unchangedMs >= VERY_QUIET_AFTER_MS) return VERY_QUIET_INTERVAL_MS
  return unchangedMs >= QUIET_AFTER_MS ? QUIET_INTERVAL_MS : BUSY_INTERVAL_MS
}

/** All wanted tasks run, or the circuit breaker is one failure from its threshold: the next change is the decision. */
function isDecisionNear(snapshot: ObservedSnapshot, identity: DeploymentIdentity): boolean {
  const { failureCount, failureThreshold } = snapshot.serviceDeployment ?? {}
  if (failureCount !== undefined && failureThreshold && failureCount >= failureThreshold - 1) return true
  const deployment = primaryOf(snapshot) ?? deploymentOf(snapshot, identity.deploymentId)
  return deployment !== undefined && deployment.runningCount >= deployment.desiredCount
}

function fingerprintOf(snapshot: ObservedSnapshot): string {
  const { service, deployments, serviceDeployment, events, stoppedTasks } = snapshot
  const news = events.length + stoppedTasks.length > 0 ? snapshot.at : 0
  return JSON.stringify([service, deployments, serviceDeployment, news])
}
