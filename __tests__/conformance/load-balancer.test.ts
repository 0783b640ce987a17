import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DIFFERENCES } from './differences.ts'
import { type Account, refusalOf, SUBJECTS } from './subjects.ts'

describe.each(SUBJECTS)('Elastic Load Balancing: $name', ({ name: subject, start }) => {
  let account: Account
  beforeAll(async () => {
    account = await start()
  })
  afterAll(() => account.close())

  const group = (name: string, port = 8000) => ({
    Name: name,
    Protocol: 'HTTP' as const,
    Port: port,
    VpcId: account.vpcId,
    TargetType: 'ip' as const,
    HealthCheckPath: '/health',
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 3,
  })
  const create = async (name: string) => {
    const { TargetGroups } = await account.clients.elbv2.createTargetGroup(group(name))
    return TargetGroups?.[0]?.TargetGroupArn ?? ''
  }
  const rule = (targetGroupArn: string, { priority, path }: { priority: number; path: string }) => ({
    ListenerArn: account.listenerArn,
    Priority: priority,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path, `${path}/*`] } }],
    Actions: [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }],
  })

  test('load balancer and listener are found by name and ARN', async () => {
    const { LoadBalancers } = await account.clients.elbv2.describeLoadBalancers({ Names: ['busyb-alb'] })
    expect(LoadBalancers?.map(one => one.LoadBalancerArn)).toEqual([account.loadBalancerArn])
    expect(LoadBalancers?.[0]).toMatchObject({ Type: 'application', VpcId: account.vpcId })
    const { Listeners = [] } = await account.clients.elbv2.describeListeners({
      LoadBalancerArn: account.loadBalancerArn,
    })
    expect(Listeners.find(one => one.Port === 80)).toMatchObject({ ListenerArn: account.listenerArn, Protocol: 'HTTP' })
  })

  test('a name that no load balancer has is refused', async () => {
    const call = account.clients.elbv2.describeLoadBalancers({ Names: ['other'] })
    expect(await refusalOf(call)).toBe('LoadBalancerNotFoundException')
  })

  test('a target group is as it was created, with defaults for what was not given', async () => {
    const arn = await create('as-created')
    const { TargetGroups } = await account.clients.elbv2.describeTargetGroups({ Names: ['as-created'] })
    const { Name: TargetGroupName, ...settings } = group('as-created')
    expect(TargetGroups?.[0]).toMatchObject({
      ...settings,
      TargetGroupName,
      TargetGroupArn: arn,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckIntervalSeconds: 30,
      Matcher: { HttpCode: '200' },
      ProtocolVersion: 'HTTP1',
      LoadBalancerArns: [],
    })
  })

  test('a name that no target group has is refused', async () => {
    const call = account.clients.elbv2.describeTargetGroups({ Names: ['nowhere'] })
    expect(await refusalOf(call)).toBe('TargetGroupNotFoundException')
  })

  test('creating the same target group again returns the existing one', async () => {
    await create('twice')
    const again = account.clients.elbv2.createTargetGroup(group('twice'))
    expect(await refusalOf(again)).toBe(DIFFERENCES['equal-target-group'][subject])
  })

  test('the same name with another port is refused', async () => {
    await create('other-port')
    const call = account.clients.elbv2.createTargetGroup(group('other-port', 9000))
    expect(await refusalOf(call)).toBe('DuplicateTargetGroupNameException')
  })

  test('health check settings can be changed', async () => {
    const arn = await create('changed')
    await account.clients.elbv2.modifyTargetGroup({
      TargetGroupArn: arn,
      HealthCheckPath: '/ready',
      HealthCheckIntervalSeconds: 15,
      Matcher: { HttpCode: '200-299' },
    })
    const { TargetGroups } = await account.clients.elbv2.describeTargetGroups({ TargetGroupArns: [arn] })
    expect(TargetGroups?.[0]).toMatchObject({
      HealthCheckPath: '/ready',
      HealthCheckIntervalSeconds: 15,
      HealthyThresholdCount: 2,
      Matcher: { HttpCode: '200-299' },
    })
  })

  test('the deregistration delay is 300 seconds, and can be changed', async () => {
    const arn = await create('delay')
    const delay = async () => {
      const { Attributes } = await account.clients.elbv2.describeTargetGroupAttributes({ TargetGroupArn: arn })
      return Attributes?.find(one => one.Key === 'deregistration_delay.timeout_seconds')?.Value
    }
    expect(await delay()).toBe('300')
    await account.clients.elbv2.modifyTargetGroupAttributes({
      TargetGroupArn: arn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
    })
    expect(await delay()).toBe('30')
  })

  test('tags can be added, overwritten and read', async () => {
    const arn = await create('tagged')
    const { elbv2 } = account.clients
    await elbv2.addTags({ ResourceArns: [arn], Tags: [{ Key: 'Environment', Value: 'staging' }] })
    await elbv2.addTags({
      ResourceArns: [arn],
      Tags: [
        { Key: 'Environment', Value: 'production' },
        { Key: 'Name', Value: 'tagged' },
      ],
    })
    const { TagDescriptions } = await elbv2.describeTags({ ResourceArns: [arn] })
    expect(TagDescriptions?.[0]?.Tags).toEqual([
      { Key: 'Environment', Value: 'production' },
      { Key: 'Name', Value: 'tagged' },
    ])
  })

  test('a rule is as it was created, its priority a string, the default rule last', async () => {
    const arn = await create('ruled')
    await account.clients.elbv2.createRule(rule(arn, { priority: 50, path: '/ruled' }))
    const { Rules = [] } = await account.clients.elbv2.describeRules({ ListenerArn: account.listenerArn })
    expect(Rules.map(one => one.Priority)).toEqual(['50', 'default'])
    expect(Rules[0]?.Conditions?.[0]?.PathPatternConfig?.Values).toEqual(['/ruled', '/ruled/*'])
    expect(Rules[0]?.Actions?.[0]).toMatchObject({ Type: 'forward', TargetGroupArn: arn })
  })

  test('a target group belongs to the load balancer whose rule forwards to it', async () => {
    const arn = await create('attached')
    await account.clients.elbv2.createRule(rule(arn, { priority: 60, path: '/attached' }))
    const { TargetGroups } = await account.clients.elbv2.describeTargetGroups({ TargetGroupArns: [arn] })
    expect(TargetGroups?.[0]?.LoadBalancerArns).toEqual([account.loadBalancerArn])
  })

  test('a priority that is taken is refused', async () => {
    const arn = await create('late')
    await account.clients.elbv2.createRule(rule(arn, { priority: 70, path: '/first' }))
    const call = account.clients.elbv2.createRule(rule(arn, { priority: 70, path: '/second' }))
    expect(await refusalOf(call)).toBe('PriorityInUseException')
  })

  test('a rewrite of a rule is kept', async () => {
    const arn = await create('rewritten')
    const transform = {
      Type: 'url-rewrite' as const,
      UrlRewriteConfig: { Rewrites: [{ Regex: '^/rewritten/?(.*)$', Replace: '/$1' }] },
    }
    const { Rules } = await account.clients.elbv2.createRule({
      ...rule(arn, { priority: 80, path: '/rewritten' }),
      Transforms: [transform],
    })
    const kept = { kept: [transform], dropped: undefined }
    expect(Rules?.[0]?.Transforms).toEqual(kept[DIFFERENCES['rule-transforms'][subject]])
  })
})
