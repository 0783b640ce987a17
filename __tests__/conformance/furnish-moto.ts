import { SECRET_NAMES } from '../../simulator/seeds/google-workspace.ts'
import type { Account, Clients } from './subjects.ts'

/** Creates through the API what the simulator's seed creates directly. */
export async function furnishMoto(clients: Clients): Promise<Omit<Account, 'clients' | 'wait' | 'close'>> {
  const network = await makeNetwork(clients)
  await clients.ecs.createCluster({ clusterName: 'busyb-cluster' })
  return {
    ...network,
    ...(await makeLoadBalancer(clients, network)),
    imageDigest: await makeImage(clients),
    executionRoleArn: await makeRole(clients, 'ecsTaskExecutionRole'),
    secretArns: Object.fromEntries(
      await Promise.all(SECRET_NAMES.map(async name => [name, await makeSecret(clients, name)] as const)),
    ),
  }
}

type Network = Pick<Account, 'vpcId' | 'privateSubnetIds' | 'securityGroupId'>

async function makeNetwork({ ec2 }: Clients): Promise<Network> {
  const tags = (type: 'vpc' | 'subnet' | 'security-group', values: Readonly<Record<string, string>>) => [
    { ResourceType: type, Tags: Object.entries(values).map(([Key, Value]) => ({ Key, Value })) },
  ]
  const { Vpc } = await ec2.createVpc({
    CidrBlock: '10.0.0.0/16',
    TagSpecifications: tags('vpc', { Name: 'busyb-vpc' }),
  })
  const vpcId = Vpc?.VpcId ?? ''
  const subnet = async (type: string, zone: string, cidr: string) => {
    const { Subnet } = await ec2.createSubnet({
      VpcId: vpcId,
      CidrBlock: cidr,
      AvailabilityZone: `us-east-1${zone}`,
      TagSpecifications: tags('subnet', { Name: `busyb-${type}-${zone}`, Type: type }),
    })
    return Subnet?.SubnetId ?? ''
  }
  await subnet('public', 'a', '10.0.0.0/20')
  await subnet('public', 'b', '10.0.16.0/20')
  const privateSubnetIds = [
    await subnet('private', 'a', '10.0.128.0/20'),
    await subnet('private', 'b', '10.0.144.0/20'),
  ]
  const { GroupId } = await ec2.createSecurityGroup({
    VpcId: vpcId,
    GroupName: 'busyb-ecs-sg',
    Description: 'Tasks',
    TagSpecifications: tags('security-group', { Name: 'busyb-ecs-sg' }),
  })
  return { vpcId, privateSubnetIds, securityGroupId: GroupId ?? '' }
}

async function makeLoadBalancer(
  { elbv2 }: Clients,
  network: Network,
): Promise<Pick<Account, 'loadBalancerArn' | 'listenerArn'>> {
  const { LoadBalancers } = await elbv2.createLoadBalancer({
    Name: 'busyb-alb',
    Subnets: [...network.privateSubnetIds],
    SecurityGroups: [network.securityGroupId],
  })
  const loadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? ''
  const { Listeners } = await elbv2.createListener({
    LoadBalancerArn: loadBalancerArn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
  })
  return { loadBalancerArn, listenerArn: Listeners?.[0]?.ListenerArn ?? '' }
}

async function makeImage({ ecr }: Clients): Promise<string> {
  const repositoryName = 'busyb-google-workspace-mcp'
  await ecr.createRepository({ repositoryName })
  const { image } = await ecr.putImage({
    repositoryName,
    imageTag: 'v1',
    imageManifest: JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest: `sha256:${'a'.repeat(64)}` },
      layers: [],
    }),
  })
  return image?.imageId?.imageDigest ?? ''
}

async function makeRole({ iam }: Clients, name: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const { Role } = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) })
  return Role?.Arn ?? ''
}

async function makeSecret({ secretsManager }: Clients, name: string): Promise<string> {
  const { ARN } = await secretsManager.createSecret({ Name: name, SecretString: 'example' })
  return ARN ?? ''
}
