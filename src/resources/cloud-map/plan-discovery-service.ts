import { type Change, type FieldChange, updateOf } from '../../change.ts'
import { otherOwner, tagFields, type WantedTags } from '../../tags.ts'
import { effectOf, type FieldEffects } from '../field-effects.ts'
import { otherUser } from './discovery-users.ts'
import type { ObservedDiscoveryService, RecordType } from './observed-discovery-service.ts'

export const DISCOVERY_SERVICE_EFFECTS = {
  Name: 'identity',
  NamespaceId: 'identity',
  'DnsConfig.RoutingPolicy': 'immutable',
  'DnsConfig.DnsRecords.Type': 'immutable',
  'DnsConfig.DnsRecords.TTL': 'in-place',
  HealthCheckCustomConfig: 'immutable',
  Description: 'in-place',
  tags: 'in-place',
} as const satisfies FieldEffects

export type DiscoveryServiceChange = Change<DesiredDiscoveryService, ObservedDiscoveryService>

export interface DesiredDiscoveryService {
  readonly name: string
  /** For people. */
  readonly namespace: string
  /** `TO_BE_CREATED` while the namespace does not exist. */
  readonly namespaceId: string
  /** undefined: an existing service keeps its own; a new one gets `A`. */
  readonly recordTypes: readonly RecordType[] | undefined
  /** undefined: an existing service keeps its own; a new one gets 60. */
  readonly ttlSeconds: number | undefined
  readonly tags: WantedTags
}

/** Pure. */
export function planDiscoveryService(
  desired: DesiredDiscoveryService,
  observed: ObservedDiscoveryService | undefined,
): DiscoveryServiceChange {
  if (!observed) return { kind: 'create', desired }
  const foreign = foreignProblem(desired, observed)
  if (foreign) return { kind: 'impossible', name: desired.name, problem: foreign }
  const fields = recordFields(desired, observed)
  const fixed = fields.find(({ field }) => effectOf(DISCOVERY_SERVICE_EFFECTS, field) === 'immutable')
  if (fixed) {
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Discovery service "${desired.name}" in "${desired.namespace}": AWS cannot change its record types from ${fixed.from ?? 'none'} to ${fixed.to}. Give it a new name (input "discovery-service"), or leave "discovery-record-types" out.`,
    }
  }
  fields.push(...tagFields(desired.tags, observed.tags))
  return updateOf(desired, observed, fields)
}

function recordFields(desired: DesiredDiscoveryService, observed: ObservedDiscoveryService): FieldChange[] {
  const types = (list: readonly string[] | undefined) => list && [...list].sort().join(', ')
  const from = types(observed.records.map(record => record.type)) || undefined
  const to = types(desired.recordTypes)
  if (to !== undefined && from !== to) return [{ field: 'DnsConfig.DnsRecords.Type', from, to }]
  return observed.records
    .filter(record => desired.ttlSeconds !== undefined && record.ttlSeconds !== desired.ttlSeconds)
    .map(record => ({
      field: `DnsConfig.DnsRecords[${record.type}].TTL`,
      from: `${record.ttlSeconds}`,
      to: `${desired.ttlSeconds}`,
    }))
}

/** Whose it is, where it is not ours: as its instances show, else the tags of whoever made it with this action. */
function foreignProblem(desired: DesiredDiscoveryService, observed: ObservedDiscoveryService): string | undefined {
  const { users } = observed
  if (users === undefined) return undefined
  const what = `Discovery service "${desired.name}" in "${desired.namespace}"`
  const remedy = 'It is not taken over. Give another name (input "discovery-service").'
  const known = users === 'unreadable' ? [] : users
  const user = otherUser(desired.tags, known)
  if (user) return `${what} is used by ${user}, whose tasks are registered in it. ${remedy}`
  const owner = known.length === 0 ? otherOwner(desired.tags, observed.tags) : undefined
  return owner && `${what} was created for ${owner}, as its tags show. ${remedy}`
}
