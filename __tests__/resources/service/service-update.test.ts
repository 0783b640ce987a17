import type { Service } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { applyService } from '../../../src/resources/service/apply-service.ts'
import { type DesiredService, planService } from '../../../src/resources/service/plan-service.ts'
import { createScriptedRun, type Script } from '../../deployment/scripted-aws.ts'
import {
  API_6,
  API_7,
  createDesiredService as desired,
  handMadeService,
  lostResponse,
  NEW_DEPLOYMENT,
  NO_TAGS,
  OWNER_TAGS,
} from '../data.ts'

async function update(wanted: DesiredService, service: Partial<Service> = {}, script: Script = {}) {
  const observed = { service: handMadeService(service), tags: OWNER_TAGS }
  const { ctx, calls } = createScriptedRun({
    UpdateService: [input => ({ service: { ...observed.service, taskDefinition: input.taskDefinition } })],
    TagResource: [{}],
    ...script,
  })
  const applied = await applyService(ctx, planService(wanted, observed))
  return { applied, calls, sent: calls.find(({ operation }) => operation === 'UpdateService')?.input }
}

const GRACE = { healthCheckGracePeriodSeconds: 45 }
const SERVICE = { cluster: 'main', service: 'api' }

describe('what is sent', () => {
  test('a new revision, and the grace period as it is', async () => {
    const { sent } = await update(desired({}, { taskDefinitionArn: API_7 }))
    expect(sent).toEqual({ ...SERVICE, ...GRACE, taskDefinition: API_7 })
  })

  test('a given grace period in its place', async () => {
    const { sent } = await update(desired({ healthCheckGracePeriodSeconds: 90 }, { taskDefinitionArn: API_7 }))
    expect(sent).toEqual({ ...SERVICE, taskDefinition: API_7, healthCheckGracePeriodSeconds: 90 })
  })

  test('a grace period of 0 is sent back where there is a load balancer', async () => {
    const { sent } = await update(desired({ desiredCount: 1 }), { healthCheckGracePeriodSeconds: 0 })
    expect(sent).toEqual({ ...SERVICE, desiredCount: 1, healthCheckGracePeriodSeconds: 0 })
  })

  test.each([0, undefined])('none where there is no load balancer and AWS returns %s', async seconds => {
    const { sent } = await update(desired({ desiredCount: 1 }), {
      healthCheckGracePeriodSeconds: seconds,
      loadBalancers: [],
    })
    expect(sent).toEqual({ ...SERVICE, desiredCount: 1 })
  })

  test('a nested structure is what is there, overlaid with what was given', async () => {
    const { sent } = await update(
      desired({
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-3'] } },
      }),
    )
    expect(sent).toEqual({
      ...SERVICE,
      ...GRACE,
      deploymentConfiguration: {
        strategy: 'ROLLING',
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-3'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
      },
      // Named even where it stays: somebody else's newer one would be deployed otherwise.
      taskDefinition: API_6,
    })
  })

  test('tags alone: no update of the service', async () => {
    const { applied, calls } = await update(desired({}, { tags: { ...NO_TAGS, given: { Team: 'payments' } } }))
    expect(calls.map(({ operation, input }) => [operation, input])).toEqual([
      ['TagResource', { resourceArn: handMadeService().serviceArn, tags: [{ key: 'Team', value: 'payments' }] }],
    ])
    expect(applied).toEqual(handMadeService())
  })
})

describe('a forced deployment', () => {
  test('for its own reason', async () => {
    const { sent } = await update(desired({}, { forced: 'the tag moved' }))
    expect(sent).toEqual({ ...SERVICE, ...GRACE, forceNewDeployment: true, taskDefinition: API_6 })
  })

  test('for a capacity provider strategy, even with a new revision', async () => {
    const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]
    const { sent } = await update(desired({ capacityProviderStrategy }, { taskDefinitionArn: API_7 }))
    expect(sent).toEqual({
      ...SERVICE,
      ...GRACE,
      taskDefinition: API_7,
      capacityProviderStrategy,
      forceNewDeployment: true,
    })
  })

  test('not where a new revision starts a deployment anyway', async () => {
    const { sent } = await update(desired({}, { taskDefinitionArn: API_7, forced: '"force-new-deployment" is true' }))
    expect(sent).toEqual({ ...SERVICE, ...GRACE, taskDefinition: API_7 })
  })
})

describe('the response to a forced update was lost', () => {
  const wanted = desired({}, { forced: 'the tag moved' })
  const now = (id: string, taskDefinition: string) => ({
    services: [
      handMadeService({
        deployments: [
          { id, status: 'PRIMARY', taskDefinition },
          ...(handMadeService().deployments ?? []).map(deployment => ({ ...deployment, status: 'ACTIVE' })),
        ],
      }),
    ],
  })
  const unchanged = { services: [handMadeService()] }

  test('a newer primary deployment of the revision is ours: nothing is sent again', async () => {
    const { applied, calls } = await update(
      wanted,
      {},
      {
        UpdateService: [lostResponse('UpdateService')],
        DescribeServices: [unchanged, now(NEW_DEPLOYMENT, API_6)],
      },
    )
    expect(applied.deployments?.[0]?.id).toBe(NEW_DEPLOYMENT)
    expect(calls.filter(({ operation }) => operation === 'UpdateService')).toHaveLength(1)
  })

  test('where the earlier deployment is still primary, it is sent again', async () => {
    const response = { service: handMadeService({ taskDefinition: API_6 }) }
    const { applied, calls } = await update(
      wanted,
      {},
      {
        UpdateService: [lostResponse('UpdateService'), response],
        DescribeServices: [unchanged],
      },
    )
    expect(applied).toEqual(response.service)
    expect(calls.filter(({ operation }) => operation === 'UpdateService')).toHaveLength(2)
  })

  test('where somebody else has deployed meanwhile, theirs is not undone', async () => {
    const script = {
      UpdateService: [lostResponse('UpdateService')],
      DescribeServices: [now('ecs-svc/9', 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:9')],
    }
    await expect(update(wanted, {}, script)).rejects.toThrow(
      'Service "api": the response to the update was lost, and in the meantime another deployment (ecs-svc/9 of api:9) was started. Nothing was sent again. Run the step again if this one is still wanted.',
    )
  })
})
