import { invalidInput } from './refusals.ts'
import type { DnsRecord } from './shapes.ts'

/** Model of RecordTTL. */
const LONGEST_TTL_SECONDS = 2_147_483_647

/**
 * The combinations of the API reference (DnsRecord.Type), sorted; and SRV together with A or AAAA, which it does not
 * list, but ECS documents it for awsvpc tasks and public Terraform examples use it.
 */
const COMBINATIONS = ['A', 'AAAA', 'A,AAAA', 'SRV', 'CNAME', 'A,SRV', 'AAAA,SRV', 'A,AAAA,SRV']

/** Checks the records of a new service. The wordings of the refusals are assumed. */
export function readRecords(records: readonly DnsRecord[], routingPolicy: string): readonly DnsRecord[] {
  const types = typesOf(records)
  if (!COMBINATIONS.includes(types))
    throw invalidInput(`The combination of record types ${types || '(none)'} is not supported.`)
  // "You must specify WEIGHTED for the value of RoutingPolicy" (API reference, CNAME).
  if (types === 'CNAME' && routingPolicy !== 'WEIGHTED') {
    throw invalidInput('The routing policy must be WEIGHTED for CNAME records.')
  }
  for (const record of records) checkTtl(record)
  return structuredClone(records)
}

export function checkTtl({ Type, TTL }: DnsRecord): void {
  if (TTL < 0 || TTL > LONGEST_TTL_SECONDS) {
    throw invalidInput(`The TTL ${TTL} of the ${Type} record must be between 0 and ${LONGEST_TTL_SECONDS} seconds.`)
  }
}

export const sameTypes = (a: readonly DnsRecord[], b: readonly DnsRecord[]) => typesOf(a) === typesOf(b)

const typesOf = (records: readonly DnsRecord[]) =>
  records
    .map(record => record.Type)
    .sort()
    .join(',')
