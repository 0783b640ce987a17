import { describe, expect, test } from '@jest/globals'
import { TO_BE_CREATED } from '../../../src/resources/managed-resource.ts'
import { observeService } from '../../../src/resources/service/observed-service.ts'
import { planService, startsDeployment } from '../../../src/resources/service/plan-service.ts'
import type { ServiceSettings } from '../../../src/resources/service/service-settings.ts'
import { createError, createScriptedRun } from '../../deployment/scripted-aws.ts'
import {
  API_7,
  createDesiredService as desired,
  fieldsOf,
  handMadeService,
  NO_TAGS,
  OWNER_TAGS,
  problemOf,
} from '../data.ts'

const observed = (overrides: Parameters<typeof handMadeService>[0] = {}, tags = {}) => ({
  service: handMadeService(overrides),
  tags,
})

describe('a service that has to be created', () => {
  test.each([
    ['there is none', undefined],
    ['it is being deleted', observed({ status: 'DRAINING', launchType: 'EC2' })],
  ])('%s', (_name, service) => {
    expect(planService(desired(), service)).toEqual({ kind: 'create', desired: desired() })
  })
})

describe('nothing given: a service made by hand stays as it is', () => {
  test('the same revision', () => {
    expect(planService(desired(), observed())).toEqual({ kind: 'unchanged', observed: observed() })
  })

  test('a new revision is the only change', () => {
    expect(fieldsOf(planService(desired({}, { taskDefinitionArn: API_7 }), observed()))).toEqual([
      'taskDefinition: api:6 -> api:7',
    ])
  })

  test('a revision that is still to be registered', () => {
    expect(fieldsOf(planService(desired({}, { taskDefinitionArn: TO_BE_CREATED }), observed()))).toEqual([
      'taskDefinition: api:6 -> a new revision',
    ])
  })

  test('a reason to replace the tasks', () => {
    expect(fieldsOf(planService(desired({}, { forced: 'tag "1" moved' }), observed()))).toEqual([
      'forceNewDeployment: undefined -> tag "1" moved',
    ])
  })
})

const UPDATES: readonly {
  name: string
  settings: ServiceSettings
  fields: readonly string[]
  deploys: boolean
}[] = [
  { name: 'count', settings: { desiredCount: 5 }, fields: ['desiredCount: 3 -> 5'], deploys: false },
  { name: 'count of 0', settings: { desiredCount: 0 }, fields: ['desiredCount: 3 -> 0'], deploys: false },
  {
    name: 'platform version',
    settings: { platformVersion: '1.3.0' },
    fields: ['platformVersion: 1.4.0 -> 1.3.0'],
    deploys: true,
  },
  {
    name: 'execute command',
    settings: { enableExecuteCommand: true },
    fields: ['enableExecuteCommand: false -> true'],
    deploys: false,
  },
  {
    name: 'managed tags',
    settings: { enableECSManagedTags: true },
    fields: ['enableECSManagedTags: false -> true'],
    deploys: false,
  },
  {
    name: 'propagated tags',
    settings: { propagateTags: 'SERVICE' },
    fields: ['propagateTags: NONE -> SERVICE'],
    deploys: false,
  },
  {
    name: 'grace period',
    settings: { healthCheckGracePeriodSeconds: 90 },
    fields: ['healthCheckGracePeriodSeconds: 45 -> 90'],
    deploys: false,
  },
  {
    name: 'zone rebalancing',
    settings: { availabilityZoneRebalancing: 'DISABLED' },
    fields: ['availabilityZoneRebalancing: undefined -> DISABLED'],
    deploys: false,
  },
  {
    name: 'the circuit breaker alone, laid over the rest',
    settings: { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } },
    fields: [
      'deploymentConfiguration.deploymentCircuitBreaker.enable: false -> true',
      'deploymentConfiguration.deploymentCircuitBreaker.rollback: false -> true',
    ],
    deploys: false,
  },
  {
    name: 'subnets alone, laid over the rest',
    settings: { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-3'] } } },
    fields: ['networkConfiguration.awsvpcConfiguration.subnets: subnet-1, subnet-2 -> subnet-3'],
    deploys: true,
  },
  {
    name: 'discovery',
    settings: { serviceRegistries: [{ registryArn: 'arn:registry' }] },
    fields: ['serviceRegistries: undefined -> {"registryArn":"arn:registry"}'],
    deploys: true,
  },
  {
    name: 'load balancer',
    settings: { loadBalancers: [{ targetGroupArn: 'arn:other', containerName: 'api', containerPort: 1 }] },
    fields: [
      `loadBalancers: ${JSON.stringify(handMadeService().loadBalancers?.[0])} -> {"targetGroupArn":"arn:other","containerName":"api","containerPort":1}`,
    ],
    deploys: true,
  },
  {
    name: 'capacity providers',
    settings: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] },
    fields: ['capacityProviderStrategy: undefined -> {"capacityProvider":"FARGATE_SPOT","weight":1}'],
    deploys: true,
  },
  {
    name: 'Service Connect, which only the deployment shows',
    settings: { serviceConnectConfiguration: { enabled: true } },
    fields: ['serviceConnectConfiguration.enabled: undefined -> true'],
    deploys: true,
  },
]

describe('a given setting that differs is the only change', () => {
  test.each(UPDATES)('$name', ({ settings, fields, deploys }) => {
    const change = planService(desired(settings), observed())
    expect(fieldsOf(change)).toEqual(fields)
    expect(startsDeployment(change)).toBe(deploys)
  })
})

