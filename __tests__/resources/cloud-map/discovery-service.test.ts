import { describe, expect, test } from '@jest/globals'
import { applyDiscoveryService } from '../../../src/resources/cloud-map/apply-discovery-service.ts'
import {
  findDiscoveryService,
  type ObservedDiscoveryService,
  observeDiscoveryTags,
} from '../../../src/resources/cloud-map/observed-discovery-service.ts'
import {
  type DesiredDiscoveryService,
  planDiscoveryService,
} from '../../../src/resources/cloud-map/plan-discovery-service.ts'
import { createError, createScriptedRun } from '../../deployment/scripted-aws.ts'
import { fieldsOf, lostResponse, NO_TAGS, OWNER_TAGS, problemOf } from '../data.ts'

const ARN = 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1'

function desired(overrides: Partial<DesiredDiscoveryService> = {}): DesiredDiscoveryService {
  return {
    name: 'api',
    namespace: 'busyb.local',
    namespaceId: 'ns-1',
    recordTypes: undefined,
    ttlSeconds: undefined,
    tags: NO_TAGS,
    ...overrides,
  }
}

function observed(overrides: Partial<ObservedDiscoveryService> = {}): ObservedDiscoveryService {
  return { id: 'srv-1', arn: ARN, name: 'api', records: [{ type: 'A', ttlSeconds: 30 }], tags: {}, ...overrides }
}

const BOTH = observed({
  records: [
    { type: 'SRV', ttlSeconds: 30 },
    { type: 'A', ttlSeconds: 60 },
  ],
})
const summary = (ttl: number) => ({
  Id: 'srv-1',
  Arn: ARN,
  Name: 'api',
  DnsConfig: { DnsRecords: [{ Type: 'A', TTL: ttl }] },
})

describe('plan', () => {
  test('one that does not exist is created', () => {
    expect(planDiscoveryService(desired(), undefined)).toEqual({ kind: 'create', desired: desired() })
  })

  test.each([
    ['nothing given', desired(), BOTH],
    ['types in another order', desired({ recordTypes: ['A', 'SRV'] }), BOTH],
    ['its own time to live', desired({ ttlSeconds: 30 }), observed()],
  ])('%s: it stays as it is', (_name, wanted, service) => {
    expect(planDiscoveryService(wanted, service)).toEqual({ kind: 'unchanged', observed: service })
  })

  test.each([
    ['from A to A, SRV', desired({ recordTypes: ['A', 'SRV'] }), observed()],
    ['from A, SRV to A', desired({ recordTypes: ['A'] }), BOTH],
    ['from none to A', desired({ recordTypes: ['A'] }), observed({ records: [] })],
  ])('record types cannot change: %s', (change, wanted, service) => {
    expect(problemOf(planDiscoveryService(wanted, service))).toBe(
      `Discovery service "api" in "busyb.local": AWS cannot change its record types ${change}. Give it a new name (input "discovery-service"), or leave "discovery-record-types" out.`,
    )
  })

  test('the time to live of each record that differs', () => {
    expect(fieldsOf(planDiscoveryService(desired({ ttlSeconds: 60 }), BOTH))).toEqual([
      'DnsConfig.DnsRecords[SRV].TTL: 30 -> 60',
    ])
  })

  test('tags of one that was created for this service', () => {
    const tagged = desired({ tags: { ...NO_TAGS, given: { Team: 'payments' } } })
    expect(fieldsOf(planDiscoveryService(tagged, observed({ tags: OWNER_TAGS })))).toEqual([
      'tags[Team]: undefined -> payments',
    ])
    expect(planDiscoveryService(tagged, observed()).kind).toBe('unchanged')
  })
})

