import { describe, test } from '@jest/globals'
import { type Account, SERVICE } from '../scenarios/account.ts'
import { createRule, createTargetGroup, forwardTo, onHost } from '../scenarios/neighbours.ts'
import { SEED_FILES } from '../scenarios/seed-inputs.ts'
import { type Drift, expectPutBack } from './drift.ts'

function update(settings: object | ((account: Account) => object)) {
  return (account: Account) =>
    void account.simulator.call('ecs', 'UpdateService', {
      cluster: account.seed.clusterName,
      service: SERVICE,
      ...(typeof settings === 'function' ? settings(account) : settings),
    })
}

/** The network of the service with one thing changed. */
function network(change: (account: Account) => object) {
  return update(account => ({
    networkConfiguration: {
      awsvpcConfiguration: { ...account.service().networkConfiguration?.awsvpcConfiguration, ...change(account) },
    },
  }))
}

function makeOtherGroup(account: Account): void {
  const Actions = forwardTo(createTargetGroup(account, { Name: 'other' }))
  createRule(account, { Priority: 900, Conditions: onHost('other.example.com'), Actions })
}

function otherGroup({ simulator }: Account): string {
  return simulator.state().targetGroups.find(({ TargetGroupName }) => TargetGroupName === 'other').TargetGroupArn
}

function otherSecurityGroup(simulator: Account['simulator']): string {
  const arn = Object.entries(simulator.state().tags).find(([, tags]) => tags.Name === 'other')?.[0]
  return arn?.split('/').at(-1) ?? ''
}

const SERVICE_FILE = 'ecs/service.json'
const serviceFile = (settings: object) => ({
  inputs: { 'service-definition': SERVICE_FILE },
  files: { ...SEED_FILES, [SERVICE_FILE]: JSON.stringify(settings) },
})

const DRIFTS: readonly Drift[] = [
  { field: 'service: desiredCount', change: update({ desiredCount: 2 }), writes: ['UpdateService'] },
  { field: 'service: platformVersion', change: update({ platformVersion: '1.3.0' }), writes: ['UpdateService'] },
  {
    field: 'service: enableExecuteCommand',
    change: update({ enableExecuteCommand: false }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: enableECSManagedTags',
    change: update({ enableECSManagedTags: false }),
    writes: ['UpdateService'],
  },
  { field: 'service: propagateTags', change: update({ propagateTags: 'NONE' }), writes: ['UpdateService'] },
  {
    field: 'service: healthCheckGracePeriodSeconds',
    change: update({ healthCheckGracePeriodSeconds: 90 }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: deploymentConfiguration.minimumHealthyPercent',
    change: update({ deploymentConfiguration: { minimumHealthyPercent: 50 } }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: deploymentConfiguration.maximumPercent',
    change: update({ deploymentConfiguration: { maximumPercent: 150 } }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: deploymentConfiguration.deploymentCircuitBreaker.enable',
    change: update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: true } } }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: deploymentConfiguration.deploymentCircuitBreaker.rollback',
    change: update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: networkConfiguration.awsvpcConfiguration.subnets',
    change: network(({ seed }) => ({ subnets: seed.privateSubnetIds.slice(0, 1) })),
    writes: ['UpdateService'],
  },
  {
    field: 'service: networkConfiguration.awsvpcConfiguration.securityGroups',
    change: network(({ simulator, seed }) => ({
      securityGroups: [seed.securityGroupId, otherSecurityGroup(simulator)],
    })),
    prepare: ({ simulator, seed }) =>
      void simulator.services.ec2.createSecurityGroup({ vpcId: seed.vpcId, name: 'other', tags: { Name: 'other' } }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: networkConfiguration.awsvpcConfiguration.assignPublicIp',
    change: network(() => ({ assignPublicIp: 'ENABLED' })),
    writes: ['UpdateService'],
  },
  {
    field: 'service: loadBalancers',
    change: update(account => ({
      loadBalancers: [{ ...account.service().loadBalancers?.[0], targetGroupArn: otherGroup(account) }],
    })),
    prepare: makeOtherGroup,
    writes: ['UpdateService'],
  },
  { field: 'service: serviceRegistries', change: update({ serviceRegistries: [] }), writes: ['UpdateService'] },
  {
    field: 'service: capacityProviderStrategy',
    inputs: { 'capacity-provider-strategy': 'FARGATE=weight:1,base:0' },
    change: update({
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
      forceNewDeployment: true,
    }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: tags[Environment]',
    change: account =>
      void account.simulator.call('ecs', 'TagResource', {
        resourceArn: account.service().serviceArn,
        tags: [{ key: 'Environment', value: 'staging' }],
      }),
    writes: ['TagResource'],
  },
  {
    field: 'service: tags[Owner]',
    ...serviceFile({ tags: [{ key: 'Owner', value: 'platform' }] }),
    change: account =>
      void account.simulator.call('ecs', 'TagResource', {
        resourceArn: account.service().serviceArn,
        tags: [{ key: 'Owner', value: 'somebody' }],
      }),
    writes: ['TagResource'],
  },
  {
    field: 'service: availabilityZoneRebalancing',
    ...serviceFile({ availabilityZoneRebalancing: 'ENABLED' }),
    change: update({ availabilityZoneRebalancing: 'DISABLED' }),
    writes: ['UpdateService'],
  },
  {
    field: 'service: serviceConnectConfiguration.namespace',
    ...serviceFile({ serviceConnectConfiguration: { enabled: true, namespace: 'busyb.local' } }),
    change: update({ serviceConnectConfiguration: { enabled: true, namespace: 'elsewhere' } }),
    writes: ['UpdateService'],
  },
]

describe('a setting of the service that was changed behind the action is named by the plan, and put back', () => {
  test.each(DRIFTS)('$field', expectPutBack)
})
