import { randomUUID } from 'node:crypto'
import { CreatePrivateDnsNamespaceCommand, TagResourceCommand } from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { creationTags, missingTags, upperCaseTags } from '../../tags.ts'
import { type ObservedNamespace, observeNamespace } from './observed-namespace.ts'
import { OperationError, startOperation, waitForOperation } from './operation.ts'
import type { DesiredNamespace, NamespaceChange } from './plan-namespace.ts'

/** Creates the namespace where it is missing and waits for it. Returns its id. */
export async function applyNamespace(context: Context, change: NamespaceChange): Promise<string> {
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
    const id = await findLater(context, find, VISIBLE_WITHIN_MS)
    if (id !== undefined) return id
    if (error instanceof OperationError) throw error
    throw new Error(
      `Namespace "${name}": AWS reports that it exists, but does not list it. Is it in the VPC of another account? Run the step again, or give another name.`,
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
const VISIBLE_WITHIN_MS = 60_000

/** The request under one id: AWS returns for its repetition the operation that is in progress. */
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
    if (!operationId) throw new Error(`${what}: Cloud Map returned no operation id. Run the step again.`)
    const targets = await waitForOperation(context, operationId, what)
    const id = targets.NAMESPACE
    if (!id) throw new Error(`${what}: Cloud Map's operation did not name a namespace. Run the step again.`)
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
