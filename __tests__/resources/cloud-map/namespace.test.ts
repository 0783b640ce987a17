import { describe, expect, test } from '@jest/globals'
import { applyNamespace } from '../../../src/resources/cloud-map/apply-namespace.ts'
import { observeNamespace, observeNamespaceTags } from '../../../src/resources/cloud-map/observed-namespace.ts'
import { planNamespace } from '../../../src/resources/cloud-map/plan-namespace.ts'
import { createError, createScriptedRun, type Script } from '../../deployment/scripted-aws.ts'
import { fieldsOf, lostResponse, NO_TAGS, OWNER_TAGS } from '../data.ts'

const DESIRED = { name: 'busyb.local', vpcId: 'vpc-1', tags: NO_TAGS }
const LISTED = { Namespaces: [{ Id: 'ns-1', Name: 'busyb.local', Type: 'DNS_PRIVATE' }] }
const CREATED = { OperationId: 'operation-1' }
const NONE = { Namespaces: [] }
const PENDING = { Operation: { Status: 'PENDING' } }
const DONE = { Operation: { Status: 'SUCCESS', Targets: { NAMESPACE: 'ns-1' } } }
const failed = (ErrorCode: string) => ({ Operation: { Status: 'FAIL', ErrorCode, ErrorMessage: 'It did not work.' } })

async function create(script: Script) {
  const { ctx, calls } = createScriptedRun(script)
  const result = await Promise.allSettled([applyNamespace(ctx, planNamespace(DESIRED, undefined))])
  const creations = calls.filter(({ operation }) => operation === 'CreatePrivateDnsNamespace')
  return { calls, creations, result: result[0] }
}

test('a namespace that exists is left as it is', async () => {
  const observed = { id: 'ns-1', name: 'busyb.local' }
  expect(planNamespace(DESIRED, observed)).toEqual({ kind: 'unchanged', observed })
  const { ctx, calls } = createScriptedRun({})
  expect(await applyNamespace(ctx, planNamespace(DESIRED, observed))).toBe('ns-1')
  expect(calls).toEqual([])
})

describe('tags', () => {
  const wanted = { ...DESIRED, tags: { ...NO_TAGS, given: { Team: 'payments' } } }
  const found = { id: 'ns-1', name: 'busyb.local', arn: 'arn:namespace' }

  test('are read, and corrected on a namespace that this action created', async () => {
    const { ctx, calls } = createScriptedRun({
      ListTagsForResource: [{ Tags: Object.entries(OWNER_TAGS).map(([Key, Value]) => ({ Key, Value })) }],
      TagResource: [{}],
    })
    const change = planNamespace(wanted, await observeNamespaceTags(ctx, found))
    expect(fieldsOf(change)).toEqual(['tags[Team]: undefined -> payments'])
    expect(await applyNamespace(ctx, change)).toBe('ns-1')
    expect(calls.at(-1)).toMatchObject({
      operation: 'TagResource',
      input: { ResourceARN: 'arn:namespace', Tags: [{ Key: 'Team', Value: 'payments' }] },
    })
  })

  test('of a namespace that somebody else created are left alone', () => {
    expect(planNamespace(wanted, { ...found, tags: { Team: 'search' } }).kind).toBe('unchanged')
  })
})

describe('a new one', () => {
  test('is created and waited for', async () => {
    const { result, creations, calls } = await create({
      CreatePrivateDnsNamespace: [CREATED],
      GetOperation: [{ Operation: { Status: 'SUBMITTED' } }, PENDING, DONE],
    })
    expect(result).toEqual({ status: 'fulfilled', value: 'ns-1' })
    expect(creations[0]?.input).toMatchObject({
      Name: 'busyb.local',
      Vpc: 'vpc-1',
      Tags: Object.entries(OWNER_TAGS).map(([Key, Value]) => ({ Key, Value })),
    })
    expect(calls.at(-1)?.input).toEqual({ OperationId: 'operation-1' })
  })

  test('the failure of its operation is reported as Cloud Map words it', async () => {
    const { result } = await create({ CreatePrivateDnsNamespace: [CREATED], GetOperation: [failed('ACCESS_DENIED')] })
    expect(result).toMatchObject({ reason: { message: 'Namespace "busyb.local": ACCESS_DENIED: It did not work.' } })
  })

  test('an operation that never ends is an error after five minutes', async () => {
    const { result } = await create({ CreatePrivateDnsNamespace: [CREATED], GetOperation: [PENDING] })
    expect(result).toMatchObject({
      reason: {
        message:
          'Namespace "busyb.local": Cloud Map\'s operation operation-1 has not ended after 5 minutes. Run the step again later.',
      },
    })
  })
})

