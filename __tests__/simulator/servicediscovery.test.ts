import { describe, expect, test } from '@jest/globals'
import { createWorld } from '../../simulator/create-world.ts'
import { createServiceDiscovery } from '../../simulator/services/servicediscovery/servicediscovery.ts'
import type { NetworkPort } from '../../simulator/world.ts'
import { refusal } from './elbv2-fixture.ts'

type Input = Readonly<Record<string, unknown>>

function createFixture() {
  const world = createWorld({})
  const network: NetworkPort = {
    hasVpc: id => id.startsWith('vpc-'),
    subnet: () => undefined,
    securityGroup: () => undefined,
    allocateAddress: () => '10.0.0.4',
  }
  world.ports.network = network
  const discovery = createServiceDiscovery(world)

  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  function call(operation: string, input: Input): any {
    const run = discovery.operations[operation]
    if (!run) throw new Error(`No operation ${operation}.`)
    world.clock.settle()
    return structuredClone(
      run(structuredClone(input), { service: 'servicediscovery', operation, region: world.region }),
    )
  }
  const status = (OperationId: string) => call('GetOperation', { OperationId }).Operation
  function createService(overrides: Input = {}) {
    return call('CreateService', {
      Name: 'api',
      DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] },
      HealthCheckCustomConfig: {},
      ...overrides,
    }).Service
  }
  const names = (list: readonly { Name: string }[]) => list.map(item => item.Name)
  return { world, discovery, call, status, createService, names, clock: world.clock }
}

describe('CreatePrivateDnsNamespace', () => {
  test('is SUBMITTED, then PENDING, then SUCCESS with the namespace', () => {
    const { call, status, clock, names } = createFixture()
    const { OperationId } = call('CreatePrivateDnsNamespace', {
      Name: 'busyb.local',
      Vpc: 'vpc-1',
      Description: 'Names',
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    expect(status(OperationId)).toMatchObject({ Status: 'SUBMITTED', Type: 'CREATE_NAMESPACE' })
    clock.advance(1000)
    expect(status(OperationId).Status).toBe('PENDING')
    expect(names(call('ListNamespaces', {}).Namespaces)).toEqual([])
    clock.advance(4000)
    const { Status, Targets } = status(OperationId)
    expect(Status).toBe('SUCCESS')
    const { Namespace } = call('GetNamespace', { Id: Targets.NAMESPACE })
    expect(Namespace).toMatchObject({ Name: 'busyb.local', Type: 'DNS_PRIVATE', Description: 'Names', ServiceCount: 0 })
    expect(call('ListTagsForResource', { ResourceARN: Namespace.Arn }).Tags).toEqual([{ Key: 'a', Value: 'b' }])
  })

  const failed: readonly [string, Input, string][] = [
    [
      'for a VPC that does not exist',
      { Name: 'busyb.local', Vpc: 'none' },
      'The VPC none in region us-east-1 does not exist.',
    ],
    ['when another call created the name first', { Name: 'twice.local', Vpc: 'vpc-1' }, 'with the same domain name'],
  ]

  test.each(failed)('FAILs %s', (_name, input, text) => {
    const { call, status, clock, discovery } = createFixture()
    call('CreatePrivateDnsNamespace', { Name: 'twice.local', Vpc: 'vpc-1' })
    const { OperationId } = call('CreatePrivateDnsNamespace', input)
    clock.advance(5000)
    expect(status(OperationId)).toMatchObject({
      Status: 'FAIL',
      ErrorCode: 'CANNOT_CREATE_HOSTED_ZONE',
      ErrorMessage: expect.stringContaining(text),
    })
    expect(discovery.state().namespaces).toHaveLength(1)
  })

  test('is refused for a name that exists in the VPC, but not in another VPC', () => {
    const { call, discovery } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'busyb.local', vpcId: 'vpc-1' })
    const again = () => call('CreatePrivateDnsNamespace', { Name: 'busyb.local', Vpc: 'vpc-1' })
    expect(refusal(again).code).toBe('NamespaceAlreadyExists')
    expect(again).toThrow(expect.objectContaining({ members: { NamespaceId, CreatorRequestId: undefined } }))
    expect(call('CreatePrivateDnsNamespace', { Name: 'busyb.local', Vpc: 'vpc-2' })).toHaveProperty('OperationId')
  })

  test('is refused as a duplicate while the same request is in progress', () => {
    const { call } = createFixture()
    const request = { Name: 'busyb.local', Vpc: 'vpc-1', CreatorRequestId: 'r' }
    const { OperationId } = call('CreatePrivateDnsNamespace', request)
    const again = () => call('CreatePrivateDnsNamespace', request)
    expect(refusal(again).code).toBe('DuplicateRequest')
    expect(again).toThrow(expect.objectContaining({ members: { DuplicateOperationId: OperationId } }))
  })
})

