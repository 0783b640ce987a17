import { describe, expect, test } from '@jest/globals'
import type { Observation } from '../../../src/observation/observation.ts'
import { TO_BE_CREATED } from '../../../src/resources/managed-resource.ts'
import { desiredService, type ServiceReferences } from '../../../src/resources/service/desired-service.ts'
import { planService } from '../../../src/resources/service/plan-service.ts'
import type { InputValues } from '../../inputs/parse.ts'
import { createObservation, createRendering, serviceFile, specify } from '../../planning/data.ts'
import { API_6, API_7, API_GROUP, fieldsOf, handMadeService, WEB_GROUP } from '../data.ts'

const NOTHING: ServiceReferences = { taskDefinitionArn: API_7, targetGroupArn: undefined, registry: undefined }
const UNDESCRIBED: Partial<Observation> = { subnets: undefined }

async function desired(
  values: InputValues,
  observation: Partial<Observation> = UNDESCRIBED,
  references: Partial<ServiceReferences> = {},
) {
  return desiredService(await specify(values), createObservation(observation), { ...NOTHING, ...references })
}

async function settings(...args: Parameters<typeof desired>) {
  return (await desired(...args)).settings
}

describe('settings', () => {
  test('nothing given: none', async () => {
    expect(await settings({})).toEqual({})
  })

  test('every input has its place', async () => {
    const given = await settings(
      {
        'desired-count': '2',
        'platform-version': '1.4.0',
        'capacity-provider-strategy': 'FARGATE_SPOT=weight:4\nFARGATE=weight:1,base:1',
        'enable-execute-command': 'true',
        'health-check-grace-period-seconds': '60',
        'propagate-tags': 'NONE',
        'enable-ecs-managed-tags': 'false',
        'assign-public-ip': 'true',
        'minimum-healthy-percent': '50',
        'maximum-percent': '150',
        'circuit-breaker': 'fail',
      },
      { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] },
    )
    expect(given).toEqual({
      desiredCount: 2,
      platformVersion: '1.4.0',
      capacityProviderStrategy: [
        { capacityProvider: 'FARGATE_SPOT', weight: 4, base: 0 },
        { capacityProvider: 'FARGATE', weight: 1, base: 1 },
      ],
      enableExecuteCommand: true,
      healthCheckGracePeriodSeconds: 60,
      propagateTags: 'NONE',
      enableECSManagedTags: false,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1'],
          assignPublicIp: 'ENABLED',
        },
      },
      deploymentConfiguration: {
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: true, rollback: false },
      },
    })
  })

  test.each([
    ['rollback', { enable: true, rollback: true }],
    ['fail', { enable: true, rollback: false }],
    ['off', { enable: false, rollback: false }],
  ])('the circuit breaker as %s', async (value, deploymentCircuitBreaker) => {
    expect(await settings({ 'circuit-breaker': value })).toEqual({
      deploymentConfiguration: { deploymentCircuitBreaker },
    })
  })

  test('a public address alone leaves the subnets open', async () => {
    expect(await settings({ 'assign-public-ip': 'false' })).toEqual({
      networkConfiguration: { awsvpcConfiguration: { assignPublicIp: 'DISABLED' } },
    })
  })
})

describe('the file', () => {
  const files = serviceFile({
    cluster: 'main',
    serviceName: 'api',
    launchType: 'FARGATE',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    desiredCount: 4,
    enableExecuteCommand: true,
    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-9'], assignPublicIp: 'ENABLED' } },
  })

  test('gives settings, without names and kind of the service', async () => {
    expect(await settings({}, { ...UNDESCRIBED, files })).toEqual({
      desiredCount: 4,
      enableExecuteCommand: true,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-9'], assignPublicIp: 'ENABLED' } },
    })
  })

  test('inputs win over it, field by field', async () => {
    const values = { 'desired-count': '1', 'enable-execute-command': 'false', 'maximum-percent': '200' }
    expect(await settings(values, { subnets: ['subnet-1'], files })).toEqual({
      desiredCount: 1,
      enableExecuteCommand: false,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 200 },
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
    })
  })

  test('its tags count as given, with those of the inputs laid over them', async () => {
    const tagged = { ...UNDESCRIBED, files: serviceFile({}, { Team: 'web', Stage: 'prod' }) }
    expect((await desired({ tags: 'Team=payments' }, tagged)).tags.given).toEqual({ Team: 'payments', Stage: 'prod' })
  })
})

