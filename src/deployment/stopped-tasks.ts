import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs'
import { formatError, isAccessDenied, isThrottle } from '../aws/errors.ts'
import { MAX_DESCRIBED_TASKS } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { type DeploymentState, type EventState, type StoppedTask, toStoppedTask } from './snapshot.ts'

/** AWS keeps stopped tasks for about an hour; of a service that fails for long, this many are looked at at most. */
const MAX_TASKS = 1000

/** Finds the stopped tasks of our deployment, each once. */
export interface StoppedTaskFinder {
  /** Those that were not found before. Never throws but on cancellation: what failed is in `problem`. */
  find(): Promise<FoundTasks>
}

export interface FoundTasks {
  readonly tasks: readonly StoppedTask[]
  readonly problem?: string
  readonly throttled?: boolean
}

/**
 * Tasks are ours where `startedBy` is the id of our deployment. ListTasks cannot be asked for that: `startedBy` "must
 * be the only filter that you use", and then it lists running tasks only.
 */
export function createStoppedTaskFinder(ctx: Context, identity: DeploymentIdentity): StoppedTaskFinder {
  const seen = new Set<string>()
  let denial: string | undefined

  return {
    async find() {
      if (denial) return { tasks: [], problem: denial }
      try {
        const arns = (await listStopped(ctx, identity)).filter(arn => !seen.has(arn))
        const tasks: StoppedTask[] = []
        for (let start = 0; start < arns.length; start += MAX_DESCRIBED_TASKS) {
          const batch = arns.slice(start, start + MAX_DESCRIBED_TASKS)
          const answer = await ctx.aws.send(
            ctx.aws.ecs(),
            new DescribeTasksCommand({ cluster: identity.cluster, tasks: batch }),
            { retry: false },
          )
          for (const arn of batch) seen.add(arn)
          for (const task of answer.tasks ?? []) {
            if (task.startedBy === identity.deploymentId) tasks.push(toStoppedTask(task))
          }
        }
        return { tasks: tasks.sort((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0)) }
      } catch (error) {
        ctx.signal.throwIfAborted()
        const problem = `The stopped tasks could not be read (${formatError(error)}).`
        if (!isAccessDenied(error)) return { tasks: [], throttled: isThrottle(error), problem }
        denial = `${problem} Grant ecs:ListTasks and ecs:DescribeTasks.`
        return { tasks: [], problem: denial }
      }
    },
  }
}

async function listStopped(ctx: Context, identity: DeploymentIdentity): Promise<readonly string[]> {
  return await allPages(
    async nextToken => {
      const page = await ctx.aws.send(
        ctx.aws.ecs(),
        new ListTasksCommand({
          cluster: identity.cluster,
          serviceName: identity.service,
          desiredStatus: 'STOPPED',
          nextToken,
        }),
        { retry: false },
      )
      return { items: page.taskArns, next: page.nextToken }
    },
    arns => arns.length >= MAX_TASKS,
  )
}

/**
 * Whether a task of ours has probably stopped between two polls. `failedTasks` alone does not tell: it is reset once
 * a task runs, so a container that starts and dies a little later is never counted.
 */
export function hintsAtStoppedTask(
  before: DeploymentState | undefined,
  now: DeploymentState | undefined,
  events: readonly EventState[],
): boolean {
  if (events.some(event => /has stopped|unhealthy|failed|unable to/i.test(event.message))) return true
  // Gone from the list: the read that every failure ends with finds what is left.
  if (!now) return false
  if (!before) return now.failedTasks > 0
  return (
    now.failedTasks > before.failedTasks ||
    now.runningCount < before.runningCount ||
    now.runningCount + now.pendingCount < before.runningCount + before.pendingCount
  )
}

/** A task that ECS stopped because it was no longer wanted: normal, and no sign of a failure. */
export function isNormalReplacement(task: StoppedTask): boolean {
  return /^Scaling activity initiated by/.test(task.stoppedReason ?? '')
}
