import { subjectOf } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { Inputs } from '../../inputs.ts'
import type { StepsOf } from '../../steps.ts'
import { hasGivenTags, type WantedTags } from '../../tags.ts'
import { managedResource, TO_BE_CREATED } from '../managed-resource.ts'
import type { ObservedService } from '../service/observed-service.ts'
import { applyDiscoveryService } from './apply-discovery-service.ts'
import {
  type FoundDiscoveryService,
  findDiscoveryService,
  type ObservedDiscoveryService,
  observeDiscoveryTags,
  observeDiscoveryUse,
  observeRegistryTags,
  type RegistryTags,
} from './observed-discovery-service.ts'
import type { ObservedNamespace } from './observed-namespace.ts'
import {
  DISCOVERY_SERVICE_EFFECTS,
  type DiscoveryServiceChange,
  planDiscoveryService,
} from './plan-discovery-service.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'discovery'>
  readonly tags: WantedTags
}

export interface DiscoveryServiceReads {
  readonly foundDiscoveryService: FoundDiscoveryService | undefined
  /** Of the discovery service that the ECS service is in. */
  readonly registryTags: RegistryTags | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
}

interface Others {
  readonly foundNamespace: ObservedNamespace | undefined
  readonly service: ObservedService | undefined
}

interface Observed {
  readonly namespace: ObservedNamespace | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
}

export const discoveryService = {
  ...managedResource({
    title: 'discovery service',
    effects: DISCOVERY_SERVICE_EFFECTS,
    needs: ['namespace'],
    name: change => subjectOf(change).name,
    complete: (desired, { namespace }) =>
      desired.namespaceId === TO_BE_CREATED ? { ...desired, namespaceId: namespace as string } : desired,
    apply: applyDiscoveryService,
    outputs: ({ arn }) => ({ discoveryServiceArn: arn }),
    identifier: 'discoveryServiceArn',
    shown: ({ discoveryServiceArn: arn, namespaceId }, links) =>
      arn === undefined ? undefined : { text: arn, url: namespaceId && links?.namespace(namespaceId) },
  }),

  observe(context: Context, { inputs, tags }: Description): StepsOf<DiscoveryServiceReads, Others> {
    const { service: name } = inputs.discovery
    const readTags = hasGivenTags(tags)
    return {
      foundDiscoveryService: {
        needs: ['foundNamespace'],
        run: async ({ foundNamespace: found }) =>
          found && name !== undefined
            ? await findDiscoveryService(context, { namespaceId: found.id, name })
            : undefined,
      },
      registryTags: {
        needs: ['service'],
        run: async ({ service }) =>
          readTags && name !== undefined && service ? await observeRegistryTags(context, service.service) : undefined,
      },
      discoveryService: {
        needs: ['foundDiscoveryService', 'registryTags', 'service'],
        run: async ({ foundDiscoveryService: found, registryTags, service }) => {
          if (!found) return undefined
          // Whose it is has to be asked only where the service is not in it.
          if (!isRegistered(service, found.arn)) return await observeDiscoveryUse(context, found)
          if (!readTags) return { ...found, tags: {} }
          const isKnown = found.arn === registryTags?.arn
          return { ...found, tags: isKnown ? registryTags.tags : await observeDiscoveryTags(context, found.arn) }
        },
      },
    }
  },

  plan({ inputs, tags }: Description, observed: Observed): DiscoveryServiceChange | undefined {
    const { namespace, service: name, recordTypes, ttlSeconds } = inputs.discovery
    if (namespace === undefined || name === undefined) return undefined
    const namespaceId = observed.namespace?.id ?? TO_BE_CREATED
    return planDiscoveryService(
      { name, namespace, namespaceId, recordTypes, ttlSeconds, tags },
      observed.discoveryService,
    )
  },
}

function isRegistered(observed: ObservedService | undefined, registryArn: string): boolean {
  return (observed?.service.serviceRegistries ?? []).some(registry => registry.registryArn === registryArn)
}
