import { RegisterTaskDefinitionCommand, TagResourceCommand, type TaskDefinition } from '@aws-sdk/client-ecs'
import { writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { creationTags, lowerCaseTags, missingTags } from '../../tags.ts'
import { hideValues } from '../../task-definition/hidden-values.ts'
import { type ObservedTaskDefinition, observeTaskDefinition } from './observed-task-definition.ts'
import { type DesiredTaskDefinition, isUsable, type TaskDefinitionChange } from './plan-task-definition.ts'

/** Returns the ARN of the revision that is to run. */
export async function applyTaskDefinition(context: Context, change: TaskDefinitionChange): Promise<string> {
  switch (change.kind) {
    case 'unchanged':
      return change.observed.arn
    case 'impossible':
      throw new Error(change.problem)
    case 'update':
      await tagRevision(context, change.desired, change.observed)
      return change.observed.arn
    case 'create':
    case 'replace':
      return await writeOnce(context, {
        write: () => register(context, change.desired),
        find: async () => {
          const newest = await observeTaskDefinition(context, change.desired.spec.family ?? '')
          return newest && isUsable(newest, change.desired.spec) ? newest.arn : undefined
        },
      })
  }
}

/**
 * Where a concurrent run of the same input has registered the same just before, its revision is the answer: two
 * revisions of one content would make one run's deployment supersede the other's.
 */
async function register(context: Context, desired: DesiredTaskDefinition): Promise<string> {
  const { aws } = context
  const { spec, tags, newestRevision = 0 } = desired
  const command = new RegisterTaskDefinitionCommand({ ...spec, tags: lowerCaseTags(creationTags(tags)) })
  const answer = await aws.send(aws.ecs(), command).catch((error: unknown) => {
    // The refusal may quote what was sent. It keeps its name: that is how it is recognised.
    if (error instanceof Error) error.message = hideValues(error.message, spec)
    throw error
  })
  const made = answer.taskDefinition
  if (!made?.taskDefinitionArn) {
    throw new Error(`Task definition "${spec.family}": AWS returned no ARN. Run the step again.`)
  }
  for (const name of revisionsBetween(newestRevision, made)) {
    const other = await observeTaskDefinition(context, name)
    if (other && isUsable(other, desired.spec)) return other.arn
  }
  return made.taskDefinitionArn
}

async function tagRevision(
  context: Context,
  desired: DesiredTaskDefinition,
  observed: ObservedTaskDefinition,
): Promise<void> {
  const { aws } = context
  const tags = lowerCaseTags(missingTags(desired.tags, observed.tags ?? {}))
  await aws.send(aws.ecs(), new TagResourceCommand({ resourceArn: observed.arn, tags }))
}

/** More than that were hardly registered between the observation and our own registration. */
const MAX_OTHERS = 5

/**
 * Pure. Revisions that others registered between the observation of the family and our own, the oldest first:
 * one that is equal to ours was made by another run of the same input, and both runs have to go on with the same one.
 *
 * @param newest number of the newest revision when it was observed, 0 if there was none
 */
export function revisionsBetween(newest: number, made: TaskDefinition): readonly string[] {
  const { family, revision = 0 } = made
  return Array.from(
    { length: Math.min(MAX_OTHERS, Math.max(0, revision - newest - 1)) },
    (_, index) => `${family}:${newest + 1 + index}`,
  )
}
