import {
  COUNT_SHOWN_MS,
  type DeploymentIdentity,
  isEarlierDeployment,
} from '../../resources/service/deployment-identity.ts'
import {
  deploymentOf,
  primaryOf,
  type ServiceDeploymentSnapshot,
  type ServiceSnapshot,
  type Snapshot,
  type StoppedTask,
} from '../snapshot.ts'
import { learnFailedRead, withoutFailures } from './failed-reads.ts'
import { isRollingBack } from './rollbacks.ts'
import { isFinal, noFacts, type RolloutFacts } from './rollout-facts.ts'

/** For so long after our own write a read may still be from before it, ms. */
const NEW_MS = 60_000

/** Pure. What is known once the snapshot is known, too. */
export function learn(facts: RolloutFacts, snapshot: Snapshot): RolloutFacts {
  const known = { ...facts, at: Math.max(facts.at, snapshot.at) }
  switch (snapshot.kind) {
    case 'service':
      return learnService({ ...known, failedReads: withoutFailures(known.failedReads, 'service') }, snapshot)
    case 'service-deployment':
      return learnServiceDeployment(
        {
          ...known,
          serviceDeploymentTriedAt: snapshot.begunAt,
          failedReads: withoutFailures(known.failedReads, 'service-deployment'),
        },
        snapshot,
      )
    case 'newer-deployments':
      return {
        ...known,
        failedReads: withoutFailures(known.failedReads, 'newer-deployments'),
        listedAt: snapshot.begunAt,
        newerServiceDeployments: snapshot.arns.length > 0 ? snapshot.arns : known.newerServiceDeployments,
      }
    case 'stopped-tasks':
      return {
        ...known,
        failedReads: withoutFailures(known.failedReads, 'stopped-tasks'),
        stoppedTasks: merged(known.stoppedTasks, snapshot.tasks),
        hasRun: known.hasRun || snapshot.tasks.some(task => task.startedAt !== undefined),
      }
    case 'running-tasks': {
      const healthy = snapshot.tasks.filter(task => task.isHealthy).map(task => task.arn)
      return {
        ...known,
        failedReads: withoutFailures(known.failedReads, 'running-tasks'),
        running: snapshot,
        runningReads: [...known.runningReads, snapshot.begunAt],
        healthyTasks: new Set([...known.healthyTasks, ...healthy]),
      }
    }
    case 'missing':
      return {
        ...known,
        failedReads: withoutFailures(known.failedReads, 'service'),
        missingSince: known.missingSince ?? snapshot.at,
        missingAt: snapshot.at,
      }
    case 'not-found':
      return {
        ...known,
        serviceDeploymentTriedAt: snapshot.begunAt,
        failedReads: withoutFailures(known.failedReads, 'service-deployment'),
      }
    case 'failed-read':
      return {
        ...known,
        ...(snapshot.source === 'service-deployment' && { serviceDeploymentTriedAt: snapshot.begunAt }),
        failedReads: learnFailedRead(known.failedReads, snapshot),
      }
  }
}

/** A task that is still stopping is read again: its exit codes come last. */
function merged(known: readonly StoppedTask[], tasks: readonly StoppedTask[]): readonly StoppedTask[] {
  if (tasks.length === 0) return known
  const again = new Set(tasks.map(({ arn }) => arn))
  return [...known.filter(({ arn }) => !again.has(arn)), ...tasks]
}

/** Pure. All of them, in their order. */
export function factsOf(snapshots: readonly Snapshot[], identity: DeploymentIdentity): RolloutFacts {
  return snapshots.reduce(learn, noFacts(identity, snapshots[0]?.begunAt ?? identity.startedAt))
}

