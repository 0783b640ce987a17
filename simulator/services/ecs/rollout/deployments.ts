import { nineteenDigits } from '../identifiers.ts'
import { createRevision } from '../revisions.ts'
import type { DeploymentRecord, Ecs, RevisionRecord, ServiceDeploymentRecord, ServiceRecord } from '../state.ts'
import { stagesOf } from '../traffic-shift/stages.ts'
import type { TrafficShift } from '../traffic-shift/traffic-shift.ts'
import { otherGroup } from '../traffic-shift/weights.ts'
import { monitorsAlarms } from './alarms.ts'
import { failureThreshold } from './failure-threshold.ts'

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
 * is documented for deployments that something other than completion or rollback ended), or is never updated again
 * (the other assumption: `supersededStatus`).
 */
export function startDeployment(ecs: Ecs, service: ServiceRecord): DeploymentRecord {
  const now = ecs.world.clock.now()
  const current = service.serviceDeployments[0]
  if (current && isOngoing(current) && ecs.world.settings.supersededStatus !== 'IN_PROGRESS') {
    end(ecs, current, 'STOPPED', 'Service deployment was stopped because a newer one started.') // wording assumed
  }
  const { deploymentConfiguration, desiredCount } = service.settings
  const shifts = (deploymentConfiguration.strategy ?? 'ROLLING') !== 'ROLLING'
  const serving = service.lastCompleted
  const revision = createRevision(ecs, service, shifts ? otherGroup(serving?.group) : (serving?.group ?? 'primary'))
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
    alarms: { status: monitorsAlarms(ecs, deploymentConfiguration) ? 'MONITORING' : 'DISABLED', triggered: [] },
    bakingUntil: undefined,
    shift: shifts ? newShift(service) : undefined,
    pendingRollback: undefined,
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

/** Whether nothing more is started, replaced or completed: the rollout has failed, or was stopped (assumed). */
export function isHalted({ rolloutState, serviceDeployment }: DeploymentRecord): boolean {
  return rolloutState === 'FAILED' || serviceDeployment.status === 'STOPPED'
}

/** Whether the deployment is on its way through the stages of BLUE_GREEN, LINEAR or CANARY. */
export function isShifting(deployment: DeploymentRecord): boolean {
  const { shift, status } = deployment.serviceDeployment
  return shift !== undefined && status === 'IN_PROGRESS' && !isHalted(deployment)
}

/** The scheduler picks up the deployment. */
export function beginDeployment(ecs: Ecs, deployment: ServiceDeploymentRecord): void {
  if (deployment.status !== 'PENDING') return
  deployment.status = 'IN_PROGRESS'
  deployment.startedAt = ecs.world.clock.now()
  deployment.updatedAt = deployment.startedAt
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
  deployment.bakingUntil = undefined
  deployment.updatedAt = now
  if (status === 'STOPPED') deployment.stoppedAt = now
  deployment.finishedAt = now
}

/** Puts a deployment of the revision before all others. */
export function makePrimary(
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

function newShift(service: ServiceRecord): TrafficShift {
  const source = service.lastCompleted
  const situation = { replaces: source !== undefined, reconciles: sourceRevisions(service).length > 1 }
  return {
    steps: stagesOf(service.settings.deploymentConfiguration, situation),
    source,
    index: 0,
    enteredAt: undefined,
    hooks: [],
    stepHooks: [],
    productionWeight: 0,
    testWeight: 0,
  }
}

/** What was running when the deployment started: the revisions that still have tasks. */
function sourceRevisions(service: ServiceRecord): RevisionRecord[] {
  return [...new Set([...service.tasks].filter(task => task.lastStatus !== 'STOPPED').map(task => task.revision))]
}
