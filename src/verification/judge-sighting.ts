import type { Deployment, Service, Task } from '@aws-sdk/client-ecs'
import { lastPart, revisionName, targetGroupName } from '../aws/arn.ts'
import {
  type DeploymentIdentity,
  isEarlierDeployment,
  lastEventAt,
  primaryDeployment,
} from '../resources/service/deployment-identity.ts'
import { addressesOfTask } from '../tasks/addresses.ts'
import type { SeenTarget } from '../tasks/target-health.ts'
import { containerProblems, type HealthRules, isRunning, stableAt, targetProblems } from '../tasks/task-health.ts'
import { formatDuration } from '../text/time.ts'
import { type CheckResult, countTasks, failed, notChecked, notCompared, passed, unread } from './check-result.ts'
import type { Seen, Sighting } from './sighting.ts'

/** What should be running. */
export interface Wanted {
  readonly identity: DeploymentIdentity
  /** `revision`: the deployment was there before, and its tasks may be older than it is (after a rollback). */
  readonly tasksBy: 'deployment' | 'revision'
  /** Earlier tasks may still run: of `wait-until: serving`. */
  readonly isServing: boolean
  readonly rules: HealthRules
  readonly registryArns: readonly string[]
}

/** What the sighting shows of the service: ours, or why it is no longer ours. */
export type Standing =
  | { readonly kind: 'ours' }
  /** It is not known: the read failed, or was late. */
  | { readonly kind: 'unknown'; readonly result: CheckResult }
  | { readonly kind: 'replaced'; readonly by: Deployment; readonly service: Service }
  | { readonly kind: 'deleted'; readonly status: string }
  /** Ours failed after all (`wait-until: serving`): how it ends is for the watch. */
  | { readonly kind: 'failed' }

/** Pure. */
export function standingOf({ service: seen }: Sighting, { identity }: Wanted, knownEventAt = 0): Standing {
  if (seen.kind === 'denied') return unknown(notChecked('service', 'ecs:DescribeServices'))
  if (seen.kind === 'unread') return unknown(unread('service', 'The service', seen.problem))
  const service = seen.value
  if (!service) return unknown(unread('service', 'The service', 'ECS does not list it'))
  const { serviceCreatedAt } = identity
  if (serviceCreatedAt !== undefined && (service.createdAt?.getTime() ?? serviceCreatedAt) < serviceCreatedAt) {
    return unknown(unread('service', 'The service', 'the read was late'))
  }
  if ((lastEventAt(service) ?? knownEventAt) < knownEventAt)
    return unknown(unread('service', 'The service', 'the read was late'))
  if (service.status !== 'ACTIVE') return { kind: 'deleted', status: service.status ?? 'unknown' }
  const primary = primaryDeployment(service)
  if (!primary) return unknown(unread('service', 'The service', 'ECS lists no primary deployment'))
  if (primary.id === identity.deploymentId)
    return primary.rolloutState === 'FAILED' ? { kind: 'failed' } : { kind: 'ours' }
  return isEarlierDeployment({ id: primary.id, createdAt: primary.createdAt?.getTime() }, identity)
    ? unknown(unread('service', 'The service', 'the read was late'))
    : { kind: 'replaced', by: primary, service }
}

function unknown(result: CheckResult): Standing {
  return { kind: 'unknown', result }
}

/** Pure. Tasks, targets and instances of a service that is still ours. */
export function judgeSighting(sighting: Sighting, wanted: Wanted, desiredCount: number): readonly CheckResult[] {
  const { tasks: seen, targets, instances, at } = sighting
  const tasks = seen.kind === 'seen' ? seen.value : undefined
  const ours = tasks?.filter(task => isRunning(task) && isOurs(task, wanted))
  return [
    judgeTasks(sighting, wanted, desiredCount),
    ...wanted.rules.targetGroups.map(groups => judgeTargets(groups, { ours, targets, at })),
    ...wanted.registryArns.map(arn => judgeInstances(arn, instances.get(arn), ours)),
  ]
}

function isOurs(task: Task, { identity, tasksBy }: Wanted): boolean {
  if (tasksBy === 'deployment' && task.startedBy !== undefined) return task.startedBy === identity.deploymentId
  return task.taskDefinitionArn === identity.taskDefinitionArn
}

function judgeTasks({ tasks: seen, service, at }: Sighting, wanted: Wanted, desiredCount: number): CheckResult {
  if (seen.kind === 'denied') return notChecked('tasks', 'ecs:ListTasks or ecs:DescribeTasks')
  if (seen.kind === 'unread') return unread('tasks', 'The tasks', seen.problem)
  const revision = revisionName(wanted.identity.taskDefinitionArn)
  const running = seen.value.filter(isRunning)
  const ours = running.filter(task => isOurs(task, wanted))
  const leaving = service.kind === 'seen' ? (service.value?.deployments ?? []) : []
  const others = running.filter(task => !isOurs(task, wanted) && !isLeaving(task, leaving, wanted))
  if (others.length > 0) {
    const names = new Set(others.map(task => revisionName(task.taskDefinitionArn ?? 'another revision')))
    const run = countTasks(others.length, { one: 'runs', many: 'run' })
    const of = names.has(revision) && names.size === 1 ? `${revision} of another deployment` : [...names].join(', ')
    return failed('tasks', `${run} ${of} where only ${revision} is expected.`, 'surroundings')
  }
  if (ours.length < desiredCount) {
    const run = countTasks(ours.length, { one: 'runs', many: 'run' })
    const desired = desiredCount === 1 ? 'is' : 'are'
    return failed('tasks', `${run} ${revision} where ${desiredCount} ${desired} desired.`, 'service')
  }
  if (ours.length === 0) return passed('tasks', 'No task is desired, and none runs.')
  if (wanted.rules.healthChecked === undefined) return notChecked('tasks', 'ecs:DescribeTaskDefinition')
  const ill = ours.flatMap(task => containerProblems(task, wanted.rules, at))
  if (ill.length > 0) {
    const times = ours.map(task => stableAt(task, wanted.rules))
    if (!times.every(time => time !== undefined)) return failed('tasks', `${ill.join(', ')}.`, 'service')
    // Young tasks are nobody's fault.
    return { ...failed('tasks', `${ill.join(', ')}.`, 'surroundings'), passesAt: Math.max(...times) }
  }
  const healthy = wanted.rules.healthChecked.length > 0 ? ', and every container with a health check is HEALTHY' : ''
  const run = countTasks(ours.length, { one: 'runs', many: 'run' })
  return passed('tasks', `${run} ${revision}${livedFor(ours, at)}${healthy}.`)
}

