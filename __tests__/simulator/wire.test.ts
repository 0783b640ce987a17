import { ClusterNotFoundException } from '@aws-sdk/client-ecs'
import { TargetGroupNotFoundException } from '@aws-sdk/client-elastic-load-balancing-v2'
import { NoSuchEntityException } from '@aws-sdk/client-iam'
import {
  type CreateServiceCommandInput,
  NamespaceNotFound,
  ServiceAlreadyExists,
} from '@aws-sdk/client-servicediscovery'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { encodeJson } from '../../simulator/wire/json.ts'
import { loadModel, SERVICES, type ServiceWire } from '../../simulator/wire/services.ts'
import type { Shape } from '../../simulator/wire/shapes.ts'
import { encodeXml } from '../../simulator/wire/xml.ts'
import { createClients } from './clients.ts'

let simulator: Simulator
let clients: ReturnType<typeof createClients>

beforeAll(async () => {
  simulator = await createSimulator()
  simulator.services.ecs.createCluster('main')
  simulator.services.iam.createRole({ name: 'task' })
  clients = createClients(simulator.url)
})

afterAll(async () => {
  clients.destroy()
  await simulator.close()
})

describe('the unmodified SDK gets an answer', () => {
  test('ECS (JSON)', async () => {
    const { clusters } = await clients.ecs.describeClusters({ clusters: ['main'] })
    expect(clusters?.map(cluster => cluster.clusterName)).toEqual(['main'])
  })

  test('Cloud Map (JSON)', async () => {
    expect((await clients.discovery.listNamespaces({})).Namespaces).toEqual([])
  })

  test('Logs (JSON)', async () => {
    expect((await clients.logs.describeLogGroups({ logGroupNamePrefix: '/none' })).logGroups).toEqual([])
  })

  test('ELBv2 (Query), an empty list in both directions', async () => {
    const answer = await clients.elbv2.describeTargetGroups({ TargetGroupArns: [] })
    expect(answer.TargetGroups).toEqual([])
  })

  test('STS (Query)', async () => {
    expect((await clients.sts.getCallerIdentity({})).Account).toBe('123456789012')
  })

  test('IAM (Query), a timestamp as a Date', async () => {
    const { Role } = await clients.iam.getRole({ RoleName: 'task' })
    expect(Role?.CreateDate?.getTime()).toBe(simulator.clock.now())
  })

  test('EC2 (EC2 Query), its own names in both directions', async () => {
    const VpcId = simulator.services.ec2.createVpc({ tags: { Name: 'a "quoted" <name> & more' } })
    const { Vpcs } = await clients.ec2.describeVpcs({
      Filters: [{ Name: 'tag:Name', Values: ['nothing', 'a "quoted" <name> & more'] }],
    })
    expect(Vpcs?.map(vpc => vpc.VpcId)).toEqual([VpcId])
    expect(Vpcs?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'a "quoted" <name> & more' }])
  })

  test('JSON, a timestamp as a Date', async () => {
    simulator.services.secretsManager.createSecret({ name: 'dated' })
    const { CreatedDate } = await clients.secretsManager.describeSecret({ SecretId: 'dated' })
    expect(CreatedDate?.getTime()).toBe(simulator.clock.now())
  })
})

describe('an error arrives as the SDK’s own class for it', () => {
  test('JSON', async () => {
    const error = await clients.ecs.listServices({ cluster: 'none' }).catch(caught => caught)
    expect(error).toBeInstanceOf(ClusterNotFoundException)
  })

  test('JSON with a capital Message', async () => {
    const error = await clients.discovery.getNamespace({ Id: 'ns-none' }).catch(caught => caught)
    expect(error).toBeInstanceOf(NamespaceNotFound)
    expect(error.message).not.toBe('UnknownError')
  })

  test('JSON with additional members', async () => {
    const VpcId = simulator.services.ec2.createVpc({})
    await clients.discovery.createPrivateDnsNamespace({ Name: 'busyb.local', Vpc: VpcId })
    simulator.clock.advance(120_000)
    const { Namespaces } = await clients.discovery.listNamespaces({})
    const input: CreateServiceCommandInput = {
      Name: 'api',
      NamespaceId: Namespaces?.[0]?.Id,
      DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] },
    }
    const { Service } = await clients.discovery.createService(input)
    const error = await clients.discovery.createService(input).catch(caught => caught)
    expect(error).toBeInstanceOf(ServiceAlreadyExists)
    expect(error.ServiceId).toBe(Service?.Id)
  })

  test('Query, whose code does not end in "Exception"', async () => {
    const error = await clients.elbv2.describeTargetGroups({ Names: ['none'] }).catch(caught => caught)
    expect(error).toBeInstanceOf(TargetGroupNotFoundException)
  })

  test('Query with status 404', async () => {
    const error = await clients.iam.getRole({ RoleName: 'none' }).catch(caught => caught)
    expect(error).toBeInstanceOf(NoSuchEntityException)
    expect(error.message).toBe('The role with name none cannot be found.')
  })

  test('EC2, which has codes but no classes', async () => {
    const error = await clients.ec2.describeSubnets({ SubnetIds: ['subnet-none'] }).catch(caught => caught)
    expect(error.name).toBe('InvalidSubnetID.NotFound')
    expect(error.message).toBe("The subnet ID 'subnet-none' does not exist")
  })
})

describe('a service that returns what its model does not have is detected', () => {
  test('JSON', async () => {
    const output = await outputOf('ecs', 'CreateCluster')
    expect(() => encodeJson(output, { cluster: { clusterNmae: 'a' } })).toThrow(
      'clusterNmae, which Cluster does not have',
    )
  })

  test('XML', async () => {
    const service = serviceOf('elasticloadbalancing')
    const output = await outputOf('elasticloadbalancing', 'CreateRule')
    const write = () => encodeXml(service, { name: 'CreateRule', output }, { value: { Rule: [] }, requestId: '1' })
    expect(write).toThrow('Rule, which CreateRuleOutput does not have')
  })
})

function serviceOf(id: string): ServiceWire {
  const service = SERVICES.find(candidate => candidate.id === id)
  if (!service) throw new Error(`There is no service ${id}.`)
  return service
}

async function outputOf(service: string, operation: string): Promise<Shape> {
  const model = (await loadModel(serviceOf(service))).operation(operation)
  if (!model) throw new Error(`There is no operation ${operation}.`)
  return model.output
}