describe('a count that Application Auto Scaling owns', () => {
  const scaling = { kind: 'scaled', minCount: 1, maxCount: 9 } as const

  test.each([
    ['the input', { 'desired-count': '2' }, {}],
    ['the file', {}, { files: serviceFile({ desiredCount: 2 }) }],
  ])('is not taken from %s', async (_name, values, observation) => {
    expect(await settings(values, { ...UNDESCRIBED, ...observation, scaling })).toEqual({})
  })
})

describe('load balancer', () => {
  const own = { targetGroupArn: API_GROUP, containerName: 'api', containerPort: 8000 }
  const web = { targetGroupArn: WEB_GROUP, containerName: 'web', containerPort: 80 }
  const advanced = {
    ...own,
    advancedConfiguration: { alternateTargetGroupArn: 'arn:b', productionListenerRule: 'arn:c', roleArn: 'arn:d' },
  }

  async function groups(loadBalancers: object[] | undefined, targetGroupArn: string | undefined = API_GROUP) {
    const service = loadBalancers && { service: handMadeService({ loadBalancers }), tags: {} }
    return (await settings({}, { ...UNDESCRIBED, service }, { targetGroupArn })).loadBalancers
  }

  test.each([
    ['a new service', undefined, [own]],
    ['a service without one', [], [own]],
    ['a service in another group moves', [web], [own]],
    ['beside others, the others stay', [web, { ...own, containerPort: 1 }], [web, own]],
    ['what no input names stays', [{ ...advanced, containerPort: 1 }], [advanced]],
  ])('%s', async (_name, observed, expected) => {
    expect(await groups(observed)).toEqual(expected)
  })

  test('none given: the settings leave it out', async () => {
    expect(
      (await settings({}, { ...UNDESCRIBED, service: { service: handMadeService(), tags: {} } })).loadBalancers,
    ).toBeUndefined()
  })

  test('several groups of the file are taken whole', async () => {
    const files = serviceFile({ loadBalancers: [own, web] })
    expect(await settings({}, { ...UNDESCRIBED, files })).toEqual({ loadBalancers: [own, web] })
  })
})

describe('service discovery', () => {
  const arn = 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1'
  test.each([
    ['A alone: AWS refuses a port', ['A'], { registryArn: arn }],
    ['SRV: it needs one', ['A', 'SRV'], { registryArn: arn, containerName: 'api', containerPort: 8000 }],
  ])('%s', async (_name, recordTypes, registry) => {
    expect(await settings({}, UNDESCRIBED, { registry: { arn, recordTypes } })).toEqual({
      serviceRegistries: [registry],
    })
  })
})

describe('onto a service that was made by hand', () => {
  const made = { service: handMadeService(), tags: {} }

  test('the image alone changes the revision and nothing else', async () => {
    const wanted = await desired({}, { ...UNDESCRIBED, service: made })
    expect(fieldsOf(planService({ ...wanted, forced: undefined }, made))).toEqual(['taskDefinition: api:6 -> api:7'])
  })

  test('what is still to be created is a difference', async () => {
    const wanted = await desired(
      {},
      { ...UNDESCRIBED, service: made, rendering: createRendering() },
      {
        taskDefinitionArn: API_6,
        targetGroupArn: TO_BE_CREATED,
      },
    )
    expect(fieldsOf(planService({ ...wanted, forced: undefined }, made))).toEqual([
      expect.stringMatching(/^loadBalancers: .*"\(to be created\)"/),
    ])
  })
})
