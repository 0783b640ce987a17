import { ApiError } from '../../errors.ts'
import type { NetworkPort, Operations, World } from '../../world.ts'
import { pageOf } from '../page.ts'
import { createAddressPool, isInBlock, parseCidr, RESERVED_AT_END, RESERVED_AT_START } from './addresses.ts'
import { type Filter, type Filterable, passes, type Tag } from './filters.ts'
import { GROUP_IDS, refuseUnknown, SUBNET_IDS, VPC_IDS } from './ids.ts'

type Tags = Readonly<Record<string, string>>

export interface NewVpc {
  readonly id?: string
  readonly tags?: Tags
  /** Default `10.0.0.0/16`. */
  readonly cidr?: string
}

export interface NewSubnet {
  readonly vpcId: string
  readonly availabilityZone: string
  readonly cidr: string
  readonly id?: string
  readonly tags?: Tags
}

export interface NewSecurityGroup {
  readonly vpcId: string
  readonly name: string
  readonly id?: string
  readonly description?: string
  readonly tags?: Tags
}

export interface Ec2 {
  readonly operations: Operations
  readonly port: NetworkPort
  /** Each returns the id. */
  createVpc(vpc: NewVpc): string
  createSubnet(subnet: NewSubnet): string
  createSecurityGroup(group: NewSecurityGroup): string
  tags(): Record<string, Tags>
}

/** A resource as Describe calls return it, and what it can be filtered by. */
interface Resource {
  readonly id: string
  readonly shape: object & { readonly Tags: readonly Tag[] }
  readonly fields: Filterable['fields']
}

interface Subnet extends Resource {
  readonly vpcId: string
  readonly availabilityZone: string
  readonly cidr: string
  readonly nextAddress: () => string
}

interface SecurityGroup extends Resource {
  readonly vpcId: string
}

