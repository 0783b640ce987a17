import { ownershipTags } from '../../src/tags.ts'
import type { Account } from '../scenarios/account.ts'
import { createRule, createTargetGroup, onPaths } from '../scenarios/neighbours.ts'

/** What is in the account before the action runs: made by somebody else, or for another service. */

export const GROUP_NAME = 'busyb-google-workspace'
export const OTHER_SERVICE = 'other-service'

/** A target group of the name of the seed's. Returns its ARN. */
export function makeTargetGroup(account: Account, settings: object = {}): string {
  return createTargetGroup(account, { Name: GROUP_NAME, ...settings })
}

/** A rule for the paths of the seed's service, unless the settings say otherwise. */
export function makeRule(account: Account, settings: object = {}): void {
  createRule(account, { Priority: 900, Conditions: onPaths('/google-workspace', '/google-workspace/*'), ...settings })
}

export function makeDiscoveryService(account: Account, settings: object = {}): string {
  const { simulator, seed } = account
  simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', { Name: 'busyb.local', Vpc: seed.vpcId })
  simulator.clock.advance(60_000)
  const [namespace] = simulator.state().namespaces
  const { Service } = simulator.call('servicediscovery', 'CreateService', {
    Name: 'google-workspace',
    NamespaceId: namespace.Id,
    DnsConfig: {
      DnsRecords: [
        { Type: 'A', TTL: 60 },
        { Type: 'SRV', TTL: 60 },
      ],
    },
    HealthCheckCustomConfig: {},
    ...settings,
  }) as { readonly Service: { readonly Arn: string } }
  return Service.Arn
}

/** An ECS service; by default one of its own name that is in no load balancer. Waits until it is stable. */
export function makeService({ simulator, seed, push }: Account, settings: object = {}): void {
  push('by-hand')
  const { taskDefinition } = simulator.call('ecs', 'RegisterTaskDefinition', {
    family: 'by-hand',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE', 'EC2'],
    cpu: '256',
    memory: '512',
    executionRoleArn: seed.executionRoleArn,
    containerDefinitions: [
      {
        name: 'app',
        image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${seed.repositoryName}:by-hand`,
        essential: true,
        portMappings: [{ containerPort: 8000 }],
      },
    ],
  }) as { readonly taskDefinition: { readonly taskDefinitionArn: string } }
  simulator.call('ecs', 'CreateService', {
    cluster: seed.clusterName,
    serviceName: OTHER_SERVICE,
    taskDefinition: taskDefinition.taskDefinitionArn,
    desiredCount: 1,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [...seed.privateSubnetIds] } },
    ...settings,
  })
  simulator.clock.advance(600_000)
}

/** Tags of something that this action made for another service of the cluster, as ELB and Cloud Map write them. */
export function tagsOfOther({ seed }: Account): { readonly Key: string; readonly Value: string }[] {
  const tags = ownershipTags({ cluster: seed.clusterName, service: OTHER_SERVICE })
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
