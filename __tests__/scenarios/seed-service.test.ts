import type { Task } from '@aws-sdk/client-ecs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, SERVICE } from './account.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

describe('the first deployment: namespace, discovery service and service', () => {
  let account: Account
  let end: RunEnd

  beforeAll(async () => {
    account = await createAccount()
    end = await deployTo(account, SEED_INPUTS)
  })
  afterAll(() => account[Symbol.asyncDispose]())

  const state = () => account.simulator.state()

  test('there is one private DNS namespace, created in the VPC and waited for', () => {
    expect(state().namespaces.map(({ Name, Type }) => ({ Name, Type }))).toEqual([
      { Name: 'busyb.local', Type: 'DNS_PRIVATE' },
    ])
    const made = end.calls.find(call => call.operation === 'CreatePrivateDnsNamespace')
    expect(made?.input).toMatchObject({ Vpc: account.seed.vpcId })
    const polls = end.calls.filter(call => call.operation === 'GetOperation')
    const discovery = end.calls.find(call => call.operation === 'CreateService' && call.service === 'servicediscovery')
    expect(polls.length).toBeGreaterThan(0)
    expect(polls.at(-1)?.endedAt).toBeLessThanOrEqual(discovery?.startedAt ?? 0)
  })

  test('there is one discovery service: A and SRV records of 60 seconds, MULTIVALUE, a custom health check', () => {
    expect(state().discoveryServices).toHaveLength(1)
    expect(state().discoveryServices[0]).toMatchObject({
      Name: 'google-workspace',
      NamespaceId: state().namespaces[0]?.Id,
      DnsConfig: {
        RoutingPolicy: 'MULTIVALUE',
        DnsRecords: [
          { Type: 'A', TTL: 60 },
          { Type: 'SRV', TTL: 60 },
        ],
      },
      HealthCheckCustomConfig: expect.any(Object),
    })
    expect(state().discoveryServices[0]?.HealthCheckConfig).toBeUndefined()
    expect(end.outputs.discoveryServiceArn).toBe(state().discoveryServices[0]?.Arn)
  })

  test('the host name is an output', () => {
    expect(end.outputs.discoveryHostName).toBe('google-workspace.busyb.local')
  })

  test('the service is in the private subnets and the security group, without a public address', () => {
    expect(account.service().networkConfiguration?.awsvpcConfiguration).toEqual({
      subnets: [...account.seed.privateSubnetIds].sort(),
      securityGroups: [account.seed.securityGroupId],
      assignPublicIp: 'DISABLED',
    })
  })

  test('the service has the given settings', () => {
    expect(account.service()).toMatchObject({
      clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/busyb-cluster',
      serviceName: SERVICE,
      desiredCount: 1,
      launchType: 'FARGATE',
      // What LATEST means: AWS returns the version that it resolved.
      platformVersion: '1.4.0',
      enableExecuteCommand: true,
      healthCheckGracePeriodSeconds: 60,
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      loadBalancers: [
        {
          targetGroupArn: end.outputs.targetGroupArn,
          containerName: 'busyb-google-workspace-mcp',
          containerPort: 8000,
        },
      ],
      serviceRegistries: [
        {
          registryArn: end.outputs.discoveryServiceArn,
          containerName: 'busyb-google-workspace-mcp',
          containerPort: 8000,
        },
      ],
      propagateTags: 'SERVICE',
      enableECSManagedTags: true,
    })
  })

  test('the service has the given tags, and those of its owner and its origin', () => {
    expect(state().tags[account.service().serviceArn ?? '']).toEqual({
      Name: 'busyb-google-workspace',
      Service: 'google-workspace-mcp',
      Environment: 'production',
      'ecs-fargate-deploy:cluster': 'busyb-cluster',
      'ecs-fargate-deploy:service': SERVICE,
      'ecs-fargate-deploy:repository': 'example/google-workspace-mcp',
      'ecs-fargate-deploy:commit': FIRST_COMMIT,
      'ecs-fargate-deploy:run': '4711',
      'ecs-fargate-deploy:actor': 'octocat',
    })
  })

  test('the service is ACTIVE and stable, and its one deployment is completed', () => {
    const { status, runningCount, pendingCount, deployments } = account.service()
    expect({ status, runningCount, pendingCount }).toEqual({ status: 'ACTIVE', runningCount: 1, pendingCount: 0 })
    expect(deployments).toEqual([expect.objectContaining({ status: 'PRIMARY', rolloutState: 'COMPLETED' })])
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('the task is RUNNING and HEALTHY, and runs the image that was pushed', () => {
    const tasks = state().tasks as readonly Task[]
    expect(tasks.map(({ lastStatus, healthStatus }) => ({ lastStatus, healthStatus }))).toEqual([
      { lastStatus: 'RUNNING', healthStatus: 'HEALTHY' },
    ])
    expect(tasks[0]?.containers?.[0]?.imageDigest).toBe(end.outputs.imageDigest)
  })

  test('the task is registered in Cloud Map with its address and port', () => {
    expect(state().instances).toEqual([
      expect.objectContaining({
        ServiceArn: end.outputs.discoveryServiceArn,
        HealthStatus: 'HEALTHY',
        Attributes: expect.objectContaining({
          AWS_INSTANCE_IPV4: expect.stringMatching(/^10\.0\./),
          AWS_INSTANCE_PORT: '8000',
        }),
      }),
    ])
  })

  test('tasks, targets, discovery instances and the URL are verified', () => {
    expect(end.checks.map(({ check, state: result }) => `${check} ${result}`).sort()).toEqual([
      'discovery passed',
      'http passed',
      'targets passed',
      'tasks passed',
    ])
  })

  test('the outputs name what exists', () => {
    const deployment = account.service().deployments?.[0]
    expect(end.outputs).toMatchObject({
      outcome: 'succeeded',
      changed: true,
      clusterArn: account.service().clusterArn,
      serviceArn: account.service().serviceArn,
      serviceName: SERVICE,
      imageTag: FIRST_COMMIT,
      namespaceId: state().namespaces[0]?.Id,
      deploymentId: deployment?.id,
      serviceDeploymentArn: account.serviceDeployment().serviceDeploymentArn,
      servingTaskDefinitionArn: account.service().taskDefinition,
      logGroup: '/ecs/busyb-google-workspace-mcp',
    })
    expect(end.outputs.previousTaskDefinitionArn).toBeUndefined()
  })

  test('the job summary names what was created', () => {
    expect(end.summary).toContain(`${SERVICE}: deployed and verified`)
    expect(end.summary).toContain('busyb-google-workspace-mcp:1')
  })
})
