import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs'
import type { SendOptions } from '../aws/aws.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import { MAX_DESCRIBED_TASKS } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'

interface OfService {
  readonly cluster: string
  readonly service: string
}

/**
 * The tasks of a service that are meant to run, described. None where service or cluster do not exist: others report
 * that. undefined where reading them is not allowed.
 */
export async function describeServiceTasks(context: Context, wanted: OfService): Promise<readonly Task[] | undefined> {
  try {
    return await readServiceTasks(context, wanted)
  } catch (error) {
    if (isErrorNamed(error, 'ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException')) {
      return []
    }
    if (isAccessDenied(error)) return undefined
    throw error
  }
}

/** The same, throwing whatever AWS returns. */
export async function readServiceTasks(
  context: Context,
  wanted: OfService,
  options: SendOptions = {},
): Promise<readonly Task[]> {
  const arns = await listServiceTasks(context, wanted, { ...options, desiredStatus: 'RUNNING' })
  return await describeTasks(context, wanted.cluster, arns, options)
}

export interface ListOptions extends SendOptions {
  readonly desiredStatus: 'RUNNING' | 'STOPPED'
  /** No more pages are read once there are so many. Default: all of them. */
  readonly most?: number
}

/** ARNs of the service's tasks with that desired status. */
export async function listServiceTasks(
  { aws, signal }: Context,
  { cluster, service: serviceName }: OfService,
  { desiredStatus, most = Number.POSITIVE_INFINITY, ...options }: ListOptions,
): Promise<readonly string[]> {
  return await allPages(
    async nextToken => {
      const command = new ListTasksCommand({
        cluster,
        serviceName,
        desiredStatus,
        maxResults: MAX_DESCRIBED_TASKS,
        nextToken,
      })
      const page = await aws.send(aws.ecs(), command, { signal, ...options })
      return { items: page.taskArns, next: page.nextToken }
    },
    arns => arns.length >= most,
  )
}

/** As many calls side by side as it takes. */
export async function describeTasks(
  { aws, signal }: Context,
  cluster: string,
  arns: readonly string[],
  options: SendOptions = {},
): Promise<readonly Task[]> {
  const batches = Array.from({ length: Math.ceil(arns.length / MAX_DESCRIBED_TASKS) }, (_, index) =>
    arns.slice(index * MAX_DESCRIBED_TASKS, (index + 1) * MAX_DESCRIBED_TASKS),
  )
  const answers = await Promise.all(
    batches.map(tasks => aws.send(aws.ecs(), new DescribeTasksCommand({ cluster, tasks }), { signal, ...options })),
  )
  return answers.flatMap(answer => answer.tasks ?? [])
}
