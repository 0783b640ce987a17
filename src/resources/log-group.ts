import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import { writeOnce } from '../aws/write-once.ts'
import type { Change, FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import { settleAll } from '../settle.ts'
import { creationTags, missingTags, type Tags, tagFields, type WantedTags } from '../tags.ts'

export interface DesiredLogGroup {
  readonly name: string
  /** undefined: an existing group keeps its own; a new one keeps its events for ever. */
  readonly retentionDays: number | undefined
  readonly tags: WantedTags
}

export interface ObservedLogGroup {
  readonly name: string
  readonly retentionDays: number | undefined
  /** False where reading was not allowed: whether the group exists is not known. */
  readonly readable: boolean
  readonly arn?: string | undefined
  /** undefined: not read. */
  readonly tags?: Tags | undefined
}

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

/** The group with its tags. Without the permission for them it counts as not made by this action, and that is said. */
export async function readLogGroupTags(context: Context, group: ObservedLogGroup): Promise<ObservedLogGroup> {
  const { aws, log } = context
  if (group.arn === undefined) return group
  try {
    const { tags } = await aws.send(aws.logs(), new ListTagsForResourceCommand({ resourceArn: group.arn }))
    return { ...group, tags: tags ?? {} }
  } catch (error) {
    if (isErrorNamed(error, 'ResourceNotFoundException')) return group
    if (!isAccessDenied(error)) throw error
    log.warning(
      `The tags of log group "${group.name}" could not be checked: the permission logs:ListTagsForResource is missing. They are left as they are.`,
    )
    return group
  }
}

/** Pure. What has to be said of a group that could not be read. */
export function unreadableWarning({ name }: ObservedLogGroup): string {
  return `Whether log group "${name}" exists could not be checked: the permission logs:DescribeLogGroups is missing. It is taken to exist.`
}

/** Pure. */
export function planLogGroup(
  desired: DesiredLogGroup,
  observed: ObservedLogGroup | undefined,
): Change<DesiredLogGroup, ObservedLogGroup> {
  if (!observed) return { kind: 'create', desired }
  const fields = [...retentionFields(desired, observed), ...tagFields(desired.tags, observed.tags ?? {})]
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

function retentionFields({ retentionDays }: DesiredLogGroup, observed: ObservedLogGroup): FieldChange[] {
  if (!observed.readable || retentionDays === undefined || retentionDays === observed.retentionDays) return []
  const from = observed.retentionDays === undefined ? 'never expires' : `${observed.retentionDays}`
  return [{ field: 'retentionInDays', from, to: `${retentionDays}` }]
}

export async function applyLogGroup(
  context: Context,
  change: Change<DesiredLogGroup, ObservedLogGroup>,
): Promise<void> {
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
  { desired, observed, fields }: Extract<Change<DesiredLogGroup, ObservedLogGroup>, { kind: 'update' }>,
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
