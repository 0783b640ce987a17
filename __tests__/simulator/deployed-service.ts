import { seedGoogleWorkspace, WORKSPACE_MCP } from '../../simulator/seeds/google-workspace.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { Behaviour } from '../../simulator/world.ts'

const TARGET_PORT = 8000
const CLUSTER = 'busyb-cluster'

type Input = Readonly<Record<string, unknown>>

export interface DeployedService {
  readonly targetGroupArn: string
  readonly ruleArn: string
  /** The input of CreateService. */
  input(overrides?: Input): Input
  /** Pushes an image, registers a task definition with it, and updates the service to that. */
  deploy(tag: string, behaviour?: Behaviour, overrides?: Input): void
}

/**
 * A service of two tasks behind a load balancer, as an operator would create it. Its first deployment has just begun.
 * @param given changes to the input of CreateService
 */
export function createDeployedService(
  simulator: Simulator,
  given: Input | ((created: { readonly targetGroupArn: string; readonly ruleArn: string }) => Input) = {},
): DeployedService {
  const account = seedGoogleWorkspace(simulator)
  const [group] = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Name: 'api',
    Protocol: 'HTTP',
    Port: TARGET_PORT,
    VpcId: account.vpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
  }).TargetGroups as readonly { readonly TargetGroupArn: string }[]
  const targetGroupArn = group?.TargetGroupArn ?? ''
  const [rule] = simulator.call('elasticloadbalancing', 'CreateRule', {
    ListenerArn: account.httpsListenerArn,
    Priority: 40,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
  }).Rules as readonly { readonly RuleArn: string }[]

  const ruleArn = rule?.RuleArn ?? ''
  const overrides = typeof given === 'function' ? given({ targetGroupArn, ruleArn }) : given

  const register = (tag: string, behaviour: Behaviour) => {
    simulator.pushImage({ repository: account.repositoryName, tag, behaviour })
    const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/${account.repositoryName}:${tag}`
    simulator.call('ecs', 'RegisterTaskDefinition', {
      family: 'api',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: account.executionRoleArn,
      containerDefinitions: [{ name: 'api', image, portMappings: [{ containerPort: TARGET_PORT }] }],
    })
  }
  const input = (changes: Input = {}) => ({
    cluster: CLUSTER,
    serviceName: 'api',
    taskDefinition: 'api',
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [...account.privateSubnetIds] } },
    loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: TARGET_PORT }],
    healthCheckGracePeriodSeconds: 60,
    ...overrides,
    ...changes,
  })
  register('1', { application: WORKSPACE_MCP })
  simulator.call('ecs', 'CreateService', input())

  return {
    targetGroupArn,
    ruleArn,
    input,
    deploy(tag, behaviour = { application: WORKSPACE_MCP }, changes = {}) {
      register(tag, behaviour)
      simulator.call('ecs', 'UpdateService', { cluster: CLUSTER, service: 'api', taskDefinition: 'api', ...changes })
    },
  }
}
