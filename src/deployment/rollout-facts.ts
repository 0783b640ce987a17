import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import {
  type DeploymentState,
  deploymentOf,
  type ObservedSnapshot,
  primaryOf,
  type ServiceDeploymentState,
  type Snapshot,
} from './snapshot.ts'

/** What the snapshots so far add up to: the facts that the judge decides by. */
export interface RolloutFacts {
  readonly identity: DeploymentIdentity
  readonly last: ObservedSnapshot
  /** Ours as the last snapshot has it, or as it was when it was last seen. */
  readonly ours: DeploymentState | undefined
  readonly primary: DeploymentState | undefined
  readonly isOursPrimary: boolean
  /** The last that was read of our service deployment, in whichever snapshot. */
  readonly serviceDeployment: ServiceDeploymentState | undefined
  /** Whether that is of the last snapshot. */
  readonly isFresh: boolean
  /** The service deployment's status was the same in the observation before: service and status fit together. */
  readonly isConfirmed: boolean
  /** Since when the service deployment has been seen with the status that it has, ms. */
  readonly statusSince: number
  /** When ours was first seen to have FAILED, ms. */
  readonly failedAt: number | undefined
  readonly failure: string | undefined
  /** The circuit breaker or an alarm decided, not a person. */
  readonly isTriggered: boolean
  /** Something says that ECS is rolling ours back, or has done so. */
  readonly isRollingBack: boolean
  /** Another deployment, made after ours or seen in its place, has been PRIMARY twice in a row. */
  readonly isReplaced: boolean
}

const ROLLBACK_TEXT = /roll(ing|ed) back/i
const TRIGGER_TEXT = /circuit breaker|alarm/i

/** Pure. undefined before anything was observed. */
export function deriveFacts(snapshots: readonly Snapshot[], identity: DeploymentIdentity): RolloutFacts | undefined {
  const observed = snapshots.filter(snapshot => snapshot.kind === 'observed')
  const last = observed.at(-1)
  if (!last) return undefined
  const before = observed.at(-2)
  const sightings = observed.flatMap(snapshot => {
    const state = deploymentOf(snapshot, identity.deploymentId)
    return state ? [{ at: snapshot.at, state }] : []
  })
  const firstFailure = sightings.find(({ state }) => state.rolloutState === 'FAILED')
  const failure = sightings.findLast(({ state }) => state.rolloutState === 'FAILED')?.state.rolloutStateReason
  const primary = primaryOf(last)
  const serviceDeployment = observed.findLast(snapshot => snapshot.serviceDeployment)?.serviceDeployment

  return {
    identity,
    last,
    ours: sightings.at(-1)?.state,
    primary,
    isOursPrimary: primary?.id === identity.deploymentId,
    serviceDeployment,
    isFresh: last.serviceDeployment !== undefined,
    isConfirmed: before?.serviceDeployment?.status === serviceDeployment?.status,
    statusSince: statusSince(observed, serviceDeployment?.status),
    failedAt: firstFailure?.at,
    failure,
    // A rollout that a person stopped may be FAILED as well: where the service deployment is known, it decides.
    isTriggered: serviceDeployment
      ? isTriggered(serviceDeployment) || TRIGGER_TEXT.test(failure ?? '')
      : firstFailure !== undefined,
    isRollingBack: isRollingBack(observed, identity, serviceDeployment),
    isReplaced: isReplaced(last, identity, sightings.length > 0) && isReplaced(before, identity, sightings.length > 0),
  }
}

function statusSince(observed: readonly ObservedSnapshot[], status: string | undefined): number {
  const other = observed.findLastIndex(
    snapshot => snapshot.serviceDeployment !== undefined && snapshot.serviceDeployment.status !== status,
  )
  const same = observed.slice(other + 1).find(snapshot => snapshot.serviceDeployment !== undefined)
  return (same ?? observed.at(-1))?.at ?? 0
}

function isTriggered(deployment: ServiceDeploymentState): boolean {
  if (deployment.circuitBreaker === 'TRIGGERED' || deployment.alarms === 'TRIGGERED') return true
  return TRIGGER_TEXT.test(deployment.rollback?.reason ?? '') || TRIGGER_TEXT.test(deployment.statusReason ?? '')
}

function isRollingBack(
  observed: readonly ObservedSnapshot[],
  identity: DeploymentIdentity,
  serviceDeployment: ServiceDeploymentState | undefined,
): boolean {
  if (serviceDeployment?.rollback || serviceDeployment?.status.startsWith('ROLLBACK_')) return true
  return observed.some(snapshot => {
    const primary = primaryOf(snapshot)
    return primary && primary.id !== identity.deploymentId && ROLLBACK_TEXT.test(primary.rolloutStateReason ?? '')
  })
}

/**
 * A PRIMARY deployment older than ours, before ours was ever seen, is only a read that lags behind our own write. One
 * of the same millisecond is not older: another run's update followed at once.
 */
function isReplaced(snapshot: ObservedSnapshot | undefined, identity: DeploymentIdentity, wasSeen: boolean): boolean {
  const primary = snapshot && primaryOf(snapshot)
  if (!primary || primary.id === identity.deploymentId) return false
  return wasSeen || (primary.createdAt ?? 0) >= identity.startedAt
}
