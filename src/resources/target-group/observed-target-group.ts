import {
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { type Tags, tagsFrom } from '../../tags.ts'

export interface FoundTargetGroup {
  readonly arn: string
  readonly name: string
  readonly group: TargetGroup
}

export interface ObservedTargetGroup extends FoundTargetGroup {
  /** Read only where it was given: another call. */
  readonly deregistrationDelaySeconds: number | undefined
  readonly tags: Tags
}

export const DELAY_ATTRIBUTE = 'deregistration_delay.timeout_seconds'

/** The group of that name as AWS describes it; undefined where there is none. */
export async function findTargetGroup(context: Context, name: string): Promise<FoundTargetGroup | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeTargetGroupsCommand({ Names: [name] }))
    const group = answer.TargetGroups?.[0]
    return group?.TargetGroupArn ? { arn: group.TargetGroupArn, name, group } : undefined
  } catch (error) {
    if (!isErrorNamed(error, 'TargetGroupNotFoundException')) throw error
    return undefined
  }
}

/** What DescribeTargetGroups does not return. A separate step, because the group's ARN alone identifies its rule. */
export async function observeTargetGroupDetails(
  context: Context,
  found: FoundTargetGroup,
  wanted: { readonly readDelay: boolean; readonly readTags: boolean },
): Promise<ObservedTargetGroup> {
  const { aws } = context
  const { arn } = found
  const [attributes, tags] = await Promise.all([
    wanted.readDelay
      ? aws.send(aws.elbv2(), new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }))
      : undefined,
    wanted.readTags ? aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: [arn] })) : undefined,
  ])
  const delay = attributes?.Attributes?.find(attribute => attribute.Key === DELAY_ATTRIBUTE)?.Value
  return {
    ...found,
    deregistrationDelaySeconds: delay === undefined ? undefined : Number(delay),
    tags: tagsFrom(tags?.TagDescriptions?.[0]?.Tags),
  }
}

export async function observeTargetGroup(
  context: Context,
  wanted: { readonly name: string; readonly readDelay: boolean; readonly readTags: boolean },
): Promise<ObservedTargetGroup | undefined> {
  const found = await findTargetGroup(context, wanted.name)
  return found && (await observeTargetGroupDetails(context, found, wanted))
}
