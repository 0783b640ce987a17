import { describe, expect, test } from '@jest/globals'
import { createElbv2Fixture, refusal, VPC_ID } from './elbv2-fixture.ts'

type Input = Readonly<Record<string, unknown>>
type Fixture = ReturnType<typeof createElbv2Fixture>

describe('CreateTargetGroup', () => {
  test('fills in the documented defaults', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup()
    expect(call('DescribeTargetGroups', { TargetGroupArns: [arn] }).TargetGroups).toEqual([
      {
        TargetGroupArn: arn,
        TargetGroupName: 'group',
        Protocol: 'HTTP',
        ProtocolVersion: 'HTTP1',
        Port: 80,
        VpcId: VPC_ID,
        TargetType: 'ip',
        IpAddressType: 'ipv4',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckPath: '/',
        HealthCheckEnabled: true,
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 6,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        Matcher: { HttpCode: '200' },
        LoadBalancerArns: [],
      },
    ])
  })

  test('with equal settings returns the existing group', () => {
    const { elbv2, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup({ HealthCheckPath: '/health' })
    expect(createTargetGroup({ HealthCheckPath: '/health' })).toBe(arn)
    expect(elbv2.state().targetGroups).toHaveLength(1)
  })

  const refused: readonly [string, Input, string, string][] = [
    [
      'other settings under the same name',
      { HealthCheckPath: '/other' },
      'DuplicateTargetGroupName',
      "A target group with the same name 'group' exists, but with different settings",
    ],
    ['a name that is too long', { Name: 'a'.repeat(33) }, 'ValidationError', "cannot be longer than '32' characters"],
    ['a name with an underscore', { Name: 'a_b' }, 'ValidationError', 'alphanumeric characters or hyphens'],
    ['a name that ends in a hyphen', { Name: 'a-' }, 'ValidationError', "cannot begin or end with '-'"],
    ['no VPC', { Name: 'b', VpcId: undefined }, 'ValidationError', 'VPC ID'],
    ['a port out of range', { Name: 'b', Port: 70000 }, 'ValidationError', "Value '70000' at 'port'"],
    [
      'an interval below 5',
      { Name: 'b', HealthCheckIntervalSeconds: 4 },
      'ValidationError',
      "Value '4' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value greater than or equal to 5",
    ],
    ['a threshold above 10', { Name: 'b', UnhealthyThresholdCount: 11 }, 'ValidationError', 'less than or equal to 10'],
    [
      'a timeout as long as the interval',
      { Name: 'b', HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 },
      'ValidationError',
      'Health check interval must be greater than the timeout.',
    ],
    [
      'a matcher out of range',
      { Name: 'b', Matcher: { HttpCode: '200-599' } },
      'ValidationError',
      "must be within '200-499'",
    ],
    ['a matcher that is not valid', { Name: 'b', Matcher: { HttpCode: 'ok' } }, 'ValidationError', "'ok'"],
    ['a path without a slash', { Name: 'b', HealthCheckPath: 'health' }, 'ValidationError', "must begin with '/'"],
    ['health checks switched off', { Name: 'b', HealthCheckEnabled: false }, 'ValidationError', 'cannot be disabled'],
  ]

  test.each(refused)('refuses %s', (_name, input, code, text) => {
    const { elbv2, createTargetGroup } = createElbv2Fixture()
    createTargetGroup()
    const answer = refusal(() => createTargetGroup(input))
    expect(answer.code).toBe(code)
    expect(answer.message).toContain(text)
    expect(elbv2.state().targetGroups).toHaveLength(1)
  })
})

