import { describe, expect, test } from '@jest/globals'
import { applyNewGroupAttributes, applyTargetGroup } from '../../../src/resources/target-group/apply-target-group.ts'
import { observeTargetGroup } from '../../../src/resources/target-group/observed-target-group.ts'
import { planTargetGroup } from '../../../src/resources/target-group/plan-target-group.ts'
import { createError, createScriptedRun } from '../../deployment/scripted-aws.ts'
import {
  API_GROUP,
  createDesiredTargetGroup as desired,
  fieldsOf,
  lostResponse,
  NO_TAGS,
  OWNER_TAGS,
  observedTargetGroup as observed,
  problemOf,
  sdkTargetGroup,
} from '../data.ts'

test('a group that does not exist is created', () => {
  expect(planTargetGroup(desired(), undefined)).toEqual({ kind: 'create', desired: desired() })
})

test('nothing given: whatever the group has stays', () => {
  const group = observed({
    HealthCheckPath: '/x',
    Matcher: { HttpCode: '200-299' },
    Port: 80,
    HealthyThresholdCount: 9,
  })
  expect(planTargetGroup(desired(), group)).toEqual({ kind: 'unchanged', observed: group })
})

describe('what AWS cannot change in place', () => {
  test.each([
    ['Protocol from HTTP to HTTPS', desired({ protocol: 'HTTPS' }), observed()],
    ['ProtocolVersion from HTTP1 to GRPC', desired({ protocolVersion: 'GRPC' }), observed()],
    ['Port from 8000 to 9000', desired({ port: 9000 }), observed()],
    ['TargetType from instance to ip', desired(), observed({ TargetType: 'instance' })],
    [
      'Protocol from HTTP to HTTPS, Port from 8000 to 9000',
      desired({ protocol: 'HTTPS', port: 9000, healthCheckPath: '/health' }),
      observed(),
    ],
  ])('%s', (what, wanted, group) => {
    expect(problemOf(planTargetGroup(wanted, group))).toBe(
      `Target group "api": AWS cannot change ${what} in place. Leave the input out to keep it as it is; or deploy under another service name with its own rule (other "path-patterns" or "host-headers"), and delete the old service, rule and group only once the new ones serve.`,
    )
  })
})

describe("a group that is somebody else's", () => {
  const lb = (name: string) =>
    `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/${name}/0123456789abcdef`
  const OTHER = { ...OWNER_TAGS, 'ecs-fargate-deploy:service': 'web' }

  test.each([
    [
      'in another VPC',
      desired({}, { vpcId: 'vpc-2' }),
      observed(),
      'is in vpc-1, and the service is in vpc-2; names are unique in a region. It is not taken over. Give another name (input "target-group").',
    ],
    [
      'in use by another load balancer',
      desired({}, { loadBalancerArn: lb('main') }),
      observed({ LoadBalancerArns: [lb('other')] }),
      `is in use by another load balancer, "other" (${lb('other')}), and AWS allows one for each group. It is not taken over. Give another name (input "target-group").`,
    ],
    [
      'made for another service',
      desired(),
      observed({}, { tags: OTHER }),
      'was created for service "web" in cluster "main", as its tags show. It is not taken over. Give another name (input "target-group"), or attach it as it is ("target-group-arn").',
    ],
  ])('%s', (_name, wanted, group, problem) => {
    expect(problemOf(planTargetGroup(wanted, group))).toBe(`Target group "api" ${problem}`)
  })

  test.each([
    [
      'in use by our load balancer',
      desired({}, { loadBalancerArn: lb('main') }),
      observed({ LoadBalancerArns: [lb('main')] }),
    ],
    ['in use by none', desired({}, { loadBalancerArn: lb('main') }), observed()],
    ['with our tags', desired(), observed({}, { tags: OWNER_TAGS })],
    ['with the tags of somebody else', desired(), observed({}, { tags: { Team: 'web' } })],
  ])('is not one that is %s', (_name, wanted, group) => {
    expect(planTargetGroup(wanted, group).kind).toBe('unchanged')
  })
})

