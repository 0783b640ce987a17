import { describe, expect, test } from '@jest/globals'
import { applyService } from '../../../src/resources/service/apply-service.ts'
import { type DesiredService, planService } from '../../../src/resources/service/plan-service.ts'
import { createError, createScriptedRun, type Script } from '../../deployment/scripted-aws.ts'
import { API_7, createDesiredService, handMadeService, lostResponse, OWNER_TAGS } from '../data.ts'

const DESIRED = createDesiredService(
  { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } },
  { taskDefinitionArn: API_7 },
)
const MADE = handMadeService({ taskDefinition: API_7 })
const RESPONSE = { service: MADE }
const NOT_IDEMPOTENT = createError('InvalidParameterException', 'Creation of service was not idempotent.')

function create(script: Script, desired: DesiredService = DESIRED) {
  const scripted = createScriptedRun(script)
  const creations = () => scripted.calls.filter(({ operation }) => operation === 'CreateService')
  return { ...scripted, creations, applied: applyService(scripted.ctx, planService(desired, undefined)) }
}

describe('what is sent', () => {
  test('a new service gets the defaults', async () => {
    const { applied, creations } = create({ CreateService: [RESPONSE] })
    expect(await applied).toEqual(MADE)
    expect(creations().map(call => call.input)).toEqual([
      {
        cluster: 'main',
        serviceName: 'api',
        taskDefinition: API_7,
        launchType: 'FARGATE',
        desiredCount: 1,
        platformVersion: 'LATEST',
        propagateTags: 'SERVICE',
        enableECSManagedTags: true,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'DISABLED' } },
        deploymentConfiguration: {
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
        tags: Object.entries(OWNER_TAGS).map(([key, value]) => ({ key, value })),
      },
    ])
  })

  test('what was given wins, member by member', async () => {
    const { applied, creations } = create(
      { CreateService: [RESPONSE] },
      createDesiredService({
        desiredCount: 0,
        enableECSManagedTags: false,
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
        deploymentConfiguration: { maximumPercent: 150 },
      }),
    )
    await applied
    const input = creations()[0]?.input
    expect(input).toMatchObject({
      desiredCount: 0,
      enableECSManagedTags: false,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: true },
      },
    })
    expect(input?.launchType).toBeUndefined()
    // Without subnets there is nothing that assignPublicIp could apply to.
    expect(input).not.toHaveProperty('networkConfiguration')
  })

  test('an empty capacity provider strategy means the launch type', async () => {
    const { applied, creations } = create(
      { CreateService: [RESPONSE] },
      createDesiredService({ capacityProviderStrategy: [] }),
    )
    await applied
    expect(creations()[0]?.input.launchType).toBe('FARGATE')
  })
})

describe('refusals that pass by themselves', () => {
  test.each([
    [
      'The target group with targetGroupArn arn:x does not have an associated load balancer.',
      'Service "api": AWS does not yet see the target group as attached to the load balancer; trying again.',
    ],
    [
      'Unable to Start a service that is still Draining.',
      'Service "api": the deleted service of this name is still draining; trying again.',
    ],
    [
      'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
      'Service "api": the account\'s service-linked role for ECS is being created; trying again.',
    ],
  ])('%s', async (message, line) => {
    const refusal = createError('InvalidParameterException', message)
    const { applied, creations, infos } = create({ CreateService: [refusal, refusal, RESPONSE] })
    expect(await applied).toEqual(MADE)
    expect(creations()).toHaveLength(3)
    expect(infos).toEqual([line])
  })

  test('are waited out for ten minutes and no longer', async () => {
    const refusal = createError('InvalidParameterException', 'Unable to Start a service that is still Draining.')
    const { applied, calls } = create({ CreateService: [refusal] })
    await expect(applied).rejects.toBe(refusal)
    const waited = (calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)
    expect(waited).toBeGreaterThanOrEqual(600_000)
    expect(waited).toBeLessThan(610_000)
  })

  test('another refusal is thrown at once', async () => {
    const refusal = createError('InvalidParameterException', 'No Fargate configuration exists for given values.')
    const { applied, creations } = create({ CreateService: [refusal] })
    await expect(applied).rejects.toBe(refusal)
    expect(creations()).toHaveLength(1)
  })
})

describe('a service that exists already', () => {
  test.each([
    ['another run was faster', NOT_IDEMPOTENT],
    ['the response was lost, and AWS had created it', lostResponse('CreateService')],
  ])('%s: it is taken as it is, once it is visible', async (_name, error) => {
    const { applied, calls } = create(
      { CreateService: [error], DescribeServices: [{ services: [] }, { services: [] }, { services: [MADE] }] },
      createDesiredService({}, { taskDefinitionArn: API_7 }),
    )
    expect(await applied).toEqual(MADE)
    expect(calls.map(({ operation }) => operation)).toEqual([
      'CreateService',
      'DescribeServices',
      'DescribeServices',
      'DescribeServices',
    ])
  })

  test('another run created it with an older revision: ours is deployed', async () => {
    const { applied, calls } = create({
      CreateService: [NOT_IDEMPOTENT],
      DescribeServices: [{ services: [handMadeService()] }],
      UpdateService: [RESPONSE],
    })
    expect(await applied).toEqual(MADE)
    expect(calls.at(-1)).toMatchObject({ operation: 'UpdateService', input: { taskDefinition: API_7 } })
  })

  test('the response was lost, and AWS had done nothing: it is sent again', async () => {
    const { applied, creations } = create({
      CreateService: [lostResponse('CreateService'), RESPONSE],
      DescribeServices: [{ services: [] }],
    })
    expect(await applied).toEqual(MADE)
    expect(creations()).toHaveLength(2)
  })

  test('one of another kind is never taken over', async () => {
    const { applied } = create({
      CreateService: [NOT_IDEMPOTENT],
      DescribeServices: [{ services: [handMadeService({ deploymentController: { type: 'CODE_DEPLOY' } })] }],
    })
    await expect(applied).rejects.toThrow('Service "api": its deployments are made by the CODE_DEPLOY controller')
  })
})
