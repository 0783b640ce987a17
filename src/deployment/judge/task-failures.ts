import type { StoppedTask } from '../snapshot.ts'
import type { RolloutFacts } from './rollout-facts.ts'
import { speaksAgainstRevision } from './stop-reasons.ts'

/** What the checks of a service's tasks are, as far as they decide whether a task was ever healthy. */
export interface TaskChecks {
  /** Some essential container has a health check. */
  readonly hasContainerCheck: boolean
  readonly hasTargets: boolean
  /** How long a task without any check must live to count as healthy, ms. */
  readonly stableMs: number
}

/** No check of ECS or of a load balancer runs more often than every five seconds: no task is healthy sooner. */
const SOONEST_HEALTHY_MS = 5_000
/** No check fails a healthy task sooner than two of its intervals: reads so far apart miss no task that was healthy. */
const LONGEST_GAP_MS = 15_000
const LAST_GAP_MS = 8_000

/** Pure. The tasks of our deployment that stopped, by their own fault, before they were ever healthy. */
export function failedTasks(facts: RolloutFacts, checks: TaskChecks): readonly StoppedTask[] {
  return facts.stoppedTasks.filter(task => speaksAgainstRevision(task) && wasNeverHealthy(task, facts, checks))
}

function wasNeverHealthy(task: StoppedTask, facts: RolloutFacts, checks: TaskChecks): boolean {
  const { startedAt, stoppingAt } = task
  if (startedAt === undefined) return true
  if (facts.healthyTasks.has(task.arn)) return false
  const livedMs = (stoppingAt ?? startedAt) - startedAt
  if (!checks.hasContainerCheck && !checks.hasTargets) return livedMs < checks.stableMs
  if (livedMs < SOONEST_HEALTHY_MS) return true
  // It could have been healthy while nobody read it: then it does not count.
  const endedAt = stoppingAt ?? startedAt
  if (!isCovered(startedAt, endedAt, facts.runningReads)) return false
  // Between the last read and its end it may have been: then ECS's own count, or a read just before, must agree.
  const lastReadAt = facts.runningReads.findLast(at => at < endedAt) ?? startedAt
  return (facts.ours?.failedTasks ?? 0) > 0 || endedAt - lastReadAt <= LAST_GAP_MS
}

/** Whether the reads follow each other closely from the start to the end. */
function isCovered(from: number, to: number, reads: readonly number[]): boolean {
  const times = [from, ...reads.filter(at => at > from && at < to), to]
  return times.every((at, index) => at - (times[index - 1] ?? at) <= LONGEST_GAP_MS)
}

/**
 * Pure. How many rounds of starts the tasks belong to: a round ends with its first failure, and what is started after
 * that belongs to the next one.
 */
export function startRounds(tasks: readonly StoppedTask[]): number {
  const byCreation = [...tasks].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))
  let rounds = 0
  let endsAt = Number.NEGATIVE_INFINITY
  for (const task of byCreation) {
    const end = task.stoppingAt ?? task.stoppedAt ?? Number.POSITIVE_INFINITY
    if ((task.createdAt ?? 0) >= endsAt) {
      rounds += 1
      endsAt = end
    } else {
      endsAt = Math.min(endsAt, end)
    }
  }
  return rounds
}

const FEWEST = 3
const MOST = 200

/** Pure. How many failed tasks decide. ECS's own threshold holds where its circuit breaker is on. */
export function failureThreshold(facts: RolloutFacts, given: number | 'auto'): number {
  if (given !== 'auto') return given
  const half = Math.min(MOST, Math.max(FEWEST, Math.ceil(facts.desiredCount / 2)))
  if (facts.service?.service.breakerEnabled) return facts.serviceDeployment?.failureThreshold || half
  return facts.healthyTasks.size === 0 ? FEWEST : half
}

/** Pure. The failed tasks, where they are enough to decide; undefined: they are not. */
export function tooManyFailures(
  facts: RolloutFacts,
  checks: TaskChecks,
  given: number | 'auto',
): readonly StoppedTask[] | undefined {
  const failed = failedTasks(facts, checks)
  const threshold = failureThreshold(facts, given)
  if (failed.length < threshold) return undefined
  return threshold === 1 || startRounds(failed) >= 2 ? failed : undefined
}
