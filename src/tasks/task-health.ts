import type { ContainerDefinition, Task } from '@aws-sdk/client-ecs'
import { lastPart, targetGroupName } from '../aws/arn.ts'
import { formatDuration } from '../text/time.ts'
import { addressesOfTask } from './addresses.ts'
import type { SeenTarget } from './target-health.ts'

/** What makes a task of the service healthy. */
export interface HealthRules {
  /** Names of the essential containers with a health check; undefined: not known. */
  readonly healthChecked: readonly string[] | undefined
  /**
   * ARNs of the target groups: a task must be a healthy target in one group of each list. A list has two where ECS's own
   * blue/green uses them in turn.
   */
  readonly targetGroups: readonly (readonly string[])[]
  /** How long a task without any check must have lived, ms. */
  readonly stableMs: number
}

/** What the health of a task is judged by. */
export interface HealthReads {
  /** By ARN of the group; a group that could not be read is missing. */
  readonly targets: ReadonlyMap<string, readonly SeenTarget[]>
  /** ms since the epoch. */
  readonly at: number
}

/**
 * Names of the containers that a task's health depends on: essential, with a health check. Only the task definition
 * names them: a container without a check is always UNKNOWN, and one whose check has not run yet is UNKNOWN too (ECS
 * API reference, Container).
 */
export function healthCheckedContainers(containers: readonly ContainerDefinition[]): readonly string[] {
  return containers
    .filter(container => container.healthCheck && container.essential !== false)
    .flatMap(container => container.name ?? [])
}

/** A task that is meant to run, and does. One that is being stopped is RUNNING for a while yet. */
export function isRunning(task: Task): boolean {
  return task.lastStatus === 'RUNNING' && task.desiredStatus !== 'STOPPED'
}

/** Pure. Why the containers of a running task are not healthy (yet). None where no container has a health check. */
export function containerProblems(
  task: Task,
  { healthChecked = [], targetGroups, stableMs }: HealthRules,
  at: number,
): readonly string[] {
  const id = lastPart(task.taskArn ?? 'a task')
  const containers = new Map(task.containers?.map(({ name, healthStatus }) => [name, healthStatus]))
  const ill = healthChecked.filter(name => containers.get(name) !== 'HEALTHY')
  if (ill.length > 0) return ill.map(name => `container "${name}" of ${id} is ${containers.get(name) ?? 'UNKNOWN'}`)
  if (task.healthStatus === 'UNHEALTHY') return [`${id} is UNHEALTHY`]
  if (healthChecked.length > 0 || targetGroups.length > 0) return []
  const livedMs = at - (task.startedAt?.getTime() ?? at)
  return livedMs < stableMs
    ? [`${id} has run for ${formatDuration(livedMs)} of ${stableMs / 1000} s (stable-seconds)`]
    : []
}

/** Pure. When the task will have lived long enough, ms; undefined where something checks it. */
export function stableAt(task: Task, { healthChecked = [], targetGroups, stableMs }: HealthRules): number | undefined {
  if (healthChecked.length > 0 || targetGroups.length > 0) return undefined
  return task.startedAt && task.startedAt.getTime() + stableMs
}

/** Why a task is not a healthy target. */
export interface TargetProblem {
  /** `10.0.0.1 is unhealthy (Target.Timeout)` */
  readonly text: string
  /** The state of the target; `unregistered`: the task is none. undefined: the group could not be read. */
  readonly state: string | undefined
}

/** Pure. Why the task is not a healthy target of a group of the list (yet): the reason in the best of them. */
export function targetProblems(
  task: Task,
  groups: readonly string[],
  { targets }: HealthReads,
): readonly TargetProblem[] {
  const problems = groups.flatMap(group => {
    const seen = targets.get(group)
    return seen ? [problemsIn(task, seen)] : []
  })
  const unread = { text: `${groups.map(targetGroupName).join(', ')} could not be read`, state: undefined }
  return problems.sort((a, b) => rankOf(a) - rankOf(b))[0] ?? [unread]
}

/** A group in which the task is not registered says less than one in which it is unhealthy. */
function rankOf(problems: readonly TargetProblem[]): number {
  return problems.length === 0 ? 0 : problems.some(({ state }) => state === 'unregistered') ? 2 : 1
}

function problemsIn(task: Task, targets: readonly SeenTarget[]): readonly TargetProblem[] {
  const addresses = addressesOfTask(task)
  const own = targets.filter(target => addresses.includes(target.address))
  // An earlier registration under another port may be draining.
  const current = own.filter(target => target.state !== 'draining')
  if (own.length === 0) {
    const name =
      addresses.length === 0 ? `task ${lastPart(task.taskArn ?? '')} has no address yet and` : addresses.join(' / ')
    return [{ text: `${name} is not registered`, state: 'unregistered' }]
  }
  return (current.length > 0 ? current : own).flatMap(({ state, address, reason }) =>
    state === 'healthy' ? [] : [{ text: `${address} is ${state}${reason === undefined ? '' : ` (${reason})`}`, state }],
  )
}

/** Pure. Whether the task runs and has passed all that it is checked by. */
export function isHealthy(task: Task, rules: HealthRules, reads: HealthReads): boolean {
  if (!isRunning(task) || containerProblems(task, rules, reads.at).length > 0) return false
  return rules.targetGroups.every(groups => targetProblems(task, groups, reads).length === 0)
}
