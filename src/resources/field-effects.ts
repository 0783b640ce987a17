/** What becomes of a resource, and of the tasks that run, when a field of it changes. */
export type FieldEffect =
  /** It tells the resource from others: another value means another resource. */
  | 'identity'
  /** AWS accepts it at creation only. */
  | 'immutable'
  /** It holds from now on, and starts no deployment. */
  | 'in-place'
  /** It starts a deployment by itself. */
  | 'deploys'
  /** It is refused, or without effect, unless a deployment is forced. */
  | 'needs-force'
  /** It starts no deployment, and reaches only tasks that are started later. */
  | 'new-tasks-only'
  /** It is changed by a new revision, which takes the old one's place by a deployment. */
  | 'new-revision'

/**
 * Every field of a resource, as AWS spells it. Sources: the SDK's documentation of the Create, Modify and Update
 * requests of each resource. Where AWS makes no statement, a field counts as immutable: it is never changed by a guess.
 */
export type FieldEffects = Readonly<Record<string, FieldEffect>>

/**
 * Pure. What a change of the field does. `field` is a path as plans spell it (`DnsConfig.DnsRecords[A].TTL`): the
 * longest part of it from the left that the table has decides.
 */
export function effectOf(effects: FieldEffects, field: string): FieldEffect {
  const parts = field.replaceAll(/\[[^\]]*\]/g, '').split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const effect = effects[parts.slice(0, length).join('.')]
    if (effect) return effect
  }
  return 'immutable'
}
