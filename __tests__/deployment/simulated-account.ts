import type { Service } from '@aws-sdk/client-ecs'
import {
  type GoogleWorkspaceAccount,
  seedGoogleWorkspace,
  WORKSPACE_MCP,
} from '../../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import type { Behaviour } from '../../simulator/world.ts'
import { createAws } from '../../src/aws/create-aws.ts'
import type { Context } from '../../src/context.ts'
import { type DeploymentIdentity, identifyDeployment } from '../../src/resources/service/deployment-identity.ts'

export const HEALTHY: Behaviour = { startSeconds: 10, readySeconds: 5, application: WORKSPACE_MCP }
export const CRASHING: Behaviour = {
  startSeconds: 10,
  crash: { afterSeconds: 2, exitCode: 1 },
  logLines: ['starting', 'ERROR: GOOGLE_OAUTH_CLIENT_ID is required'],
}

export interface SimulatedAccount {
  readonly simulator: Simulator
  readonly account: GoogleWorkspaceAccount
  readonly ctx: Context
  readonly lines: string[]
  readonly warnings: string[]
  readonly abort: AbortController
  readonly clusterName: string
  /** Registers a revision whose image behaves like this, and returns its ARN. */
  register(behaviour: Behaviour): string
  create(taskDefinition: string, overrides?: object): DeploymentIdentity
  /** A target group behind a rule of the listener, and what the service needs to use it. */
  createTargetGroup(healthCheckPath: string): { readonly arn: string; readonly loadBalancers: readonly object[] }
  update(overrides: object): DeploymentIdentity
  /** The PRIMARY deployment, as it is now. */
  serving(): string | undefined
  close(): Promise<void>
}

/** The simulated account, and a run of the action in it on the simulator's own clock: sleeping moves both. */
export async function createSimulatedAccount(): Promise<SimulatedAccount> {
  const simulator = await createSimulator({ clock: { kind: 'manual' } })
  const account = seedGoogleWorkspace(simulator)
  simulator.services.logs.createGroup({ name: '/ecs/api' })
  const abort = new AbortController()
  const lines: string[] = []
  const warnings: string[] = []
  const env = { AWS_ENDPOINT_URL: simulator.url, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' }
  const log: Context['log'] = {
    info: line => lines.push(line),
    warning: line => warnings.push(line),
    debug: () => undefined,
    group: (_title, body) => body(),
  }
  const clock: Context['clock'] = {
    now: () => simulator.clock.now(),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      await simulator.clock.sleep(ms)
    },
  }
  const ctx: Context = {
    env,
    log,
    clock,
    signal: abort.signal,
    httpGet: () => Promise.reject(new Error('Watching sends no request to the service itself.')),
    aws: createAws({ env, region: simulator.world.region, clock, signal: abort.signal, log }),
  }
  let tag = 0

  const identityOf = (response: Record<string, unknown>) => {
    const identity = identifyDeployment(response.service as Service)
    if (!identity) throw new Error('The response has no primary deployment.')
    return identity
  }

  return {
    simulator,
    account,
    ctx,
    lines,
    warnings,
    abort,
    clusterName: account.clusterName,
    register(behaviour) {
      tag += 1
      simulator.pushImage({ repository: account.repositoryName, tag: `v${tag}`, behaviour })
      const { region } = simulator.world
      const response = simulator.call('ecs', 'RegisterTaskDefinition', {
        family: 'api',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        executionRoleArn: account.executionRoleArn,
        containerDefinitions: [
          {
            name: 'api',
            image: `123456789012.dkr.ecr.${region}.amazonaws.com/${account.repositoryName}:v${tag}`,
            portMappings: [{ containerPort: 8000 }],
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': '/ecs/api', 'awslogs-region': region, 'awslogs-stream-prefix': 'ecs' },
            },
          },
        ],
      })
      return (response.taskDefinition as { taskDefinitionArn: string }).taskDefinitionArn
    },
    create: (taskDefinition, overrides = {}) =>
      identityOf(
        simulator.call('ecs', 'CreateService', {
          cluster: account.clusterName,
          serviceName: 'api',
          taskDefinition,
          desiredCount: 2,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: [...account.privateSubnetIds] } },
          deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
          ...overrides,
        }),
      ),
    createTargetGroup(healthCheckPath) {
      const { vpcId, httpsListenerArn } = account
      const call = (operation: string, input: object) => simulator.call('elasticloadbalancing', operation, input)
      const created = call('CreateTargetGroup', {
        Name: 'api',
        Protocol: 'HTTP',
        Port: 8000,
        VpcId: vpcId,
        TargetType: 'ip',
        HealthCheckPath: healthCheckPath,
      })
      const arn = (created.TargetGroups as { TargetGroupArn: string }[])[0]?.TargetGroupArn ?? ''
      call('CreateRule', {
        ListenerArn: httpsListenerArn,
        Priority: 10,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
        Actions: [{ Type: 'forward', TargetGroupArn: arn }],
      })
      return { arn, loadBalancers: [{ targetGroupArn: arn, containerName: 'api', containerPort: 8000 }] }
    },
    update: overrides =>
      identityOf(
        simulator.call('ecs', 'UpdateService', { cluster: account.clusterName, service: 'api', ...overrides }),
      ),
    serving: () => (simulator.state().services[0] as Service | undefined)?.taskDefinition,
    close: () => simulator.close(),
  }
}
