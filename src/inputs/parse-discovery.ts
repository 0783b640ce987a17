import { MAX_INT32 } from '../aws/limits.ts'
import type { DiscoveryInputs } from '../inputs.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './values.ts'

/** Labels of a DNS name as Cloud Map accepts them (CreateService, `Name`). */
const DNS_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/
const RECORD_TYPES = ['A', 'SRV'] as const

const NEEDS: readonly (readonly [InputName, InputName])[] = [
  ['namespace', 'discovery-service'],
  ['discovery-service', 'namespace'],
  ['discovery-record-types', 'discovery-service'],
  ['discovery-ttl-seconds', 'discovery-service'],
]

export function parseDiscovery(reader: InputReader): DiscoveryInputs {
  for (const [name, needed] of NEEDS) {
    if (reader.given(name) && !reader.given(needed)) reader.refuse(name, `it needs "${needed}", so give that too`)
  }
  return {
    namespace: reader.matching('namespace', DNS_NAME, 'give a DNS name such as busyb.local'),
    service: reader.matching('discovery-service', DNS_NAME, 'give a DNS name such as api'),
    recordTypes: parseRecordTypes(reader),
    ttlSeconds: reader.integer('discovery-ttl-seconds', { min: 0, max: MAX_INT32, unit: 'seconds' }),
  }
}

function parseRecordTypes(reader: InputReader): DiscoveryInputs['recordTypes'] {
  const entries = reader.list('discovery-record-types')
  if (entries === undefined) return undefined
  const types = RECORD_TYPES.filter(type => entries.includes(type))
  return types.length === entries.length ? types : reader.refuse('discovery-record-types', 'give A, SRV or A,SRV')
}
