import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs'
import { isErrorNamed } from '../aws/errors.ts'
import { writeOnce } from '../aws/write-once.ts'
import type { Change, Replacement } from '../change.ts'
import type { Context } from '../context.ts'
import { creationTags, lowerCaseTags, missingTags, type Tags, tagFields, tagsFrom, type WantedTags } from '../tags.ts'
import { diffTaskDefinitions } from '../task-definition/diff.ts'
import { hideValues } from '../task-definition/hidden-values.ts'
import type { TaskDefinitionSpec } from '../task-definition/task-definition-spec.ts'
import { revisionsBetween } from './task-definition-twin.ts'

export interface DesiredTaskDefinition {
  readonly spec: TaskDefinitionSpec
  readonly tags: WantedTags
  /** Number of the family's newest revision when it was looked at; undefined: there was none. */
  readonly newestRevision?: number | undefined
}

export interface ObservedTaskDefinition {
  readonly arn: string
  readonly taskDefinition: TaskDefinition
  /** undefined: not read. */
  readonly tags?: Tags | undefined
}

/** Tags alone are an update: they register no revision. Everything else is a new revision, or the family's first. */
export type TaskDefinitionChange =
  | Change<DesiredTaskDefinition, ObservedTaskDefinition>
  | Replacement<DesiredTaskDefinition, ObservedTaskDefinition>

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
    // AWS answers "ClientException: Unable to describe task definition." for a family without revisions.
    if (isErrorNamed(error, 'ClientException', 'InvalidParameterException')) return undefined
    throw error
  }
}

/**
 * Pure. Compares with the revision that the service runs, then with the newest of the family, then with those before it
 * where they were read: an equal one is used again instead of registering another.
 */
export function planTaskDefinition(
  desired: DesiredTaskDefinition,
  observed: {
    readonly current: ObservedTaskDefinition | undefined
    readonly newest: ObservedTaskDefinition | undefined
    /** The newest first. */
    readonly earlier?: readonly ObservedTaskDefinition[]
  },
  /** Whether environment values and command lines may be seen in the plan. */
  options: { readonly showValues: boolean } = { showValues: false },
): TaskDefinitionChange {
  const { current, newest } = observed
  for (const candidate of [current, newest, ...(observed.earlier ?? [])]) {
    if (!candidate || !isUsable(candidate, desired.spec)) continue
    const fields = tagFields(desired.tags, candidate.tags ?? {})
    if (fields.length > 0) return { kind: 'update', desired, observed: candidate, fields }
    return { kind: 'unchanged', observed: candidate }
  }
  const wanted = { ...desired, newestRevision: newestOf(desired.spec.family, [current, newest]) }
  if (!current) return { kind: 'create', desired: wanted }
  const fields = [...diffTaskDefinitions(current.taskDefinition, desired.spec, options)]
  const { status } = current.taskDefinition
  if (!isActive(current)) fields.push({ field: 'status', from: status, to: 'ACTIVE' })
  return { kind: 'replace', desired: wanted, observed: current, fields }
}

/** The higher one of what was observed of the family: the service may run another one. */
function newestOf(
  family: string | undefined,
  observed: readonly (ObservedTaskDefinition | undefined)[],
): number | undefined {
  const revisions = observed.flatMap(one =>
    one?.taskDefinition.family === family ? (one?.taskDefinition.revision ?? []) : [],
  )
  return revisions.length > 0 ? Math.max(...revisions) : undefined
}

/** A revision that was deregistered (INACTIVE, DELETE_IN_PROGRESS) runs on, but no service can be given it any more. */
function isActive({ taskDefinition: { status } }: ObservedTaskDefinition): boolean {
  return status === undefined || status === 'ACTIVE'
}

export function isUsable(candidate: ObservedTaskDefinition, spec: TaskDefinitionSpec): boolean {
  const { taskDefinition } = candidate
  return (
    isActive(candidate) &&
    taskDefinition.family === spec.family &&
    diffTaskDefinitions(taskDefinition, spec).length === 0
  )
}

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
    throw new Error(`Task definition "${spec.family}": AWS answered no ARN. Run the step again.`)
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