describe('a given setting that the service has is not a change', () => {
  const SAME: readonly [name: string, settings: ServiceSettings, service?: Parameters<typeof handMadeService>[0]][] = [
    ['count', { desiredCount: 3 }],
    ['LATEST, which is 1.4.0', { platformVersion: 'LATEST' }],
    ['LATEST as it is', { platformVersion: 'LATEST' }, { platformVersion: 'LATEST' }],
    ['false, where AWS returns nothing', { enableExecuteCommand: false }, { enableExecuteCommand: undefined }],
    ['NONE, where AWS says nothing', { propagateTags: 'NONE' }, { propagateTags: undefined }],
    [
      'subnets and groups in another order',
      {
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-2', 'subnet-1'], securityGroups: ['sg-1'] } },
      },
    ],
    ['percents', { deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 } }],
    [
      'a capacity provider whose base is not given',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: undefined }] },
      { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }] },
    ],
    ['no registries', { serviceRegistries: [] }, { serviceRegistries: undefined }],
    ['a setting that is undefined', { desiredCount: undefined }],
  ]
  test.each(SAME)('%s', (_name, settings, service = {}) => {
    expect(planService(desired(settings), observed(service)).kind).toBe('unchanged')
  })
})

describe('tags', () => {
  const tagged = desired({}, { tags: { ...NO_TAGS, given: { Team: 'payments' } } })

  test('are put on a service that this action created, without a deployment', () => {
    const change = planService(tagged, observed({}, OWNER_TAGS))
    expect(fieldsOf(change)).toEqual(['tags[Team]: undefined -> payments'])
    expect(startsDeployment(change)).toBe(false)
  })

  test('are not put on any other', () => {
    expect(planService(tagged, observed()).kind).toBe('unchanged')
  })
})

describe('a service that is not for this action to change', () => {
  test.each([
    [
      { deploymentController: { type: 'CODE_DEPLOY' as const } },
      'its deployments are made by the CODE_DEPLOY controller, and this action works with the ECS controller only. Deploy under another service name, or keep deploying it with CodeDeploy.',
    ],
    [
      { deploymentController: { type: 'EXTERNAL' as const } },
      'its deployments are made by the EXTERNAL controller, and this action works with the ECS controller only. Deploy under another service name, or keep deploying it with its own controller.',
    ],
    [
      { resourceManagementType: 'ECS' as const },
      'it is managed by ECS Express Mode, which makes its load balancer and scaling itself. Deploy under another service name, or keep deploying it with Express Mode.',
    ],
    [
      { launchType: 'EC2' as const },
      'it runs on the launch type EC2, and this action works with Fargate only. Deploy under another service name.',
    ],
    [
      {
        launchType: undefined,
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }, { capacityProvider: 'asg' }],
      },
      'it runs on the capacity provider asg, and this action works with FARGATE and FARGATE_SPOT only. Deploy under another service name.',
    ],
    [
      { schedulingStrategy: 'DAEMON' as const },
      'it is a daemon service, which Fargate does not have. Deploy under another service name.',
    ],
  ])('%j', (service, sentence) => {
    expect(problemOf(planService(desired({}, { taskDefinitionArn: API_7 }), observed(service)))).toBe(
      `Service "api": ${sentence}`,
    )
  })

  test('does not include one with the ECS controller and Fargate providers', () => {
    const service = observed({
      deploymentController: { type: 'ECS' },
      launchType: undefined,
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
      resourceManagementType: 'CUSTOMER',
    })
    expect(planService(desired(), service).kind).toBe('unchanged')
  })

  test('a setting that only a creation takes', () => {
    expect(
      problemOf(
        planService(
          desired({
            monitoring: { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] },
          }),
          observed(),
        ),
      ),
    ).toBe(
      'Service "api": this action cannot change monitoring on an existing service. Remove it from the service definition file, or deploy under another service name.',
    )
  })
})

test('options of the log driver of Service Connect are named, and their values hidden', () => {
  const options = { 'splunk-token': 'quite-private', 'awslogs-group': '/ecs/api' }
  const settings = {
    serviceConnectConfiguration: { enabled: true, logConfiguration: { logDriver: 'splunk', options } },
  }
  expect(fieldsOf(planService(desired(settings as ServiceSettings), observed()))).toEqual([
    'serviceConnectConfiguration.enabled: undefined -> true',
    'serviceConnectConfiguration.logConfiguration.logDriver: undefined -> splunk',
    'serviceConnectConfiguration.logConfiguration.options.splunk-token: undefined -> (hidden)',
    'serviceConnectConfiguration.logConfiguration.options.awslogs-group: undefined -> /ecs/api',
  ])
})

describe('observing', () => {
  const wanted = { cluster: 'main', name: 'api' }

  test('a service with its tags', async () => {
    const service = { ...handMadeService(), tags: [{ key: 'Team', value: 'payments' }] }
    const { ctx } = createScriptedRun({ DescribeServices: [{ services: [service] }] })
    expect(await observeService(ctx, wanted)).toEqual({ service, tags: { Team: 'payments' } })
  })

  test.each([
    ['missing', { services: [], failures: [{ reason: 'MISSING' }] }],
    ['deleted', { services: [handMadeService({ status: 'INACTIVE' })] }],
  ])('a service that is %s is undefined', async (_name, response) => {
    const { ctx } = createScriptedRun({ DescribeServices: [response] })
    expect(await observeService(ctx, wanted)).toBeUndefined()
  })

  test('a missing cluster is a problem of the input', async () => {
    const { ctx } = createScriptedRun({ DescribeServices: [createError('ClusterNotFoundException')] })
    await expect(observeService(ctx, wanted)).rejects.toMatchObject({
      name: 'InvalidError',
      message:
        'Input "cluster": there is no cluster "main" in us-east-1. Create it, or give the name of an existing one.',
    })
  })
})
