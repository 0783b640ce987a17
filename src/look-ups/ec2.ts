import type { Filter, SecurityGroup, Subnet, Vpc } from '@aws-sdk/client-ec2'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'

// The EC2 client is the largest of all by far: it is loaded when something is looked up, and not before.
const ec2 = () => import('@aws-sdk/client-ec2')

export async function describeVpcs({ aws }: Context, Filters: Filter[]): Promise<readonly Vpc[]> {
  const { DescribeVpcsCommand } = await ec2()
  return await allPages(async NextToken => {
    const page = await aws.send(aws.ec2(), new DescribeVpcsCommand({ Filters, NextToken }))
    return { items: page.Vpcs, next: page.NextToken }
  })
}

export async function describeSubnets({ aws }: Context, Filters: Filter[]): Promise<readonly Subnet[]> {
  const { DescribeSubnetsCommand } = await ec2()
  return await allPages(async NextToken => {
    const page = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ Filters, NextToken }))
    return { items: page.Subnets, next: page.NextToken }
  })
}

export async function describeSecurityGroups({ aws }: Context, Filters: Filter[]): Promise<readonly SecurityGroup[]> {
  const { DescribeSecurityGroupsCommand } = await ec2()
  return await allPages(async NextToken => {
    const page = await aws.send(aws.ec2(), new DescribeSecurityGroupsCommand({ Filters, NextToken }))
    return { items: page.SecurityGroups, next: page.NextToken }
  })
}
