import { ApiError } from '../../errors.ts'
import { filterBy, type ListInput, listed } from './listing.ts'
import { type OperationFailure, submit } from './operations.ts'
import { duplicateRequest, invalidInput, resourceInUse } from './refusals.ts'
import type { Filter, Namespace, Tag } from './shapes.ts'
import { type DiscoveryState, namespaceById } from './state.ts'
import { readTags } from './tags.ts'

/** The TTL of a new namespace's SOA record is not documented: assumed. */
const DEFAULT_SOA_TTL = 15
/** API reference, CreatePrivateDnsNamespace (Name). */
const NAME = /^[!-~]{1,253}$/

export interface NewNamespace {
  readonly name: string
  /** Only for a private DNS namespace, the default. */
  readonly vpcId?: string
  readonly type?: 'DNS_PRIVATE' | 'HTTP'
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
}

interface CreateNamespaceInput {
  readonly Name: string
  readonly Vpc?: string
  readonly Description?: string
  readonly CreatorRequestId?: string
  readonly Tags?: readonly Tag[]
  readonly Properties?: { readonly DnsProperties?: { readonly SOA?: { readonly TTL?: number } } }
}

/**
 * Returns an operation; the namespace exists when that has ended (it is assumed not to be listed sooner).
 *
 * What is refused at once: a request with the CreatorRequestId of an operation in progress (DuplicateRequest), a name
 * that another namespace has in the same VPC (NamespaceAlreadyExists). What fails later: a VPC that does not exist, or
 * one in which another namespace of that name was finished first. Both with CANNOT_CREATE_HOSTED_ZONE (API reference,
 * Operation.ErrorCode; for the name also public reports, which have this text). The text for the VPC, and what
 * a second HTTP namespace of the name gets, are assumed.
 */
export function createPrivateDnsNamespace(state: DiscoveryState, input: CreateNamespaceInput): object {
  return create(state, input, 'DNS_PRIVATE')
}

export function createHttpNamespace(state: DiscoveryState, input: CreateNamespaceInput): object {
  return create(state, input, 'HTTP')
}

function create(state: DiscoveryState, input: CreateNamespaceInput, type: 'DNS_PRIVATE' | 'HTTP'): object {
  if (!NAME.test(input.Name)) throw invalidInput(`The namespace name '${input.Name}' is not valid.`)
  const tags = readTags(input.Tags ?? [])
  const { CreatorRequestId } = input
  const same = [...state.pending.values()].find(
    other => CreatorRequestId !== undefined && other.creatorRequestId === CreatorRequestId,
  )
  if (same) throw duplicateRequest(same.operationId)
  const existing = namespaceOf(state, { name: input.Name, vpcId: input.Vpc })
  if (existing) {
    throw new ApiError('NamespaceAlreadyExists', `Namespace ${input.Name} already exists.`, {
      members: { NamespaceId: existing.Id, CreatorRequestId: existing.CreatorRequestId },
    })
  }

  const id = `ns-${state.world.id(16)}`
  const OperationId = submit(state, {
    type: 'CREATE_NAMESPACE',
    targets: { NAMESPACE: id },
    carryOut() {
      state.pending.delete(id)
      const failure = hostedZoneFailure(state, input)
      if (!failure) {
        const ttl = input.Properties?.DnsProperties?.SOA?.TTL
        const { Name: name, Vpc, Description } = input
        const creation = { name, type, tags, ...(Vpc !== undefined && { vpcId: Vpc }) }
        const described = Description === undefined ? creation : { ...creation, description: Description }
        addNamespace(state, described, { id, ttl, creatorRequestId: CreatorRequestId })
      }
      return failure
    },
  })
  state.pending.set(id, {
    operationId: OperationId,
    name: input.Name,
    vpcId: input.Vpc,
    creatorRequestId: CreatorRequestId,
  })
  return { OperationId }
}

