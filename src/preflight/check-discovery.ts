import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { isOwned } from '../tags.ts'
import { type Findings, found, NO_FINDINGS } from './findings.ts'

/**
 * Pure. Whose a discovery service is that exists and that the service is not yet in: where neither instances nor tags
 * tell, the run goes on and says so. (Another user that is known is a problem of the plan.)
 */
export function checkDiscoveryService(
  { tags }: Specification,
  { discoveryService }: Pick<Observation, 'discoveryService'>,
): Findings {
  if (discoveryService?.users === undefined) return NO_FINDINGS
  const { name, users } = discoveryService
  const isKnown = users !== 'unreadable' && users.length > 0
  if (isKnown || isOwned(tags, discoveryService.tags)) return NO_FINDINGS
  const reason =
    users === 'unreadable'
      ? 'the permission servicediscovery:ListInstances is missing'
      : 'no ECS task is registered in it'
  return found({
    warnings: [
      `Discovery service "${name}" exists, and whether another service uses it is not known: ${reason}, and its tags do not say for whom it was made. It is used as it is.`,
    ],
  })
}
