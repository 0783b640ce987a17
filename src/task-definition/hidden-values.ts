import { HIDDEN } from '../change.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'

/** Shorter ones (`1`, `true`) are no secrets, and occur in every text. */
const MIN_LENGTH = 6

/** Pure. The text without the environment values and the words of commands: AWS may quote them in a refusal. */
export function hideValues(text: string, spec: TaskDefinitionSpec): string {
  const values = (spec.containerDefinitions ?? []).flatMap(({ environment, command, entryPoint, healthCheck }) => [
    ...(environment ?? []).map(({ value }) => value ?? ''),
    ...(command ?? []),
    ...(entryPoint ?? []),
    ...(healthCheck?.command ?? []),
  ])
  return values
    .filter(value => value.length >= MIN_LENGTH)
    .sort((one, other) => other.length - one.length)
    .reduce((rest, value) => rest.replaceAll(value, HIDDEN), text)
}
