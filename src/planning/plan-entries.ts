import { type AnyChange, assertNever, type FieldChange } from '../change.ts'
import type { ManagedResource } from '../resources/managed-resource.ts'
import { allChanges, type Plan } from './plan.ts'

/** One resource of a plan, as people read it. */
export interface PlanEntry {
  /** As AWS calls it: `target group`. */
  readonly resource: string
  readonly name: string
  readonly kind: AnyChange['kind']
  /** What differs, for an update or a replacement. */
  readonly fields: readonly FieldChange[]
  /** What is in the way, where it is impossible. */
  readonly problem?: string | undefined
}

/** Pure. Every resource that is described, in the order in which they depend on each other. */
export function planEntries(plan: Plan): readonly PlanEntry[] {
  return allChanges(plan).map(({ resource, change }) => entryOf(resource, change))
}

function entryOf(resource: ManagedResource<AnyChange, unknown>, change: AnyChange): PlanEntry {
  const { title } = resource
  const { kind } = change
  switch (kind) {
    case 'create':
    case 'unchanged':
      return { resource: title, name: resource.name(change), kind, fields: [] }
    case 'update':
    case 'replace':
      return { resource: title, name: resource.name(change), kind, fields: change.fields }
    case 'impossible':
      return { resource: title, name: change.name, kind, fields: [], problem: change.problem }
    default:
      return assertNever(kind)
  }
}