function learnService(facts: RolloutFacts, snapshot: ServiceSnapshot): RolloutFacts {
  const events = snapshot.events.length > 0 ? [...facts.events, ...snapshot.events] : facts.events
  const failure = facts.failure ?? failureIn(snapshot, facts.identity)
  const seen = { ...facts, events, failure, missingSince: undefined, missingAt: undefined }
  if (isLate(facts, snapshot)) return seen
  const ours = deploymentOf(snapshot, facts.identity.deploymentId) ?? facts.ours
  const primary = primaryOf(snapshot)
  const newer = primary && primary.id !== facts.identity.deploymentId ? primary : undefined
  const isDeleted = snapshot.service.status !== 'ACTIVE'
  const isCountShown = facts.isCountShown || showsCount(facts, snapshot)
  return {
    ...seen,
    service: snapshot,
    serviceReadAt: snapshot.begunAt,
    ours,
    newer: newer ?? facts.newer,
    newerSince: facts.newerSince ?? (newer && snapshot.at),
    completedAt: facts.completedAt ?? (ours?.rolloutState === 'COMPLETED' ? snapshot.at : undefined),
    failedAt: facts.failedAt ?? (ours?.rolloutState === 'FAILED' ? snapshot.at : undefined),
    failure: (ours?.rolloutState === 'FAILED' ? ours.rolloutStateReason : undefined) ?? seen.failure,
    deletedStatus: isDeleted ? snapshot.service.status : facts.deletedStatus,
    isCountShown,
    desiredCount: isCountShown ? snapshot.service.desiredCount : facts.identity.desiredCount,
    hasRun: facts.hasRun || (ours?.runningCount ?? 0) > 0,
  }
}

/** Whether the read is from after our write: then the count is the service's own, which somebody may have changed since. */
function showsCount({ identity, begunAt }: RolloutFacts, snapshot: ServiceSnapshot): boolean {
  if (snapshot.service.desiredCount === identity.desiredCount) return true
  const isListed = deploymentOf(snapshot, identity.deploymentId) !== undefined
  return (isListed && !identity.isFromBefore) || snapshot.begunAt - begunAt >= COUNT_SHOWN_MS
}

/** Why ours failed, where only an event is left of it: the deployment is no longer listed once it was rolled back. */
function failureIn({ events }: ServiceSnapshot, { deploymentId }: DeploymentIdentity): string | undefined {
  const failed = events.find(({ message }) => message.includes(`(deployment ${deploymentId}) deployment failed`))
  return failed && /deployment failed: (.+)/.exec(failed.message)?.[1]
}

/**
 * Whether the snapshot shows a state from before what is known: from before our own write (the service of the same
 * name that was deleted earlier, or an earlier deployment as PRIMARY), or from before what a snapshot has shown since.
 */
function isLate(facts: RolloutFacts, snapshot: ServiceSnapshot): boolean {
  const { identity, ours, newer, service } = facts
  const { createdAt } = snapshot.service
  if (identity.serviceCreatedAt !== undefined && createdAt !== undefined && createdAt < identity.serviceCreatedAt) {
    return true
  }
  // A deleted service of the same name, where AWS does not say when it was created.
  const isNew = ours === undefined && snapshot.at - facts.begunAt < NEW_MS
  if (isNew && snapshot.service.status !== 'ACTIVE' && !deploymentOf(snapshot, identity.deploymentId)) return true
  const primary = primaryOf(snapshot)
  if (primary && primary.id !== identity.deploymentId && isEarlierDeployment(primary, identity)) {
    // Unless it is the rollback: whether that makes an earlier deployment PRIMARY again is not documented.
    if (!isRollingBack(facts)) return true
  }
  if (primary && newer && primary.id !== newer.id && (primary.createdAt ?? 0) <= (newer.createdAt ?? 0)) return true
  if ((snapshot.lastEventAt ?? Number.POSITIVE_INFINITY) < (service?.lastEventAt ?? 0)) return true
  const now = deploymentOf(snapshot, identity.deploymentId)
  if (now?.updatedAt !== undefined && ours?.updatedAt !== undefined && now.updatedAt < ours.updatedAt) return true
  return service !== undefined && service.service.status !== 'ACTIVE' && snapshot.service.status === 'ACTIVE'
}

const PROGRESS = ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS']

function rank(status: string): number {
  return isFinal(status) ? PROGRESS.length : PROGRESS.indexOf(status)
}

function learnServiceDeployment(facts: RolloutFacts, { state, begunAt, at }: ServiceDeploymentSnapshot): RolloutFacts {
  const before = facts.serviceDeployment
  const isBehind =
    before !== undefined &&
    (rank(state.status) < rank(before.status) ||
      (isFinal(before.status) && state.status !== before.status) ||
      (state.updatedAt ?? 0) < (before.updatedAt ?? 0))
  if (isBehind) return facts
  return {
    ...facts,
    serviceDeployment: state,
    serviceDeploymentReadAt: begunAt,
    wasRollingBack: facts.wasRollingBack || state.status.startsWith('ROLLBACK_'),
    statusSince: before?.status === state.status ? facts.statusSince : at,
    hasRun: facts.hasRun || (state.target?.runningCount ?? 0) > 0,
  }
}
