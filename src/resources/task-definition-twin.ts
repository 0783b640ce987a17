import type { TaskDefinition } from '@aws-sdk/client-ecs'

/** More than that were hardly registered between our look and our own registration. */
const MAX_TWINS = 5

/**
 * Pure. Revisions that others registered between the look at the family and our own registration, the oldest first:
 * one that is equal to ours was made by another run of the same input, and both runs have to go on with the same one.
 *
 * @param newest number of the newest revision at the look, 0 where there was none
 */
export function revisionsBetween(newest: number, made: TaskDefinition): readonly string[] {
  const { family, revision = 0 } = made
  return Array.from(
    { length: Math.min(MAX_TWINS, Math.max(0, revision - newest - 1)) },
    (_, index) => `${family}:${newest + 1 + index}`,
  )
}
