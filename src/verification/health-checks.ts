import { DescribeTaskDefinitionCommand, type TaskDefinition } from '@aws-sdk/client-ecs'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/**
 * Names of the containers that a task's health depends on: essential, with a health check. Only the task definition
 * tells them: a container without a check is UNKNOWN for ever, and one whose check has not run yet is UNKNOWN too (ECS
 * API reference, Container).
 */
export function healthCheckedContainers(definition: TaskDefinition): readonly string[] {
  return (definition.containerDefinitions ?? [])
    .filter(container => container.healthCheck && container.essential !== false)
    .flatMap(container => container.name ?? [])
}

/** The same of a revision that has to be read first; undefined where reading it is not allowed. */
export async function readHealthChecked(
  context: Context,
  taskDefinitionArn: string,
): Promise<readonly string[] | undefined> {
  const { aws, signal } = context
  try {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn })
    const answer = await aws.send(aws.ecs(), command, { signal })
    return healthCheckedContainers(answer.taskDefinition ?? {})
  } catch (error) {
    if (isAccessDenied(error)) return undefined
    throw error
  }
}
