import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { isAccessDenied, isErrorNamed } from '../../aws/errors.ts'
import { writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { settleAll } from '../../steps.ts'
import { creationTags, missingTags } from '../../tags.ts'
import type { DesiredLogGroup, LogGroupChange, ObservedLogGroup } from './plan-log-group.ts'

export async function observeLogGroup(context: Context, name: string): Promise<ObservedLogGroup | undefined> {
  const { aws } = context
  try {
    // A prefix may match any number of groups; the exact name sorts first among them.
    const page = await aws.send(aws.logs(), new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }))
    const group = page.logGroups?.find(candidate => candidate.logGroupName === name)
    return group && { name, retentionDays: group.retentionInDays, readable: true, arn: taggableArn(group) }
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return { name, retentionDays: undefined, readable: false }
  }
}

/** Calls for tags take the ARN without the `:*` at its end, with which the older of the two members has it. */
function taggableArn({ logGroupArn, arn }: LogGroup): string | undefined {
  return logGroupArn ?? arn?.replace(/:\*$/, '')
}

/** The group with its tags. Without the permission for them it counts as not made by this action. */
export async function observeLogGroupTags(context: Context, group: ObservedLogGroup): Promise<ObservedLogGroup> {
  const { aws } = context
  if (group.arn === undefined) return group
  try {
    const { tags } = await aws.send(aws.logs(), new ListTagsForResourceCommand({ resourceArn: group.arn }))
    return { ...group, tags: tags ?? {} }
  } catch (error) {
    if (isErrorNamed(error, 'ResourceNotFoundException')) return group
    if (!isAccessDenied(error)) throw error
    return { ...group, areTagsUnreadable: true }
  }
}

export async function applyLogGroup(context: Context, change: LogGroupChange): Promise<void> {
  switch (change.kind) {
    case 'create':
      await createLogGroup(context, change.desired)
      return
    case 'update':
      await updateLogGroup(context, change)
      return
    default:
      return
  }
}

async function createLogGroup(context: Context, { name, retentionDays, tags }: DesiredLogGroup): Promise<void> {
  const { aws } = context
  try {
    await writeOnce<unknown>(context, {
      write: () =>
        aws.send(aws.logs(), new CreateLogGroupCommand({ logGroupName: name, tags: { ...creationTags(tags) } })),
      find: () => observeLogGroup(context, name),
    })
  } catch (error) {
    // Another run, or the first task with awslogs-create-group, was faster: what is wanted exists.
    if (!isErrorNamed(error, 'ResourceAlreadyExistsException')) throw error
  }
  await putRetention(context, name, retentionDays)
}

async function updateLogGroup(
  context: Context,
  { desired, observed, fields }: Extract<LogGroupChange, { kind: 'update' }>,
): Promise<void> {
  const { aws } = context
  const tags = missingTags(desired.tags, observed.tags ?? {})
  await settleAll([
    fields.some(({ field }) => field === 'retentionInDays') &&
      putRetention(context, desired.name, desired.retentionDays),
    Object.keys(tags).length > 0 && aws.send(aws.logs(), new TagResourceCommand({ resourceArn: observed.arn, tags })),
  ])
}

async function putRetention(context: Context, logGroupName: string, days: number | undefined): Promise<void> {
  if (days === undefined) return
  const { aws } = context
  await aws.send(aws.logs(), new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days }))
}
