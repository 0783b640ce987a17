import type { DeploymentState } from '../snapshot.ts'
import type { RolloutFacts } from './rollout-facts.ts'

const TRIGGER_TEXT = /circuit breaker|alarm|tasks failed/i

/** The circuit breaker or an alarm decided, not a person. */
export function isTriggered({ serviceDeployment, failure, newer }: RolloutFacts): boolean {
  const { circuitBreaker, alarms, rollback, statusReason } = serviceDeployment ?? {}
  if (circuitBreaker === 'TRIGGERED' || alarms === 'TRIGGERED') return true
  // A rollout that a person stopped may be FAILED as well: only a text that names what decided counts.
  // One that replaced ours may have been failed by its own circuit breaker.
  const ofRollback = saysRollback(newer) ? newer?.rolloutStateReason : undefined
  return [rollback?.reason, statusReason, failure, ofRollback].some(text => TRIGGER_TEXT.test(text ?? ''))
}

/** How long it may take until what a person's stop leads to is seen: it may roll back, whatever the settings are, ms. */
const STOP_SHOWS_MS = 60_000

/**
 * A FAILED rollout that ECS itself did not decide: a person stopped the deployment. ECS fails one only by its circuit
 * breaker, by alarms or by a strategy that shifts traffic.
 */
export function isStoppedBySomeone(facts: RolloutFacts): boolean {
  const { service, failure } = facts
  if (isTriggered(facts)) return false
  if (/\bstopped\b|\brequest(ed)?\b/i.test(failure ?? '')) return true
  return service?.service.strategy === 'ROLLING' && !service.service.breakerEnabled && !service.service.alarmsEnabled
}

/** How long a rollback may take to begin after the failure, ms. */
const ROLLBACK_BEGINS_MS = 5 * 60_000

/** Whether ECS itself may still go back after a failure at that time (ms; undefined: long ago). */
export function mayRollBack(facts: RolloutFacts, failedAt = 0): boolean {
  return canRollBack(facts) && lastReadAt(facts) - failedAt < ROLLBACK_BEGINS_MS
}

/** Whether a person's stop at that time (ms) may still lead to more than is seen. */
export function mayStopGoOn(facts: RolloutFacts, failedAt: number): boolean {
  return lastReadAt(facts) - failedAt < STOP_SHOWS_MS
}

/** What nobody read cannot have been seen: time in which every read failed does not count. */
function lastReadAt({ serviceReadAt = 0, serviceDeploymentReadAt = 0 }: RolloutFacts): number {
  return Math.max(serviceReadAt, serviceDeploymentReadAt)
}

/** It needs the setting, and an earlier deployment that completed. */
function canRollBack({ service, identity, serviceDeployment }: RolloutFacts): boolean {
  if (!service?.service.rollbackEnabled) return false
  return identity.earlier.some(({ isCompleted }) => isCompleted) || (serviceDeployment?.sourceCount ?? 0) > 0
}

function saysRollback(deployment: DeploymentState | undefined): boolean {
  return /roll(ing|ed) back/i.test(deployment?.rolloutStateReason ?? '')
}

/** The deployment that took the place of ours is ECS's rollback of it. */
export function isRollbackOfOurs(facts: RolloutFacts): boolean {
  const { newer, failedAt, service, events } = facts
  if (!newer || isFailureOfAnother(facts)) return false
  if (facts.wasRollingBack || (failedAt !== undefined && service?.service.rollbackEnabled)) return true
  if (saysRollback(newer)) return true
  return events.some(({ message }) => message.includes(`rolling back to deployment ${newer.id}`))
}

/** One that replaced ours, between two reads, has failed itself: what is rolled back is that one. */
function isFailureOfAnother({ identity, newer, events }: RolloutFacts): boolean {
  const known = [identity.deploymentId, newer?.id, ...identity.earlier.map(({ deploymentId }) => deploymentId)]
  const failed = events.flatMap(({ message }) => /\(deployment (\S+)\) deployment failed/.exec(message)?.[1] ?? [])
  return failed.some(id => !known.includes(id)) && !failed.includes(identity.deploymentId)
}

/** The rollback has begun, or is over. */
export function isRollingBack({ serviceDeployment }: RolloutFacts): boolean {
  return serviceDeployment?.status.startsWith('ROLLBACK_') === true || serviceDeployment?.rollback !== undefined
}
