import { ApiError } from '../../errors.ts'
import { dnsSuffixOf } from '../../partitions.ts'
import type { World } from '../../world.ts'
import { pageOf } from '../page.ts'
import { invalid, loadBalancerNotFound } from './refusals.ts'
import type { LoadBalancer, LoadBalancerType, Scheme } from './shapes.ts'
import type { Elbv2State } from './state.ts'

/** What a load balancer is created from. Not an operation: the simulator starts with the load balancers it is given. */
export interface NewLoadBalancer {
  readonly name: string
  readonly vpcId: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  /** Default internet-facing. */
  readonly scheme?: Scheme
  /** Default application. */
  readonly type?: LoadBalancerType
}

export function createLoadBalancer(state: Elbv2State, options: NewLoadBalancer): string {
  const { name, vpcId, subnets, securityGroups, scheme = 'internet-facing', type = 'application' } = options
  if (state.loadBalancers.values().some(existing => existing.LoadBalancerName === name)) {
    throw new ApiError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists`)
  }
  const { world } = state
  const arn = world.arn(
    'elasticloadbalancing',
    `loadbalancer/${type === 'network' ? 'net' : 'app'}/${name}/${world.id(16)}`,
  )
  state.loadBalancers.set(arn, {
    LoadBalancerArn: arn,
    DNSName: dnsName(world, { name, scheme, type }),
    CanonicalHostedZoneId: type === 'network' ? 'Z26RNL4JYFTOTI' : 'Z35SXDOTRQ7X7K',
    CreatedTime: new Date(world.clock.now()),
    LoadBalancerName: name,
    Scheme: scheme,
    VpcId: vpcId,
    State: { Code: 'active' },
    Type: type,
    AvailabilityZones: subnets.map(SubnetId => ({
      ZoneName: world.ports.network.subnet(SubnetId)?.availabilityZone ?? `${world.region}a`,
      SubnetId,
    })),
    SecurityGroups: [...securityGroups],
    IpAddressType: 'ipv4',
  })
  state.tags.set(arn, {})
  return arn
}

/** The forms that AWS uses: `<name>-<digits>.<region>.elb.amazonaws.com`, network `<name>-<hex>.elb.<region>...`. */
function dnsName(
  world: World,
  { name, scheme, type }: { name: string; scheme: Scheme; type: LoadBalancerType },
): string {
  const suffix = dnsSuffixOf(world.partition)
  if (type === 'network') return `${name}-${world.id(16)}.elb.${world.region}.${suffix}`
  const digits = String(Number.parseInt(world.id(8), 16)).padStart(10, '1')
  return `${scheme === 'internal' ? 'internal-' : ''}${name}-${digits}.${world.region}.elb.${suffix}`
}

interface DescribeLoadBalancersInput {
  readonly LoadBalancerArns?: readonly string[]
  readonly Names?: readonly string[]
  readonly Marker?: string
  readonly PageSize?: number
}

export function describeLoadBalancers(state: Elbv2State, input: DescribeLoadBalancersInput): object {
  const { LoadBalancerArns: arns = [], Names: names = [] } = input
  if (arns.length > 0 && names.length > 0) throw invalid('You can specify either names or ARNs, not both')
  if (arns.length > 20) throw invalid('You can specify up to 20 load balancers in a single call')
  const all = state.loadBalancers.seenValues()
  const missing = names.find(name => !all.some(balancer => balancer.LoadBalancerName === name))
  if (missing !== undefined) throw loadBalancerNotFound(missing)
  const missingArn = arns.find(arn => !all.some(balancer => balancer.LoadBalancerArn === arn))
  if (missingArn !== undefined) throw loadBalancerNotFound(missingArn)

  const chosen = all.filter(
    ({ LoadBalancerArn, LoadBalancerName }) =>
      (arns.length === 0 && names.length === 0) || arns.includes(LoadBalancerArn) || names.includes(LoadBalancerName),
  )
  const page = pageOf(chosen, {
    token: input.Marker,
    wanted: input.PageSize,
    most: 400,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalid('Invalid marker'),
  })
  return { LoadBalancers: page.items, NextMarker: page.next }
}

/** The load balancer that a DNS name belongs to, whether in upper or lower case. */
export function loadBalancerByDnsName(state: Elbv2State, name: string): LoadBalancer | undefined {
  const wanted = name.toLowerCase().replace(/\.$/, '')
  return state.loadBalancers.values().find(balancer => balancer.DNSName.toLowerCase() === wanted)
}