describe('creating', () => {
  const response = { Service: { Id: 'srv-1', Arn: ARN } }
  const create = (wanted = desired()) => planDiscoveryService(wanted, undefined)

  test('what is new gets the defaults', async () => {
    const { ctx, calls } = createScriptedRun({ CreateService: [response] })
    expect(await applyDiscoveryService(ctx, create())).toEqual({ id: 'srv-1', arn: ARN })
    expect(calls[0]?.input).toEqual({
      Name: 'api',
      NamespaceId: 'ns-1',
      Description: 'Service discovery for api.busyb.local',
      DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: [{ Type: 'A', TTL: 60 }] },
      HealthCheckCustomConfig: {},
      Tags: Object.entries(OWNER_TAGS).map(([Key, Value]) => ({ Key, Value })),
    })
  })

  test('types and time to live as given', async () => {
    const { ctx, calls } = createScriptedRun({ CreateService: [response] })
    await applyDiscoveryService(ctx, create(desired({ recordTypes: ['A', 'SRV'], ttlSeconds: 10 })))
    expect(calls[0]?.input.DnsConfig).toMatchObject({
      DnsRecords: [
        { Type: 'A', TTL: 10 },
        { Type: 'SRV', TTL: 10 },
      ],
    })
  })

  test('another run was faster: the error names what it created', async () => {
    const error = Object.assign(createError('ServiceAlreadyExists'), { ServiceId: 'srv-1', ServiceArn: ARN })
    const { ctx, calls } = createScriptedRun({ CreateService: [error] })
    expect(await applyDiscoveryService(ctx, create())).toEqual({ id: 'srv-1', arn: ARN })
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['another run was faster, and the error does not name what it created', createError('ServiceAlreadyExists')],
    ['the response was lost', lostResponse('CreateService')],
  ])('%s: it is looked up by its name', async (_name, error) => {
    const { ctx, calls } = createScriptedRun({
      CreateService: [error],
      ListServices: [{ Services: [] }, { Services: [summary(60)] }],
    })
    expect(await applyDiscoveryService(ctx, create())).toMatchObject({ id: 'srv-1', arn: ARN })
    expect(calls.filter(({ operation }) => operation === 'CreateService')).toHaveLength(1)
  })
})

describe('updating', () => {
  const change = planDiscoveryService(desired({ ttlSeconds: 10 }), BOTH)
  const updates = (calls: readonly { readonly operation: string }[]) =>
    calls.filter(({ operation }) => operation === 'UpdateService')

  test('every record is sent, because AWS deletes those that are not', async () => {
    const { ctx, calls } = createScriptedRun({
      UpdateService: [{ OperationId: 'operation-1' }],
      GetOperation: [{ Operation: { Status: 'SUCCESS' } }],
    })
    expect(await applyDiscoveryService(ctx, change)).toEqual(BOTH)
    expect(calls[0]?.input).toEqual({
      Id: 'srv-1',
      Service: {
        DnsConfig: {
          DnsRecords: [
            { Type: 'SRV', TTL: 10 },
            { Type: 'A', TTL: 10 },
          ],
        },
      },
    })
  })

  test('tags alone cost no update', async () => {
    const tagged = desired({ tags: { ...NO_TAGS, given: { Team: 'payments' } } })
    const { ctx, calls } = createScriptedRun({ TagResource: [{}] })
    await applyDiscoveryService(ctx, planDiscoveryService(tagged, observed({ tags: OWNER_TAGS })))
    expect(calls.map(({ operation, input }) => [operation, input])).toEqual([
      ['TagResource', { ResourceARN: ARN, Tags: [{ Key: 'Team', Value: 'payments' }] }],
    ])
  })

  test('the response was lost, and the records have the new time to live: it is done', async () => {
    const { ctx, calls } = createScriptedRun({
      UpdateService: [lostResponse('UpdateService')],
      ListServices: [{ Services: [summary(30)] }, { Services: [summary(10)] }],
    })
    await applyDiscoveryService(ctx, planDiscoveryService(desired({ ttlSeconds: 10 }), observed()))
    expect(updates(calls)).toHaveLength(1)
  })

  test('the response was lost, and the operation goes on: the repetition waits for it', async () => {
    const { ctx, calls } = createScriptedRun({
      UpdateService: [
        lostResponse('UpdateService'),
        Object.assign(createError('DuplicateRequest'), { DuplicateOperationId: 'operation-1' }),
      ],
      ListServices: [{ Services: [summary(30)] }],
      GetOperation: [{ Operation: { Status: 'SUCCESS' } }],
    })
    await applyDiscoveryService(ctx, planDiscoveryService(desired({ ttlSeconds: 10 }), observed()))
    expect(updates(calls)).toHaveLength(2)
    expect(calls.at(-1)).toMatchObject({ operation: 'GetOperation', input: { OperationId: 'operation-1' } })
  })
})

describe('observing', () => {
  test('by its exact name, on any page', async () => {
    const { ctx, calls } = createScriptedRun({
      ListServices: [{ Services: [{ ...summary(60), Name: 'api2' }], NextToken: 'next' }, { Services: [summary(30)] }],
    })
    const service = await findDiscoveryService(ctx, { namespaceId: 'ns-1', name: 'api' })
    expect({ ...service, tags: {} }).toEqual(observed())
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'next'])
  })

  test('its tags, by its ARN', async () => {
    const { ctx, calls } = createScriptedRun({
      ListTagsForResource: [{ Tags: [{ Key: 'Team', Value: 'payments' }] }],
    })
    expect(await observeDiscoveryTags(ctx, observed().arn)).toEqual({ Team: 'payments' })
    expect(calls).toEqual([expect.objectContaining({ input: { ResourceARN: observed().arn } })])
  })
})