interface DescribeInput {
  readonly Filters?: readonly Filter[]
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** Amazon EC2, as far as it is needed to look up networks. */
export function createEc2(world: World): Ec2 {
  const vpcs = new Map<string, Resource>()
  const subnets = new Map<string, Subnet>()
  const groups = new Map<string, SecurityGroup>()

  function select(resources: ReadonlyMap<string, Resource>, ids: readonly string[] | undefined, input: DescribeInput) {
    const wanted = ids?.length ? ids.flatMap(id => resources.get(id) ?? []) : [...resources.values()]
    const found = wanted.filter(({ shape, fields }) => passes({ fields, tags: shape.Tags }, input.Filters ?? []))
    checkPaging(ids, input)
    return pageOf(
      found.map(resource => resource.shape),
      {
        token: input.NextToken,
        wanted: input.MaxResults,
        most: 1000,
        limit: world.settings.pageSize,
        invalidToken: () => new ApiError('InvalidNextToken', 'The specified token is not valid.'),
      },
    )
  }

  const operations: Operations = {
    DescribeVpcs: (input: DescribeInput & { VpcIds?: readonly string[] }) => {
      refuseUnknown(input.VpcIds, vpcs, VPC_IDS)
      const page = select(vpcs, input.VpcIds, input)
      return { Vpcs: page.items, NextToken: page.next }
    },
    DescribeSubnets: (input: DescribeInput & { SubnetIds?: readonly string[] }) => {
      refuseUnknown(input.SubnetIds, subnets, SUBNET_IDS)
      const page = select(subnets, input.SubnetIds, input)
      return { Subnets: page.items, NextToken: page.next }
    },
    DescribeSecurityGroups: (
      input: DescribeInput & { GroupIds?: readonly string[]; GroupNames?: readonly string[] },
    ) => {
      refuseUnknown(input.GroupIds, groups, GROUP_IDS)
      // API reference, GroupNames: "[Default VPC] The names of the security groups". There is no default VPC here.
      const [name] = input.GroupNames ?? []
      if (name !== undefined) {
        throw new ApiError('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC`)
      }
      const page = select(groups, input.GroupIds, input)
      return { SecurityGroups: page.items, NextToken: page.next }
    },
  }

  const needVpc = (id: string) => refuseUnknown([id], vpcs, VPC_IDS)

  return {
    operations,
    port: {
      hasVpc: id => vpcs.has(id),
      subnet: id => {
        const subnet = subnets.get(id)
        return subnet && { vpcId: subnet.vpcId, availabilityZone: subnet.availabilityZone }
      },
      securityGroup: id => {
        const group = groups.get(id)
        return group && { vpcId: group.vpcId }
      },
      allocateAddress: subnetId => {
        const subnet = subnets.get(subnetId)
        if (!subnet) throw new Error(`There is no subnet ${subnetId} to take an address from.`)
        return subnet.nextAddress()
      },
      zoneOfAddress: address => [...subnets.values()].find(subnet => isInBlock(address, subnet.cidr))?.availabilityZone,
    },
    createVpc({ id = `vpc-0${world.id(16)}`, tags = {}, cidr = '10.0.0.0/16' }) {
      const shape = {
        VpcId: id,
        CidrBlock: cidr,
        State: 'available',
        OwnerId: world.account,
        IsDefault: false,
        InstanceTenancy: 'default',
        DhcpOptionsId: 'dopt-00000000000000001',
        Tags: tagList(tags),
      }
      const fields = { 'vpc-id': id, cidr, state: 'available', 'is-default': 'false', 'owner-id': world.account }
      vpcs.set(id, { id, shape, fields })
      return id
    },
    createSubnet({ vpcId, availabilityZone, cidr, id = `subnet-0${world.id(16)}`, tags = {} }) {
      needVpc(vpcId)
      const shape = {
        SubnetId: id,
        SubnetArn: world.arn('ec2', `subnet/${id}`),
        VpcId: vpcId,
        AvailabilityZone: availabilityZone,
        CidrBlock: cidr,
        State: 'available',
        OwnerId: world.account,
        DefaultForAz: false,
        MapPublicIpOnLaunch: false,
        AvailableIpAddressCount: parseCidr(cidr).size - RESERVED_AT_START - RESERVED_AT_END,
        Tags: tagList(tags),
      }
      const fields = {
        'subnet-id': id,
        'vpc-id': vpcId,
        'availability-zone': availabilityZone,
        'cidr-block': cidr,
        state: 'available',
        'default-for-az': 'false',
        'owner-id': world.account,
      }
      subnets.set(id, { id, shape, fields, vpcId, availabilityZone, cidr, nextAddress: createAddressPool(cidr) })
      return id
    },
    createSecurityGroup({ vpcId, name, id = `sg-0${world.id(16)}`, description = name, tags = {} }) {
      needVpc(vpcId)
      const shape = {
        GroupId: id,
        SecurityGroupArn: world.arn('ec2', `security-group/${id}`),
        GroupName: name,
        Description: description,
        VpcId: vpcId,
        OwnerId: world.account,
        IpPermissions: [],
        IpPermissionsEgress: [],
        Tags: tagList(tags),
      }
      const fields = { 'group-id': id, 'group-name': name, description, 'vpc-id': vpcId, 'owner-id': world.account }
      groups.set(id, { id, shape, fields, vpcId })
      return id
    },
    tags: () =>
      Object.fromEntries([
        ...entriesOf(vpcs, id => world.arn('ec2', `vpc/${id}`)),
        ...entriesOf(subnets, id => world.arn('ec2', `subnet/${id}`)),
        ...entriesOf(groups, id => world.arn('ec2', `security-group/${id}`)),
      ]),
  }
}

function entriesOf(resources: ReadonlyMap<string, Resource>, arnOf: (id: string) => string): readonly [string, Tags][] {
  return [...resources.values()].map(({ id, shape }) => [
    arnOf(id),
    Object.fromEntries(shape.Tags.map(tag => [tag.Key, tag.Value])),
  ])
}

function tagList(tags: Tags): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** API reference, MaxResults: 5 to 1000, and not together with ids. */
function checkPaging(ids: readonly string[] | undefined, { MaxResults }: DescribeInput): void {
  if (MaxResults === undefined) return
  if (ids?.length) {
    throw new ApiError('InvalidParameterCombination', 'The parameter maxResults cannot be used with ids')
  }
  if (MaxResults < 5 || MaxResults > 1000) {
    throw new ApiError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    )
  }
}