function hostedZoneFailure(state: DiscoveryState, { Name, Vpc }: CreateNamespaceInput): OperationFailure | undefined {
  const code = 'CANNOT_CREATE_HOSTED_ZONE'
  const { region, ports } = state.world
  if (Vpc !== undefined && ports.network.hasVpc?.(Vpc) === false) {
    return { code, message: `The VPC ${Vpc} in region ${region} does not exist.` }
  }
  const other = namespaceOf(state, { name: Name, vpcId: Vpc })
  if (!other) return undefined
  if (Vpc === undefined) return { code: 'INTERNAL_FAILURE', message: `Namespace ${Name} already exists.` }
  const zone = other.Properties.DnsProperties?.HostedZoneId
  const message = `The VPC ${Vpc} in region ${region} has already been associated with the hosted zone ${zone} with the same domain name.`
  return { code, message }
}

const namespaceOf = (state: DiscoveryState, { name, vpcId }: { name: string; vpcId: string | undefined }) =>
  state.namespaces.values().find(namespace => namespace.Name === name && namespace.vpcId === vpcId)

interface Creation {
  readonly id: string
  readonly ttl?: number | undefined
  readonly creatorRequestId?: string | undefined
}

/** Creates a namespace at once. */
export function addNamespace(state: DiscoveryState, options: NewNamespace, creation: Creation): string {
  const { name, vpcId, type = 'DNS_PRIVATE', description, tags = {} } = options
  const { world } = state
  const dns = {
    DnsProperties: { HostedZoneId: `Z${world.id(20).toUpperCase()}`, SOA: { TTL: creation.ttl ?? DEFAULT_SOA_TTL } },
  }
  const namespace: Namespace = {
    Id: creation.id,
    Arn: world.arn('servicediscovery', `namespace/${creation.id}`),
    ResourceOwner: world.account,
    Name: name,
    Type: type,
    ...(description !== undefined && { Description: description }),
    Properties: { ...(type === 'DNS_PRIVATE' && dns), HttpProperties: { HttpName: name } },
    CreateDate: new Date(world.clock.now()),
    CreatorRequestId: creation.creatorRequestId,
    vpcId,
  }
  state.namespaces.set(namespace.Id, namespace)
  state.tags.set(namespace.Arn, tags)
  return namespace.Id
}

export function getNamespace(state: DiscoveryState, input: { Id: string }): object {
  return { Namespace: describeNamespace(state, namespaceById(state, input.Id)) }
}

/** A namespace as GetNamespace returns it. */
export function describeNamespace(state: DiscoveryState, namespace: Namespace): object {
  const { vpcId: _vpc, ...shape } = namespace
  const services = state.services.values().filter(service => service.NamespaceId === namespace.Id)
  return { ...shape, ServiceCount: services.length }
}

export function listNamespaces(state: DiscoveryState, input: ListInput & { Filters?: readonly Filter[] }): object {
  const anyCondition = ['EQ', 'BEGINS_WITH']
  const keep = filterBy<Namespace>(input.Filters ?? [], {
    TYPE: { values: namespace => [namespace.Type], conditions: ['EQ'] },
    NAME: { values: namespace => [namespace.Name], conditions: anyCondition },
    HTTP_NAME: { values: namespace => [namespace.Properties.HttpProperties.HttpName], conditions: anyCondition },
    RESOURCE_OWNER: { values: () => ['SELF'], conditions: ['EQ'] },
  })
  const page = listed(state, state.namespaces.seenValues(), { input, keep })
  const Namespaces = page.items.map(namespace => {
    const { CreatorRequestId: _id, ...summary } = describeNamespace(state, namespace) as Namespace
    return summary
  })
  return { Namespaces, NextToken: page.next }
}

export function deleteNamespace(state: DiscoveryState, input: { Id: string }): object {
  const namespace = namespaceById(state, input.Id)
  if (state.services.values().some(service => service.NamespaceId === namespace.Id)) {
    throw resourceInUse('Namespace contains services; delete the services before deleting the namespace')
  }
  const OperationId = submit(state, {
    type: 'DELETE_NAMESPACE',
    targets: { NAMESPACE: namespace.Id },
    carryOut() {
      state.namespaces.delete(namespace.Id)
      state.tags.delete(namespace.Arn)
      return undefined
    },
  })
  return { OperationId }
}
