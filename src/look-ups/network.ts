import type { Filter, SecurityGroup, Subnet } from '@aws-sdk/client-ec2'
import { isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { Selector } from '../inputs.ts'
import { InvalidError, type Problem } from '../problem.ts'

// The EC2 client is the largest of all by far: it is loaded when something is looked up, and not before.
const ec2 = () => import('@aws-sdk/client-ec2')

/** The id of the VPC. An id is taken as given, a tag is looked up and must mean one. */
export async function findVpc(context: Context, selector: Selector): Promise<string> {
  if (selector.kind === 'id') return selector.id
  const { DescribeVpcsCommand } = await ec2()
  const { aws } = context
  const answer = await aws.send(aws.ec2(), new DescribeVpcsCommand({ Filters: filters(selector) }))
  const found = answer.Vpcs ?? []
  const id = found[0]?.VpcId
  if (found.length === 1 && id) return id
  if (found.length > 1) {
    const ids = found.map(vpc => vpc.VpcId).join(', ')
    throw new InvalidError([
      `Input "vpc": ${found.length} VPCs have ${describe(selector)} (${ids}), and one is meant. Give the id.`,
    ])
  }
  const all = await aws.send(aws.ec2(), new DescribeVpcsCommand({}))
  const list = (all.Vpcs ?? []).map(vpc => named(vpc.VpcId, vpc.Tags))
  throw new InvalidError([`Input "vpc": no VPC in ${aws.region} has ${describe(selector)}. ${existing(list)}`])
}

/** Ids of the subnets; each selector must find at least one. Ids are taken as given. */
export async function findSubnets(
  context: Context,
  selectors: readonly Selector[],
  vpcId: string | undefined,
): Promise<readonly string[]> {
  const found = await Promise.all(selectors.map(selector => findSubnetIds(context, selector, vpcId)))
  return [...new Set(found.flat())]
}

async function findSubnetIds(context: Context, selector: Selector, vpcId: string | undefined): Promise<string[]> {
  if (selector.kind === 'id') return [selector.id]
  const subnets = await describeSubnets(context, [...filters(selector), ...inVpc(vpcId)])
  if (subnets.length > 0) return subnets.flatMap(subnet => subnet.SubnetId ?? []).sort()
  const all = await describeSubnets(context, inVpc(vpcId))
  const list = all.map(subnet => named(subnet.SubnetId, subnet.Tags))
  throw new InvalidError([`Input "subnets": no subnet ${where(vpcId)} has ${describe(selector)}. ${existing(list)}`])
}

/** Ids of the security groups; each selector must mean exactly one. Ids are taken as given. */
export async function findSecurityGroups(
  context: Context,
  selectors: readonly Selector[],
  vpcId: string | undefined,
): Promise<readonly string[]> {
  const found = await Promise.all(selectors.map(selector => findSecurityGroupId(context, selector, vpcId)))
  return [...new Set(found)]
}

async function findSecurityGroupId(context: Context, selector: Selector, vpcId: string | undefined): Promise<string> {
  if (selector.kind === 'id') return selector.id
  const groups = await describeSecurityGroups(context, [...filters(selector), ...inVpc(vpcId)])
  const id = groups[0]?.GroupId
  if (groups.length === 1 && id) return id
  if (groups.length > 1) {
    const list = groups.map(group => `${group.GroupId} (${group.GroupName})`).join(', ')
    throw new InvalidError([
      `Input "security-groups": ${groups.length} security groups ${where(vpcId)} have ${describe(selector)}: ${list}. Give the ids of those that are meant.`,
    ])
  }
  const all = await describeSecurityGroups(context, inVpc(vpcId))
  const list = all.map(group => `${group.GroupId} (${group.GroupName})`)
  throw new InvalidError([
    `Input "security-groups": no security group ${where(vpcId)} has ${describe(selector)}. ${existing(list)}`,
  ])
}

/** The VPC that subnets given by id are in. */
export async function findVpcOfSubnet(context: Context, subnetId: string): Promise<string | undefined> {
  const { aws } = context
  const { DescribeSubnetsCommand } = await ec2()
  try {
    const answer = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ SubnetIds: [subnetId] }))
    return answer.Subnets?.[0]?.VpcId
  } catch (error) {
    if (!isErrorNamed(error, 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed')) throw error
    throw new InvalidError([`Input "subnets": there is no subnet "${subnetId}" in ${aws.region}. Correct the id.`])
  }
}

async function describeSubnets(context: Context, Filters: Filter[]): Promise<readonly Subnet[]> {
  const { aws } = context
  const { DescribeSubnetsCommand } = await ec2()
  return await allPages(async NextToken => {
    const page = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ Filters, NextToken }))
    return { items: page.Subnets, next: page.NextToken }
  })
}

async function describeSecurityGroups(context: Context, Filters: Filter[]): Promise<readonly SecurityGroup[]> {
  const { aws } = context
  const { DescribeSecurityGroupsCommand } = await ec2()
  return await allPages(async NextToken => {
    const page = await aws.send(aws.ec2(), new DescribeSecurityGroupsCommand({ Filters, NextToken }))
    return { items: page.SecurityGroups, next: page.NextToken }
  })
}

interface Page<Item> {
  readonly items: readonly Item[] | undefined
  readonly next: string | undefined
}

async function allPages<Item>(read: (token: string | undefined) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = []
  let token: string | undefined
  do {
    const page = await read(token)
    items.push(...(page.items ?? []))
    token = page.next || undefined
  } while (token)
  return items
}

function filters(selector: Selector): Filter[] {
  switch (selector.kind) {
    case 'id':
      return []
    case 'tag':
      return [{ Name: `tag:${selector.key}`, Values: [selector.value] }]
    case 'name':
      return [{ Name: 'group-name', Values: [selector.name] }]
  }
}

function inVpc(vpcId: string | undefined): Filter[] {
  return vpcId ? [{ Name: 'vpc-id', Values: [vpcId] }] : []
}

function where(vpcId: string | undefined): string {
  return vpcId ? `in ${vpcId}` : 'in this region'
}

function describe(selector: Selector): Problem {
  switch (selector.kind) {
    case 'id':
      return `the id "${selector.id}"`
    case 'tag':
      return `the tag ${selector.key}=${selector.value}`
    case 'name':
      return `the name "${selector.name}"`
  }
}

interface TagLike {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

function named(id: string | undefined, tags: readonly TagLike[] | undefined): string {
  const text = (tags ?? []).map(tag => `${tag.Key}=${tag.Value}`).join(', ')
  return text ? `${id} (${text})` : `${id}`
}

/** Enough to choose from, not a whole account. */
const MAX_LISTED = 12

function existing(list: readonly string[]): string {
  if (list.length === 0) return 'There is none.'
  const more = list.length > MAX_LISTED ? `; and ${list.length - MAX_LISTED} more` : ''
  return `There are: ${list.slice(0, MAX_LISTED).join('; ')}${more}.`
}
