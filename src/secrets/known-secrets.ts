import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { hasRandomSuffix, parseSecretValueFrom, withoutRandomSuffix } from './secret-reference.ts'

/**
 * Pure. Where a secret could not be looked up, what the service runs now may know its full ARN: that one works, and
 * stays. Without it, a run that lost the permission would replace full ARNs by ones that ECS may not find.
 *
 * @param guessed `valueFrom` whose ARN may lack the characters that AWS adds to a secret's name
 */
export function keepKnownSecrets<Spec extends { readonly containerDefinitions?: ContainerDefinition[] | undefined }>(
  spec: Spec,
  current: TaskDefinition | undefined,
  guessed: readonly string[],
): Spec {
  if (guessed.length === 0 || !current) return spec
  const known = (current.containerDefinitions ?? []).flatMap(({ secrets }) => secrets ?? [])
  const keep = (valueFrom: string | undefined) =>
    valueFrom === undefined || !guessed.includes(valueFrom)
      ? valueFrom
      : (known.find(other => other.valueFrom !== undefined && isFullFormOf(other.valueFrom, valueFrom))?.valueFrom ??
        valueFrom)
  return {
    ...spec,
    containerDefinitions: spec.containerDefinitions?.map(container => ({
      ...container,
      ...(container.secrets && {
        secrets: container.secrets.map(secret => ({ ...secret, valueFrom: keep(secret.valueFrom) })),
      }),
    })),
  }
}

/** Whether both are the same secret and suffix, the one with AWS's characters behind the name. */
function isFullFormOf(full: string, partial: string): boolean {
  const [one, other] = [parseSecretValueFrom(full), parseSecretValueFrom(partial)]
  if (one?.kind !== 'secrets-manager' || other?.kind !== 'secrets-manager') return false
  if ((one.suffix ?? '') !== (other.suffix ?? '') || !hasRandomSuffix(one.secret)) return false
  return withoutRandomSuffix(one.secret) === other.secret
}
