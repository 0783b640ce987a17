import type { Task } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.ts'
import { describeTasks, listServiceTasks } from '../../look-ups/service-tasks.ts'
import type { DeploymentIdentity } from '../../resources/service/deployment-identity.ts'
import type { StoppedTask } from '../snapshot.ts'
import { toStoppedTask } from '../to-snapshot.ts'

/** AWS keeps stopped tasks for about an hour; of a service that fails for long, this many are read at most. */
const MAX_TASKS = 1000

/** Finds the stopped tasks of our deployment, each once. */
export interface StoppedTaskFinder {
  /** Those that were not yet found as STOPPED. Throws the SDK's errors. */
  find(): Promise<readonly StoppedTask[]>
}

/**
 * Tasks are ours where `startedBy` is the id of our deployment. ListTasks cannot be asked for that: `startedBy` "must
 * be the only filter that you use", and then it lists running tasks only.
 */
export function createStoppedTaskFinder(ctx: Context, identity: DeploymentIdentity): StoppedTaskFinder {
  const seen = new Set<string>()
  return {
    async find() {
      const listed = await listServiceTasks(ctx, identity, { desiredStatus: 'STOPPED', most: MAX_TASKS, retry: false })
      const arns = listed.filter(arn => !seen.has(arn))
      const tasks = arns.length > 0 ? await describeTasks(ctx, identity.cluster, arns, { retry: false }) : []
      // One that is still stopping has no exit codes yet: it is read again.
      for (const { taskArn, lastStatus } of tasks) if (lastStatus === 'STOPPED') seen.add(taskArn ?? '')
      return tasks
        .filter(task => task.startedBy === identity.deploymentId && hasBegunToStop(task))
        .map(toStoppedTask)
        .sort((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0))
    },
  }
}

/** The list may be ahead of DescribeTasks, which then still shows the task as it was before. */
function hasBegunToStop({ desiredStatus, stopCode, stoppingAt, stoppedAt }: Task): boolean {
  return desiredStatus !== 'RUNNING' || stopCode !== undefined || (stoppingAt ?? stoppedAt) !== undefined
}
