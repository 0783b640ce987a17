import type { Simulator } from '../simulator.ts'
import type { Application, TargetBackend } from '../world.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** The application that is deployed. It serves `/health`, `/oauth2/authorize` and `/mcp`, without a path prefix. */
export const WORKSPACE_MCP: Application = {
  name: 'workspace-mcp',
  version: '1.2.0',
  routes: {
    '/health': {
      status: 200,
      headers: JSON_TYPE,
      body: '{"status":"healthy","service":"workspace-mcp","version":"1.2.0","transport":"streamable-http"}',
    },
    '/oauth2/authorize': {
      status: 302,
      headers: { location: 'https://accounts.example.com/o/oauth2/auth' },
      body: '',
    },
    // Streamable HTTP of the Model Context Protocol: a plain GET that accepts no event stream is refused.
    '/mcp': {
      status: 406,
      headers: JSON_TYPE,
      body: '{"error":"Not Acceptable: Client must accept text/event-stream"}',
    },
  },
}

/** The neighbour behind the load balancer's default rule: it answers `/health` with 200 too, but is the wrong one. */
export const CORE_AGENT: Application = {
  name: 'core-agent',
  version: '3.0.0',
  routes: { '/health': { status: 200, headers: JSON_TYPE, body: '{"status":"healthy","service":"core-agent"}' } },
}

/** What was created, for tests and the demo to refer to. */
export interface GoogleWorkspaceAccount {
  readonly clusterName: string
  readonly vpcId: string
  readonly privateSubnetIds: readonly string[]
  readonly publicSubnetIds: readonly string[]
  readonly securityGroupId: string
  readonly loadBalancerArn: string
  readonly loadBalancerDnsName: string
  readonly httpsListenerArn: string
  readonly httpListenerArn: string
  readonly coreTargetGroupArn: string
  readonly executionRoleArn: string
  readonly taskRoleArn: string
  /** Full ARNs by name. */
  readonly secretArns: Readonly<Record<string, string>>
  readonly repositoryName: string
}

export const SECRET_NAMES: readonly string[] = [
  'busyb/google-oauth-client-id',
  'busyb/google-oauth-client-secret',
  'busyb/s3-credentials-bucket',
]

/** Fills an empty account with what was there when the example's service was first deployed. */
export function seedGoogleWorkspace(simulator: Simulator): GoogleWorkspaceAccount {
  const { services } = simulator
  const clusterName = 'busyb-cluster'
  const repositoryName = 'busyb-google-workspace-mcp'
  services.ecs.createCluster(clusterName)
  services.ecr.createRepository({ name: repositoryName })
  return {
    clusterName,
    repositoryName,
    ...seedNetworkAndLoadBalancer(simulator),
    executionRoleArn: services.iam.createRole({ name: 'ecsTaskExecutionRole' }),
    taskRoleArn: services.iam.createRole({ name: 'busyb-mcp-task-role' }),
    secretArns: Object.fromEntries(SECRET_NAMES.map(name => [name, services.secretsManager.createSecret({ name })])),
  }
}

function seedNetworkAndLoadBalancer(simulator: Simulator) {
  const { services, world } = simulator
  const vpcId = services.ec2.createVpc({ cidr: '10.0.0.0/16', tags: { Name: 'busyb-vpc' } })
  const subnet = (type: string, zone: string, cidr: string) =>
    services.ec2.createSubnet({
      vpcId,
      availabilityZone: `${world.region}${zone}`,
      cidr,
      tags: { Name: `busyb-${type}-${zone}`, Type: type },
    })
  const publicSubnetIds = [subnet('public', 'a', '10.0.0.0/20'), subnet('public', 'b', '10.0.16.0/20')]
  const privateSubnetIds = [subnet('private', 'a', '10.0.128.0/20'), subnet('private', 'b', '10.0.144.0/20')]
  const group = (name: string) => services.ec2.createSecurityGroup({ vpcId, name, tags: { Name: name } })
  const securityGroupId = group('busyb-ecs-sg')
  const loadBalancerArn = services.elbv2.createLoadBalancer({
    name: 'busyb-alb',
    vpcId,
    subnets: publicSubnetIds,
    securityGroups: [group('busyb-alb-sg')],
  })
  const coreTargetGroupArn = createCoreTargetGroup(simulator, vpcId)
  const httpsListenerArn = services.elbv2.createListener({
    loadBalancerArn,
    port: 443,
    protocol: 'HTTPS',
    defaultActions: [{ Type: 'forward', TargetGroupArn: coreTargetGroupArn }],
  })
  const httpListenerArn = services.elbv2.createListener({
    loadBalancerArn,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
  })
  world.ports.targets.register(coreTargetGroupArn, {
    id: world.ports.network.allocateAddress(privateSubnetIds[0] ?? ''),
    port: 8080,
    backend: backendOf(CORE_AGENT),
  })
  return {
    vpcId,
    publicSubnetIds,
    privateSubnetIds,
    securityGroupId,
    loadBalancerArn,
    loadBalancerDnsName: dnsNameOf(simulator, loadBalancerArn),
    coreTargetGroupArn,
    httpsListenerArn,
    httpListenerArn,
  }
}

function createCoreTargetGroup(simulator: Simulator, vpcId: string): string {
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Name: 'busyb-core',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: vpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
  }) as { TargetGroups: readonly { readonly TargetGroupArn: string }[] }
  return TargetGroups[0]?.TargetGroupArn ?? ''
}

function dnsNameOf(simulator: Simulator, loadBalancerArn: string): string {
  const found = simulator.state().loadBalancers.find(balancer => balancer.LoadBalancerArn === loadBalancerArn)
  return found?.DNSName ?? ''
}

/** An application that is always up. */
function backendOf(application: Application): TargetBackend {
  return {
    get: path => application.routes[path.split('?')[0] ?? path] ?? { status: 404, body: 'Not Found' },
  }
}
