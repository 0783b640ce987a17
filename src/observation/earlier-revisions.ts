import type { Context } from '../context.ts'
import { isUsable, type ObservedTaskDefinition, observeTaskDefinition } from '../resources/task-definition.ts'
import { imageTag, type Specification } from '../specification/specification.ts'
import type { Observation } from './observation.ts'

/** How far back an equal revision is looked for. They are asked for side by side: one round trip. */
const MAX_EARLIER = 20

/**
 * The revisions before the newest one, the newest first, where an equal one may be among them: where an earlier image is
 * deployed again. A commit that is deployed by its own push has none, and is not kept waiting for the look.
 *
 * They are asked for by number: that needs no permission beyond the one to read the newest.
 */
export async function findEarlierRevisions(
  context: Context,
  specification: Specification,
  done: Pick<Observation, 'rendering' | 'currentRevision' | 'newestRevision'>,
  options: { readonly readTags: boolean },
): Promise<readonly ObservedTaskDefinition[]> {
  const { rendering, currentRevision, newestRevision } = done
  const spec = rendering.taskDefinition
  const newest = newestRevision?.taskDefinition
  const isThere = [currentRevision, newestRevision].some(candidate => candidate && isUsable(candidate, spec))
  if (isThere || !mayHaveRunBefore(specification) || newest?.family !== spec.family) return []
  const { family, revision = 0 } = newest ?? {}
  const numbers = Array.from({ length: MAX_EARLIER }, (_, index) => revision - 1 - index).filter(number => number > 0)
  const found = await Promise.all(numbers.map(number => observeTaskDefinition(context, `${family}:${number}`, options)))
  return found.filter(candidate => candidate !== undefined)
}

/** Another image than that of the run's own commit, or a run that was started again. */
function mayHaveRunBefore({ inputs, run }: Specification): boolean {
  return run.attempt > 1 || run.sha === undefined || imageTag(inputs) !== run.sha
}
