import type { Observation } from './observation.ts'

/** The network that the service is to have, where it is a new one or another one than it has. */
export interface WantedNetwork {
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
}

/** Pure. undefined: the network stays as it is. */
export function wantedNetwork(
  observed: Pick<Observation, 'service' | 'files' | 'subnets' | 'securityGroups'>,
): WantedNetwork | undefined {
  const inFile = observed.files.service?.networkConfiguration?.awsvpcConfiguration
  const subnets = observed.subnets ?? inFile?.subnets
  const groups = observed.securityGroups ?? inFile?.securityGroups
  const service = observed.service?.service
  const current =
    service && service.status !== 'DRAINING' ? service.networkConfiguration?.awsvpcConfiguration : undefined
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
