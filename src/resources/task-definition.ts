import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand, type TaskDefinition } from '@aws-sdk/client-ecs'
import { isErrorNamed } from '../aws/errors.ts'
import type { Change } from '../change.ts'
import type { Context } from '../context.ts'
import { diffTaskDefinitions } from '../task-definition/diff.ts'
import type { TaskDefinitionSpec } from '../task-definition/task-definition-spec.ts'
import { writeOnce } from './lost-answer.ts'
import { lowerCaseTags, type Tags } from './tags.ts'

export interface DesiredTaskDefinition {
  readonly spec: TaskDefinitionSpec
  readonly tags: Tags
}

export interface ObservedTaskDefinition {
  readonly arn: string
  readonly taskDefinition: TaskDefinition
}

/** A revision by its ARN, or the newest ACTIVE one of a family; undefined where there is none. */
export async function observeTaskDefinition(
  context: Context,
  familyOrArn: string,
): Promise<ObservedTaskDefinition | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.ecs(), new DescribeTaskDefinitionCommand({ taskDefinition: familyOrArn }))
    const taskDefinition = answer.taskDefinition
    const arn = taskDefinition?.taskDefinitionArn
    return taskDefinition && arn ? { arn, taskDefinition } : undefined
  } catch (error) {
    // AWS answers "ClientException: Unable to describe task definition." for a family without revisions.
    if (isErrorNamed(error, 'ClientException', 'InvalidParameterException')) return undefined
    throw error
  }
}

/**
 * Pure. Compares with the revision that the service runs, then with the newest of the family: an equal one is used
 * again instead of registering another.
 */
export function planTaskDefinition(
  desired: DesiredTaskDefinition,
  observed: {
    readonly current: ObservedTaskDefinition | undefined
    readonly newest: ObservedTaskDefinition | undefined
  },
): Change<DesiredTaskDefinition, ObservedTaskDefinition> {
  const { current, newest } = observed
  for (const candidate of [current, newest]) {
    if (candidate && isUsable(candidate, desired)) return { kind: 'unchanged', observed: candidate }
  }
  if (!current) return { kind: 'create', desired }
  const fields = [...diffTaskDefinitions(current.taskDefinition, desired.spec)]
  const { status } = current.taskDefinition
  if (!isActive(current)) fields.push({ field: 'status', from: status, to: 'ACTIVE' })
  return { kind: 'update', desired, observed: current, fields }
}

/** A revision that was deregistered (INACTIVE, DELETE_IN_PROGRESS) runs on, but no service can be given it any more. */
function isActive({ taskDefinition: { status } }: ObservedTaskDefinition): boolean {
  return status === undefined || status === 'ACTIVE'
}

function isUsable(candidate: ObservedTaskDefinition, desired: DesiredTaskDefinition): boolean {
  const { taskDefinition } = candidate
  return (
    isActive(candidate) &&
    taskDefinition.family === desired.spec.family &&
    diffTaskDefinitions(taskDefinition, desired.spec).length === 0
  )
}

/** Returns the ARN of the revision that is to run. */
export async function applyTaskDefinition(
  context: Context,
  change: Change<DesiredTaskDefinition, ObservedTaskDefinition>,
): Promise<string> {
  switch (change.kind) {
    case 'unchanged':
      return change.observed.arn
    case 'impossible':
      throw new Error(change.problem)
    case 'create':
    case 'update':
      return await writeOnce(context, {
        write: () => register(context, change.desired),
        find: async () => {
          const newest = await observeTaskDefinition(context, change.desired.spec.family ?? '')
          return newest && isUsable(newest, change.desired) ? newest.arn : undefined
        },
      })
  }
}

async function register(context: Context, { spec, tags }: DesiredTaskDefinition): Promise<string> {
  const { aws } = context
  const answer = await aws.send(aws.ecs(), new RegisterTaskDefinitionCommand({ ...spec, tags: lowerCaseTags(tags) }))
  const arn = answer.taskDefinition?.taskDefinitionArn
  if (!arn) throw new Error(`Task definition "${spec.family}": AWS answered no ARN. Run the step again.`)
  return arn
}