describe('what it can change', () => {
  test.each([
    ['HealthCheckPath: / -> /health', { healthCheckPath: '/health' }],
    ['HealthCheckIntervalSeconds: 30 -> 15', { healthCheckIntervalSeconds: 15 }],
    ['HealthCheckTimeoutSeconds: 5 -> 4', { healthCheckTimeoutSeconds: 4 }],
    ['HealthyThresholdCount: 5 -> 2', { healthyThresholdCount: 2 }],
    ['UnhealthyThresholdCount: 2 -> 3', { unhealthyThresholdCount: 3 }],
    ['Matcher: 200 -> 200-299', { healthCheckMatcher: '200-299' }],
  ])('%s', (field, settings) => {
    expect(fieldsOf(planTargetGroup(desired(settings), observed()))).toEqual([field])
  })

  test('the deregistration delay', () => {
    const group = observed({}, { deregistrationDelaySeconds: 300 })
    expect(fieldsOf(planTargetGroup(desired({ deregistrationDelaySeconds: 30 }), group))).toEqual([
      'deregistration_delay.timeout_seconds: 300 -> 30',
    ])
  })

  test('the codes of gRPC', () => {
    const group = observed({ ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '12' } })
    expect(fieldsOf(planTargetGroup(desired({ healthCheckMatcher: '0' }), group))).toEqual(['Matcher: 12 -> 0'])
  })

  test('tags of a group that was created for this service, and of no other', () => {
    const tagged = desired({}, { tags: { ...NO_TAGS, given: { Team: 'payments' } } })
    expect(fieldsOf(planTargetGroup(tagged, observed({}, { tags: OWNER_TAGS })))).toEqual([
      'tags[Team]: undefined -> payments',
    ])
    expect(planTargetGroup(tagged, observed()).kind).toBe('unchanged')
  })

  test('what is given as it is already changes nothing', () => {
    const settings = { protocol: 'HTTP', protocolVersion: 'HTTP1', port: 8000, healthCheckPath: '/' } as const
    expect(planTargetGroup(desired(settings), observed()).kind).toBe('unchanged')
  })
})

