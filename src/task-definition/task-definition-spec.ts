import {
  type RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionRequest$,
  type TaskDefinition,
} from '@aws-sdk/client-ecs'
import { coerce } from './coerce.ts'

/** What is registered, without the tags: those are compared separately and never make a difference. */
export type TaskDefinitionSpec = Omit<RegisterTaskDefinitionCommandInput, 'tags'>

/**
 * The fields of a registered (or rendered) task definition that can be registered again. What AWS adds by itself, tags,
 * empty values and members that this SDK does not know are left out.
 */
export function registrableFields(definition: TaskDefinition | TaskDefinitionSpec): Partial<TaskDefinitionSpec> {
  const { value } = coerce(RegisterTaskDefinitionRequest$, definition, { subject: '' })
  const { tags: _, ...fields } = (value ?? {}) as Partial<RegisterTaskDefinitionCommandInput>
  return fields
}
