import type { Context } from '../context.ts'
import { type ContainerLog, collectContainerLogs } from './container-log.ts'
import type { EventState, Snapshot, StoppedTask } from './snapshot.ts'
import { isNormalReplacement, type StoppedTaskFinder } from './stopped-tasks.ts'

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

/** Collects it: from the snapshots, and by one more look at the tasks and at the log of the newest failed one. */
export async function collectEvidence(
  ctx: Context,
  snapshots: readonly Snapshot[],
  finder: StoppedTaskFinder,
): Promise<FailureEvidence> {
  const observed = snapshots.filter(snapshot => snapshot.kind === 'observed')
  const notes: string[] = []
  const late = await finder.find()
  if (late.problem) notes.push(late.problem)
  const tasks = [...observed.flatMap(snapshot => snapshot.stoppedTasks), ...late.tasks]
  const failed = tellingTasks(tasks)

  // A task that never started has no log: the newest one whose container ran says most.
  const logged = failed.find(task => task.containers.some(({ exitCode }) => exitCode !== undefined))
  const finding = logged ? await collectContainerLogs(ctx, logged) : { logs: [], notes: [] }
  return {
    stoppedTasks: failed.slice(0, MAX_TASKS),
    stoppedTaskCount: failed.length,
    events: observed
      .flatMap(snapshot => snapshot.events)
      .reverse()
      .slice(0, MAX_EVENTS),
    logs: finding.logs,
    notes: [...notes, ...finding.notes],
  }
}

/** Without those that ECS took away because they were no longer wanted; the newest first. Pure. */
export function tellingTasks(tasks: readonly StoppedTask[]): readonly StoppedTask[] {
  return tasks.filter(task => !isNormalReplacement(task)).sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0))
}
