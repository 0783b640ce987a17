import type { AnyChange } from '../change.ts'
import type { Observation } from '../observation/observation.ts'
import { type Problem, throwProblems } from '../problem.ts'
import type { ManagedResource } from '../resources/managed-resource.ts'
import {
  MANAGED_RESOURCES,
  type PlannedChanges,
  RESOURCE_LIST,
  type ResourceKey,
} from '../resources/managed-resources.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { deploymentReason } from '../resources/service/deployment-reason.ts'
import { usedRevision } from '../resources/task-definition/plan-task-definition.ts'
import type { Specification } from '../specification/specification.ts'
import { planProblems } from './plan-problems.ts'

/** Everything that has to happen. */
export interface Plan {
  readonly changes: PlannedChanges
  /** The wanted deployment is under way already: it is watched, and nothing is started. */
  readonly adopted: DeploymentIdentity | undefined
}

/**
 * Pure: description and observation to changes, the impossible ones among them (`impossibilities`).
 *
 * @throws InvalidError where something is missing or does not go together: then there is no plan
 */
export function makePlan(specification: Specification, observation: Observation): Plan {
  throwProblems(planProblems(specification, observation))
  const changes = planResources(specification, observation)
  const { adopted } = deploymentReason(specification, observation, usedRevision(changes.taskDefinition))
  return { changes, adopted }
}

/** Each sees what was planned for those before it in the list. */
function planResources(specification: Specification, observation: Observation): PlannedChanges {
  const planned: Partial<Record<ResourceKey, unknown>> = {}
  for (const [key, resource] of Object.entries(MANAGED_RESOURCES)) {
    planned[key as ResourceKey] = resource.plan(specification, observation, planned as PlannedChanges)
  }
  return planned as PlannedChanges
}

export interface ListedChange {
  readonly key: ResourceKey
  readonly resource: ManagedResource<AnyChange, unknown>
  readonly change: AnyChange
}

/** Pure. The changes as one list, those of nothing described left out. */
export function allChanges({ changes }: Pick<Plan, 'changes'>): readonly ListedChange[] {
  return RESOURCE_LIST.flatMap(([key, resource]) => {
    return changesOf(changes, key).map(change => ({ key, resource, change }))
  })
}

/** Pure. The changes of one kind of resource: none, one, or several log groups. */
export function changesOf(changes: PlannedChanges, key: ResourceKey): readonly AnyChange[] {
  const planned: AnyChange | readonly AnyChange[] | undefined = changes[key]
  if (planned === undefined) return []
  return isList(planned) ? planned : [planned]
}

function isList(planned: AnyChange | readonly AnyChange[]): planned is readonly AnyChange[] {
  return Array.isArray(planned)
}

/** True where carrying the plan out changes anything. */
export function hasChanges(plan: Plan): boolean {
  return allChanges(plan).some(({ change }) => change.kind !== 'unchanged')
}

/** Why the plan cannot be carried out: a sentence with the remedy for each thing that is in the way. */
export function impossibilities(plan: Plan): Problem[] {
  return allChanges(plan).flatMap(({ change }) => (change.kind === 'impossible' ? [change.problem] : []))
}