describe('lists', () => {
  const filters: readonly [string, Input, readonly string[]][] = [
    ['none', {}, ['a.local', 'ab.local', 'http']],
    ['name', { Filters: [{ Name: 'NAME', Values: ['a.local'] }] }, ['a.local']],
    [
      'beginning of the name',
      { Filters: [{ Name: 'NAME', Values: ['a'], Condition: 'BEGINS_WITH' }] },
      ['a.local', 'ab.local'],
    ],
    ['HTTP name', { Filters: [{ Name: 'HTTP_NAME', Values: ['http'], Condition: 'EQ' }] }, ['http']],
    [
      'type and name',
      {
        Filters: [
          { Name: 'TYPE', Values: ['DNS_PRIVATE'] },
          { Name: 'NAME', Values: ['http'] },
        ],
      },
      [],
    ],
    ['type', { Filters: [{ Name: 'TYPE', Values: ['HTTP'] }] }, ['http']],
  ]

  test.each(filters)('namespaces with filter: %s', (_name, input, expected) => {
    const { call, discovery, names } = createFixture()
    discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    discovery.createNamespace({ name: 'ab.local', vpcId: 'vpc-1' })
    discovery.createNamespace({ name: 'http', type: 'HTTP' })
    expect(names(call('ListNamespaces', input).Namespaces)).toEqual(expected)
  })

  const refused: readonly [string, string, Input][] = [
    ['two values', 'ListNamespaces', { Name: 'NAME', Values: ['a', 'b'] }],
    ['BEGINS_WITH for a type', 'ListNamespaces', { Name: 'TYPE', Values: ['H'], Condition: 'BEGINS_WITH' }],
    ['the name of a service', 'ListServices', { Name: 'NAME', Values: ['api'] }],
  ]

  test.each(refused)('refuse a filter: %s', (_name, operation, filter) => {
    const { call } = createFixture()
    expect(refusal(() => call(operation, { Filters: [filter] })).code).toBe('InvalidInput')
  })

  test('are cut into pages before they are filtered: a page can be empty and not the last', () => {
    const { call, discovery, names } = createFixture()
    discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    discovery.createNamespace({ name: 'b.local', vpcId: 'vpc-1' })
    const request = { MaxResults: 1, Filters: [{ Name: 'NAME', Values: ['b.local'] }] }
    const first = call('ListNamespaces', request)
    expect(first.Namespaces).toEqual([])
    const second = call('ListNamespaces', { ...request, NextToken: first.NextToken })
    expect(names(second.Namespaces)).toEqual(['b.local'])
    expect(second.NextToken).toBeUndefined()
  })

  test('services of one namespace, by id or ARN', () => {
    const { call, discovery, createService, names } = createFixture()
    const one = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const two = discovery.createNamespace({ name: 'b.local', vpcId: 'vpc-1' })
    createService({ NamespaceId: one })
    createService({ NamespaceId: two })
    createService({ NamespaceId: two, Name: 'web' })
    const { Arn } = call('GetNamespace', { Id: two }).Namespace
    for (const value of [two, Arn]) {
      const { Services } = call('ListServices', { Filters: [{ Name: 'NAMESPACE_ID', Values: [value] }] })
      expect(names(Services)).toEqual(['api', 'web'])
    }
  })

  test('show a new service only after the read lag, GetService at once', () => {
    const { call, discovery, createService, names, world, clock } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    clock.advance(5000)
    world.settings.readLagMs = 5000
    const { Id } = createService({ NamespaceId })
    expect(names(call('ListServices', {}).Services)).toEqual([])
    expect(call('GetService', { Id }).Service.Name).toBe('api')
    clock.advance(5000)
    expect(names(call('ListServices', {}).Services)).toEqual(['api'])
  })
})

