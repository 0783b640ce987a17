import { worldAt } from '../../state-copy.ts'
import type { InstancesPort, Operations, World } from '../../world.ts'
import {
  createService,
  deleteService,
  describeService,
  getService,
  listServices,
  updateService,
} from './discovery-services.ts'
import { discoverInstances, getInstancesHealthStatus, listInstances } from './instances.ts'
import {
  addNamespace,
  createHttpNamespace,
  createPrivateDnsNamespace,
  deleteNamespace,
  describeNamespace,
  getNamespace,
  listNamespaces,
  type NewNamespace,
} from './namespaces.ts'
import { getOperation } from './operations.ts'
import { copyState, createState, type DiscoveryState, idOf } from './state.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

export interface ServiceDiscovery {
  readonly operations: Operations
  readonly port: InstancesPort
  /** Plain copies, for assertions. */
  state(): ServiceDiscoverySnapshot
  tags(): Record<string, Record<string, string>>
  /** Copies the state, for later reads of what is true now. */
  capture(): (at: number) => Operations
  /** Creates a namespace that exists at once. Returns its id. */
  createNamespace(options: NewNamespace): string
}

export interface ServiceDiscoverySnapshot {
  readonly namespaces: readonly object[]
  readonly discoveryServices: readonly object[]
  readonly instances: readonly object[]
}

/** Cloud Map, as far as private DNS names for ECS services need it. */
export function createServiceDiscovery(world: World): ServiceDiscovery {
  const state = createState(world)
  return {
    operations: operations(state),
    port: instancesPort(state),
    state: () => snapshot(state),
    tags: () => structuredClone(Object.fromEntries(state.tags)) as Record<string, Record<string, string>>,
    capture() {
      const copy = copyState(state, world)
      return at => operations(copyState(copy, worldAt(world, at)))
    },
    createNamespace: options => addNamespace(state, options, { id: `ns-${world.id(16)}` }),
  }
}

function operations(state: DiscoveryState): Operations {
  return {
    CreatePrivateDnsNamespace: input => createPrivateDnsNamespace(state, input),
    CreateHttpNamespace: input => createHttpNamespace(state, input),
    GetNamespace: input => getNamespace(state, input),
    ListNamespaces: input => listNamespaces(state, input),
    DeleteNamespace: input => deleteNamespace(state, input),
    GetOperation: input => getOperation(state, input),
    CreateService: input => createService(state, input),
    GetService: input => getService(state, input),
    ListServices: input => listServices(state, input),
    UpdateService: input => updateService(state, input),
    DeleteService: input => deleteService(state, input),
    ListInstances: input => listInstances(state, input),
    GetInstancesHealthStatus: input => getInstancesHealthStatus(state, input),
    DiscoverInstances: input => discoverInstances(state, input),
    TagResource: input => tagResource(state, input),
    UntagResource: input => untagResource(state, input),
    ListTagsForResource: input => listTagsForResource(state, input),
  }
}

/** What ECS does with the instances of a registry. All of it takes effect at once: how long AWS takes is not documented. */
function instancesPort(state: DiscoveryState): InstancesPort {
  const key = (registryArn: string, instanceId: string) => `${idOf(registryArn)}/${instanceId}`
  return {
    recordTypes: registryArn => {
      const service = state.services.get(idOf(registryArn))
      return service && (service.DnsConfig?.DnsRecords ?? []).map(record => record.Type)
    },
    register: (registryArn, { id, attributes }) =>
      state.instances.set(key(registryArn, id), {
        serviceId: idOf(registryArn),
        Id: id,
        Attributes: { ...attributes },
        // "If you don't specify a value for AWS_INIT_HEALTH_STATUS, the initial status is HEALTHY" (API reference).
        healthy: attributes.AWS_INIT_HEALTH_STATUS !== 'UNHEALTHY',
      }),
    deregister: (registryArn, instanceId) => state.instances.delete(key(registryArn, instanceId)),
    setHealth: (registryArn, instanceId, healthy) => {
      const instance = state.instances.get(key(registryArn, instanceId))
      if (instance) state.instances.set(key(registryArn, instanceId), { ...instance, healthy })
    },
  }
}

function snapshot(state: DiscoveryState): ServiceDiscoverySnapshot {
  return structuredClone({
    namespaces: state.namespaces.values().map(namespace => describeNamespace(state, namespace)),
    discoveryServices: state.services.values().map(service => describeService(state, service)),
    instances: state.instances.values().map(({ serviceId, Id, Attributes, healthy }) => ({
      ServiceId: serviceId,
      ServiceArn: state.services.get(serviceId)?.Arn,
      Id,
      Attributes,
      HealthStatus: healthy ? 'HEALTHY' : 'UNHEALTHY',
    })),
  })
}
