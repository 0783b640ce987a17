import type { Service } from '@aws-sdk/client-ecs'
import { ListServicesCommand, ListTagsForResourceCommand, type ServiceSummary } from '@aws-sdk/client-servicediscovery'
import { isAccessDenied, isErrorNamed } from '../../aws/errors.ts'
import { MAX_LISTED_BY_CLOUD_MAP } from '../../aws/limits.ts'
import { allPages } from '../../aws/pages.ts'
import type { Context } from '../../context.ts'
import { type Tags, tagsFrom } from '../../tags.ts'
import type { DiscoveryUser } from './discovery-users.ts'

export type RecordType = 'A' | 'SRV'

export interface FoundDiscoveryService {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly description?: string | undefined
  readonly records: readonly { readonly type: string; readonly ttlSeconds: number }[]
}

export interface ObservedDiscoveryService extends FoundDiscoveryService {
  readonly tags: Tags
  /** ECS services that use it, where that was asked: `unreadable` without the permission, undefined: nobody asked. */
  readonly users?: readonly DiscoveryUser[] | 'unreadable' | undefined
}

/** Cloud Map has no filter for a service's name: the namespace's services are listed. */
export async function findDiscoveryService(
  context: Context,
  wanted: { readonly namespaceId: string; readonly name: string },
): Promise<FoundDiscoveryService | undefined> {
  const { aws } = context
  const isWanted = ({ Name }: ServiceSummary) => Name === wanted.name
  const services = await allPages(
    async NextToken => {
      const page = await aws.send(
        aws.serviceDiscovery(),
        new ListServicesCommand({
          NextToken,
          MaxResults: MAX_LISTED_BY_CLOUD_MAP,
          Filters: [{ Name: 'NAMESPACE_ID', Values: [wanted.namespaceId], Condition: 'EQ' }],
        }),
      )
      return { items: page.Services, next: page.NextToken }
    },
    read => read.some(isWanted),
  )
  const service = services.find(isWanted)
  return service && foundIn(service)
}

function foundIn({ Id, Arn, Name, Description, DnsConfig }: ServiceSummary): FoundDiscoveryService {
  const records = (DnsConfig?.DnsRecords ?? []).map(({ Type, TTL }) => ({ type: Type ?? '', ttlSeconds: TTL ?? 0 }))
  return { id: Id ?? '', arn: Arn ?? '', name: Name ?? '', description: Description, records }
}

export async function observeDiscoveryTags(context: Context, arn: string): Promise<Tags> {
  const { aws } = context
  const answer = await aws.send(aws.serviceDiscovery(), new ListTagsForResourceCommand({ ResourceARN: arn }))
  return tagsFrom(answer.Tags)
}

export interface RegistryTags {
  readonly arn: string
  readonly tags: Tags
}

/**
 * Tags of the discovery service that an ECS service is registered in: nearly always the one that is wanted, and known
 * a round trip before the namespace's services are listed. undefined where there is none, or where they cannot be read.
 */
export async function observeRegistryTags(context: Context, service: Service): Promise<RegistryTags | undefined> {
  const arn = service.serviceRegistries?.[0]?.registryArn
  if (arn === undefined) return undefined
  try {
    return { arn, tags: await observeDiscoveryTags(context, arn) }
  } catch (error) {
    // Only a guess: if it is the wanted one after all, it is read again, and what is wrong is reported then.
    if (isAccessDenied(error) || isErrorNamed(error, 'ResourceNotFoundException', 'InvalidInput')) return undefined
    throw error
  }
}

/** Its tags and the services whose tasks are registered in it: whose it is. */
export async function observeDiscoveryUse(
  context: Context,
  found: FoundDiscoveryService,
): Promise<ObservedDiscoveryService> {
  const { findDiscoveryUsers } = await import('./discovery-users.ts')
  const [tags, users] = await Promise.all([
    observeDiscoveryTags(context, found.arn),
    findDiscoveryUsers(context, found.id),
  ])
  return { ...found, tags, users: users ?? 'unreadable' }
}

/** Pure. Types of the records that the discovery service has, or will have. */
export function recordTypesOf(
  given: readonly RecordType[] | undefined,
  observed: FoundDiscoveryService | undefined,
): readonly RecordType[] {
  return observed?.records.map(record => record.type as RecordType) ?? given ?? ['A']
}
