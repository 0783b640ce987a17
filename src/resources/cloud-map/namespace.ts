import { randomUUID } from 'node:crypto'
import {
  CreatePrivateDnsNamespaceCommand,
  ListNamespacesCommand,
  ListTagsForResourceCommand,
  type NamespaceSummary,
  TagResourceCommand,
} from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Change } from '../../change.ts'
import type { Context } from '../../context.ts'
import { InvalidError } from '../../problem.ts'
import {
  creationTags,
  missingTags,
  type Tags,
  tagFields,
  tagsFrom,
  upperCaseTags,
  type WantedTags,
} from '../../tags.ts'
import { OperationError, startOperation, waitForOperation } from './operation.ts'

export interface DesiredNamespace {
  readonly name: string
  readonly vpcId: string
  readonly tags: WantedTags
}

export interface ObservedNamespace {
  readonly id: string
  readonly name: string
  readonly arn?: string | undefined
  /** undefined: not read. */
  readonly tags?: Tags | undefined
}

export async function observeNamespace(context: Context, name: string): Promise<ObservedNamespace | undefined> {
  const { aws } = context
  const found: NamespaceSummary[] = []
  let token: string | undefined
  do {
    const page = await aws.send(
      aws.serviceDiscovery(),
      new ListNamespacesCommand({
        NextToken: token,
        Filters: [
          { Name: 'TYPE', Values: ['DNS_PRIVATE'], Condition: 'EQ' },
          { Name: 'NAME', Values: [name], Condition: 'EQ' },
        ],
      }),
    )
    // The filter is trusted to find it, not to find only it.
    found.push(
      ...(page.Namespaces ?? []).filter(namespace => namespace.Name === name && namespace.Type === 'DNS_PRIVATE'),
    )
    token = page.NextToken
  } while (token)
  if (found.length > 1) {
    const ids = found.map(namespace => namespace.Id).join(', ')
    throw new InvalidError([
      `Input "namespace": there are ${found.length} private DNS namespaces named "${name}" (${ids}), and Cloud Map does not say in which VPC each is. Delete the unused ones, or attach the service to a discovery service by "serviceRegistries" in the service definition file.`,
    ])
  }
  const { Id: id, Arn: arn } = found[0] ?? {}
  return id === undefined ? undefined : { id, name, arn }
}

/** The namespace with its tags. */
export async function readNamespaceTags(context: Context, namespace: ObservedNamespace): Promise<ObservedNamespace> {
  const { aws } = context
  if (namespace.arn === undefined) return namespace
  const answer = await aws.send(aws.serviceDiscovery(), new ListTagsForResourceCommand({ ResourceARN: namespace.arn }))
  return { ...namespace, tags: tagsFrom(answer.Tags) }
}

/** Pure. Nothing but the tags of a namespace ever changes: it is shared by all services in it. */
export function planNamespace(
  desired: DesiredNamespace,
  observed: ObservedNamespace | undefined,
): Change<DesiredNamespace, ObservedNamespace> {
  if (!observed) return { kind: 'create', desired }
  const fields = tagFields(desired.tags, observed.tags ?? {})
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

/** Creates the namespace where it is missing and waits for it. Returns its id. */
export async function applyNamespace(
  context: Context,
  change: Change<DesiredNamespace, ObservedNamespace>,
): Promise<string> {
  if (change.kind === 'unchanged') return change.observed.id
  if (change.kind === 'update') {
    await tagNamespace(context, change.desired, change.observed)
    return change.observed.id
  }
  if (change.kind !== 'create') throw new Error(change.problem)
  const { name } = change.desired
  const find = async () => (await observeNamespace(context, name))?.id
  try {
    const write = createNamespace(context, change.desired)
    return await writeOnce(context, { write, find })
  } catch (error) {
    if (!isLostRace(error)) throw error
    const id = await findLater(context, find, LOOKS_FOR_ANOTHER)
    if (id !== undefined) return id
    if (error instanceof OperationError) throw error
    throw new Error(
      `Namespace "${name}": AWS says that it exists, but does not list it. Is it in the VPC of another account? Run the step again, or give another name.`,
      { cause: error },
    )
  }
}

async function tagNamespace(context: Context, desired: DesiredNamespace, observed: ObservedNamespace): Promise<void> {
  const { aws } = context
  const tags = upperCaseTags(missingTags(desired.tags, observed.tags ?? {}))
  await aws.send(aws.serviceDiscovery(), new TagResourceCommand({ ResourceARN: observed.arn, Tags: tags }))
}

/** Creating one takes about a minute: so long another run's may be refused as existing before it is listed. */
const LOOKS_FOR_ANOTHER = 30

/** The request under one id: AWS answers its repetition with the operation that is in progress. */
function createNamespace(context: Context, { name, vpcId, tags }: DesiredNamespace): () => Promise<string> {
  const { aws } = context
  const what = `Namespace "${name}"`
  const command = new CreatePrivateDnsNamespaceCommand({
    Name: name,
    Vpc: vpcId,
    CreatorRequestId: randomUUID(),
    Description: `Private DNS namespace for services in ${vpcId}`,
    Tags: upperCaseTags(creationTags(tags)),
  })
  return async () => {
    const operationId = await startOperation(async () => (await aws.send(aws.serviceDiscovery(), command)).OperationId)
    if (!operationId) throw new Error(`${what}: Cloud Map answered no operation id. Run the step again.`)
    const targets = await waitForOperation(context, operationId, what)
    const id = targets.NAMESPACE
    if (!id) throw new Error(`${what}: Cloud Map's operation named no namespace. Run the step again.`)
    return id
  }
}

/** Codes of an operation that found the name in use when it came to it (API reference, Operation.ErrorCode). */
const LATE_CODES: ReadonlySet<string | undefined> = new Set(['NAMESPACE_ALREADY_EXISTS', 'CANNOT_CREATE_HOSTED_ZONE'])

/** Another run has just created the same namespace: it appears in the list a little later. */
function isLostRace(error: unknown): boolean {
  if (error instanceof OperationError) return LATE_CODES.has(error.code)
  return isErrorNamed(error, 'NamespaceAlreadyExists', 'DuplicateRequest')
}
