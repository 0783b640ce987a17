import type { Context } from '../context.ts'
import { observeNamespace, readNamespaceTags } from '../resources/cloud-map/namespace.ts'
import {
  type FoundDiscoveryService,
  findDiscoveryService,
  type ObservedDiscoveryService,
  readDiscoveryTags,
} from '../resources/cloud-map/observed-discovery-service.ts'
import { readRegistryTags } from '../resources/cloud-map/registry-tags.ts'
import type { ObservedService } from '../resources/service/observed-service.ts'
import type { Specification } from '../specification/specification.ts'
import type { Steps } from '../steps.ts'
import type { Observation } from './observation.ts'

type Discovery = Pick<
  Steps<Observation>,
  'foundNamespace' | 'namespace' | 'foundDiscoveryService' | 'registryTags' | 'discoveryService'
>

/** What is read of Cloud Map: what exists, its tags where tags are given, and whose it is where that is not known. */
export function discoverySteps(context: Context, { inputs, tags }: Specification): Discovery {
  const { namespace, service: discoveryService } = inputs.discovery
  const readTags = Object.keys(tags.given).length > 0
  return {
    foundNamespace: {
      needs: [],
      run: async () => (namespace === undefined ? undefined : await observeNamespace(context, namespace)),
    },
    namespace: {
      needs: ['foundNamespace'],
      run: ({ foundNamespace: found }) => (found && readTags ? readNamespaceTags(context, found) : found),
    },
    foundDiscoveryService: {
      needs: ['foundNamespace'],
      run: async ({ foundNamespace: found }) =>
        found && discoveryService !== undefined
          ? await findDiscoveryService(context, { namespaceId: found.id, name: discoveryService })
          : undefined,
    },
    registryTags: {
      needs: ['service'],
      run: async done =>
        readTags && discoveryService !== undefined && done.service
          ? await readRegistryTags(context, done.service.service)
          : undefined,
    },
    discoveryService: {
      needs: ['foundDiscoveryService', 'registryTags', 'service'],
      run: async ({ foundDiscoveryService: found, registryTags, service: observed }) => {
        if (!found) return undefined
        // Whose it is has to be asked only where the service is not in it.
        if (!isRegistered(observed, found.arn)) return await readDiscoveryUse(context, found)
        if (!readTags) return { ...found, tags: {} }
        const isKnown = found.arn === registryTags?.arn
        return { ...found, tags: isKnown ? registryTags.tags : await readDiscoveryTags(context, found.arn) }
      },
    },
  }
}

function isRegistered(observed: ObservedService | undefined, registryArn: string): boolean {
  return (observed?.service.serviceRegistries ?? []).some(registry => registry.registryArn === registryArn)
}

/** Its tags and the services whose tasks are registered in it: whose it is. */
async function readDiscoveryUse(context: Context, found: FoundDiscoveryService): Promise<ObservedDiscoveryService> {
  const { findDiscoveryUsers } = await import('../resources/cloud-map/discovery-users.ts')
  const [tags, users] = await Promise.all([
    readDiscoveryTags(context, found.arn),
    findDiscoveryUsers(context, found.id),
  ])
  return { ...found, tags, users: users ?? 'unreadable' }
}
