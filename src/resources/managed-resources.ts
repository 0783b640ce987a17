import type { AnyChange } from '../change.ts'
import { discoveryService } from './cloud-map/discovery-service.ts'
import { namespace } from './cloud-map/namespace.ts'
import type { FieldEffects } from './field-effects.ts'
import { listenerRule } from './listener-rule/listener-rule.ts'
import { logGroups } from './log-group/log-group.ts'
import type { ManagedResource } from './managed-resource.ts'
import { service } from './service/service.ts'
import { targetGroup } from './target-group/target-group.ts'
import { taskDefinition } from './task-definition/task-definition.ts'

/** Every kind of resource that the action manages, in the order in which a plan shows them. */
export const MANAGED_RESOURCES = listed({
  logGroups,
  taskDefinition,
  targetGroup,
  rule: listenerRule,
  namespace,
  discoveryService,
  service,
})

type NeedsOf<Key extends string> = { readonly needs: readonly (Key | `${Key}Settled`)[] }

/** Compiles only where every need is the key of a resource in the list. */
function listed<const List extends Readonly<Record<string, NeedsOf<keyof List & string>>>>(list: List): List {
  return list
}

type Resources = typeof MANAGED_RESOURCES
export type ResourceKey = keyof Resources

/** What has to happen to each of them. undefined where nothing is described. */
export type PlannedChanges = { readonly [Key in ResourceKey]: ReturnType<Resources[Key]['plan']> }

/** What each of them is after it was applied. undefined where nothing is described. */
export type AppliedResources = {
  readonly [Key in ResourceKey]:
    | Awaited<ReturnType<Resources[Key]['apply']>>
    | (undefined extends PlannedChanges[Key] ? undefined : never)
}

/** The list with the types of the single resources erased, for what is the same for all of them. */
export const RESOURCE_LIST: readonly (readonly [ResourceKey, ManagedResource<AnyChange, unknown>])[] = Object.entries(
  MANAGED_RESOURCES,
) as never

/** What a change of each field does, by the resource's title. */
export const FIELD_EFFECTS: Readonly<Record<string, FieldEffects>> = Object.fromEntries(
  RESOURCE_LIST.map(([, { title, effects }]) => [title, effects]),
)
