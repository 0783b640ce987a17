import type { Context } from '../context.ts'
import { InvalidError, type Problem } from '../problem.ts'
import { MANAGED_RESOURCES } from '../resources/managed-resources.ts'
import type { Specification } from '../specification/specification.ts'
import { runSteps, type Steps } from '../steps.ts'
import { lookUpSteps } from './look-up-steps.ts'
import type { Observation, Reads, ResourceReads } from './observation.ts'
import { preflightSteps } from './preflight-steps.ts'

/** An observation, complete unless something is wrong with what is referred to. */
export type Observed =
  | { readonly kind: 'complete'; readonly observation: Observation }
  | {
      readonly kind: 'incomplete'
      readonly observation: Partial<Observation>
      readonly problems: readonly Problem[]
    }

/**
 * Reads everything that checks and plan need, in as few round trips as its dependencies allow. What is wrong with what
 * is referred to comes back as problems, with as much as could be read beside it.
 *
 * @throws the first error that is not such a problem
 */
export async function observe(context: Context, specification: Specification): Promise<Observed> {
  const steps: Steps<Reads> = {
    ...lookUpSteps(context, specification),
    ...resourceSteps(context, specification),
    ...preflightSteps(context, specification),
  }
  const { done, failures, problems } = await runSteps<Reads>(steps)
  const found = failures.flatMap(failure => {
    if (!(failure instanceof InvalidError)) throw failure
    return failure.problems
  })
  const all = [...new Set([...found, ...problems])]
  if (all.length === 0) return { kind: 'complete', observation: done as Reads }
  return { kind: 'incomplete', observation: done, problems: all }
}

type ResourceSteps = UnionToIntersection<
  ReturnType<(typeof MANAGED_RESOURCES)[keyof typeof MANAGED_RESOURCES]['observe']>
>
type UnionToIntersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer Intersection,
) => void
  ? Intersection
  : never

function resourceSteps(
  context: Context,
  specification: Specification,
): ResourceSteps & Pick<Steps<Reads>, keyof ResourceReads> {
  const tables = Object.values(MANAGED_RESOURCES).map(resource => resource.observe(context, specification))
  return Object.assign({}, ...tables)
}
