import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { taskId } from './addresses.ts'
import { countTasks, type Finding, failed, notChecked, passed } from './finding.ts'

/** DescribeTasks takes at most 100. */
const DESCRIBE_MAX = 100

/**
 * The tasks of a service that are meant to run, described. None where service or cluster do not exist: others say
 * that. undefined where reading them is not allowed.
 */
export async function describeServiceTasks(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string },
): Promise<readonly Task[] | undefined> {
  const { aws, signal } = context
  const { cluster, service } = wanted
  try {
    const pages: string[][] = []
    let nextToken: string | undefined
    do {
      const page = await aws.send(
        aws.ecs(),
        new ListTasksCommand({
          cluster,
          serviceName: service,
          desiredStatus: 'RUNNING',
          maxResults: DESCRIBE_MAX,
          nextToken,
        }),
        { signal },
      )
      if (page.taskArns && page.taskArns.length > 0) pages.push(page.taskArns)
      nextToken = page.nextToken
    } while (nextToken)
    const answers = await Promise.all(
      pages.map(tasks => aws.send(aws.ecs(), new DescribeTasksCommand({ cluster, tasks }), { signal })),
    )
    return answers.flatMap(answer => answer.tasks ?? [])
  } catch (error) {
    if (isErrorNamed(error, 'ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException'))
      return []
    if (isAccessDenied(error)) return undefined
    throw error
  }
}

export interface WantedTasks {
  readonly taskDefinitionArn: string
  readonly desiredCount: number
  /** Containers whose health checks must have passed (see `health-checks.ts`); undefined: not known. */
  readonly healthChecked: readonly string[] | undefined
}

/** Pure. Whether as many tasks as desired run the revision, and no others, and are healthy where they have checks. */
export function judgeTasks(tasks: readonly Task[] | undefined, wanted: WantedTasks): Finding {
  if (!tasks) return notChecked('tasks', 'ecs:ListTasks or ecs:DescribeTasks')
  const revision = nameOf(wanted.taskDefinitionArn)
  const running = tasks.filter(task => task.lastStatus === 'RUNNING')
  const ours = running.filter(task => task.taskDefinitionArn === wanted.taskDefinitionArn)
  const others = running.filter(task => task.taskDefinitionArn !== wanted.taskDefinitionArn)
  if (others.length > 0) {
    const names = [...new Set(others.map(task => nameOf(task.taskDefinitionArn)))].join(', ')
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
    return ill.map(name => `container "${name}" of ${taskId(task)} is ${containers.get(name) ?? 'UNKNOWN'}`)
  }
  return task.healthStatus === 'UNHEALTHY' ? [`${taskId(task)} is UNHEALTHY`] : []
}

/** `family:revision` */
function nameOf(taskDefinitionArn: string | undefined): string {
  return taskDefinitionArn?.split('/').at(-1) ?? 'another revision'
}
