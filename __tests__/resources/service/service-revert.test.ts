import type { Service } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { revertInput } from '../../../src/resources/service/service-revert.ts'
import { sdkDeployment, sdkService } from '../../deployment/scripted-aws.ts'
import { APP_6 } from '../../deployment/snapshots.ts'

const SUBNETS = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
const GROUP = { targetGroupArn: 'arn:group', containerName: 'api', containerPort: 8000 }
const REGISTRY = { registryArn: 'arn:registry' }
const STRATEGY = [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }]
const REVERT = { cluster: 'main', service: 'api', taskDefinition: APP_6 }

function reverted(before: Partial<Service> | undefined, now: Partial<Service>): object {
  const service = (overrides: Partial<Service>) => sdkService([sdkDeployment()], overrides)
  const revert = { cluster: 'main', taskDefinitionArn: APP_6, before: before && service(before) }
  return revertInput(revert, service(now))
}

describe('the update that brings back what ran before', () => {
  test.each<{ name: string; before: Partial<Service> | undefined; now: Partial<Service>; more: object }>([
    { name: 'the revision alone, where nothing else was deployed with it', before: {}, now: {}, more: {} },
    {
      name: 'the revision alone, where it is not known what the service was',
      before: undefined,
      now: { networkConfiguration: SUBNETS },
      more: {},
    },
    {
      name: 'the network that another one took the place of',
      before: { networkConfiguration: SUBNETS },
      now: { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-2'] } } },
      more: { networkConfiguration: SUBNETS },
    },
    {
      name: 'a target group and a registry that were added: removed by empty lists',
      before: {},
      now: { loadBalancers: [GROUP], serviceRegistries: [REGISTRY] },
      more: { loadBalancers: [], serviceRegistries: [] },
    },
    {
      name: 'a strategy that was given: back to the launch type, which needs force',
      before: {},
      now: { capacityProviderStrategy: STRATEGY },
      more: { capacityProviderStrategy: [], forceNewDeployment: true },
    },
    {
      name: 'the grace period is sent as it is: without it, it may be set to 0',
      before: { healthCheckGracePeriodSeconds: 30 },
      now: { healthCheckGracePeriodSeconds: 60 },
      more: { healthCheckGracePeriodSeconds: 60 },
    },
  ])('$name', ({ before, now, more }) => {
    expect(reverted(before, now)).toEqual({ ...REVERT, ...more })
  })

  test('Service Connect that was added is switched off, and what was there comes back', () => {
    const before = sdkService([sdkDeployment()])
    const connect = { enabled: true, namespace: 'main' }
    const now = sdkService([sdkDeployment({ serviceConnectConfiguration: connect })])
    const of = (earlier: Service, current: Service) =>
      revertInput({ cluster: 'main', taskDefinitionArn: APP_6, before: earlier }, current).serviceConnectConfiguration
    expect(of(before, now)).toEqual({ enabled: false })
    expect(of(now, before)).toEqual(connect)
  })
})
