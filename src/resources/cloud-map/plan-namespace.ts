import { type Change, updateOf } from '../../change.ts'
import { tagFields, type WantedTags } from '../../tags.ts'
import type { FieldEffects } from '../field-effects.ts'
import type { ObservedNamespace } from './observed-namespace.ts'

export const NAMESPACE_EFFECTS = {
  Name: 'identity',
  Vpc: 'immutable',
  tags: 'in-place',
} as const satisfies FieldEffects

export type NamespaceChange = Change<DesiredNamespace, ObservedNamespace>

export interface DesiredNamespace {
  readonly name: string
  readonly vpcId: string
  readonly tags: WantedTags
}

/** Pure. Nothing but the tags of a namespace ever changes: it is shared by all services in it. */
export function planNamespace(desired: DesiredNamespace, observed: ObservedNamespace | undefined): NamespaceChange {
  if (!observed) return { kind: 'create', desired }
  return updateOf(desired, observed, tagFields(desired.tags, observed.tags ?? {}))
}
