import { ListInstancesCommand } from '@aws-sdk/client-servicediscovery'
import { isAccessDenied, isErrorNamed } from '../../aws/errors.ts'
import { MAX_LISTED_BY_CLOUD_MAP } from '../../aws/limits.ts'
import type { Context } from '../../context.ts'
import { OWNER_CLUSTER_TAG, OWNER_SERVICE_TAG, type WantedTags } from '../../tags.ts'

/** An ECS service that has registered instances in a discovery service. */
export interface DiscoveryUser {
  readonly cluster: string
  readonly service: string
}

/**
 * The ECS services whose tasks are registered, recognised by the attributes that ECS gives them. One page: who uses a
 * discovery service is known after the first instance. undefined where listing them is not allowed.
 */
export async function findDiscoveryUsers(
  context: Context,
  serviceId: string,
): Promise<readonly DiscoveryUser[] | undefined> {
  const { aws } = context
  try {
    const page = await aws.send(
      aws.serviceDiscovery(),
      new ListInstancesCommand({ ServiceId: serviceId, MaxResults: MAX_LISTED_BY_CLOUD_MAP }),
    )
    const users = (page.Instances ?? []).flatMap(({ Attributes: attributes = {} }) => {
      const { ECS_CLUSTER_NAME: cluster, ECS_SERVICE_NAME: service } = attributes
      return cluster === undefined || service === undefined ? [] : [{ cluster, service }]
    })
    return [...new Map(users.map(user => [`${user.cluster}/${user.service}`, user])).values()]
  } catch (error) {
    // Deleted meanwhile: nobody uses it, and the plan's own calls say that it is gone.
    if (isErrorNamed(error, 'ServiceNotFound')) return []
    if (!isAccessDenied(error)) throw error
    return undefined
  }
}

/** Pure. For people: the first of them that is not the service that the tags name; undefined: there is none. */
export function otherUser(wanted: WantedTags, users: readonly DiscoveryUser[] | undefined): string | undefined {
  const { [OWNER_CLUSTER_TAG]: ownCluster, [OWNER_SERVICE_TAG]: ownService } = wanted.onCreation
  const other = users?.find(({ cluster, service }) => cluster !== ownCluster || service !== ownService)
  return other && `service "${other.service}" in cluster "${other.cluster}"`
}
