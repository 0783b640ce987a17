import type { StoppedTask } from '../snapshot.ts'

/** A task that ECS stopped because it was no longer wanted: normal, and no sign of a failure. */
export function isNormalReplacement(task: StoppedTask): boolean {
  return /^Scaling activity initiated by/.test(task.stoppedReason ?? '')
}

/** ECS replaces a task that fails its checks. */
function isHealthCheckFailure(reason: string): boolean {
  return /failed (container|elb) health checks/i.test(reason)
}

/** Ends that say nothing about the revision: somebody wanted them, or Fargate took the capacity back. */
const NOT_ITS_OWN_END = new Set(['UserInitiated', 'SpotInterruption', 'TerminationNotice'])

/**
 * Reasons that pass by themselves, or lie outside the revision: missing capacity, network interfaces, time-outs of a
 * pull, rate limits, quotas, faults of AWS. From AWS's list of stopped task errors and public reports.
 */
const PASSING: readonly RegExp[] = [
  /capacity/i,
  /network interface|\beni\b/i,
  /throttl|rate exceeded|too ?many ?requests|pull rate limit|slow ?down/i,
  /time[d ]?-?out|timeout|deadline exceeded|connection (reset|refused)|no such host|unexpected EOF/i,
  /signal: killed/i,
  /internal error|service unavailable|InternalServer/i,
  /limit on the number of tasks/i,
  // By case: "is not authorized to perform ... on resource: <arn>" does not pass.
  /RESOURCE:/,
  /rebalanc/i,
  /spot/i,
]

/** Images, ARNs and addresses have words in them that are about nothing. */
function withoutReferences(text: string): string {
  return text.replaceAll(/\S*[/@]\S*|\barn:\S+/g, '')
}

/** Nothing is known of its end yet: what is read later may say that it was nobody's fault. */
function isUnexplained({ stopCode, stoppedReason, containers }: StoppedTask): boolean {
  if (stopCode !== undefined || stoppedReason !== undefined) return false
  return containers.every(({ exitCode, reason }) => exitCode === undefined && reason === undefined)
}

/** Every text that gives a reason for the end of the task. */
export function reasonsOf({ stoppedReason, containers }: StoppedTask): readonly string[] {
  return [stoppedReason, ...containers.map(({ reason }) => reason)].filter(reason => reason !== undefined)
}

/**
 * Pure. Whether the end of the task speaks against its revision: an essential container exited, a check failed, or the
 * task could not start for a reason that does not pass by itself.
 */
export function speaksAgainstRevision(task: StoppedTask): boolean {
  const reason = task.stoppedReason ?? ''
  if (isHealthCheckFailure(reason)) return true
  if (NOT_ITS_OWN_END.has(task.stopCode ?? '') || task.stopCode === 'ServiceSchedulerInitiated') return false
  if (isNormalReplacement(task) || isUnexplained(task)) return false
  // Once it ran, its containers ended it: the reasons above are about what comes before.
  if (task.startedAt !== undefined && task.stopCode === 'EssentialContainerExited') return true
  const texts = reasonsOf(task).map(withoutReferences)
  return !texts.some(text => PASSING.some(pattern => pattern.test(text)))
}
