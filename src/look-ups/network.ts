import type { Filter } from '@aws-sdk/client-ec2'
import type { Context } from '../context.ts'
import type { Selector } from '../inputs.ts'
import { InvalidError } from '../problem.ts'
import { describeSecurityGroups, describeSubnets, describeVpcs } from './ec2.ts'

/** The id of the VPC. An id is taken as given, a tag is looked up and must mean one. */
export async function findVpc(context: Context, selector: Selector): Promise<string> {
  if (selector.kind === 'id') return selector.id
  const found = await describeVpcs(context, filters(selector))
  const id = found[0]?.VpcId
  if (found.length === 1 && id) return id
  if (found.length > 1) {
    const ids = found.map(vpc => vpc.VpcId).join(', ')
    throw new InvalidError([
      `Input "vpc": ${found.length} VPCs have ${formatSelector(selector)} (${ids}), but exactly one is needed. Give the id.`,
    ])
  }
  const all = await describeVpcs(context, [])
  const list = all.map(vpc => named(vpc.VpcId, vpc.Tags))
  throw new InvalidError([
    `Input "vpc": no VPC in ${context.aws.region} has ${formatSelector(selector)}. ${existing(list)}`,
  ])
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
  throw new InvalidError([
    `Input "subnets": no subnet ${where(vpcId)} has ${formatSelector(selector)}. ${existing(list)}`,
  ])
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
      `Input "security-groups": ${groups.length} security groups ${where(vpcId)} have ${formatSelector(selector)}: ${list}. Give the ids of the ones to use.`,
    ])
  }
  const all = await describeSecurityGroups(context, inVpc(vpcId))
  const list = all.map(group => `${group.GroupId} (${group.GroupName})`)
  throw new InvalidError([
    `Input "security-groups": no security group ${where(vpcId)} has ${formatSelector(selector)}. ${existing(list)}`,
  ])
}

/** The VPC that a subnet given by its id is in. */
export async function findVpcOfSubnet(context: Context, subnetId: string): Promise<string | undefined> {
  const [subnet] = await describeSubnets(context, [{ Name: 'subnet-id', Values: [subnetId] }])
  if (subnet) return subnet.VpcId
  throw new InvalidError([
    `Input "subnets": there is no subnet "${subnetId}" in ${context.aws.region}. Correct the id.`,
  ])
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

function formatSelector(selector: Selector): string {
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
  if (list.length === 0) return 'There are none.'
  const more = list.length > MAX_LISTED ? `; and ${list.length - MAX_LISTED} more` : ''
  return `There are: ${list.slice(0, MAX_LISTED).join('; ')}${more}.`
}
