import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DIFFERENCES } from './differences.ts'
import { type Account, refusalOf, SUBJECTS } from './subjects.ts'

describe.each(SUBJECTS)('Cloud Map: $name', ({ name: subject, start }) => {
  let account: Account
  let namespaceId = ''

  const createNamespace = (name: string) =>
    account.clients.discovery.createPrivateDnsNamespace({ Name: name, Vpc: account.vpcId })

  beforeAll(async () => {
    account = await start()
    const { OperationId } = await createNamespace('one.local')
    await account.wait(120_000)
    const { Operation } = await account.clients.discovery.getOperation({ OperationId: OperationId ?? '' })
    namespaceId = Operation?.Targets?.NAMESPACE ?? ''
  })
  afterAll(() => account.close())

  const create = (name: string) =>
    account.clients.discovery.createService({
      Name: name,
      NamespaceId: namespaceId,
      DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] },
      HealthCheckCustomConfig: {},
    })

  test('a namespace is created by an operation that names it', () => {
    expect(namespaceId).toMatch(/^ns-/)
  })

  const namesFound = async (name: string) => {
    const { Namespaces = [] } = await account.clients.discovery.listNamespaces({
      Filters: [{ Name: 'NAME', Values: [name], Condition: 'EQ' }],
    })
    return Namespaces.map(namespace => namespace.Name)
  }

  test('a namespace is found by its name', async () => {
    expect(await namesFound('one.local')).toEqual(['one.local'])
  })

  test('a name that no namespace has finds none', async () => {
    expect(await namesFound('other.local')).toEqual(DIFFERENCES['namespace-filter'][subject])
  })

  test('a VPC may have several namespaces', async () => {
    expect(await refusalOf(createNamespace('two.local'))).toBe(DIFFERENCES['second-namespace'][subject])
  })

  test('a discovery service is as it was created', async () => {
    const { Service } = await create('api')
    expect(Service).toMatchObject({ Name: 'api', DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] } })
    const { Services } = await account.clients.discovery.listServices({
      Filters: [{ Name: 'NAMESPACE_ID', Values: [namespaceId], Condition: 'EQ' }],
    })
    expect(Services?.map(service => service.Arn)).toContain(Service?.Arn)
  })

  test('a second discovery service of the same name is refused', async () => {
    await create('twice')
    expect(await refusalOf(create('twice'))).toBe(DIFFERENCES['discovery-service-exists'][subject])
  })
})
