import { START_FAILURES } from '../scenario.ts'
import type { TaskMoment } from './history.ts'
import type { Played } from './played.ts'

const LASTING = Object.values(START_FAILURES)
  .filter(({ lasts }) => lasts)
  .map(({ text }) => text)
const APART_MS = 30_000
/** Within the rate of reads, a task that was healthy for less than this may not have been seen to be. */
const UNSEEN_MS = 15_000

/** What the tasks of our deployment have shown so far. */
interface Shown {
  readonly healthySince: Map<string, number>
  readonly healthy: Set<string>
  readonly ended: Map<string, TaskMoment>
  hasRun: boolean
}

/**
 * When the tasks of our deployment had first shown that it fails, whatever ECS makes of it: by the promise of
 * `max-task-failures`. undefined: they have not.
 */
export function failureShownAt(played: Played): number | undefined {
  const { ours, history, endedAt } = played
  if (!ours) return undefined
  const shown: Shown = { healthySince: new Map(), healthy: new Set(), ended: new Map(), hasRun: false }
  for (const { at, tasks } of history.moments) {
    if (at < ours.at || at > endedAt) continue
    for (const task of tasks) if (task.startedBy === ours.id) learn(shown, task, at)
    const ends = [...shown.ended.values()].filter(task => !shown.healthy.has(task.arn) && speaksAgainstIt(task))
    if (isTooMany(played, ends, shown.healthy.size > 0) || (!shown.hasRun && isLasting(ends))) return at
  }
  return undefined
}

function learn(shown: Shown, task: TaskMoment, at: number): void {
  if (task.isHealthy && !shown.healthySince.has(task.arn)) shown.healthySince.set(task.arn, at)
  const since = shown.healthySince.get(task.arn)
  if (since !== undefined && (task.stoppingAt ?? at) - since >= UNSEEN_MS) shown.healthy.add(task.arn)
  if (task.isRunning) shown.hasRun = true
  if (task.stoppingAt !== undefined && !shown.ended.has(task.arn)) shown.ended.set(task.arn, task)
}

/** Capacity, network, throttling, Spot, and what somebody stopped do not count. */
function speaksAgainstIt({ stopCode, reason }: TaskMoment): boolean {
  if (stopCode === 'EssentialContainerExited') return true
  if (stopCode === 'TaskFailedToStart') return LASTING.includes(reason)
  return stopCode === 'ServiceSchedulerInitiated' && /health checks/.test(reason)
}

function isTooMany({ scenario, ours }: Played, ends: readonly TaskMoment[], wasHealthy: boolean): boolean {
  const { maxTaskFailures } = scenario.inputs
  const half = Math.min(200, Math.max(3, Math.ceil((ours?.desiredCount ?? 0) / 2)))
  const usesHalf = scenario.service.breaker !== 'off' || wasHealthy
  const threshold = maxTaskFailures === 'auto' ? (usesHalf ? half : 3) : maxTaskFailures
  if (ends.length < threshold) return false
  const firstEnd = Math.min(...ends.map(({ stoppingAt = 0 }) => stoppingAt))
  return threshold === 1 || ends.some(({ createdAt }) => createdAt >= firstEnd)
}

function isLasting(ends: readonly TaskMoment[]): boolean {
  const shown = ends.filter(({ reason }) => LASTING.includes(reason)).map(({ stoppingAt = 0 }) => stoppingAt)
  return shown.length > 1 && Math.max(...shown) - Math.min(...shown) >= APART_MS
}
