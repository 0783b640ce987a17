import type { Service } from '@aws-sdk/client-ecs'
import { type Account, FIRST_COMMIT, REPOSITORY } from './account.ts'
import { createRule, createTargetGroup, forwardTo, onHost } from './neighbours.ts'

export const HAND_MADE = 'hand-made'

/** The image of a commit: what the action is to change in the first container, and nothing else. */
export function handMadeImage(commit: string): string {
  return `123456789012.dkr.ecr.us-east-1.amazonaws.com/${REPOSITORY}:${commit}`
}

/**
 * A service as somebody made it in the console: no breaker, percents 50 / 150, execute-command off, three tasks, a
 * health check of its own, a sidecar, settings that the action has no input for. Waits until it is stable.
 */
export function makeServiceByHand(account: Account, overrides: object = {}): Service {
  const { simulator, seed } = account
  const { targetGroup, registry } = makeSurroundings(account)
  const { taskDefinition } = simulator.call('ecs', 'RegisterTaskDefinition', taskDefinitionByHand(account)) as {
    taskDefinition: { taskDefinitionArn: string }
  }
  simulator.call('ecs', 'CreateService', {
    cluster: seed.clusterName,
    serviceName: HAND_MADE,
    taskDefinition: taskDefinition.taskDefinitionArn,
    desiredCount: 3,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    enableExecuteCommand: false,
    healthCheckGracePeriodSeconds: 17,
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: {
      minimumHealthyPercent: 50,
      maximumPercent: 150,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...seed.publicSubnetIds],
        securityGroups: [seed.securityGroupId],
        assignPublicIp: 'ENABLED',
      },
    },
    loadBalancers: [{ targetGroupArn: targetGroup, containerName: 'web', containerPort: 8000 }],
    serviceRegistries: [{ registryArn: registry }],
    tags: [{ key: 'owner', value: 'somebody' }],
    ...overrides,
  })
  simulator.clock.advance(600_000)
  return account.service(HAND_MADE)
}

function makeSurroundings(account: Account): { readonly targetGroup: string; readonly registry: string } {
  const { simulator, seed } = account
  simulator.services.logs.createGroup({ name: '/teams/web' })
  const targetGroup = createTargetGroup(account, {
    Name: 'hand-made',
    Port: 80,
    HealthCheckIntervalSeconds: 10,
    Matcher: { HttpCode: '200-299' },
  })
  createRule(account, { Priority: 3, Conditions: onHost('web.example.com'), Actions: forwardTo(targetGroup) })
  simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', { Name: 'other.local', Vpc: seed.vpcId })
  simulator.clock.advance(60_000)
  const namespace = simulator.state().namespaces.find(({ Name }) => Name === 'other.local')
  const { Service: discovery } = simulator.call('servicediscovery', 'CreateService', {
    Name: 'web',
    NamespaceId: namespace?.Id,
    DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 10 }] },
    HealthCheckCustomConfig: {},
  }) as { Service: { Arn: string } }
  return { targetGroup, registry: discovery.Arn }
}

function taskDefinitionByHand({ seed }: Account): object {
  return {
    family: 'web-family',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '1024',
    memory: '3072',
    executionRoleArn: seed.executionRoleArn,
    taskRoleArn: seed.taskRoleArn,
    ephemeralStorage: { sizeInGiB: 30 },
    runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    volumes: [{ name: 'scratch' }],
    containerDefinitions: [
      {
        name: 'web',
        image: handMadeImage(FIRST_COMMIT),
        cpu: 512,
        memoryReservation: 1024,
        portMappings: [{ name: 'http', containerPort: 8000, protocol: 'tcp', appProtocol: 'http' }],
        essential: true,
        environment: [
          { name: 'LEVEL', value: 'debug' },
          { name: 'OWN', value: 'by-hand' },
        ],
        secrets: [{ name: 'KEY', valueFrom: `${seed.secretArns['busyb/google-oauth-client-id']}:key::` }],
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }],
        healthCheck: { command: ['CMD', '/bin/check'], interval: 7, timeout: 3, retries: 2, startPeriod: 11 },
        stopTimeout: 45,
        ulimits: [{ name: 'nofile', softLimit: 4096, hardLimit: 8192 }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/teams/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'mine' },
        },
      },
      {
        name: 'sidecar',
        image: handMadeImage(FIRST_COMMIT),
        essential: false,
        environment: [{ name: 'MODE', value: 'sidecar' }],
        dependsOn: [{ containerName: 'web', condition: 'START' }],
      },
    ],
    tags: [{ key: 'owner', value: 'somebody' }],
  }
}
