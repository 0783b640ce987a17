import { beforeEach, describe, expect, test } from '@jest/globals'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()

describe('EC2', () => {
  let vpcId: string
  beforeEach(() => {
    const { ec2 } = running.simulator.services
    vpcId = ec2.createVpc({ id: 'vpc-1', tags: { Name: 'busyb-vpc' } })
    const other = ec2.createVpc({ id: 'vpc-2', tags: { Name: 'other' } })
    ec2.createSubnet({
      id: 'subnet-1',
      vpcId,
      availabilityZone: 'us-east-1a',
      cidr: '10.0.1.0/28',
      tags: { Type: 'private' },
    })
    ec2.createSubnet({
      id: 'subnet-2',
      vpcId,
      availabilityZone: 'us-east-1b',
      cidr: '10.0.2.0/24',
      tags: { Type: 'private' },
    })
    ec2.createSubnet({
      id: 'subnet-3',
      vpcId,
      availabilityZone: 'us-east-1a',
      cidr: '10.0.3.0/24',
      tags: { Type: 'Public*' },
    })
    ec2.createSubnet({
      id: 'subnet-4',
      vpcId: other,
      availabilityZone: 'us-east-1a',
      cidr: '10.1.1.0/24',
      tags: { Type: 'private' },
    })
    ec2.createSecurityGroup({ id: 'sg-1', vpcId, name: 'ecs', tags: { Name: 'busyb-ecs-sg' } })
    ec2.createSecurityGroup({ id: 'sg-2', vpcId: other, name: 'ecs' })
  })

  test.each([
    ['one filter, one value', [{ Name: 'vpc-id', Values: ['vpc-2'] }], ['subnet-4']],
    [
      'several filters all hold',
      [
        { Name: 'vpc-id', Values: ['vpc-1'] },
        { Name: 'tag:Type', Values: ['private'] },
      ],
      ['subnet-1', 'subnet-2'],
    ],
    [
      'one of several values holds',
      [{ Name: 'cidr-block', Values: ['10.0.2.0/24', '10.0.3.0/24'] }],
      ['subnet-2', 'subnet-3'],
    ],
    ['a wildcard', [{ Name: 'tag:Type', Values: ['pri*'] }], ['subnet-1', 'subnet-2', 'subnet-4']],
    [
      'a wildcard for one character',
      [
        { Name: 'availability-zone', Values: ['us-east-1?'] },
        { Name: 'subnet-id', Values: ['subnet-2'] },
      ],
      ['subnet-2'],
    ],
    ['an escaped wildcard', [{ Name: 'tag:Type', Values: ['Public\\*'] }], ['subnet-3']],
    ['case matters', [{ Name: 'tag:Type', Values: ['Private'] }], []],
    ['a dot is a dot', [{ Name: 'cidr-block', Values: ['10.0.2x0/24'] }], []],
    ['a tag key', [{ Name: 'tag-key', Values: ['Name'] }], []],
  ])('subnets by filter: %s', async (_name, Filters, expected) => {
    const { Subnets } = await running.clients.ec2.describeSubnets({ Filters })
    expect(Subnets?.map(subnet => subnet.SubnetId)).toEqual(expected)
  })

  test.each([
    [
      'name',
      [
        { Name: 'group-name', Values: ['ecs'] },
        { Name: 'vpc-id', Values: ['vpc-2'] },
      ],
      ['sg-2'],
    ],
    ['tag', [{ Name: 'tag:Name', Values: ['busyb-ecs-sg'] }], ['sg-1']],
    ['tag key', [{ Name: 'tag-key', Values: ['Na*'] }], ['sg-1']],
  ])('security groups by %s', async (_name, Filters, expected) => {
    const { SecurityGroups } = await running.clients.ec2.describeSecurityGroups({ Filters })
    expect(SecurityGroups?.map(group => group.GroupId)).toEqual(expected)
  })

  test.each([
    [
      'no such VPC',
      () => running.clients.ec2.describeVpcs({ VpcIds: ['vpc-9'] }),
      "InvalidVpcID.NotFound: The vpc ID 'vpc-9' does not exist",
    ],
    [
      'no such subnets',
      () => running.clients.ec2.describeSubnets({ SubnetIds: ['subnet-8', 'subnet-9'] }),
      "InvalidSubnetID.NotFound: The subnet IDs 'subnet-8, subnet-9' do not exist",
    ],
    [
      'no such group',
      () => running.clients.ec2.describeSecurityGroups({ GroupIds: ['sg-9'] }),
      "InvalidGroup.NotFound: The security group 'sg-9' does not exist",
    ],
    [
      'an id of another kind',
      () => running.clients.ec2.describeSecurityGroups({ GroupIds: ['vpc-1'] }),
      'InvalidGroupId.Malformed: Invalid id: "vpc-1" (expecting "sg-...")',
    ],
    [
      'no such filter',
      () => running.clients.ec2.describeVpcs({ Filters: [{ Name: 'nmae', Values: ['a'] }] }),
      "InvalidParameterValue: The filter 'nmae' is invalid",
    ],
    [
      'pages of fewer than five',
      () => running.clients.ec2.describeSubnets({ MaxResults: 4 }),
      'InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.',
    ],
    [
      'pages of given ids',
      () => running.clients.ec2.describeVpcs({ MaxResults: 5, VpcIds: ['vpc-1'] }),
      'InvalidParameterCombination: The parameter maxResults cannot be used with ids',
    ],
  ])('refuses: %s', async (_name, call, expected) => {
    expect(await errorOf(call())).toBe(expected)
  })

  test('small pages show everything once', async () => {
    running.simulator.settings.pageSize = 1
    const seen: (string | undefined)[] = []
    let NextToken: string | undefined
    do {
      const page = await running.clients.ec2.describeSubnets({
        NextToken,
        Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }],
      })
      seen.push(...(page.Subnets ?? []).map(subnet => subnet.SubnetId))
      NextToken = page.NextToken
    } while (NextToken)
    expect(seen).toEqual(['subnet-1', 'subnet-2', 'subnet-3'])
  })

  test('addresses come from the subnet, without those that AWS reserves', () => {
    const addresses = Array.from({ length: 12 }, () =>
      running.simulator.world.ports.network.allocateAddress('subnet-1'),
    )
    expect(addresses[0]).toBe('10.0.1.4')
    expect(addresses.slice(10)).toEqual(['10.0.1.14', '10.0.1.4'])
  })
})
