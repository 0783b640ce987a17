import { revisionName } from '../aws/arn.ts'
import type { FailureEvidence } from './failure-evidence.ts'
import { type DeploymentState, type ObservedSnapshot, primaryOf } from './snapshot.ts'

/** How a deployment ended, as far as watching it can tell. The names are those of the output `outcome`. */
export type DeploymentOutcome =
  | 'succeeded'
  | 'rolled-back'
  | 'failed'
  | 'stopped'
  | 'superseded'
  | 'timed-out'
  | 'unknown'

export interface Verdict {
  readonly outcome: DeploymentOutcome
  /** What happened, in sentences for the user. */
  readonly reason: string
  /** The task definition of the deployment that ECS keeps up now. undefined where it is not known, or nothing runs. */
  readonly servingTaskDefinitionArn: string | undefined
  readonly serviceDeploymentArn: string | undefined
  /** What does not change the outcome but should be known. */
  readonly warnings: readonly string[]
  /** For every outcome but `succeeded`, as far as it could be read. */
  readonly evidence?: FailureEvidence
}

/** The deployments with running tasks, the most tasks first. */
function servingRevisions(snapshot: ObservedSnapshot | undefined): readonly DeploymentState[] {
  return (snapshot?.deployments ?? [])
    .filter(deployment => deployment.runningCount > 0)
    .sort((a, b) => b.runningCount - a.runningCount)
}

/**
 * The task definition that serves. With a deployment that completed (ours, or the one rolled back to) it is the
 * PRIMARY's; after a failure without a rollback it is that of most running tasks, which can be the one before ours.
 */
export function servingTaskDefinition(snapshot: ObservedSnapshot | undefined, isSettled: boolean): string | undefined {
  const primary = snapshot && primaryOf(snapshot)
  if (isSettled && primary) return primary.taskDefinitionArn
  return servingRevisions(snapshot)[0]?.taskDefinitionArn
}

/** `Running now: app:6 (2 tasks), app:7 (1 task).`, or that nothing runs. */
export function formatServing(snapshot: ObservedSnapshot | undefined): string {
  if (!snapshot) return 'What runs now is not known.'
  const serving = servingRevisions(snapshot)
  if (serving.length === 0) return 'Nothing runs now.'
  const parts = serving.map(
    ({ taskDefinitionArn, runningCount }) =>
      `${revisionName(taskDefinitionArn)} (${runningCount} ${runningCount === 1 ? 'task' : 'tasks'})`,
  )
  return `Running now: ${parts.join(', ')}.`
}