describe('CreateService', () => {
  test('fills in the routing policy and the failure threshold', () => {
    const { discovery, createService, call } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const { Id } = createService({ NamespaceId, Description: 'd' })
    expect(call('GetService', { Id }).Service).toMatchObject({
      Name: 'api',
      NamespaceId,
      Description: 'd',
      Type: 'DNS_HTTP',
      InstanceCount: 0,
      DnsConfig: { NamespaceId, RoutingPolicy: 'MULTIVALUE', DnsRecords: [{ Type: 'A', TTL: 60 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    })
  })

  test('names the service that already has the name', () => {
    const { discovery, createService } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const { Id, Arn } = createService({ NamespaceId, CreatorRequestId: 'r' })
    const again = () => createService({ NamespaceId, Name: 'API' })
    expect(refusal(again)).toEqual({ code: 'ServiceAlreadyExists', message: 'Service already exists.' })
    expect(again).toThrow(
      expect.objectContaining({ members: { CreatorRequestId: 'r', ServiceId: Id, ServiceArn: Arn } }),
    )
  })

  const records = (...types: string[]) => ({ DnsRecords: types.map(Type => ({ Type, TTL: 60 })) })
  const accepted: readonly [string, Input][] = [
    ['A and SRV', { DnsConfig: records('A', 'SRV') }],
    ['SRV', { DnsConfig: records('SRV') }],
    ['CNAME with WEIGHTED', { DnsConfig: { ...records('CNAME'), RoutingPolicy: 'WEIGHTED' } }],
    ['no records if it is for API calls only', { DnsConfig: undefined, Type: 'HTTP' }],
  ]

  test.each(accepted)('accepts %s', (_name, input) => {
    const { discovery, createService } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    createService({ NamespaceId, ...input })
    expect(discovery.state().discoveryServices).toHaveLength(1)
  })

  const refused: readonly [string, Input, string][] = [
    ['a namespace that does not exist', { NamespaceId: 'ns-none' }, 'NamespaceNotFound'],
    ['a CNAME with MULTIVALUE', { DnsConfig: records('CNAME') }, 'InvalidInput'],
    ['A twice', { DnsConfig: records('A', 'A') }, 'InvalidInput'],
    ['A and CNAME', { DnsConfig: records('A', 'CNAME') }, 'InvalidInput'],
    ['no records', { DnsConfig: undefined }, 'InvalidInput'],
    ['a negative TTL', { DnsConfig: { DnsRecords: [{ Type: 'A', TTL: -1 }] } }, 'InvalidInput'],
    [
      'a Route 53 health check',
      { HealthCheckConfig: { Type: 'HTTP' }, HealthCheckCustomConfig: undefined },
      'InvalidInput',
    ],
    ['both health checks', { HealthCheckConfig: { Type: 'HTTP' } }, 'InvalidInput'],
    ['a name with a space', { Name: 'a b' }, 'InvalidInput'],
  ]

  test.each(refused)('refuses %s', (_name, input, code) => {
    const { discovery, createService } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    expect(refusal(() => createService({ NamespaceId, ...input })).code).toBe(code)
    expect(discovery.state().discoveryServices).toEqual([])
  })
})

describe('UpdateService', () => {
  function createUpdated() {
    const fixture = createFixture()
    const NamespaceId = fixture.discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const DnsRecords = [
      { Type: 'A', TTL: 60 },
      { Type: 'SRV', TTL: 60 },
    ]
    const { Id } = fixture.createService({ NamespaceId, DnsConfig: { DnsRecords }, Description: 'old' })
    const update = (Service: Input) => fixture.call('UpdateService', { Id, Service }).OperationId
    const service = () => fixture.call('GetService', { Id }).Service
    return { ...fixture, update, service }
  }

  test('changes TTLs and description when its operation has ended', () => {
    const { update, service, clock, status } = createUpdated()
    const DnsRecords = [
      { Type: 'SRV', TTL: 10 },
      { Type: 'A', TTL: 20 },
    ]
    const operation = update({ Description: 'new', DnsConfig: { DnsRecords } })
    expect(service()).toMatchObject({ Description: 'old', DnsConfig: { DnsRecords: [{ TTL: 60 }, { TTL: 60 }] } })
    clock.advance(5000)
    expect(status(operation)).toMatchObject({ Status: 'SUCCESS', Type: 'UPDATE_SERVICE' })
    expect(service()).toMatchObject({ Description: 'new', DnsConfig: { DnsRecords, RoutingPolicy: 'MULTIVALUE' } })
  })

  test('refuses other record types', () => {
    const { update } = createUpdated()
    expect(refusal(() => update({ DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] } }))).toEqual({
      code: 'InvalidInput',
      message: 'The record types in the request must be the same as those present in the existing service.',
    })
  })

  test('deletes the records if they are not given', () => {
    const { update, service, clock } = createUpdated()
    update({ Description: 'new' })
    clock.advance(5000)
    expect(service().DnsConfig).toBeUndefined()
    expect(service().HealthCheckCustomConfig).toEqual({ FailureThreshold: 1 })
  })
})

describe('instances', () => {
  function createInstances() {
    const fixture = createFixture()
    const NamespaceId = fixture.discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const service = fixture.createService({ NamespaceId })
    fixture.discovery.port.register(service.Arn, { id: 'one', attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } })
    fixture.discovery.port.register(service.Arn, { id: 'two', attributes: { AWS_INIT_HEALTH_STATUS: 'UNHEALTHY' } })
    return { ...fixture, service, NamespaceId }
  }

  test('are listed with their attributes and health', () => {
    const { call, service, discovery } = createInstances()
    const { Instances } = call('ListInstances', { ServiceId: service.Id })
    expect(Instances).toMatchObject([{ Id: 'one', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } }, { Id: 'two' }])
    const health = () => call('GetInstancesHealthStatus', { ServiceId: service.Id }).Status
    expect(health()).toEqual({ one: 'HEALTHY', two: 'UNHEALTHY' })
    discovery.port.setHealth(service.Arn, 'two', true)
    expect(health()).toEqual({ one: 'HEALTHY', two: 'HEALTHY' })
  })

  test('are not found by a wrong id', () => {
    const { call, service } = createInstances()
    const input = { ServiceId: service.Id, Instances: ['none'] }
    expect(refusal(() => call('GetInstancesHealthStatus', input)).code).toBe('InstanceNotFound')
  })

  const discovered: readonly [string, Input, readonly string[]][] = [
    ['healthy ones by default', {}, ['one']],
    ['all', { HealthStatus: 'ALL' }, ['one', 'two']],
    ['unhealthy ones', { HealthStatus: 'UNHEALTHY' }, ['two']],
    ['by attribute, all if none is healthy', { QueryParameters: { AWS_INIT_HEALTH_STATUS: 'UNHEALTHY' } }, ['two']],
  ]

  test.each(discovered)('DiscoverInstances: %s', (_name, input, ids) => {
    const { call } = createInstances()
    const { Instances } = call('DiscoverInstances', { NamespaceName: 'a.local', ServiceName: 'api', ...input })
    expect(Instances.map((instance: { InstanceId: string }) => instance.InstanceId)).toEqual(ids)
  })

  test('keep their service, and services their namespace, from being deleted', () => {
    const { call, service, discovery, NamespaceId, clock, status } = createInstances()
    expect(refusal(() => call('DeleteService', { Id: service.Id }))).toEqual({
      code: 'ResourceInUse',
      message: 'Service contains registered instances; delete the instances before deleting the service',
    })
    for (const id of ['one', 'two']) discovery.port.deregister(service.Arn, id)
    expect(refusal(() => call('DeleteNamespace', { Id: NamespaceId })).code).toBe('ResourceInUse')
    call('DeleteService', { Id: service.Id })
    const { OperationId } = call('DeleteNamespace', { Id: NamespaceId })
    clock.advance(5000)
    expect(status(OperationId).Status).toBe('SUCCESS')
    expect(discovery.state()).toEqual({ namespaces: [], discoveryServices: [], instances: [] })
  })

  test('the record types of their service are passed to ECS', () => {
    const { discovery, service } = createInstances()
    expect(discovery.port.recordTypes(service.Arn)).toEqual(['A'])
    expect(
      discovery.port.recordTypes('arn:aws:servicediscovery:us-east-1:123456789012:service/srv-none'),
    ).toBeUndefined()
  })
})

describe('tags', () => {
  test('are added, replaced and removed', () => {
    const { call, discovery, createService } = createFixture()
    const NamespaceId = discovery.createNamespace({ name: 'a.local', vpcId: 'vpc-1' })
    const { Arn: ResourceARN } = createService({ NamespaceId, Tags: [{ Key: 'a', Value: '1' }] })
    call('TagResource', {
      ResourceARN,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    })
    call('UntagResource', { ResourceARN, TagKeys: ['b'] })
    expect(call('ListTagsForResource', { ResourceARN }).Tags).toEqual([{ Key: 'a', Value: '2' }])
    expect(discovery.tags()[ResourceARN]).toEqual({ a: '2' })
  })

  test('of a resource that does not exist are refused', () => {
    const { call } = createFixture()
    expect(refusal(() => call('ListTagsForResource', { ResourceARN: 'none' })).code).toBe('ResourceNotFoundException')
  })
})
