import type { Task } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.ts'
import { describeTasks, readServiceTasks } from '../../look-ups/service-tasks.ts'
import type { DeploymentIdentity } from '../../resources/service/deployment-identity.ts'
import { describeTargets, type SeenTarget } from '../../tasks/target-health.ts'
import { type HealthRules, isHealthy, isRunning } from '../../tasks/task-health.ts'
import type { RunningTask } from '../snapshot.ts'

/** Reads the running tasks of our deployment, with the health that containers and targets have at the same time. */
export interface RunningTasksReader {
  read(): Promise<readonly RunningTask[]>
  /** Calls that the next read takes while some task is not healthy; one that shows all to be takes a few more. */
  readonly cost: number
}

/** Which tasks there are is read again after this time: in between, their health alone is. */
const LIST_MS = 15_000

export function createRunningTasksReader(
  ctx: Context,
  identity: DeploymentIdentity,
  rules: HealthRules,
): RunningTasksReader {
  const hasContainerChecks = (rules.healthChecked ?? []).length > 0
  let known: readonly Task[] = []
  let listedAt = Number.NEGATIVE_INFINITY

  const isListDue = () => known.length === 0 || ctx.clock.now() - listedAt >= LIST_MS

  async function readTasks(): Promise<readonly Task[]> {
    const at = ctx.clock.now()
    if (isListDue()) {
      const tasks = await readServiceTasks(ctx, identity, { retry: false })
      listedAt = at
      return tasks.filter(task => task.startedBy === identity.deploymentId)
    }
    // Without a container check only the targets change.
    if (!hasContainerChecks && rules.targetGroups.length > 0) return known
    return await describeTasks(
      ctx,
      identity.cluster,
      known.flatMap(({ taskArn }) => taskArn ?? []),
      { retry: false },
    )
  }

  /** One group after the other, as long as every task is healthy in those before: else the rest changes nothing. */
  async function readTargets(tasks: readonly Task[]): Promise<Map<string, readonly SeenTarget[]>> {
    const targets = new Map<string, readonly SeenTarget[]>()
    for (const list of rules.targetGroups) {
      const reads = { targets, at: ctx.clock.now() }
      // How long a task has lived counts only where it has no check at all: here it has targets.
      const sofar = {
        ...rules,
        targetGroups: rules.targetGroups.filter(([group = '']) => targets.has(group)),
        stableMs: 0,
      }
      if (tasks.some(task => !isHealthy(task, sofar, reads))) break
      const seen = await Promise.all(list.map(group => describeTargets(ctx, group, { retry: false })))
      for (const [index, group] of list.entries()) targets.set(group, seen[index] ?? [])
    }
    return targets
  }

  return {
    get cost() {
      return isListDue() ? 2 + Math.min(1, rules.targetGroups.length) : 1
    },
    async read() {
      known = (await readTasks()).filter(isRunning)
      const reads = { targets: await readTargets(known), at: ctx.clock.now() }
      return known.map(task => ({
        arn: task.taskArn ?? '',
        startedAt: task.startedAt?.getTime(),
        isHealthy: isHealthy(task, rules, reads),
      }))
    },
  }
}
