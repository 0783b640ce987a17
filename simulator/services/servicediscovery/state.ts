import type { World } from '../../world.ts'
import { createLaggedMap, type LaggedMap } from '../lagged-map.ts'
import { namespaceNotFound, serviceNotFound } from './refusals.ts'
import type { AsynchronousOperation, DiscoveryService, Instance, Namespace } from './shapes.ts'

export interface DiscoveryState {
  readonly world: World
  readonly namespaces: LaggedMap<Namespace>
  readonly services: LaggedMap<DiscoveryService>
  /** By `<service id>/<instance id>`. */
  readonly instances: LaggedMap<Instance>
  readonly operations: Map<string, AsynchronousOperation>
  readonly tags: Map<string, Readonly<Record<string, string>>>
  /** What is being created now: name and VPC of each namespace whose operation has not ended. */
  readonly pending: Map<string, PendingNamespace>
}

export interface PendingNamespace {
  readonly operationId: string
  readonly name: string
  readonly vpcId: string | undefined
  readonly creatorRequestId: string | undefined
}

export function createState(world: World): DiscoveryState {
  return {
    world,
    namespaces: createLaggedMap(world),
    services: createLaggedMap(world),
    instances: createLaggedMap(world),
    operations: new Map(),
    tags: new Map(),
    pending: new Map(),
  }
}

/** The state as it is now, for readers at the time of another world. */
export function copyState(state: DiscoveryState, world: World): DiscoveryState {
  return {
    world,
    namespaces: state.namespaces.copy(world),
    services: state.services.copy(world),
    instances: state.instances.copy(world),
    operations: new Map(state.operations),
    tags: new Map(state.tags),
    pending: new Map(state.pending),
  }
}

/** Calls take the id or the ARN of a resource (API reference). */
export const idOf = (idOrArn: string) => idOrArn.split('/').at(-1) ?? idOrArn

export function namespaceById(state: DiscoveryState, idOrArn: string): Namespace {
  const namespace = state.namespaces.get(idOf(idOrArn))
  if (!namespace) throw namespaceNotFound(idOrArn)
  return namespace
}

export function serviceById(state: DiscoveryState, idOrArn: string): DiscoveryService {
  const service = state.services.get(idOf(idOrArn))
  if (!service) throw serviceNotFound(idOrArn)
  return service
}

export const instancesOf = (instances: readonly Instance[], serviceId: string) =>
  instances.filter(instance => instance.serviceId === serviceId)
