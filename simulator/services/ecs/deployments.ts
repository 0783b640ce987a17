import { failureThreshold } from './circuit-breaker.ts'
import { nineteenDigits } from './identifiers.ts'
import { createRevision } from './revisions.ts'
import { addEvent } from './service-events.ts'
import type { DeploymentRecord, Ecs, RevisionRecord, ServiceDeploymentRecord, ServiceRecord } from './state.ts'

/** From CreateService or UpdateService until the scheduler picks up a deployment (PENDING). Assumed. */
const PENDING_MS = 1_000

const ONGOING = new Set(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])

/** Whether a service deployment is still under way (developer guide, "service deployment states"). */
export function isOngoing(deployment: ServiceDeploymentRecord): boolean {
  return ONGOING.has(deployment.status)
}

/**
 * Starts a deployment of the service's current settings: a new service revision, a new service deployment and a new
 * PRIMARY deployment. One that is under way is superseded: its service deployment ends as STOPPED (assumed: that status
 * is documented for deployments that something other than completion or rollback ended).
 */
export function startDeployment(ecs: Ecs, service: ServiceRecord): DeploymentRecord {
  const now = ecs.world.clock.now()
  const current = service.serviceDeployments[0]
  if (current && isOngoing(current)) {
    end(ecs, current, 'STOPPED', 'Service deployment was stopped because a newer one started.') // wording assumed
  }
  const revision = createRevision(ecs, service, service.revisionSettings)
  const { deploymentConfiguration, desiredCount } = service.settings
  const arn = ecs.world.arn('ecs', `service-deployment/${service.cluster.name}/${service.name}/${ecs.world.id(20)}`)
  const serviceDeployment: ServiceDeploymentRecord = {
    arn,
    service,
    createdAt: now,
    sources: sourceRevisions(service),
    target: revision,
    deploymentConfiguration,
    breaker: {
      status: deploymentConfiguration.deploymentCircuitBreaker?.enable ? 'MONITORING' : 'DISABLED',
      failureCount: 0,
      threshold: failureThreshold(deploymentConfiguration, desiredCount),
    },
    status: 'PENDING',
    statusReason: undefined,
    updatedAt: now,
    startedAt: undefined,
    finishedAt: undefined,
    stoppedAt: undefined,
    rollback: undefined,
  }
  service.serviceDeployments.unshift(serviceDeployment)
  ecs.serviceDeployments.set(arn, serviceDeployment)
  return makePrimary(ecs, service, { revision, serviceDeployment, reason: undefined })
}

/** The scheduler picks up the deployment. */
export function beginDeployment(ecs: Ecs, deployment: ServiceDeploymentRecord): void {
  if (deployment.status !== 'PENDING') return
  deployment.status = 'IN_PROGRESS'
  deployment.startedAt = ecs.world.clock.now()
  deployment.updatedAt = deployment.startedAt
}

/** All tasks of the PRIMARY deployment run and are healthy, and those before it are gone. */
export function completeDeployment(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service, serviceDeployment } = deployment
  deployment.rolloutState = 'COMPLETED'
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`
  deployment.updatedAt = ecs.world.clock.now()
  deployment.failedTasks = 0
  service.deployments = [deployment]
  service.lastCompleted = deployment.revision
  addEvent(ecs, service, `(deployment ${deployment.id}) deployment completed.`)
  if (serviceDeployment.breaker.status === 'MONITORING') serviceDeployment.breaker.status = 'MONITORING_COMPLETE'
  const rolledBack = serviceDeployment.status === 'ROLLBACK_IN_PROGRESS'
  end(ecs, serviceDeployment, rolledBack ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL', serviceDeployment.statusReason)
}

/**
 * The circuit breaker trips: the deployment is FAILED and "doesn't launch any new tasks" (SDK documentation,
 * Deployment.rolloutState). With `rollback`, and an earlier deployment that completed, the service goes back to it;
 * otherwise the service deployment ends as STOPPED. A rollback that fails too ends as ROLLBACK_FAILED.
 */
export function tripCircuitBreaker(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service, serviceDeployment } = deployment
  failRollout(ecs, deployment, 'ECS deployment circuit breaker: tasks failed to start.')
  addEvent(ecs, service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`)
  if (serviceDeployment.status === 'ROLLBACK_IN_PROGRESS') {
    end(ecs, serviceDeployment, 'ROLLBACK_FAILED', 'Service deployment rollback failed because tasks failed to start.') // assumed
    return
  }
  serviceDeployment.breaker.status = 'TRIGGERED'
  const rollback = service.settings.deploymentConfiguration.deploymentCircuitBreaker?.rollback
  // The two wordings are assumed: no report of statusReason and rollback.reason was found.
  if (rollback && service.lastCompleted) {
    rollBack(ecs, deployment, {
      to: service.lastCompleted,
      why: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      rolloutReason: id => `ECS deployment circuit breaker: rolling back to deploymentId ${id}.`,
    })
  } else {
    end(
      ecs,
      serviceDeployment,
      'STOPPED',
      'Service deployment stopped because the circuit breaker threshold was exceeded.',
    )
  }
}

