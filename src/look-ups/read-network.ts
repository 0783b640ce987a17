import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { NetworkFacts, SecurityGroupFacts, SubnetFacts } from '../observation/facts.ts'
import type { WantedNetwork } from '../observation/wanted-network.ts'

/** Where the subnets and the security groups are. Loads the EC2 client: only for a network that is new or changes. */
export async function readNetwork(context: Context, wanted: WantedNetwork): Promise<NetworkFacts> {
  const [subnets, securityGroups] = await Promise.all([
    orDenied(() => readSubnets(context, wanted.subnetIds)),
    orDenied(() => readSecurityGroups(context, wanted.securityGroupIds)),
  ])
  return { ...wanted, subnets, securityGroups }
}

/** By a filter and not by ids: an id that does not exist is then left out, where it would be an error otherwise. */
async function readSubnets(context: Context, ids: readonly string[]): Promise<readonly SubnetFacts[]> {
  if (ids.length === 0) return []
  const { aws } = context
  const found: SubnetFacts[] = []
  let token: string | undefined
  do {
    const page = await aws.send(
      aws.ec2(),
      new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }], NextToken: token }),
    )
    for (const { SubnetId: id = '', VpcId: vpcId = '', AvailabilityZone: zone = '' } of page.Subnets ?? []) {
      found.push({ id, vpcId, zone })
    }
    token = page.NextToken || undefined
  } while (token)
  return found
}

async function readSecurityGroups(context: Context, ids: readonly string[]): Promise<readonly SecurityGroupFacts[]> {
  if (ids.length === 0) return []
  const { aws } = context
  const found: SecurityGroupFacts[] = []
  let token: string | undefined
  do {
    const page = await aws.send(
      aws.ec2(),
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }], NextToken: token }),
    )
    for (const { GroupId: id = '', VpcId: vpcId = '' } of page.SecurityGroups ?? []) found.push({ id, vpcId })
    token = page.NextToken || undefined
  } while (token)
  return found
}

async function orDenied<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return undefined
  }
}
