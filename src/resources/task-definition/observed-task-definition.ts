import { DescribeTaskDefinitionCommand, type TaskDefinition } from '@aws-sdk/client-ecs'
import { isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { type Tags, tagsFrom } from '../../tags.ts'

export interface ObservedTaskDefinition {
  readonly arn: string
  readonly taskDefinition: TaskDefinition
  /** undefined: not read. */
  readonly tags?: Tags | undefined
}

/** A revision by its ARN, or the newest ACTIVE one of a family; undefined where there is none. */
export async function observeTaskDefinition(
  context: Context,
  familyOrArn: string,
  { readTags }: { readonly readTags: boolean } = { readTags: false },
): Promise<ObservedTaskDefinition | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecs(),
      new DescribeTaskDefinitionCommand({ taskDefinition: familyOrArn, include: readTags ? ['TAGS'] : undefined }),
    )
    const taskDefinition = answer.taskDefinition
    const arn = taskDefinition?.taskDefinitionArn
    if (!taskDefinition || !arn) return undefined
    return { arn, taskDefinition, ...(readTags && { tags: tagsFrom(answer.tags) }) }
  } catch (error) {
    // AWS returns "ClientException: Unable to describe task definition." for a family without revisions.
    if (isErrorNamed(error, 'ClientException', 'InvalidParameterException')) return undefined
    throw error
  }
}
