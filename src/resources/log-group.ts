import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Change } from '../change.ts'
import type { Context } from '../context.ts'
import { writeOnce } from './lost-answer.ts'
import type { Tags } from './tags.ts'

export interface DesiredLogGroup {
  readonly name: string
  /** undefined: an existing group keeps its own; a new one keeps its events for ever. */
  readonly retentionDays: number | undefined
  readonly tags: Tags
}

export interface ObservedLogGroup {
  readonly name: string
  readonly retentionDays: number | undefined
  /** False where reading was not allowed: whether the group exists is not known. */
  readonly readable: boolean
}

export async function observeLogGroup(context: Context, name: string): Promise<ObservedLogGroup | undefined> {
  const { aws } = context
  try {
    // A prefix may match any number of groups; the exact name sorts first among them.
    const page = await aws.send(aws.logs(), new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }))
    const group = page.logGroups?.find(candidate => candidate.logGroupName === name)
    return group && { name, retentionDays: group.retentionInDays, readable: true }
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return { name, retentionDays: undefined, readable: false }
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
  const { retentionDays } = desired
  if (!observed.readable || retentionDays === undefined || retentionDays === observed.retentionDays) {
    return { kind: 'unchanged', observed }
  }
  const from = observed.retentionDays === undefined ? 'never expires' : `${observed.retentionDays}`
  return {
    kind: 'update',
    desired,
    observed,
    fields: [{ field: 'retentionInDays', from, to: `${retentionDays}` }],
  }
}

export async function applyLogGroup(
  context: Context,
  change: Change<DesiredLogGroup, ObservedLogGroup>,
): Promise<void> {
  if (change.kind !== 'create' && change.kind !== 'update') return
  const { aws } = context
  const { name, retentionDays, tags } = change.desired
  if (change.kind === 'create') {
    try {
      await writeOnce<unknown>(context, {
        write: () => aws.send(aws.logs(), new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } })),
        find: () => observeLogGroup(context, name),
      })
    } catch (error) {
      // Another run, or the first task with awslogs-create-group, was faster: what is wanted exists.
      if (!isErrorNamed(error, 'ResourceAlreadyExistsException')) throw error
    }
  }
  if (retentionDays !== undefined) {
    await aws.send(aws.logs(), new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: retentionDays }))
  }
}
