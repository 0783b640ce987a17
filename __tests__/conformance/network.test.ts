import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Account, refusalOf, SUBJECTS } from './subjects.ts'

describe.each(SUBJECTS)('EC2 look-ups: $name', ({ start }) => {
  let account: Account
  beforeAll(async () => {
    account = await start()
  })
  afterAll(() => account.close())

  const named = (name: string, value: string) => ({ Name: name, Values: [value] })

  test('a VPC is found by its tag', async () => {
    const { Vpcs } = await account.clients.ec2.describeVpcs({ Filters: [named('tag:Name', 'busyb-vpc')] })
    expect(Vpcs?.map(vpc => vpc.VpcId)).toEqual([account.vpcId])
    expect(Vpcs?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'busyb-vpc' }])
  })

  test('a tag that nothing has finds nothing', async () => {
    const { Vpcs } = await account.clients.ec2.describeVpcs({ Filters: [named('tag:Name', 'other-vpc')] })
    expect(Vpcs ?? []).toEqual([])
  })

  test('an id that does not exist is refused', async () => {
    const call = account.clients.ec2.describeVpcs({ VpcIds: ['vpc-0123456789abcdef0'] })
    expect(await refusalOf(call)).toBe('InvalidVpcID.NotFound')
  })

  test('subnets are found by VPC and tag, with VPC and zone', async () => {
    const { Subnets = [] } = await account.clients.ec2.describeSubnets({
      Filters: [named('vpc-id', account.vpcId), named('tag:Type', 'private')],
    })
    expect(Subnets.map(subnet => subnet.SubnetId).sort()).toEqual([...account.privateSubnetIds].sort())
    expect(Subnets.map(subnet => subnet.VpcId)).toEqual([account.vpcId, account.vpcId])
    expect(Subnets.map(subnet => subnet.AvailabilityZone).sort()).toEqual(['us-east-1a', 'us-east-1b'])
  })

  test('two values of a filter mean either', async () => {
    const { Subnets = [] } = await account.clients.ec2.describeSubnets({
      Filters: [named('vpc-id', account.vpcId), { Name: 'tag:Type', Values: ['private', 'public'] }],
    })
    expect(Subnets).toHaveLength(4)
  })

  test.each([
    ['tag', 'tag:Name'],
    ['group name', 'group-name'],
  ])('a security group is found by %s', async (_, filter) => {
    const { SecurityGroups } = await account.clients.ec2.describeSecurityGroups({
      Filters: [named('vpc-id', account.vpcId), named(filter, 'busyb-ecs-sg')],
    })
    expect(SecurityGroups?.map(group => group.GroupId)).toEqual([account.securityGroupId])
  })

  test('a security group of another VPC is not found', async () => {
    const { SecurityGroups } = await account.clients.ec2.describeSecurityGroups({
      Filters: [named('vpc-id', 'vpc-0123456789abcdef0'), named('group-name', 'busyb-ecs-sg')],
    })
    expect(SecurityGroups ?? []).toEqual([])
  })
})