/** What fails later than this is another matter: so the log says how long it did not. */
function livedFor(tasks: readonly Task[], at: number): string {
  const starts = tasks.flatMap(({ startedAt }) => startedAt?.getTime() ?? [])
  if (starts.length === 0) return ''
  const time = formatDuration(Math.max(0, at - Math.max(...starts)))
  return tasks.length === 1 ? `, for ${time} so far` : `, the youngest for ${time} so far`
}

/** Tasks of an earlier deployment that ECS is still taking away: it completes before they are gone where it may. */
function isLeaving(task: Task, deployments: readonly Deployment[], { identity, isServing }: Wanted): boolean {
  if (isServing && task.startedBy !== identity.deploymentId) return true
  return deployments.some(
    ({ id, status, taskDefinition }) =>
      id !== identity.deploymentId &&
      status !== 'PRIMARY' &&
      (id === task.startedBy || taskDefinition === task.taskDefinitionArn),
  )
}

interface TargetReads {
  readonly ours: readonly Task[] | undefined
  readonly targets: Sighting['targets']
  readonly at: number
}

function judgeTargets(groups: readonly string[], { ours, targets, at }: TargetReads): CheckResult {
  const name = `Target group ${groups.map(arn => `"${targetGroupName(arn)}"`).join(' or ')}`
  if (!ours) return notCompared('targets', name)
  const known = new Map<string, readonly SeenTarget[]>()
  for (const group of groups) {
    const seen = targets.get(group)
    if (seen?.kind === 'denied') return notChecked('targets', 'elasticloadbalancing:DescribeTargetHealth')
    if (seen?.kind === 'seen') known.set(group, seen.value)
    else if (/TargetGroupNotFound/.test(seen?.problem ?? ''))
      return failed('targets', `${name} no longer exists.`, 'surroundings')
    else return unread('targets', name, seen?.problem ?? 'not read')
  }
  const problems = ours.flatMap(task => targetProblems(task, groups, { targets: known, at }))
  if (problems.length > 0) {
    const result = failed('targets', `${name}: ${problems.map(({ text }) => text).join(', ')}.`, 'service')
    const isNoTarget = problems.some(({ state }) => state === 'unregistered' || state === 'draining')
    return isNoTarget ? { ...result, mayBeOtherTasks: true } : result
  }
  if (ours.length === 0) return passed('targets', `${name}: no task runs that could be a target.`)
  return passed('targets', `${name}: ${ours.length} of ${ours.length} tasks are healthy targets.`)
}

function judgeInstances(
  arn: string,
  seen: Seen<ReadonlySet<string>> | undefined,
  ours: readonly Task[] | undefined,
): CheckResult {
  const name = `Discovery service ${lastPart(arn)}`
  if (!ours) return notCompared('discovery', name)
  if (seen?.kind === 'denied') return notChecked('discovery', 'servicediscovery:ListInstances')
  if (seen?.kind !== 'seen') {
    if (/ServiceNotFound/.test(seen?.problem ?? ''))
      return failed('discovery', `${name} no longer exists.`, 'surroundings')
    return unread('discovery', name, seen?.problem ?? 'not read')
  }
  const missing = ours.filter(task => !addressesOfTask(task).some(address => seen.value.has(address)))
  if (missing.length > 0) {
    const list = missing.map(task => addressesOfTask(task).join(' / ') || `task ${lastPart(task.taskArn ?? '')}`)
    const detail = `${name}: ${list.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not registered.`
    return { ...failed('discovery', detail, 'surroundings'), mayBeOtherTasks: true }
  }
  if (ours.length === 0) return passed('discovery', `${name}: no task runs that could be registered.`)
  return passed('discovery', `${name}: ${ours.length} of ${ours.length} tasks are registered.`)
}

/** Pure. Addresses in the group that no running task of the service has, and that do not drain. */
export function strangeTargets({ tasks, targets }: Sighting, groups: readonly string[]): readonly string[] {
  if (tasks.kind !== 'seen') return []
  const own = new Set(tasks.value.flatMap(addressesOfTask))
  return groups.flatMap(group => {
    const seen = targets.get(group)
    if (seen?.kind !== 'seen') return []
    return seen.value
      .filter(({ state, address }) => state !== 'draining' && !own.has(address))
      .map(target => target.address)
  })
}