describe('other operations on target groups', () => {
  test('ModifyTargetGroup changes what is given and nothing else', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup({ HealthCheckPath: '/health' })
    const { TargetGroups } = call('ModifyTargetGroup', { TargetGroupArn: arn, HealthCheckIntervalSeconds: 10 })
    expect(TargetGroups[0]).toMatchObject({
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      Protocol: 'HTTP',
    })
  })

  test('ModifyTargetGroup refuses a timeout that is not below the interval', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const TargetGroupArn = createTargetGroup({ HealthCheckIntervalSeconds: 10 })
    expect(refusal(() => call('ModifyTargetGroup', { TargetGroupArn, HealthCheckTimeoutSeconds: 10 }))).toEqual({
      code: 'ValidationError',
      message: "Health check timeout '10' must be smaller than the interval '10'",
    })
  })

  test('attributes start with the defaults, are changed one by one and checked', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const TargetGroupArn = createTargetGroup()
    const value = (key: string) =>
      call('DescribeTargetGroupAttributes', { TargetGroupArn }).Attributes.find((a: { Key: string }) => a.Key === key)
        .Value
    expect(value('deregistration_delay.timeout_seconds')).toBe('300')
    const set = (Key: string, Value: string) =>
      call('ModifyTargetGroupAttributes', { TargetGroupArn, Attributes: [{ Key, Value }] })
    set('deregistration_delay.timeout_seconds', '30')
    expect(value('deregistration_delay.timeout_seconds')).toBe('30')
    expect(value('stickiness.enabled')).toBe('false')
    expect(refusal(() => set('slow_start.duration_seconds', '10')).code).toBe('ValidationError')
    expect(refusal(() => set('deregistration_delay', '10')).message).toBe(
      "Target group attribute key 'deregistration_delay' is not recognized",
    )
  })

  test('a group that a rule uses cannot be deleted until the rule is gone', () => {
    const { call, elbv2, createTargetGroup, createRule } = createElbv2Fixture()
    const TargetGroupArn = createTargetGroup()
    const RuleArn = createRule(TargetGroupArn)
    expect(refusal(() => call('DeleteTargetGroup', { TargetGroupArn }))).toEqual({
      code: 'ResourceInUse',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    })
    call('DeleteRule', { RuleArn })
    call('DeleteTargetGroup', { TargetGroupArn })
    expect(elbv2.state().targetGroups).toEqual([])
  })

  const found: readonly [string, (arn: string, fixture: Fixture) => Input, readonly string[]][] = [
    ['by name', () => ({ Names: ['group'] }), ['group']],
    ['by ARN', arn => ({ TargetGroupArns: [arn] }), ['group']],
    ['by load balancer', (_arn, { loadBalancerArn }) => ({ LoadBalancerArn: loadBalancerArn }), ['group']],
    ['all', () => ({}), ['group', 'unused']],
  ]

  test.each(found)('DescribeTargetGroups %s', (_name, input, names) => {
    const fixture = createElbv2Fixture()
    const arn = fixture.createTargetGroup()
    fixture.createTargetGroup({ Name: 'unused' })
    fixture.createRule(arn)
    const { TargetGroups } = fixture.call('DescribeTargetGroups', input(arn, fixture))
    expect(TargetGroups.map((group: { TargetGroupName: string }) => group.TargetGroupName)).toEqual(names)
  })

  test('DescribeTargetGroups refuses a name that no group has', () => {
    const { call } = createElbv2Fixture()
    expect(refusal(() => call('DescribeTargetGroups', { Names: ['none'] }))).toEqual({
      code: 'TargetGroupNotFound',
      message: 'One or more target groups not found',
    })
  })
})

