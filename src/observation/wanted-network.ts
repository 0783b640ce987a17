import type { WantedNetwork } from '../look-ups/network-facts.ts'
import { livingService } from '../resources/service/observed-service.ts'
import type { LookUpReads, ResourceReads } from './observation.ts'

/** Pure. The network that the service is to have, where it is a new one or another one than it has. */
export function wantedNetwork(
  observed: Pick<LookUpReads & ResourceReads, 'service' | 'files' | 'subnets' | 'securityGroups'>,
): WantedNetwork | undefined {
  const inFile = observed.files.service?.networkConfiguration?.awsvpcConfiguration
  const subnets = observed.subnets ?? inFile?.subnets
  const groups = observed.securityGroups ?? inFile?.securityGroups
  const current = livingService(observed.service)?.networkConfiguration?.awsvpcConfiguration
  if (current && isSame(current.subnets, subnets) && isSame(current.securityGroups, groups)) return undefined
  return {
    subnetIds: [...new Set(subnets ?? current?.subnets ?? [])],
    securityGroupIds: [...new Set(groups ?? current?.securityGroups ?? [])],
  }
}

/** What is not given stays. */
function isSame(current: readonly string[] | undefined, given: readonly string[] | undefined): boolean {
  if (given === undefined) return true
  const [has, wants] = [new Set(current), new Set(given)]
  return has.size === wants.size && [...wants].every(id => has.has(id))
}
