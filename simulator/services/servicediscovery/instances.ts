import { type ListInput, listed } from './listing.ts'
import { instanceNotFound, namespaceNotFound, serviceNotFound } from './refusals.ts'
import type { Instance } from './shapes.ts'
import { type DiscoveryState, instancesOf, serviceById } from './state.ts'

type HealthStatus = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'

export function listInstances(state: DiscoveryState, input: ListInput & { ServiceId: string }): object {
  const service = serviceById(state, input.ServiceId)
  const page = listed(state, instancesOf(state.instances.seenValues(), service.Id), { input })
  const Instances = page.items.map(({ Id, Attributes }) => ({
    Id,
    Attributes,
    CreatedByAccount: service.ResourceOwner,
  }))
  return { ResourceOwner: service.ResourceOwner, Instances, NextToken: page.next }
}

/**
 * "If you omit Instances, Cloud Map returns the health status for all the instances" (API reference). A service without
 * a health check has no health to report: it is assumed that its instances are UNKNOWN.
 */
export function getInstancesHealthStatus(
  state: DiscoveryState,
  input: ListInput & { ServiceId: string; Instances?: readonly string[] },
): object {
  const service = serviceById(state, input.ServiceId)
  const all = instancesOf(state.instances.seenValues(), service.Id)
  for (const id of input.Instances ?? []) if (!all.some(instance => instance.Id === id)) throw instanceNotFound(id)
  const asked = input.Instances ? all.filter(instance => input.Instances?.includes(instance.Id)) : all
  const page = listed(state, asked, { input })
  const checked = service.HealthCheckCustomConfig !== undefined
  return {
    Status: Object.fromEntries(page.items.map(instance => [instance.Id, healthOf(instance, checked)])),
    NextToken: page.next,
  }
}

const healthOf = (instance: Instance, checked: boolean): HealthStatus => {
  if (!checked) return 'UNKNOWN'
  return instance.healthy ? 'HEALTHY' : 'UNHEALTHY'
}

interface DiscoverInstancesInput {
  readonly NamespaceName: string
  readonly ServiceName: string
  readonly MaxResults?: number
  readonly QueryParameters?: Readonly<Record<string, string>>
  readonly HealthStatus?: string
}

/**
 * Looks up by names, as applications do. HealthStatus: "HEALTHY_OR_ELSE_ALL: returns healthy instances, unless none are
 * reporting a healthy state. In that case, return all instances"; the default is not documented, this one is assumed.
 */
export function discoverInstances(state: DiscoveryState, input: DiscoverInstancesInput): object {
  const namespace = state.namespaces
    .values()
    .find(candidate => candidate.Properties.HttpProperties.HttpName === input.NamespaceName)
  if (!namespace) throw namespaceNotFound(input.NamespaceName)
  const service = state.services
    .values()
    .find(candidate => candidate.NamespaceId === namespace.Id && candidate.Name === input.ServiceName)
  if (!service) throw serviceNotFound(input.ServiceName)

  const checked = service.HealthCheckCustomConfig !== undefined
  const matching = instancesOf(state.instances.seenValues(), service.Id).filter(({ Attributes }) =>
    Object.entries(input.QueryParameters ?? {}).every(([key, value]) => Attributes[key] === value),
  )
  const chosen = byHealth(matching, input.HealthStatus ?? 'HEALTHY_OR_ELSE_ALL')
  return {
    Instances: chosen.slice(0, input.MaxResults ?? 100).map(instance => ({
      InstanceId: instance.Id,
      NamespaceName: namespace.Name,
      ServiceName: service.Name,
      HealthStatus: healthOf(instance, checked),
      Attributes: instance.Attributes,
    })),
    InstancesRevision: 1,
  }
}

function byHealth(instances: readonly Instance[], wanted: string): readonly Instance[] {
  const healthy = instances.filter(instance => instance.healthy)
  if (wanted === 'HEALTHY') return healthy
  if (wanted === 'UNHEALTHY') return instances.filter(instance => !instance.healthy)
  return wanted === 'HEALTHY_OR_ELSE_ALL' && healthy.length > 0 ? healthy : instances
}
