import { ApiError } from '../../errors.ts'
import { checkTtl, readRecords, sameTypes } from './dns-records.ts'
import { filterBy, type ListInput, listed } from './listing.ts'
import { submit } from './operations.ts'
import { invalidInput, resourceInUse } from './refusals.ts'
import type { DiscoveryService, DnsConfig, DnsRecord, Filter, Namespace, Tag } from './shapes.ts'
import { type DiscoveryState, idOf, instancesOf, namespaceById, serviceById } from './state.ts'
import { readTags } from './tags.ts'

/** Model of ServiceName: labels of at most 63 letters, digits, hyphens and underscores. */
const NAME =
  /^(?=.{1,127}$)([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9]))*$/

interface DnsConfigInput {
  readonly NamespaceId?: string
  readonly RoutingPolicy?: string
  readonly DnsRecords: readonly DnsRecord[]
}

interface CreateServiceInput {
  readonly Name: string
  readonly NamespaceId?: string
  readonly CreatorRequestId?: string
  readonly Description?: string
  readonly DnsConfig?: DnsConfigInput
  readonly HealthCheckConfig?: object
  readonly HealthCheckCustomConfig?: object
  readonly Type?: string
  readonly Tags?: readonly Tag[]
}

/**
 * A name can be used once per namespace; other namespaces may use it, too. Whether a repeated CreatorRequestId returns
 * the service instead is not known: it is assumed to be ServiceAlreadyExists as well, which names the service and the
 * CreatorRequestId that created it.
 */
export function createService(state: DiscoveryState, input: CreateServiceInput): object {
  if (!NAME.test(input.Name)) throw invalidInput(`The service name '${input.Name}' is not valid.`)
  // DnsConfig.NamespaceId is the deprecated place (API reference, DnsConfig).
  const namespaceId = input.NamespaceId ?? input.DnsConfig?.NamespaceId
  if (namespaceId === undefined) throw invalidInput('A namespace ID must be specified.')
  const namespace = namespaceById(state, namespaceId)
  checkHealthChecks(input, namespace)
  const dnsConfig = readDnsConfig(input, namespace)
  const tags = readTags(input.Tags ?? [])
  refuseTakenName(state, input.Name, namespace)

  const { world } = state
  const id = `srv-${world.id(16)}`
  const service: DiscoveryService = {
    Id: id,
    Arn: world.arn('servicediscovery', `service/${id}`),
    ResourceOwner: world.account,
    Name: input.Name,
    NamespaceId: namespace.Id,
    ...(input.Description !== undefined && { Description: input.Description }),
    ...(dnsConfig && { DnsConfig: dnsConfig }),
    Type: dnsConfig ? 'DNS_HTTP' : 'HTTP',
    // "No longer supported and is always set to 1" (API reference, FailureThreshold).
    ...(input.HealthCheckCustomConfig && { HealthCheckCustomConfig: { FailureThreshold: 1 } }),
    CreateDate: new Date(world.clock.now()),
    CreatorRequestId: input.CreatorRequestId,
  }
  state.services.set(id, service)
  state.tags.set(service.Arn, tags)
  return { Service: describeService(state, service) }
}

function checkHealthChecks(
  { HealthCheckConfig, HealthCheckCustomConfig }: CreateServiceInput,
  namespace: Namespace,
): void {
  if (HealthCheckConfig && HealthCheckCustomConfig) {
    throw invalidInput('You can specify either HealthCheckConfig or HealthCheckCustomConfig but not both.')
  }
  if (HealthCheckConfig && namespace.Type === 'DNS_PRIVATE') {
    throw invalidInput('HealthCheckConfig is not supported for services in a private DNS namespace.')
  }
  if (HealthCheckConfig) throw invalidInput('HealthCheckConfig is not simulated.')
}

function readDnsConfig(input: CreateServiceInput, namespace: Namespace): DnsConfig | undefined {
  const { DnsConfig: config } = input
  if (namespace.Type === 'HTTP' || input.Type === 'HTTP') {
    if (config) throw invalidInput('DnsConfig cannot be specified for a service that is only discoverable by API.')
    return undefined
  }
  if (!config) throw invalidInput('DnsConfig must be specified for a service in a DNS namespace.')
  const routingPolicy = config.RoutingPolicy ?? 'MULTIVALUE'
  return {
    NamespaceId: namespace.Id,
    RoutingPolicy: routingPolicy,
    DnsRecords: readRecords(config.DnsRecords, routingPolicy),
  }
}

