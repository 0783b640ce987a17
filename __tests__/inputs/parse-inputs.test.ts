import { describe, expect, test } from '@jest/globals'
import { ENVIRONMENT, read, readValid, SHA } from './parse.ts'

describe('what is not given', () => {
  test('is undefined wherever it describes a resource', () => {
    const inputs = readValid({})
    const { region, mode, ...general } = inputs.general
    expect([region, mode]).toEqual(['us-east-1', 'deploy'])
    expect(general).toEqual({ service: 'api', variables: {} })
    expect(inputs.network).toEqual({})
    expect(inputs.discovery).toEqual({})
    expect(inputs.loadBalancer).toEqual({ targetGroup: {}, rule: {} })
    expect(inputs.taskDefinition).toEqual({ environmentMode: 'merge', task: {}, container: { healthCheck: {} } })
    expect(inputs.service).toEqual({ forceNewDeployment: false })
    expect(inputs.image).toEqual({ pinImageDigest: false })
    expect(inputs.tags).toEqual({ tags: {}, provenanceTags: true })
  })

  test('has its default where it steers the run', () => {
    const inputs = readValid({})
    expect(inputs.deployment).toEqual({
      wait: true,
      waitUntil: 'completed',
      stableSeconds: 10,
      waitTimeoutMinutes: 30,
      maxTaskFailures: 'auto',
      onFailure: 'rollback',
      onCancel: 'leave',
    })
    expect(inputs.verification).toEqual({ urls: [], statuses: [200], timeoutSeconds: 120, onUnverified: 'fail' })
    expect(inputs.report).toEqual({ jobSummary: true, showEnvironmentValues: false })
  })

  test('blanks are not given', () => {
    expect(readValid({ cluster: '  ', environment: ' \n ' })).toEqual(readValid({}))
  })
})

describe('the region', () => {
  const cases = [
    { name: 'from the input first', values: { 'aws-region': 'eu-west-1' }, env: ENVIRONMENT, region: 'eu-west-1' },
    { name: 'then AWS_REGION', env: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' }, region: 'us-west-2' },
    { name: 'then AWS_DEFAULT_REGION', env: { AWS_DEFAULT_REGION: 'us-gov-west-1' }, region: 'us-gov-west-1' },
    {
      name: 'an empty AWS_REGION does not count',
      env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'cn-north-1' },
      region: 'cn-north-1',
    },
  ]
  test.each(cases)('$name', ({ values, env, region }) => {
    expect(readValid(values ?? {}, env).general.region).toBe(region)
  })
})

describe('the image', () => {
  test('a repository by name has the commit as tag', () => {
    expect(readValid({ 'ecr-repository': 'team/api' }).image.source).toEqual({
      kind: 'ecr',
      repository: 'team/api',
      tag: SHA,
    })
  })

  test.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['123456789012.dkr-ecr.us-east-1.on.aws', 'us-east-1'],
  ])('a repository in the registry %s has its account and region', (host, region) => {
    const { source } = readValid({ 'ecr-repository': `${host}/team/api`, 'image-tag': 'v1' }).image
    expect(source).toEqual({
      kind: 'ecr',
      repository: 'team/api',
      tag: 'v1',
      registry: { account: '123456789012', region, host },
    })
  })

  test('a reference is taken as it is', () => {
    const reference = `registry.example.com:5000/team/api:1.4.2@sha256:${'a'.repeat(64)}`
    expect(readValid({ image: reference }).image.source).toEqual({ kind: 'reference', reference })
  })
})

describe('combinations', () => {
  test('a service definition may name the service', () => {
    const { inputs } = read({ 'service-definition': 'ecs/service.json' })
    expect(inputs?.general).toMatchObject({ service: undefined, serviceDefinitionPath: 'ecs/service.json' })
  })

  test('a load balancer without listener-port means its listener on 443', () => {
    const { listener } = readValid({ 'load-balancer': 'busyb-alb', 'host-headers': 'api.example.com' }).loadBalancer
    expect(listener).toEqual({ kind: 'load-balancer', loadBalancer: 'busyb-alb', port: 443 })
  })

  test('an existing target group needs no listener', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef'
    expect(readValid({ 'target-group-arn': arn }).loadBalancer).toMatchObject({
      targetGroupArn: arn,
      listener: undefined,
    })
  })

  test('every problem is reported at once, and no inputs are returned', () => {
    const { inputs, problems } = read({ mode: 'apply', cpu: '1', wait: 'maybe', subnets: 'a,b', 'desired-count': '-1' })
    expect(inputs).toBeUndefined()
    expect(problems).toEqual([
      'Input "mode" is "apply": give deploy or plan.',
      'Input "service" is not given: give the service\'s name, or a "service-definition" that names it.',
      'Input "cpu" is "1": give 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units, or a number of vCPUs, such as "0.5 vCPU".',
      'Input "subnets" has "a": give an id such as subnet-0a1b2c3d4e5f60718, or tag:Key=Value.',
      'Input "subnets" has "b": give an id such as subnet-0a1b2c3d4e5f60718, or tag:Key=Value.',
      'Input "desired-count" is "-1": give a whole number from 0 to 5000.',
      'Input "wait" is "maybe": give true or false.',
    ])
  })
})
