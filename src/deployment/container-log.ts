import { type ContainerDefinition, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { lastPart } from '../aws/arn.ts'
import { formatError, isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { StoppedTask } from './snapshot.ts'

export interface ContainerLog {
  readonly container: string
  readonly taskArn: string
  readonly group: string
  readonly stream: string
  /** The last ones, oldest first. */
  readonly lines: readonly string[]
}

export interface CollectedLogs {
  readonly logs: readonly ContainerLog[]
  /** Why there is no log of a container, as sentences. */
  readonly notes: readonly string[]
}

const MAX_LINES = 20

/**
 * The last lines that the failed containers of a stopped task wrote, where they log to CloudWatch Logs. Never throws
 * but on cancellation.
 *
 * The stream of a Fargate task under awslogs is `<prefix>/<container>/<task id>` (Amazon ECS developer guide).
 */
export async function collectContainerLogs(ctx: Context, task: StoppedTask): Promise<CollectedLogs> {
  const notes: string[] = []
  const logs: ContainerLog[] = []
  try {
    for (const definition of await failedContainers(ctx, task)) {
      const place = logPlace(definition, task, ctx.aws.region)
      if ('problem' in place) {
        notes.push(place.problem)
        continue
      }
      logs.push({ ...place, lines: await lastLines(ctx, place.group, place.stream) })
    }
  } catch (error) {
    ctx.signal.throwIfAborted()
    const remedy = isAccessDenied(error) ? ' Grant ecs:DescribeTaskDefinition and logs:GetLogEvents.' : ''
    notes.push(`The log of task ${lastPart(task.arn)} could not be read (${formatError(error)}).${remedy}`)
  }
  return { logs, notes }
}

/** Those that ended with a non-zero code or a reason; where none did, every essential one. */
async function failedContainers(ctx: Context, task: StoppedTask): Promise<readonly ContainerDefinition[]> {
  if (!task.taskDefinitionArn) return []
  const answer = await ctx.aws.send(
    ctx.aws.ecs(),
    new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
    { retry: false },
  )
  const definitions = answer.taskDefinition?.containerDefinitions ?? []
  const failed = new Set(task.containers.filter(({ exitCode, reason }) => exitCode || reason).map(({ name }) => name))
  return definitions.filter(({ name, essential }) => (failed.size > 0 ? failed.has(name ?? '') : essential !== false))
}

type LogPlace = Omit<ContainerLog, 'lines'> | { readonly problem: string }

function logPlace(definition: ContainerDefinition, task: StoppedTask, region: string): LogPlace {
  const container = definition.name ?? ''
  const { logDriver, options = {} } = definition.logConfiguration ?? {}
  if (logDriver !== 'awslogs') {
    return { problem: `The container ${container} does not log to CloudWatch Logs (${logDriver ?? 'no log driver'}).` }
  }
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix, 'awslogs-region': logRegion = region } = options
  if (!group || !prefix)
    return { problem: `The log stream of the container ${container} is not known: no stream prefix.` }
  const stream = `${prefix}/${container}/${lastPart(task.arn)}`
  if (logRegion !== region)
    return { problem: `The log of the container ${container} is in ${logRegion}: ${group}, ${stream}.` }
  return { container, taskArn: task.arn, group, stream }
}

async function lastLines(ctx: Context, group: string, stream: string): Promise<readonly string[]> {
  const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const answer = await ctx.aws.send(
    ctx.aws.logs(),
    new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, limit: MAX_LINES, startFromHead: false }),
    { retry: false },
  )
  return (answer.events ?? []).slice(-MAX_LINES).map(event => (event.message ?? '').trimEnd())
}
