import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { SecretReference } from '../inputs.ts'
import { parseSecretValueFrom } from './secret-reference.ts'

/** A secret that an input or the task definition file gives to a container. */
export interface WantedSecret {
  /** Where it is given: `Input "secrets", API_KEY`. */
  readonly source: string
  readonly reference: SecretReference
  /** What the result is found by later: the variable's name for an input, the `valueFrom` itself for the file. */
  readonly key: string
}

/** Pure. Those of the input `secrets`. */
export function secretsOfInputs(
  secrets: Readonly<Record<string, SecretReference>> | undefined,
): readonly WantedSecret[] {
  return Object.entries(secrets ?? {}).map(([name, reference]) => ({
    source: `Input "secrets", ${name}`,
    reference,
    key: name,
  }))
}

/** Pure. Those of a file's containers that ECS could read; what it could not is a problem of the task definition. */
export function secretsOfFile(
  containers: readonly ContainerDefinition[] | undefined,
  file: string,
): readonly WantedSecret[] {
  return (containers ?? []).flatMap(secretsOf).flatMap(({ name = '', valueFrom = '' }) => {
    const reference = parseSecretValueFrom(valueFrom)
    return reference ? [{ source: `${file}, secret ${name}`, reference, key: valueFrom }] : []
  })
}

/** Everything that ECS fetches for a container before it starts: its variables, and options of its log driver. */
function secretsOf({ secrets, logConfiguration }: ContainerDefinition) {
  return [...(secrets ?? []), ...(logConfiguration?.secretOptions ?? [])]
}