describe('another run was faster', () => {
  test.each(['NAMESPACE_ALREADY_EXISTS', 'CANNOT_CREATE_HOSTED_ZONE'])('the operation ends with %s', async code => {
    const { result, creations } = await create({
      CreatePrivateDnsNamespace: [CREATED],
      GetOperation: [failed(code)],
      ListNamespaces: [NONE, LISTED],
    })
    expect(result).toEqual({ status: 'fulfilled', value: 'ns-1' })
    expect(creations).toHaveLength(1)
  })

  test('a hosted zone that stays in the way is reported as the error of the operation', async () => {
    const { result } = await create({
      CreatePrivateDnsNamespace: [CREATED],
      GetOperation: [failed('CANNOT_CREATE_HOSTED_ZONE')],
      ListNamespaces: [NONE],
    })
    expect(result).toMatchObject({
      reason: { message: 'Namespace "busyb.local": CANNOT_CREATE_HOSTED_ZONE: It did not work.' },
    })
  })

  test('AWS says at once that it exists: it is waited for in the list', async () => {
    const { result } = await create({
      CreatePrivateDnsNamespace: [createError('NamespaceAlreadyExists')],
      ListNamespaces: [...Array(20).fill(NONE), LISTED],
    })
    expect(result).toEqual({ status: 'fulfilled', value: 'ns-1' })
  })

  test('AWS says that it exists and never lists it', async () => {
    const { result } = await create({
      CreatePrivateDnsNamespace: [createError('NamespaceAlreadyExists')],
      ListNamespaces: [NONE],
    })
    expect(result).toMatchObject({
      reason: {
        message:
          'Namespace "busyb.local": AWS reports that it exists, but does not list it. Is it in the VPC of another account? Run the step again, or give another name.',
      },
    })
  })
})

describe('the response was lost', () => {
  test('the operation goes on: the repetition returns it', async () => {
    const { result, creations } = await create({
      CreatePrivateDnsNamespace: [
        lostResponse('CreatePrivateDnsNamespace'),
        Object.assign(createError('DuplicateRequest'), { DuplicateOperationId: 'operation-1' }),
      ],
      ListNamespaces: [NONE],
      GetOperation: [PENDING, DONE],
    })
    expect(result).toEqual({ status: 'fulfilled', value: 'ns-1' })
    const [first, second] = creations.map(({ input }) => input.CreatorRequestId)
    expect(first).toBe(second)
  })

  test('the namespace exists by now', async () => {
    const { result, creations } = await create({
      CreatePrivateDnsNamespace: [lostResponse('CreatePrivateDnsNamespace')],
      ListNamespaces: [NONE, NONE, LISTED],
    })
    expect(result).toEqual({ status: 'fulfilled', value: 'ns-1' })
    expect(creations).toHaveLength(1)
  })
})

describe('observing', () => {
  test('from the list, only a private namespace of that exact name', async () => {
    const others = [
      { Id: 'ns-2', Name: 'x.busyb.local', Type: 'DNS_PRIVATE' },
      { Id: 'ns-3', Name: 'busyb.local', Type: 'HTTP' },
    ]
    const { ctx, calls } = createScriptedRun({
      ListNamespaces: [{ Namespaces: others, NextToken: 'next' }, LISTED],
    })
    expect(await observeNamespace(ctx, 'busyb.local')).toEqual({ id: 'ns-1', name: 'busyb.local' })
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'next'])
  })

  test('two of one name are ambiguous', async () => {
    const { ctx } = createScriptedRun({
      ListNamespaces: [{ Namespaces: [...LISTED.Namespaces, { ...LISTED.Namespaces[0], Id: 'ns-2' }] }],
    })
    await expect(observeNamespace(ctx, 'busyb.local')).rejects.toThrow(
      'Input "namespace": there are 2 private DNS namespaces named "busyb.local" (ns-1, ns-2), and Cloud Map does not say in which VPC each is. Delete the ones that nothing uses, or attach the service to a discovery service by "serviceRegistries" in the service definition file.',
    )
  })
})
