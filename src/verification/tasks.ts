import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type Finding, failed, notChecked, passed } from './finding.ts'

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
  const { aws } = context
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
      )
      if (page.taskArns && page.taskArns.length > 0) pages.push(page.taskArns)
      nextToken = page.nextToken
    } while (nextToken)
    const answers = await Promise.all(
      pages.map(tasks => aws.send(aws.ecs(), new DescribeTasksCommand({ cluster, tasks }))),
    )
    return answers.flatMap(answer => answer.tasks ?? [])
  } catch (error) {
    if (isErrorNamed(error, 'ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException'))
      return []
    if (isAccessDenied(error)) return undefined
    throw error
  }
}

/** Pure. Whether as many tasks as desired run the revision, and are healthy where they have health checks. */
export function judgeTasks(
  tasks: readonly Task[] | undefined,
  wanted: { readonly taskDefinitionArn: string; readonly desiredCount: number },
): Finding {
  if (!tasks) return notChecked('tasks', 'ecs:ListTasks or ecs:DescribeTasks')
  const revision = wanted.taskDefinitionArn.split('/').at(-1)
  const running = tasks.filter(task => task.lastStatus === 'RUNNING')
  const ours = running.filter(task => task.taskDefinitionArn === wanted.taskDefinitionArn)
  const others = running.filter(task => task.taskDefinitionArn !== wanted.taskDefinitionArn)
  if (others.length > 0) {
    const names = [...new Set(others.map(task => task.taskDefinitionArn?.split('/').at(-1)))].join(', ')
    return failed('tasks', `${others.length} tasks still run ${names} where only ${revision} is expected.`)
  }
  if (ours.length !== wanted.desiredCount) {
    return failed('tasks', `${ours.length} tasks run ${revision} where ${wanted.desiredCount} are desired.`)
  }
  const ill = ours.filter(task => task.healthStatus !== 'HEALTHY' && hasHealthCheck(task))
  if (ill.length > 0) {
    const list = ill.map(task => `${task.taskArn?.split('/').at(-1)} is ${task.healthStatus}`).join(', ')
    return failed('tasks', `Not every task passes its container health check: ${list}.`)
  }
  if (ours.length === 0) return passed('tasks', 'No task is desired, and none runs.')
  const health = ours.every(hasHealthCheck) ? ' and are HEALTHY' : ''
  return passed('tasks', `${ours.length} of ${wanted.desiredCount} tasks run ${revision}${health}.`)
}

/** A task whose containers have no health check is UNKNOWN for ever (ECS API reference, Task). */
function hasHealthCheck(task: Task): boolean {
  return (
    (task.containers ?? []).some(container => container.healthStatus && container.healthStatus !== 'UNKNOWN') ||
    task.healthStatus === 'UNHEALTHY'
  )
}

/** Private addresses of the running tasks of a revision. */
export function addressesOf(tasks: readonly Task[], taskDefinitionArn: string): readonly string[] {
  return tasks
    .filter(task => task.lastStatus === 'RUNNING' && task.taskDefinitionArn === taskDefinitionArn)
    .flatMap(task => {
      const details = task.attachments?.flatMap(attachment => attachment.details ?? []) ?? []
      return details.find(detail => detail.name === 'privateIPv4Address')?.value ?? []
    })
}
