import { formatError, isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type ContainerLog, collectContainerLogs } from './container-log.ts'
import type { RolloutFacts } from './judge/rollout-facts.ts'
import { isNormalReplacement } from './judge/stop-reasons.ts'
import type { StoppedTaskFinder } from './reads/stopped-tasks.ts'
import type { EventState, StoppedTask } from './snapshot.ts'

/** What is known of why a deployment did not succeed. */
export interface FailureEvidence {
  /** A few, the newest first. */
  readonly stoppedTasks: readonly StoppedTask[]
  /** How many tasks of the deployment were seen to stop. */
  readonly stoppedTaskCount: number
  /** A few, the newest first. */
  readonly events: readonly EventState[]
  readonly logs: readonly ContainerLog[]
  /** What could not be read, as sentences. */
  readonly notes: readonly string[]
}

const MAX_TASKS = 3
const MAX_EVENTS = 10

/** Collects it: from what was read, and by one more read of the tasks and of the log of the newest failed one. */
export async function collectEvidence(
  ctx: Context,
  facts: RolloutFacts,
  finder: StoppedTaskFinder,
): Promise<FailureEvidence> {
  const late = await findLate(ctx, finder)
  const known = new Map([...facts.stoppedTasks, ...late.tasks].map(task => [task.arn, task]))
  const failed = tellingTasks([...known.values()])

  // A task that never started has no log: the newest one whose container ran says most.
  const logged = failed.find(task => task.containers.some(({ exitCode }) => exitCode !== undefined))
  const finding = logged ? await collectContainerLogs(ctx, logged) : { logs: [], notes: [] }
  return {
    stoppedTasks: failed.slice(0, MAX_TASKS),
    stoppedTaskCount: failed.length,
    events: facts.events.toReversed().slice(0, MAX_EVENTS),
    logs: finding.logs,
    notes: [...late.notes, ...finding.notes],
  }
}

async function findLate(
  ctx: Context,
  finder: StoppedTaskFinder,
): Promise<{ readonly tasks: readonly StoppedTask[]; readonly notes: readonly string[] }> {
  try {
    return { tasks: await finder.find(), notes: [] }
  } catch (error) {
    ctx.signal.throwIfAborted()
    const remedy = isAccessDenied(error) ? ' Grant ecs:ListTasks and ecs:DescribeTasks.' : ''
    return { tasks: [], notes: [`The stopped tasks could not be read (${formatError(error)}).${remedy}`] }
  }
}

/** Without those that ECS took away because they were no longer wanted; the newest first. Pure. */
export function tellingTasks(tasks: readonly StoppedTask[]): readonly StoppedTask[] {
  return tasks.filter(task => !isNormalReplacement(task)).sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0))
}
