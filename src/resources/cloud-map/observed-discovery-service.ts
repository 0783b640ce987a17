import { ListServicesCommand, ListTagsForResourceCommand, type ServiceSummary } from '@aws-sdk/client-servicediscovery'
import type { Context } from '../../context.ts'
import { type Tags, tagsFrom } from '../../tags.ts'
import type { DiscoveryUser } from './discovery-users.ts'

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
  let token: string | undefined
  do {
    const page = await aws.send(
      aws.serviceDiscovery(),
      new ListServicesCommand({
        NextToken: token,
        MaxResults: 100,
        Filters: [{ Name: 'NAMESPACE_ID', Values: [wanted.namespaceId], Condition: 'EQ' }],
      }),
    )
    const service = page.Services?.find(candidate => candidate.Name === wanted.name)
    if (service) return foundIn(service)
    token = page.NextToken
  } while (token)
  return undefined
}

function foundIn({ Id, Arn, Name, Description, DnsConfig }: ServiceSummary): FoundDiscoveryService {
  const records = (DnsConfig?.DnsRecords ?? []).map(({ Type, TTL }) => ({ type: Type ?? '', ttlSeconds: TTL ?? 0 }))
  return { id: Id ?? '', arn: Arn ?? '', name: Name ?? '', description: Description, records }
}

export async function readDiscoveryTags(context: Context, arn: string): Promise<Tags> {
  const { aws } = context
  const answer = await aws.send(aws.serviceDiscovery(), new ListTagsForResourceCommand({ ResourceARN: arn }))
  return tagsFrom(answer.Tags)
}

export async function observeDiscoveryService(
  context: Context,
  wanted: { readonly namespaceId: string; readonly name: string; readonly readTags: boolean },
): Promise<ObservedDiscoveryService | undefined> {
  const found = await findDiscoveryService(context, wanted)
  return found && { ...found, tags: wanted.readTags ? await readDiscoveryTags(context, found.arn) : {} }
}
