import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { describeSecurityGroups, describeSubnets } from './ec2.ts'

/** The network that a service is to have. */
export interface WantedNetwork {
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
}

/** The same, with where its parts are. */
export interface NetworkFacts extends WantedNetwork {
  /** Those that exist; undefined where looking them up is not allowed. */
  readonly subnets: readonly SubnetFacts[] | undefined
  readonly securityGroups: readonly SecurityGroupFacts[] | undefined
}

export interface SubnetFacts {
  readonly id: string
  readonly vpcId: string
  /** `us-east-1a` */
  readonly zone: string
}

export interface SecurityGroupFacts {
  readonly id: string
  readonly vpcId: string
}

/** Where the subnets and the security groups are. Loads the EC2 client: only for a network that is new or changes. */
export async function findNetwork(context: Context, wanted: WantedNetwork): Promise<NetworkFacts> {
  const [subnets, securityGroups] = await Promise.all([
    orDenied(() => findSubnetFacts(context, wanted.subnetIds)),
    orDenied(() => findSecurityGroupFacts(context, wanted.securityGroupIds)),
  ])
  return { ...wanted, subnets, securityGroups }
}

/** By a filter and not by ids: an id that does not exist is then left out, where it would be an error otherwise. */
async function findSubnetFacts(context: Context, ids: readonly string[]): Promise<readonly SubnetFacts[]> {
  if (ids.length === 0) return []
  const subnets = await describeSubnets(context, [{ Name: 'subnet-id', Values: [...ids] }])
  return subnets.map(({ SubnetId: id = '', VpcId: vpcId = '', AvailabilityZone: zone = '' }) => ({ id, vpcId, zone }))
}

async function findSecurityGroupFacts(
  context: Context,
  ids: readonly string[],
): Promise<readonly SecurityGroupFacts[]> {
  if (ids.length === 0) return []
  const groups = await describeSecurityGroups(context, [{ Name: 'group-id', Values: [...ids] }])
  return groups.map(({ GroupId: id = '', VpcId: vpcId = '' }) => ({ id, vpcId }))
}

async function orDenied<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return undefined
  }
}
