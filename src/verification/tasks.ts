import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs'
import { lastPart, revisionName } from '../aws/arn.ts'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type CheckResult, countTasks, failed, notChecked, passed } from './check-result.ts'

/** How many tasks the service is to have now; undefined where it is not there (yet), or may not be read. */
export async function describeDesiredCount(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string },
): Promise<number | undefined> {
  const { aws, signal } = context
  try {
    const command = new DescribeServicesCommand({ cluster: wanted.cluster, services: [wanted.service] })
    const [service] = (await aws.send(aws.ecs(), command, { signal })).services ?? []
    return service?.status === 'ACTIVE' ? service.desiredCount : undefined
  } catch (error) {
    if (isAccessDenied(error)) return undefined
    throw error
  }
}

/**
 * Names of the containers that a task's health depends on: essential, with a health check. Only the task definition
 * names them: a container without a check is always UNKNOWN, and one whose check has not run yet is UNKNOWN too (ECS
 * API reference, Container).
 */
export function healthCheckedContainers(definition: TaskDefinition): readonly string[] {
  return (definition.containerDefinitions ?? [])
    .filter(container => container.healthCheck && container.essential !== false)
    .flatMap(container => container.name ?? [])
}

/** The same for a revision that has to be described first; undefined where reading it is not allowed. */
export async function findHealthChecked(
  context: Context,
  taskDefinitionArn: string,
): Promise<readonly string[] | undefined> {
  const { aws, signal } = context
  try {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn })
    const answer = await aws.send(aws.ecs(), command, { signal })
    return healthCheckedContainers(answer.taskDefinition ?? {})
  } catch (error) {
    if (isAccessDenied(error)) return undefined
    throw error
  }
}

export interface WantedTasks {
  readonly taskDefinitionArn: string
  readonly desiredCount: number
  /** Containers whose health checks must have passed (see `healthCheckedContainers`); undefined: not known. */
  readonly healthChecked: readonly string[] | undefined
}

/** Pure. Whether as many tasks as desired run the revision, and no others, and are healthy where they have checks. */
export function judgeTasks(tasks: readonly Task[] | undefined, wanted: WantedTasks): CheckResult {
  if (!tasks) return notChecked('tasks', 'ecs:ListTasks or ecs:DescribeTasks')
  const revision = revisionName(wanted.taskDefinitionArn)
  const running = tasks.filter(task => task.lastStatus === 'RUNNING')
  const ours = running.filter(task => task.taskDefinitionArn === wanted.taskDefinitionArn)
  const others = running.filter(task => task.taskDefinitionArn !== wanted.taskDefinitionArn)
  if (others.length > 0) {
    const names = [...new Set(others.map(task => revisionName(task.taskDefinitionArn ?? 'another revision')))].join(
      ', ',
    )
    const run = countTasks(others.length, { one: 'runs', many: 'run' })
    return failed('tasks', `${run} ${names} where only ${revision} is expected.`)
  }
  if (ours.length !== wanted.desiredCount) {
    const run = countTasks(ours.length, { one: 'runs', many: 'run' })
    const desired = wanted.desiredCount === 1 ? 'is' : 'are'
    return failed('tasks', `${run} ${revision} where ${wanted.desiredCount} ${desired} desired.`)
  }
  if (ours.length === 0) return passed('tasks', 'No task is desired, and none runs.')
  const ill = ours.flatMap(task => illnessOf(task, wanted.healthChecked))
  if (ill.length > 0) return failed('tasks', `Not every task passes its container health checks: ${ill.join(', ')}.`)
  if (!wanted.healthChecked) return notChecked('tasks', 'ecs:DescribeTaskDefinition')
  const health = wanted.healthChecked.length > 0 ? ', HEALTHY by their container health checks' : ''
  return passed('tasks', `${ours.length} of ${wanted.desiredCount} tasks run ${revision}${health}.`)
}

/** What is wrong with a task's health: a check that has not passed yet is wrong too. */
function illnessOf(task: Task, healthChecked: readonly string[] = []): readonly string[] {
  const containers = new Map(task.containers?.map(({ name, healthStatus }) => [name, healthStatus]))
  const ill = healthChecked.filter(name => containers.get(name) !== 'HEALTHY')
  if (ill.length > 0) {
    return ill.map(
      name => `container "${name}" of ${lastPart(task.taskArn ?? 'a task')} is ${containers.get(name) ?? 'UNKNOWN'}`,
    )
  }
  return task.healthStatus === 'UNHEALTHY' ? [`${lastPart(task.taskArn ?? 'a task')} is UNHEALTHY`] : []
}
