import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import { MAX_DESCRIBED_TASKS } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'

/**
 * The tasks of a service that are meant to run, described. None where service or cluster do not exist: others report
 * that. undefined where reading them is not allowed.
 */
export async function describeServiceTasks(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string },
): Promise<readonly Task[] | undefined> {
  const { aws, signal } = context
  const { cluster, service: serviceName } = wanted
  try {
    const pages = await allPages<string[]>(async nextToken => {
      const page = await aws.send(
        aws.ecs(),
        new ListTasksCommand({
          cluster,
          serviceName,
          desiredStatus: 'RUNNING',
          maxResults: MAX_DESCRIBED_TASKS,
          nextToken,
        }),
        { signal },
      )
      return { items: page.taskArns?.length ? [page.taskArns] : [], next: page.nextToken }
    })
    const answers = await Promise.all(
      pages.map(tasks => aws.send(aws.ecs(), new DescribeTasksCommand({ cluster, tasks }), { signal })),
    )
    return answers.flatMap(answer => answer.tasks ?? [])
  } catch (error) {
    if (isErrorNamed(error, 'ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException')) {
      return []
    }
    if (isAccessDenied(error)) return undefined
    throw error
  }
}
