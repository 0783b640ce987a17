import { afterEach, expect, test } from '@jest/globals'
import { createSimulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A simulator with a VPC, a load balancer and a listener, and the SDK's clients. */
async function createRunning() {
  const simulator = await createSimulator()
  open.push(() => simulator.close())
  const clients = createClients(simulator.url)
  open.push(clients.destroy)
  const { ec2, elbv2 } = simulator.services
  const vpcId = ec2.createVpc({})
  const loadBalancerArn = elbv2.createLoadBalancer({ name: 'alb', vpcId, subnets: [], securityGroups: [] })
  const ListenerArn = elbv2.createListener({
    loadBalancerArn,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  })
  return { simulator, ...clients, vpcId, ListenerArn }
}

test('a rule with a rewrite goes to the simulator and comes back as it was', async () => {
  const { elbv2, vpcId, ListenerArn } = await createRunning()
  const group = { Name: 'api', Protocol: 'HTTP', Port: 8000, VpcId: vpcId, TargetType: 'ip' } as const
  const created = await elbv2.createTargetGroup({ ...group, Tags: [{ Key: 'a', Value: '<&>' }] })
  const TargetGroupArn = created.TargetGroups?.[0]?.TargetGroupArn
  const Transforms = [
    { Type: 'url-rewrite' as const, UrlRewriteConfig: { Rewrites: [{ Regex: '^/api/?(.*)$', Replace: '/$1' }] } },
  ]
  await elbv2.createRule({
    ListenerArn,
    Priority: 50,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api', '/api/*'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn }],
    Transforms,
  })
  const { Rules } = await elbv2.describeRules({ ListenerArn })
  expect(Rules).toMatchObject([
    {
      Priority: '50',
      IsDefault: false,
      Transforms,
      Conditions: [{ Values: ['/api', '/api/*'] }],
      Actions: [{ TargetGroupArn }],
    },
    { Priority: 'default', IsDefault: true },
  ])
  const { TagDescriptions } = await elbv2.describeTags({ ResourceArns: [String(TargetGroupArn)] })
  expect(TagDescriptions).toEqual([{ ResourceArn: TargetGroupArn, Tags: [{ Key: 'a', Value: '<&>' }] }])
})

test('a priority that is in use throws the SDK’s PriorityInUseException', async () => {
  const { elbv2, ListenerArn } = await createRunning()
  const create = () =>
    elbv2.createRule({
      ListenerArn,
      Priority: 40,
      Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    })
  await create()
  await expect(create()).rejects.toMatchObject({
    name: 'PriorityInUseException',
    message: "Priority '40' is currently in use",
  })
})

test('a namespace and a service are created, and a second service of that name is refused with the first one’s id', async () => {
  const { simulator, discovery, vpcId } = await createRunning()
  const { OperationId } = await discovery.createPrivateDnsNamespace({ Name: 'busyb.local', Vpc: vpcId })
  simulator.clock.advance(5000)
  const { Operation } = await discovery.getOperation({ OperationId: String(OperationId) })
  expect(Operation).toMatchObject({ Status: 'SUCCESS', CreateDate: expect.any(Date) })
  const NamespaceId = String(Operation?.Targets?.NAMESPACE)
  const create = () =>
    discovery.createService({
      Name: 'api',
      NamespaceId,
      DnsConfig: {
        DnsRecords: [
          { Type: 'A', TTL: 60 },
          { Type: 'SRV', TTL: 60 },
        ],
      },
      HealthCheckCustomConfig: {},
    })
  const { Service } = await create()
  await expect(create()).rejects.toMatchObject({
    name: 'ServiceAlreadyExists',
    ServiceId: Service?.Id,
    ServiceArn: Service?.Arn,
  })
  const { Services } = await discovery.listServices({ Filters: [{ Name: 'NAMESPACE_ID', Values: [NamespaceId] }] })
  expect(Services).toMatchObject([{ Id: Service?.Id, Name: 'api', DnsConfig: { RoutingPolicy: 'MULTIVALUE' } }])
  const { Namespaces } = await discovery.listNamespaces({ Filters: [{ Name: 'NAME', Values: ['busyb.local'] }] })
  expect(Namespaces).toMatchObject([{ Id: NamespaceId, Type: 'DNS_PRIVATE', ServiceCount: 1 }])
})
