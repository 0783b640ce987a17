import type { DeploymentIdentity } from '../../resources/service/deployment-identity.ts'
import type {
  DeploymentState,
  EventState,
  RunningTasksSnapshot,
  ServiceDeploymentState,
  ServiceSnapshot,
  StoppedTask,
} from '../snapshot.ts'
import { type FailedReads, NO_FAILED_READS } from './failed-reads.ts'

/**
 * What all snapshots so far add up to. Every snapshot shows a state that was true at some time, not always the newest:
 * a read may be late or go back. So whatever cannot be undone (a status that is final, a newer deployment, a deleted
 * service) holds from the first snapshot that shows it, and a snapshot that is older than what is known is left out.
 */
export interface RolloutFacts {
  readonly identity: DeploymentIdentity
  /** When the watch began, and when the last read ended, ms. */
  readonly begunAt: number
  readonly at: number
  /** The last DescribeServices that was not older than what was known. */
  readonly service: ServiceSnapshot | undefined
  /** Ours, as it was last seen. */
  readonly ours: DeploymentState | undefined
  /** A PRIMARY deployment that began after ours. */
  readonly newer: DeploymentState | undefined
  readonly newerSince: number | undefined
  /** Service deployments that began after ours, as they were last listed. */
  readonly newerServiceDeployments: readonly string[]
  /** When the last list, and the last DescribeServices that was not too old, were begun. */
  readonly listedAt: number | undefined
  readonly serviceReadAt: number | undefined
  /** The furthest state of our service deployment that was seen. */
  readonly serviceDeployment: ServiceDeploymentState | undefined
  readonly serviceDeploymentReadAt: number | undefined
  /** When the last attempt at reading it began, however it ended. */
  readonly serviceDeploymentTriedAt: number | undefined
  /** Its rollback was seen to be asked for, or to go on, whatever it has ended with. */
  readonly wasRollingBack: boolean
  /** When its status was seen first, ms. */
  readonly statusSince: number | undefined
  /** When our deployment was first seen as COMPLETED, and as FAILED. */
  readonly completedAt: number | undefined
  readonly failedAt: number | undefined
  /** Why it failed, in AWS's words. */
  readonly failure: string | undefined
  /** When the status of the service was first seen to be DRAINING or INACTIVE. */
  readonly deletedStatus: string | undefined
  /** When ECS first did not know the service, and when it last did not; nothing read in between knew it. */
  readonly missingSince: number | undefined
  readonly missingAt: number | undefined
  /** The count asked for holds until a read has shown it: then it is the service's own. */
  readonly desiredCount: number
  readonly isCountShown: boolean
  /** Tasks of ours were seen to run. */
  readonly hasRun: boolean
  /** Stopped tasks of our deployment, in the order in which they were found. */
  readonly stoppedTasks: readonly StoppedTask[]
  /** Events of the service since our deployment began, oldest first. */
  readonly events: readonly EventState[]
  /** ARNs of the tasks that were ever seen to be healthy. */
  readonly healthyTasks: ReadonlySet<string>
  /** The last read of the running tasks. */
  readonly running: RunningTasksSnapshot | undefined
  /** When running tasks were read, ms. */
  readonly runningReads: readonly number[]
  readonly failedReads: FailedReads
}

export function noFacts(identity: DeploymentIdentity, begunAt: number): RolloutFacts {
  return {
    identity,
    begunAt,
    at: begunAt,
    service: undefined,
    ours: undefined,
    newer: undefined,
    newerSince: undefined,
    newerServiceDeployments: [],
    listedAt: undefined,
    serviceReadAt: undefined,
    serviceDeployment: undefined,
    serviceDeploymentReadAt: undefined,
    serviceDeploymentTriedAt: undefined,
    wasRollingBack: false,
    statusSince: undefined,
    completedAt: undefined,
    failedAt: undefined,
    failure: undefined,
    deletedStatus: undefined,
    missingSince: undefined,
    missingAt: undefined,
    desiredCount: identity.desiredCount,
    isCountShown: false,
    hasRun: false,
    stoppedTasks: [],
    events: [],
    healthyTasks: new Set(),
    running: undefined,
    runningReads: [],
    failedReads: NO_FAILED_READS,
  }
}

const FINAL: ReadonlySet<string> = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'])

export function isFinal(status: string | undefined): boolean {
  return status !== undefined && FINAL.has(status)
}
