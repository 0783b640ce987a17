import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHttpGet } from '../../src/http/http-get.ts'
import { type Account, createAccount } from './account.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

describe('the first deployment: the load balancer', () => {
  let account: Account
  let end: RunEnd

  beforeAll(async () => {
    account = await createAccount()
    end = await deployTo(account, SEED_INPUTS)
  })
  afterAll(() => account[Symbol.asyncDispose]())

  const group = () =>
    account.simulator.state().targetGroups.find(({ TargetGroupName: name }) => name === 'busyb-google-workspace')
  const ownRules = () =>
    account.simulator
      .state()
      .rules.filter(rule => rule.ListenerArn === account.seed.httpsListenerArn && rule.Priority !== 'default')
  const get = async (path: string) => {
    const request = createHttpGet({
      env: { HTTPS_PROXY: account.simulator.proxyUrl },
      ca: account.simulator.caCertificate,
    })
    const url = `https://${account.seed.loadBalancerDnsName}${path}`
    const response = await request({ url, checkName: false, timeoutMs: 5_000 })
    if (response.kind !== 'answer') throw new Error(response.message)
    return response
  }

  test('the target group is in the VPC that has the tag', () => expect(group()?.VpcId).toBe(account.seed.vpcId))

  test('the target group has the given port, protocols and health check', () => {
    expect(group()).toMatchObject({
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      Port: 8000,
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200' },
    })
  })

  test('the target group has the given deregistration delay, which sets the length of a rollout', () => {
    const { Attributes } = account.simulator.call('elasticloadbalancing', 'DescribeTargetGroupAttributes', {
      TargetGroupArn: group()?.TargetGroupArn,
    })
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' })
  })

  test('the target group has the given tags, and those of its owner', () => {
    expect(account.simulator.state().tags[group()?.TargetGroupArn]).toMatchObject({
      Name: 'busyb-google-workspace',
      Service: 'google-workspace-mcp',
      Environment: 'production',
      'ecs-fargate-deploy:cluster': 'busyb-cluster',
      'ecs-fargate-deploy:service': 'busyb-google-workspace-mcp-service',
    })
  })

  test('the listener on port 443 has one rule, with the given priority, paths and target group', () => {
    expect(ownRules()).toHaveLength(1)
    expect(ownRules()[0]).toMatchObject({
      Priority: '50',
      Conditions: [
        { Field: 'path-pattern', PathPatternConfig: { Values: ['/google-workspace', '/google-workspace/*'] } },
      ],
      Actions: [{ Type: 'forward', TargetGroupArn: group()?.TargetGroupArn }],
    })
  })

  test('the rule exists before the service is created', () => {
    const rule = end.calls.find(call => call.operation === 'CreateRule')
    const services = end.calls.filter(call => call.operation === 'CreateService' && call.service === 'ecs')
    expect(services.length).toBeGreaterThan(0)
    for (const service of services) expect(rule?.endedAt).toBeLessThanOrEqual(service.startedAt)
  })

  test('the one task is the only target, and it is healthy', () => {
    const { TargetHealthDescriptions } = account.simulator.call('elasticloadbalancing', 'DescribeTargetHealth', {
      TargetGroupArn: group()?.TargetGroupArn,
    })
    expect(TargetHealthDescriptions).toEqual([
      expect.objectContaining({
        Target: expect.objectContaining({ Port: 8000 }),
        TargetHealth: expect.objectContaining({ State: 'healthy' }),
      }),
    ])
  })

  test('a GET of the health path behind the prefix reaches this service', async () => {
    expect(end.outputs.loadBalancerDnsName).toBe(account.seed.loadBalancerDnsName)
    const response = await get('/google-workspace/health')
    expect(response.status).toBe(200)
    expect(JSON.parse(response.body)).toMatchObject({ status: 'healthy', service: 'workspace-mcp' })
  })

  test('another path returns a redirect', async () => {
    expect((await get('/google-workspace/oauth2/authorize')).status).toBe(302)
  })

  test('another path can be verified instead', async () => {
    const inputs = { ...SEED_INPUTS, 'verify-url': '/google-workspace/oauth2/authorize', 'verify-status': '200, 302' }
    const { 'verify-body': _, ...withoutBody } = inputs as Record<string, string>
    const again = await deployTo(account, withoutBody)
    expect(again.outcome).toBe('unchanged')
    expect(again.checks).toContainEqual(expect.objectContaining({ check: 'http', state: 'passed' }))
  })

  test('the rule strips the prefix', () => {
    expect(ownRules()[0]?.Transforms).toEqual([
      {
        Type: 'url-rewrite',
        UrlRewriteConfig: { Rewrites: [{ Regex: '^/google-workspace/?(.*)$', Replace: '/$1' }] },
      },
    ])
  })

  test('the neighbour behind the default rule still responds', async () => {
    const response = await get('/health')
    expect(JSON.parse(response.body)).toMatchObject({ service: 'core-agent' })
  })

  test('the outputs name what exists', () => {
    expect(end.outputs).toMatchObject({
      targetGroupArn: group()?.TargetGroupArn,
      targetGroupName: 'busyb-google-workspace',
      loadBalancerArn: account.seed.loadBalancerArn,
      listenerArn: account.seed.httpsListenerArn,
      listenerRuleArn: ownRules()[0]?.RuleArn,
      listenerRulePriority: 50,
      url: `https://${account.seed.loadBalancerDnsName}/google-workspace`,
    })
  })
})
