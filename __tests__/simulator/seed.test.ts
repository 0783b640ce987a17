import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { type GoogleWorkspaceAccount, seedGoogleWorkspace } from '../../simulator/seeds/google-workspace.ts'
import { createClients } from './clients.ts'
import { simulatorForEachTest } from './simulator-fixture.ts'

describe('the account of the example', () => {
  const running = simulatorForEachTest()
  let account: GoogleWorkspaceAccount

  beforeEach(() => {
    account = seedGoogleWorkspace(running.simulator)
  })

  test('network: found by the tags of the plan', async () => {
    const { Vpcs } = await running.clients.ec2.describeVpcs({ Filters: [{ Name: 'tag:Name', Values: ['busyb-vpc'] }] })
    expect(Vpcs?.map(vpc => vpc.VpcId)).toEqual([account.vpcId])
    const inVpc = { Name: 'vpc-id', Values: [account.vpcId] }
    const { Subnets } = await running.clients.ec2.describeSubnets({
      Filters: [inVpc, { Name: 'tag:Type', Values: ['private'] }],
    })
    expect(Subnets?.map(subnet => subnet.AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b'])
    expect(Subnets?.map(subnet => subnet.SubnetId)).toEqual(account.privateSubnetIds)
    const { SecurityGroups } = await running.clients.ec2.describeSecurityGroups({
      Filters: [inVpc, { Name: 'tag:Name', Values: ['busyb-ecs-sg'] }],
    })
    expect(SecurityGroups?.map(group => group.GroupId)).toEqual([account.securityGroupId])
  })

  test('cluster, roles, repository and secrets are there', async () => {
    const { clusters } = await running.clients.ecs.describeClusters({ clusters: ['busyb-cluster'] })
    expect(clusters?.[0]?.status).toBe('ACTIVE')
    for (const RoleName of ['ecsTaskExecutionRole', 'busyb-mcp-task-role']) {
      const { Role } = await running.clients.iam.getRole({ RoleName })
      expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('ecs-tasks.amazonaws.com')
    }
    const { repositories } = await running.clients.ecr.describeRepositories({})
    expect(repositories?.map(repository => repository.repositoryName)).toEqual(['busyb-google-workspace-mcp'])
    const { ARN } = await running.clients.secretsManager.describeSecret({
      SecretId: 'busyb/google-oauth-client-secret',
    })
    expect(ARN).toBe(account.secretArns['busyb/google-oauth-client-secret'])
  })

  test('load balancer: HTTPS and a redirect from HTTP', async () => {
    const { LoadBalancers } = await running.clients.elbv2.describeLoadBalancers({ Names: ['busyb-alb'] })
    expect(LoadBalancers?.[0]?.DNSName).toBe(account.loadBalancerDnsName)
    const { Listeners } = await running.clients.elbv2.describeListeners({ LoadBalancerArn: account.loadBalancerArn })
    expect(Listeners?.map(listener => [listener.Port, listener.Protocol])).toEqual([
      [443, 'HTTPS'],
      [80, 'HTTP'],
    ])
  })

  test('the neighbour is healthy and answers /health with 200 behind the default rule', async () => {
    running.simulator.clock.advance(60_000)
    const { TargetHealthDescriptions } = await running.clients.elbv2.describeTargetHealth({
      TargetGroupArn: account.coreTargetGroupArn,
    })
    expect(TargetHealthDescriptions?.map(target => target.TargetHealth?.State)).toEqual(['healthy'])
    const request = {
      loadBalancerDnsName: account.loadBalancerDnsName,
      method: 'GET',
      host: 'mcp.example.com',
      headers: {},
    }
    const health = running.simulator.services.elbv2.route({ ...request, port: 443, path: '/health' })
    expect([health.status, health.body]).toEqual([200, '{"status":"healthy","service":"core-agent"}'])
    expect(
      running.simulator.services.elbv2.route({ ...request, port: 443, path: '/google-workspace/health' }).status,
    ).toBe(404)
    expect(running.simulator.services.elbv2.route({ ...request, port: 80, path: '/health' }).status).toBe(301)
  })
})

describe('as a process', () => {
  const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))

  test('prints what to export, answers there, and ends on SIGTERM without leaving its files', async () => {
    const child = spawn(process.execPath, [main, '--scale', '10'], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const variables = await exportedBy(child)
      const clients = createClients(variables.AWS_ENDPOINT_URL ?? '')
      const identity = await clients.sts.getCallerIdentity({}).finally(() => clients.destroy())
      expect(identity.Account).toBe('123456789012')
      expect(existsSync(variables.NODE_EXTRA_CA_CERTS ?? '')).toBe(true)

      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      expect(existsSync(variables.NODE_EXTRA_CA_CERTS ?? '')).toBe(false)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('a wrong number is refused in one sentence', async () => {
    const child = spawn(process.execPath, [main, '--port', 'eighty'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    child.stderr.on('data', chunk => {
      text += chunk
    })
    const [code] = await once(child, 'close')
    expect([code, text]).toEqual([2, '--port takes a number, not "eighty".\n'])
  })
})

async function exportedBy(child: ChildProcessByStdio<null, Readable, null>): Promise<Record<string, string>> {
  let text = ''
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('# load balancer')) break
  }
  return Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))
}
