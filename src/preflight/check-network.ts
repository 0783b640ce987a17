import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { MAX_SECURITY_GROUPS, MAX_SUBNETS } from '../aws/limits.ts'
import type { NetworkFacts, SubnetFacts } from '../look-ups/network-facts.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { couldNotCheck, listed } from '../text/sentences.ts'
import { type Findings, found, joinFindings, NO_FINDINGS } from './findings.ts'

type Observed = Pick<Observation, 'network' | 'vpcId' | 'loadBalancer' | 'givenTargetGroups'>

/** Pure. Whether a network that is new or changes exists, is in one VPC, and is where the load balancer sends to. */
export function checkNetwork(specification: Specification, observed: Observed): Findings {
  const { network } = observed
  if (!network) return NO_FINDINGS
  return joinFindings([
    checkCounts(network),
    checkExistence(specification, network),
    checkVpc(specification, observed),
    ...loadBalancersOf(observed).map(loadBalancer => checkZones(network.subnets ?? [], loadBalancer)),
  ])
}

function checkCounts({ subnetIds, securityGroupIds }: NetworkFacts): Findings {
  const problems: string[] = []
  if (subnetIds.length > MAX_SUBNETS) {
    problems.push(
      `The service would have ${subnetIds.length} subnets, and at most ${MAX_SUBNETS} are allowed. Give fewer.`,
    )
  }
  if (securityGroupIds.length > MAX_SECURITY_GROUPS) {
    problems.push(
      `The service would have ${securityGroupIds.length} security groups, and at most ${MAX_SECURITY_GROUPS} are allowed. Give fewer.`,
    )
  }
  return found({ problems })
}

function checkExistence({ inputs, serviceFile }: Specification, network: NetworkFacts): Findings {
  const file = subjectOf('service-definition', serviceFile?.path ?? '')
  const { subnets, securityGroups } = inputs.network
  return joinFindings([
    checkIds({
      source: subnets ? 'Input "subnets"' : `${file}, subnets`,
      noun: 'subnet',
      ids: network.subnetIds,
      known: network.subnets,
      permission: 'ec2:DescribeSubnets',
    }),
    checkIds({
      source: securityGroups ? 'Input "security-groups"' : `${file}, securityGroups`,
      noun: 'security group',
      ids: network.securityGroupIds,
      known: network.securityGroups,
      permission: 'ec2:DescribeSecurityGroups',
    }),
  ])
}

interface GivenIds {
  readonly source: string
  readonly noun: string
  readonly ids: readonly string[]
  readonly known: readonly { readonly id: string }[] | undefined
  readonly permission: string
}

function checkIds({ source, noun, ids, known, permission }: GivenIds): Findings {
  if (!known) return found({ warnings: [couldNotCheck(`Where the ${noun}s of the service are`, permission)] })
  const missing = ids.filter(id => !known.some(item => item.id === id))
  return found({
    problems: missing.map(id => `${source}: there is no ${noun} "${id}" in this region. Correct the id.`),
  })
}

function checkVpc({ inputs }: Specification, observed: Observed): Findings {
  const { subnets = [], securityGroups = [] } = observed.network ?? {}
  const vpcs = [...new Set(subnets.map(subnet => subnet.vpcId))]
  const [vpc, ...others] = vpcs
  if (vpc === undefined) return NO_FINDINGS
  if (others.length > 0) {
    const places = subnets.map(({ id, vpcId }) => `${id} in ${vpcId}`)
    return found({
      problems: [
        `The subnets of the service are in several VPCs (${listed(places)}), but must be in one. Give other subnets.`,
      ],
    })
  }
  const problems = securityGroups
    .filter(group => group.vpcId !== vpc)
    .map(group => `Security group "${group.id}" is in ${group.vpcId}, but the subnets are in ${vpc}. Give another one.`)
  for (const holder of vpcsAround(inputs.network.vpc !== undefined, observed)) {
    if (holder.vpcId === vpc) continue
    problems.push(`The subnets are in ${vpc}, but ${holder.name} ${holder.vpcId}. Give subnets of that VPC.`)
  }
  return found({ problems })
}

/** What has to be in the VPC of the subnets, each as the beginning of a sentence. */
function vpcsAround(isVpcGiven: boolean, { vpcId, loadBalancer, givenTargetGroups }: Observed) {
  const around: { readonly name: string; readonly vpcId: string | undefined }[] = []
  if (loadBalancer)
    around.push({ name: `load balancer "${loadBalancer.LoadBalancerName}" is in`, vpcId: loadBalancer.VpcId })
  else if (isVpcGiven) around.push({ name: 'input "vpc" means', vpcId })
  for (const { group } of givenTargetGroups) {
    if (typeof group === 'string') continue
    around.push({ name: `target group "${group.TargetGroupName}" is in`, vpcId: group.VpcId })
  }
  return around.filter(holder => holder.vpcId !== undefined)
}

function loadBalancersOf({ loadBalancer, givenTargetGroups }: Observed): readonly LoadBalancer[] {
  const all = [loadBalancer, ...givenTargetGroups.map(given => given.loadBalancer)]
  const byArn = new Map(all.flatMap(balancer => (balancer ? [[balancer.LoadBalancerArn, balancer] as const] : [])))
  return [...byArn.values()]
}

/**
 * A target in a zone that is not enabled for the load balancer is registered, but gets no requests and no health
 * checks: `unused`, Target.NotInUse (ELB user guide, "Health checks for your target groups"). Cross-zone load balancing
 * does not change that.
 */
function checkZones(subnets: readonly SubnetFacts[], loadBalancer: LoadBalancer): Findings {
  const zones = (loadBalancer.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? [])
  const outside = subnets.filter(subnet => !zones.includes(subnet.zone))
  if (zones.length === 0 || outside.length === 0) return NO_FINDINGS
  const name = `load balancer "${loadBalancer.LoadBalancerName}" (${listed(zones)})`
  const places = listed(outside.map(({ id, zone }) => `${id} in ${zone}`))
  if (outside.length === subnets.length) {
    return found({
      problems: [
        `No subnet of the service is in a zone of ${name}: ${places}. Give subnets in its zones, or enable theirs for it.`,
      ],
    })
  }
  return found({
    warnings: [
      `These subnets are not in a zone of ${name}: ${places}. Tasks there get no requests. Leave these subnets out, or enable their zones for it.`,
    ],
  })
}