/** Carries out StopServiceDeployment with ROLLBACK. Without an earlier deployment it only stops (assumed). */
export function rollBackOnRequest(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service, serviceDeployment } = deployment
  const why = 'Service deployment rolled back because of a StopServiceDeployment request.' // wording assumed
  failRollout(ecs, deployment, 'ECS deployment stopped by request.') // wording assumed
  if (!service.lastCompleted) {
    end(ecs, serviceDeployment, 'STOPPED', why)
    return
  }
  rollBack(ecs, deployment, {
    to: service.lastCompleted,
    why,
    rolloutReason: id => `Rolling back to deploymentId ${id}.`, // wording assumed
  })
}

/** Ends a service deployment with its final status. */
export function end(
  ecs: Ecs,
  deployment: ServiceDeploymentRecord,
  status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
  reason: string | undefined,
): void {
  const now = ecs.world.clock.now()
  deployment.status = status
  deployment.statusReason = reason
  deployment.updatedAt = now
  if (status === 'STOPPED') deployment.stoppedAt = now
  deployment.finishedAt = now
}

/**
 * The earlier revision becomes PRIMARY again, as a deployment with an id of its own; tasks of that revision that still
 * run are kept. (Both assumed: public reports show the event texts and the outcome, not the ids.)
 */
function rollBack(
  ecs: Ecs,
  failed: DeploymentRecord,
  how: { to: RevisionRecord; why: string; rolloutReason: (id: string) => string },
): void {
  const { service, serviceDeployment } = failed
  const now = ecs.world.clock.now()
  serviceDeployment.status = 'ROLLBACK_IN_PROGRESS'
  serviceDeployment.statusReason = how.why
  serviceDeployment.updatedAt = now
  serviceDeployment.rollback = { reason: how.why, startedAt: now, revision: how.to }
  service.revisionSettings = how.to.settings
  // The deployment that first brought this revision is not listed beside the new one.
  service.deployments = service.deployments.filter(deployment => deployment.revision !== how.to)
  const { id } = makePrimary(ecs, service, { revision: how.to, serviceDeployment, reason: how.rolloutReason })
  addEvent(ecs, service, `rolling back to deployment ${id}.`)
}

function failRollout(ecs: Ecs, deployment: DeploymentRecord, reason: string): void {
  deployment.rolloutState = 'FAILED'
  deployment.rolloutStateReason = reason
  deployment.updatedAt = ecs.world.clock.now()
}

function makePrimary(
  ecs: Ecs,
  service: ServiceRecord,
  what: {
    revision: RevisionRecord
    serviceDeployment: ServiceDeploymentRecord
    reason: ((id: string) => string) | undefined
  },
): DeploymentRecord {
  const now = ecs.world.clock.now()
  const id = `ecs-svc/${nineteenDigits(ecs.world)}`
  const deployment: DeploymentRecord = {
    id,
    service,
    revision: what.revision,
    serviceDeployment: what.serviceDeployment,
    createdAt: now,
    updatedAt: now,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: what.reason?.(id) ?? `ECS deployment ${id} in progress.`,
  }
  service.deployments.unshift(deployment)
  service.steady = false
  Object.assign(service.launches, { consecutiveFailures: 0, pauses: 0, pausedUntil: 0 })
  ecs.wake(service, PENDING_MS)
  return deployment
}

/** What was running when the deployment started: the revisions that still have tasks. */
function sourceRevisions(service: ServiceRecord): RevisionRecord[] {
  return [...new Set([...service.tasks].filter(task => task.lastStatus !== 'STOPPED').map(task => task.revision))]
}