/** "For services that are accessible by DNS queries, you can't create multiple services with names that differ only by case." */
function refuseTakenName(state: DiscoveryState, name: string, namespace: Namespace): void {
  const spelled = (text: string) => (namespace.Type === 'HTTP' ? text : text.toLowerCase())
  const existing = state.services
    .values()
    .find(service => service.NamespaceId === namespace.Id && spelled(service.Name) === spelled(name))
  if (!existing) return
  // localstack/localstack issue 9823 quotes the text.
  throw new ApiError('ServiceAlreadyExists', 'Service already exists.', {
    members: { CreatorRequestId: existing.CreatorRequestId, ServiceId: existing.Id, ServiceArn: existing.Arn },
  })
}

export function getService(state: DiscoveryState, input: { Id: string }): object {
  return { Service: describeService(state, serviceById(state, input.Id)) }
}

/** A service as GetService returns it. */
export function describeService(state: DiscoveryState, service: DiscoveryService): object {
  return {
    ...service,
    CreatedByAccount: service.ResourceOwner,
    InstanceCount: instancesOf(state.instances.values(), service.Id).length,
  }
}

/** There is no filter for the name of a service (API reference, ServiceFilter). */
export function listServices(state: DiscoveryState, input: ListInput & { Filters?: readonly Filter[] }): object {
  const filters = (input.Filters ?? []).map(filter =>
    filter.Name === 'NAMESPACE_ID' ? { ...filter, Values: filter.Values.map(idOf) } : filter,
  )
  const keep = filterBy<DiscoveryService>(filters, {
    NAMESPACE_ID: { values: service => [service.NamespaceId], conditions: ['EQ'] },
    RESOURCE_OWNER: { values: () => ['SELF'], conditions: ['EQ'] },
  })
  const page = listed(state, state.services.seenValues(), { input, keep })
  const Services = page.items.map(service => {
    // ServiceSummary has neither of these two.
    const {
      CreatorRequestId: _id,
      NamespaceId: _namespace,
      ...summary
    } = describeService(state, service) as DiscoveryService
    return summary
  })
  return { Services, NextToken: page.next }
}

interface UpdateServiceInput {
  readonly Id: string
  readonly Service: {
    readonly Description?: string
    readonly DnsConfig?: { readonly DnsRecords: readonly DnsRecord[] }
    readonly HealthCheckConfig?: object
  }
}

/**
 * Changes the description and the TTLs, when its operation ends. "If you omit any existing DnsRecords [...] the
 * configurations are deleted from the service" (API reference): taken literally if DnsConfig is missing. Record types
 * other than the service's are refused. It is assumed that a description that is not given stays.
 */
export function updateService(state: DiscoveryState, input: UpdateServiceInput): object {
  const service = serviceById(state, input.Id)
  const { Description, DnsConfig: change, HealthCheckConfig } = input.Service
  if (namespaceById(state, service.NamespaceId).Type === 'HTTP') {
    throw invalidInput('A service in an HTTP namespace cannot be updated.')
  }
  if (HealthCheckConfig)
    throw invalidInput('HealthCheckConfig is not supported for services in a private DNS namespace.')
  if (change) {
    if (!sameTypes(change.DnsRecords, service.DnsConfig?.DnsRecords ?? [])) {
      // Text: public reports.
      throw invalidInput('The record types in the request must be the same as those present in the existing service.')
    }
    for (const record of change.DnsRecords) checkTtl(record)
  }
  const OperationId = submit(state, {
    type: 'UPDATE_SERVICE',
    targets: { SERVICE: service.Id },
    carryOut() {
      const { DnsConfig: present, ...rest } = state.services.get(service.Id) ?? service
      const records = change && structuredClone(change.DnsRecords)
      state.services.set(service.Id, {
        ...rest,
        ...(Description !== undefined && { Description }),
        ...(records && present && { DnsConfig: { ...present, DnsRecords: records } }),
      })
      return undefined
    },
  })
  return { OperationId }
}

export function deleteService(state: DiscoveryState, input: { Id: string }): object {
  const service = serviceById(state, input.Id)
  if (instancesOf(state.instances.values(), service.Id).length > 0) {
    // hashicorp/terraform-provider-aws issue 4853 quotes the text.
    throw resourceInUse('Service contains registered instances; delete the instances before deleting the service')
  }
  state.services.delete(service.Id)
  state.tags.delete(service.Arn)
  return {}
}
