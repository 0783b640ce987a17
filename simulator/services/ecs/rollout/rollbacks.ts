import { addEvent } from '../service-events.ts'
import type { DeploymentRecord, Ecs, RollbackPlan } from '../state.ts'
import { shiftBack } from '../traffic-shift/traffic-shift.ts'
import { end, makePrimary } from './deployments.ts'

export interface DeploymentFailure {
  readonly rollsBack: boolean
  /** The rollout state's reason. */
  readonly reason: string
  /** What a service event says after "deployment failed". */
  readonly event: string
  /** What the service deployment's status says after "rolled back" or "stopped". */
  readonly cause: string
  /** The rollout state's reason of the deployment that brings the earlier revision back. */
  rolloutReason(id: string): string
}

/**
 * The deployment is FAILED. If it is to be rolled back, and an earlier one completed, the service goes back to that;
 * otherwise the service deployment ends as STOPPED. A rollback that fails too ends as ROLLBACK_FAILED.
 */
export function failDeployment(ecs: Ecs, deployment: DeploymentRecord, failure: DeploymentFailure): void {
  const { service, serviceDeployment } = deployment
  failRollout(ecs, deployment, failure.reason)
  addEvent(ecs, service, `(deployment ${deployment.id}) deployment failed: ${failure.event}.`)
  if (serviceDeployment.status === 'ROLLBACK_IN_PROGRESS') {
    end(ecs, serviceDeployment, 'ROLLBACK_FAILED', `Service deployment rollback failed because ${failure.event}.`) // assumed
    return
  }
  if (failure.rollsBack && service.lastCompleted) {
    planRollback(ecs, deployment, {
      to: service.lastCompleted,
      why: `Service deployment rolled back ${failure.cause}.`,
      rolloutReason: failure.rolloutReason,
    })
  } else {
    end(ecs, serviceDeployment, 'STOPPED', `Service deployment stopped ${failure.cause}.`)
  }
}

/**
 * Carries out StopServiceDeployment with ROLLBACK. Without an earlier deployment it only stops (assumed), and whether
 * the rollout state of that one changes is not known: a setting.
 */
export function rollBackOnRequest(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service, serviceDeployment } = deployment
  const why = 'Service deployment rolled back because of a StopServiceDeployment request.' // wording assumed
  if (service.lastCompleted || ecs.world.settings.stoppedFirstKeepsInProgress === false) {
    failRollout(ecs, deployment, 'ECS deployment stopped by request.') // wording assumed
  }
  if (!service.lastCompleted) {
    end(ecs, serviceDeployment, 'STOPPED', why)
    return
  }
  planRollback(ecs, deployment, {
    to: service.lastCompleted,
    why,
    rolloutReason: id => `Rolling back to deploymentId ${id}.`, // wording assumed
  })
}

/** Reads can show a failed deployment for a while before its rollback begins. How long is not known: a setting. */
function planRollback(ecs: Ecs, failed: DeploymentRecord, plan: RollbackPlan): void {
  const delayMs = ecs.world.settings.rollbackDelayMs ?? 0
  if (delayMs === 0) rollBack(ecs, failed, plan)
  else failed.serviceDeployment.pendingRollback = { at: ecs.world.clock.now() + delayMs, plan }
}

/**
 * The earlier revision becomes PRIMARY again, as a deployment with an id of its own; tasks of that revision that still
 * run are kept. (Both assumed: public reports show the event texts and the outcome, not the ids.)
 */
export function rollBack(ecs: Ecs, failed: DeploymentRecord, plan: RollbackPlan): void {
  const { service, serviceDeployment } = failed
  const now = ecs.world.clock.now()
  serviceDeployment.pendingRollback = undefined
  serviceDeployment.status = 'ROLLBACK_IN_PROGRESS'
  serviceDeployment.statusReason = plan.why
  serviceDeployment.updatedAt = now
  serviceDeployment.rollback = { reason: plan.why, startedAt: now, revision: plan.to }
  service.revisionSettings = plan.to.settings
  shiftBack(ecs, serviceDeployment)
  // The deployment that first brought this revision is not listed beside the new one.
  service.deployments = service.deployments.filter(deployment => deployment.revision !== plan.to)
  const { id } = makePrimary(ecs, service, { revision: plan.to, serviceDeployment, reason: plan.rolloutReason })
  addEvent(ecs, service, `rolling back to deployment ${id}.`)
}

function failRollout(ecs: Ecs, deployment: DeploymentRecord, reason: string): void {
  deployment.serviceDeployment.bakingUntil = undefined
  deployment.rolloutState = 'FAILED'
  deployment.rolloutStateReason = reason
  deployment.updatedAt = ecs.world.clock.now()
}
