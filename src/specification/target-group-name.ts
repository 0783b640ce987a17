import { createHash } from 'node:crypto'
import { clusterName } from '../aws/arn.ts'
import { ELB_NAME } from '../aws/limits.ts'

const KEPT_CHARACTERS = 23
const HASH_DIGITS = 8

/**
 * The name of a service's target group where none is given: the service's own, or, if that is not valid, its
 * first 23 valid characters and a hash of cluster and service, so that services alike in their beginnings differ.
 */
export function defaultTargetGroupName(cluster: string, service: string): string {
  if (ELB_NAME.test(service)) return service
  const kept = service
    .replaceAll(/[^A-Za-z0-9-]/g, '')
    .replace(/^-+/, '')
    .slice(0, KEPT_CHARACTERS)
  const hash = createHash('sha256')
    .update(`${clusterName(cluster)}/${service}`)
    .digest('hex')
    .slice(0, HASH_DIGITS)
  return kept === '' ? hash : `${kept}-${hash}`
}