describe('association of a target group with a load balancer', () => {
  test('follows the rules, and the default action of a listener', () => {
    const { call, elbv2, createTargetGroup, createRule, loadBalancerArn } = createElbv2Fixture()
    const byRule = createTargetGroup()
    const byListener = createTargetGroup({ Name: 'core' })
    const rule = createRule(byRule)
    elbv2.createListener({
      loadBalancerArn,
      port: 81,
      protocol: 'HTTP',
      defaultActions: [{ Type: 'forward', TargetGroupArn: byListener }],
    })
    const owners = () =>
      call('DescribeTargetGroups', {}).TargetGroups.map(
        (group: { LoadBalancerArns: unknown }) => group.LoadBalancerArns,
      )
    expect(owners()).toEqual([[loadBalancerArn], [loadBalancerArn]])
    call('DeleteRule', { RuleArn: rule })
    expect(owners()).toEqual([[], [loadBalancerArn]])
    expect(elbv2.port.hasLoadBalancer(byRule)).toBe(false)
  })

  test('is seen only after the read lag, by readers and by ECS', () => {
    const { world, call, elbv2, createTargetGroup, createRule, loadBalancerArn } = createElbv2Fixture()
    const arn = createTargetGroup()
    world.clock.advance(1000)
    world.settings.readLagMs = 1000
    createRule(arn)
    expect(elbv2.port.hasLoadBalancer(arn)).toBe(false)
    expect(call('DescribeTargetGroups', {}).TargetGroups[0].LoadBalancerArns).toEqual([])
    world.clock.advance(1000)
    expect(elbv2.port.hasLoadBalancer(arn)).toBe(true)
    expect(call('DescribeTargetGroups', {}).TargetGroups[0].LoadBalancerArns).toEqual([loadBalancerArn])
  })

  test('is possible with one load balancer only', () => {
    const { createTargetGroup, createRule, loadBalancer, listener } = createElbv2Fixture()
    const arn = createTargetGroup()
    createRule(arn)
    const other = listener(loadBalancer('other'), 80)
    expect(refusal(() => createRule(arn, { ListenerArn: other }))).toEqual({
      code: 'TargetGroupAssociationLimit',
      message: `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    })
  })
})

describe('tags', () => {
  test('are given on creation, added, replaced and removed', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup({ Tags: [{ Key: 'Service', Value: 'a' }] })
    call('AddTags', {
      ResourceArns: [arn],
      Tags: [
        { Key: 'Service', Value: 'b' },
        { Key: 'Name', Value: 'n' },
      ],
    })
    call('RemoveTags', { ResourceArns: [arn], TagKeys: ['Name'] })
    expect(call('DescribeTags', { ResourceArns: [arn] })).toEqual({
      TagDescriptions: [{ ResourceArn: arn, Tags: [{ Key: 'Service', Value: 'b' }] }],
    })
  })

  test('of a resource that does not exist are refused', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup()
    call('DeleteTargetGroup', { TargetGroupArn: arn })
    expect(refusal(() => call('DescribeTags', { ResourceArns: [arn] })).code).toBe('TargetGroupNotFound')
  })

  test('more than 50 are refused', () => {
    const { call, createTargetGroup } = createElbv2Fixture()
    const arn = createTargetGroup()
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    expect(refusal(() => call('AddTags', { ResourceArns: [arn], Tags })).code).toBe('TooManyTags')
  })
})

describe('load balancers and listeners', () => {
  test('the DNS name is made of name, digits and region', () => {
    const { call } = createElbv2Fixture()
    expect(call('DescribeLoadBalancers', { Names: ['alb'] }).LoadBalancers[0]).toMatchObject({
      DNSName: expect.stringMatching(/^alb-\d{10}\.us-east-1\.elb\.amazonaws\.com$/),
      Type: 'application',
      Scheme: 'internet-facing',
      State: { Code: 'active' },
      VpcId: VPC_ID,
      AvailabilityZones: [{ ZoneName: 'us-east-1a', SubnetId: 'subnet-1' }],
    })
  })

  test('a name that no load balancer has', () => {
    const { call } = createElbv2Fixture()
    expect(refusal(() => call('DescribeLoadBalancers', { Names: ['none'] }))).toEqual({
      code: 'LoadBalancerNotFound',
      message: "Load balancers '[none]' not found",
    })
  })

  test('listeners of a load balancer, in pages', () => {
    const { call, listener, loadBalancerArn, world } = createElbv2Fixture()
    listener(loadBalancerArn, 8080)
    world.settings.pageSize = 1
    const first = call('DescribeListeners', { LoadBalancerArn: loadBalancerArn })
    const second = call('DescribeListeners', { LoadBalancerArn: loadBalancerArn, Marker: first.NextMarker })
    expect([first, second].map(page => page.Listeners.map((item: { Port: number }) => item.Port))).toEqual([
      [80],
      [8080],
    ])
    expect(second.NextMarker).toBeUndefined()
  })

  test('a marker that was not issued is refused', () => {
    const { call, loadBalancerArn } = createElbv2Fixture()
    expect(refusal(() => call('DescribeListeners', { LoadBalancerArn: loadBalancerArn, Marker: 'x' })).code).toBe(
      'ValidationError',
    )
  })
})
