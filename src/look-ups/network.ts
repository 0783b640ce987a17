import type { Filter, SecurityGroup, Subnet, Vpc } from '@aws-sdk/client-ec2'
import type { Context } from '../context.ts'
import type { Selector } from '../inputs.ts'
import { describeSecurityGroups, describeSubnets, describeVpcs } from './ec2.ts'

/** What a selector means. An id is taken as given. */
export interface Matches<Item> {
  readonly selector: Selector
  /** undefined: it is an id, and was not looked up. */
  readonly found: readonly Item[] | undefined
  /** Everything that could have been meant. Read only if nothing was found. */
  readonly others: readonly Item[]
}

export async function findVpcs(context: Context, selector: Selector): Promise<Matches<Vpc>> {
  return await findMatches(selector, [], filters => describeVpcs(context, filters))
}

/** @param vpcId where they are looked for; undefined: in the whole region */
export async function findSubnets(
  context: Context,
  selectors: readonly Selector[],
  vpcId: string | undefined,
): Promise<readonly Matches<Subnet>[]> {
  const describe = (filters: Filter[]) => describeSubnets(context, filters)
  return await Promise.all(selectors.map(selector => findMatches(selector, inVpc(vpcId), describe)))
}

/** @param vpcId where they are looked for; undefined: in the whole region */
export async function findSecurityGroups(
  context: Context,
  selectors: readonly Selector[],
  vpcId: string | undefined,
): Promise<readonly Matches<SecurityGroup>[]> {
  const describe = (filters: Filter[]) => describeSecurityGroups(context, filters)
  return await Promise.all(selectors.map(selector => findMatches(selector, inVpc(vpcId), describe)))
}

/** The subnet by its id; undefined: there is none. */
export async function findSubnet(context: Context, subnetId: string): Promise<Subnet | undefined> {
  const [subnet] = await describeSubnets(context, [{ Name: 'subnet-id', Values: [subnetId] }])
  return subnet
}

async function findMatches<Item>(
  selector: Selector,
  place: readonly Filter[],
  describe: (filters: Filter[]) => Promise<readonly Item[]>,
): Promise<Matches<Item>> {
  if (selector.kind === 'id') return { selector, found: undefined, others: [] }
  const found = await describe([filterOf(selector), ...place])
  return { selector, found, others: found.length === 0 ? await describe([...place]) : [] }
}

function filterOf(selector: Exclude<Selector, { readonly kind: 'id' }>): Filter {
  return selector.kind === 'tag'
    ? { Name: `tag:${selector.key}`, Values: [selector.value] }
    : { Name: 'group-name', Values: [selector.name] }
}

function inVpc(vpcId: string | undefined): readonly Filter[] {
  return vpcId ? [{ Name: 'vpc-id', Values: [vpcId] }] : []
}
