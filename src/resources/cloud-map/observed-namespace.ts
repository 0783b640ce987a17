import { ListNamespacesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-servicediscovery'
import { allPages } from '../../aws/pages.ts'
import type { Context } from '../../context.ts'
import { InvalidError } from '../../problem.ts'
import { type Tags, tagsFrom } from '../../tags.ts'

export interface ObservedNamespace {
  readonly id: string
  readonly name: string
  readonly arn?: string | undefined
  /** undefined: not read. */
  readonly tags?: Tags | undefined
}

export async function observeNamespace(context: Context, name: string): Promise<ObservedNamespace | undefined> {
  const { aws } = context
  const listed = await allPages(async NextToken => {
    const page = await aws.send(
      aws.serviceDiscovery(),
      new ListNamespacesCommand({
        NextToken,
        Filters: [
          { Name: 'TYPE', Values: ['DNS_PRIVATE'], Condition: 'EQ' },
          { Name: 'NAME', Values: [name], Condition: 'EQ' },
        ],
      }),
    )
    return { items: page.Namespaces, next: page.NextToken }
  })
  // The filter is trusted to find it, not to find only it.
  const found = listed.filter(namespace => namespace.Name === name && namespace.Type === 'DNS_PRIVATE')
  if (found.length > 1) {
    const ids = found.map(namespace => namespace.Id).join(', ')
    throw new InvalidError([
      `Input "namespace": there are ${found.length} private DNS namespaces named "${name}" (${ids}), and Cloud Map does not say in which VPC each is. Delete the ones that nothing uses, or attach the service to a discovery service by "serviceRegistries" in the service definition file.`,
    ])
  }
  const { Id: id, Arn: arn } = found[0] ?? {}
  return id === undefined ? undefined : { id, name, arn }
}

/** The namespace with its tags. */
export async function observeNamespaceTags(context: Context, namespace: ObservedNamespace): Promise<ObservedNamespace> {
  const { aws } = context
  if (namespace.arn === undefined) return namespace
  const answer = await aws.send(aws.serviceDiscovery(), new ListTagsForResourceCommand({ ResourceARN: namespace.arn }))
  return { ...namespace, tags: tagsFrom(answer.Tags) }
}