describe('creating', () => {
  const response = { TargetGroups: [sdkTargetGroup()] }

  test('what is new gets the defaults', async () => {
    const { ctx, calls } = createScriptedRun({ CreateTargetGroup: [response] })
    expect(await applyTargetGroup(ctx, planTargetGroup(desired(), undefined))).toBe(API_GROUP)
    expect(calls.map(call => call.input)).toEqual([
      {
        Name: 'api',
        Protocol: 'HTTP',
        ProtocolVersion: 'HTTP1',
        Port: 8000,
        VpcId: 'vpc-1',
        TargetType: 'ip',
        HealthCheckEnabled: true,
        HealthCheckProtocol: 'HTTP',
        HealthCheckPath: '/',
        HealthCheckIntervalSeconds: undefined,
        HealthCheckTimeoutSeconds: undefined,
        HealthyThresholdCount: undefined,
        UnhealthyThresholdCount: undefined,
        Matcher: { HttpCode: '200' },
        Tags: Object.entries(OWNER_TAGS).map(([Key, Value]) => ({ Key, Value })),
      },
    ])
  })

  test('gRPC has codes of its own, and the delay is an attribute', async () => {
    const { ctx, calls } = createScriptedRun({ CreateTargetGroup: [response], ModifyTargetGroupAttributes: [{}] })
    const change = planTargetGroup(desired({ protocolVersion: 'GRPC', deregistrationDelaySeconds: 10 }), undefined)
    await applyNewGroupAttributes(ctx, change, await applyTargetGroup(ctx, change))
    expect(calls[0]?.input).toMatchObject({ ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0' } })
    expect(calls[1]?.input).toEqual({
      TargetGroupArn: API_GROUP,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
    })
  })

  const there = {
    DescribeTargetGroups: [
      createError('TargetGroupNotFoundException'),
      { TargetGroups: [sdkTargetGroup({ HealthCheckPath: '/health' })] },
    ],
    DescribeTargetGroupAttributes: [{ Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }] }],
    DescribeTags: [{ TagDescriptions: [{ Tags: [] }] }],
    ModifyTargetGroupAttributes: [{}],
  }

  test.each([
    ['the response was lost, and AWS had created it', lostResponse('CreateTargetGroup')],
    ['another run created it with other settings', createError('DuplicateTargetGroupNameException')],
  ])('%s: it is found by its name and updated to what is wanted', async (_name, error) => {
    const { ctx, calls } = createScriptedRun({ ...there, CreateTargetGroup: [error] })
    const wanted = desired({ healthCheckPath: '/health', deregistrationDelaySeconds: 20 })
    expect(await applyTargetGroup(ctx, planTargetGroup(wanted, undefined))).toBe(API_GROUP)
    expect(calls.filter(({ operation }) => operation === 'CreateTargetGroup')).toHaveLength(1)
    expect(calls.at(-1)?.input).toMatchObject({ Attributes: [{ Value: '20' }] })
  })

  test('the response was lost, and AWS had done nothing: it is sent again', async () => {
    const { ctx, calls } = createScriptedRun({
      CreateTargetGroup: [lostResponse('CreateTargetGroup'), response],
      DescribeTargetGroups: [createError('TargetGroupNotFoundException')],
    })
    expect(await applyTargetGroup(ctx, planTargetGroup(desired(), undefined))).toBe(API_GROUP)
    expect(calls.filter(({ operation }) => operation === 'CreateTargetGroup')).toHaveLength(2)
  })

  test('a group of that name in another VPC is never taken', async () => {
    const { ctx } = createScriptedRun({
      ...there,
      DescribeTargetGroups: [{ TargetGroups: [sdkTargetGroup({ VpcId: 'vpc-9' })] }],
      CreateTargetGroup: [createError('DuplicateTargetGroupNameException')],
    })
    await expect(applyTargetGroup(ctx, planTargetGroup(desired(), undefined))).rejects.toThrow(
      'Target group "api" is in vpc-9, and the service is in vpc-1; names are unique in a region. It is not taken over.',
    )
  })
})

test('an update sends what was given, and tags by their own call', async () => {
  const { ctx, calls } = createScriptedRun({ ModifyTargetGroup: [{}], AddTags: [{}] })
  const wanted = desired(
    { healthCheckMatcher: '204', healthCheckPath: '/' },
    { tags: { ...NO_TAGS, given: { Team: 'payments' } } },
  )
  expect(await applyTargetGroup(ctx, planTargetGroup(wanted, observed({}, { tags: OWNER_TAGS })))).toBe(API_GROUP)
  expect(
    JSON.parse(JSON.stringify(Object.fromEntries(calls.map(({ operation, input }) => [operation, input])))),
  ).toEqual({
    ModifyTargetGroup: { TargetGroupArn: API_GROUP, HealthCheckPath: '/', Matcher: { HttpCode: '204' } },
    AddTags: { ResourceArns: [API_GROUP], Tags: [{ Key: 'Team', Value: 'payments' }] },
  })
})

describe('observing', () => {
  test('delay and tags are read only where they are needed', async () => {
    const { ctx, calls } = createScriptedRun({ DescribeTargetGroups: [{ TargetGroups: [sdkTargetGroup()] }] })
    expect(await observeTargetGroup(ctx, { name: 'api', readDelay: false, readTags: false })).toEqual(observed())
    expect(calls).toHaveLength(1)
  })

  test('a group that does not exist is undefined', async () => {
    const { ctx } = createScriptedRun({ DescribeTargetGroups: [createError('TargetGroupNotFoundException')] })
    expect(await observeTargetGroup(ctx, { name: 'api', readDelay: true, readTags: true })).toBeUndefined()
  })

  test('another error is thrown', async () => {
    const denied = createError('AccessDenied')
    const { ctx } = createScriptedRun({ DescribeTargetGroups: [denied] })
    await expect(observeTargetGroup(ctx, { name: 'api', readDelay: false, readTags: false })).rejects.toBe(denied)
  })
})
