import { type Change, type FieldChange, updateOf } from '../../change.ts'
import { type Tags, tagFields, type WantedTags } from '../../tags.ts'
import type { FieldEffects } from '../field-effects.ts'

export const LOG_GROUP_EFFECTS = {
  logGroupName: 'identity',
  retentionInDays: 'in-place',
  tags: 'in-place',
} as const satisfies FieldEffects

export type LogGroupChange = Change<DesiredLogGroup, ObservedLogGroup>

export interface DesiredLogGroup {
  readonly name: string
  /** undefined: an existing group keeps its own; a new one never expires its events. */
  readonly retentionDays: number | undefined
  readonly tags: WantedTags
}

export interface ObservedLogGroup {
  readonly name: string
  readonly retentionDays: number | undefined
  /** False where reading was not allowed: whether the group exists is not known. */
  readonly readable: boolean
  readonly arn?: string | undefined
  /** undefined: not read, or not readable. */
  readonly tags?: Tags | undefined
  /** True where reading the tags was not allowed: the group counts as not made by this action. */
  readonly areTagsUnreadable?: boolean
}

/** Pure. */
export function planLogGroup(desired: DesiredLogGroup, observed: ObservedLogGroup | undefined): LogGroupChange {
  if (!observed) return { kind: 'create', desired }
  const fields = [...retentionFields(desired, observed), ...tagFields(desired.tags, observed.tags ?? {})]
  return updateOf(desired, observed, fields)
}

function retentionFields({ retentionDays }: DesiredLogGroup, observed: ObservedLogGroup): FieldChange[] {
  if (!observed.readable || retentionDays === undefined || retentionDays === observed.retentionDays) return []
  const from = observed.retentionDays === undefined ? 'never expires' : `${observed.retentionDays}`
  return [{ field: 'retentionInDays', from, to: `${retentionDays}` }]
}
