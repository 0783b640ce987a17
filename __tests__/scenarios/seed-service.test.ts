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

  test('4.5.1 to 4.5.3 one private DNS namespace, made in the VPC and waited for', () => {
    expect(state().namespaces.map(({ Name, Type }) => ({ Name, Type }))).toEqual([
      { Name: 'busyb.local', Type: 'DNS_PRIVATE' },
    ])
    const made = end.calls.find(call => call.operation === 'CreatePrivateDnsNamespace')
    expect(made?.input).toMatchObject({ Vpc: account.seed.vpcId })
    const asked = end.calls.filter(call => call.operation === 'GetOperation')
    const discovery = end.calls.find(call => call.operation === 'CreateService' && call.service === 'servicediscovery')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.at(-1)?.endedAt).toBeLessThanOrEqual(discovery?.startedAt ?? 0)
  })

  test('4.5.4 one discovery service: A and SRV records of 60 seconds, MULTIVALUE, custom health', () => {
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

  test('4.5.6 the host name is an output', () => {
    expect(end.outputs.discoveryHostName).toBe('google-workspace.busyb.local')
  })

  test('4.6.1 and 4.6.2 the private subnets, the security group, no public address', () => {
    expect(account.service().networkConfiguration?.awsvpcConfiguration).toEqual({
      subnets: [...account.seed.privateSubnetIds].sort(),
      securityGroups: [account.seed.securityGroupId],
      assignPublicIp: 'DISABLED',
    })
  })

  test('4.6.3 to 4.6.12 the service', () => {
    expect(account.service()).toMatchObject({
      clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/busyb-cluster',
      serviceName: SERVICE,
      desiredCount: 1,
      launchType: 'FARGATE',
      // What LATEST means: AWS answers the version that it was resolved to.
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

  test('the service carries the given tags, and those that say whose it is and from where', () => {
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

  test('4.6.14 and 4.7.1 the service is ACTIVE and stable, its one deployment completed', () => {
    const { status, runningCount, pendingCount, deployments } = account.service()
    expect({ status, runningCount, pendingCount }).toEqual({ status: 'ACTIVE', runningCount: 1, pendingCount: 0 })
    expect(deployments).toEqual([expect.objectContaining({ status: 'PRIMARY', rolloutState: 'COMPLETED' })])
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('4.7.2 and 4.7.3 the task is RUNNING and HEALTHY, and runs the image that was pushed', () => {
    const tasks = state().tasks as readonly Task[]
    expect(tasks.map(({ lastStatus, healthStatus }) => ({ lastStatus, healthStatus }))).toEqual([
      { lastStatus: 'RUNNING', healthStatus: 'HEALTHY' },
    ])
    expect(tasks[0]?.containers?.[0]?.imageDigest).toBe(end.outputs.imageDigest)
  })

  test('4.7.6 the task is registered in Cloud Map with address and port', () => {
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

  test('4.7 tasks, targets, discovery instances and the URL were verified', () => {
    expect(end.checks.map(({ check, state: result }) => `${check} ${result}`).sort()).toEqual([
      'discovery passed',
      'http passed',
      'targets passed',
      'tasks passed',
    ])
  })

  test('4.9.3 the outputs name what exists', () => {
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

  test('the job summary names what was made', () => {
    expect(end.summary).toContain(`${SERVICE}: deployed and verified`)
    expect(end.summary).toContain('busyb-google-workspace-mcp:1')
  })
})
