import {
  CreateServiceCommand,
  type DnsRecord,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Change, FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import { creationTags, missingTags, otherOwner, tagFields, upperCaseTags, type WantedTags } from '../../tags.ts'
import { effectOf } from '../field-effects.ts'
import { otherUser } from './discovery-users.ts'
import { type ObservedDiscoveryService, observeDiscoveryService } from './observed-discovery-service.ts'
import { startOperation, waitForOperation } from './operation.ts'

export type RecordType = 'A' | 'SRV'

export interface DesiredDiscoveryService {
  readonly name: string
  /** For people. */
  readonly namespace: string
  /** undefined: an existing service keeps its own; a new one gets `A`. */
  readonly recordTypes: readonly RecordType[] | undefined
  /** undefined: an existing service keeps its own; a new one gets 60. */
  readonly ttlSeconds: number | undefined
  readonly tags: WantedTags
}

const NEW_RECORD_TYPES: readonly RecordType[] = ['A']
const NEW_TTL_SECONDS = 60

/** Pure. */
export function planDiscoveryService(
  desired: DesiredDiscoveryService,
  observed: ObservedDiscoveryService | undefined,
): Change<DesiredDiscoveryService, ObservedDiscoveryService> {
  if (!observed) return { kind: 'create', desired }
  const foreign = foreignProblem(desired, observed)
  if (foreign) return { kind: 'impossible', name: desired.name, problem: foreign }
  const fields = recordFields(desired, observed)
  const fixed = fields.find(({ field }) => effectOf('discovery service', field) === 'immutable')
  if (fixed) {
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Discovery service "${desired.name}" in "${desired.namespace}": AWS cannot change its record types from ${fixed.from ?? 'none'} to ${fixed.to}. Give it a new name (input "discovery-service"), or leave "discovery-record-types" out.`,
    }
  }
  fields.push(...tagFields(desired.tags, observed.tags))
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

function recordFields(desired: DesiredDiscoveryService, observed: ObservedDiscoveryService): FieldChange[] {
  const types = (list: readonly string[] | undefined) => list && [...list].sort().join(', ')
  const from = types(observed.records.map(record => record.type)) || undefined
  const to = types(desired.recordTypes)
  if (to !== undefined && from !== to) return [{ field: 'DnsConfig.DnsRecords.Type', from, to }]
  return observed.records
    .filter(record => desired.ttlSeconds !== undefined && record.ttlSeconds !== desired.ttlSeconds)
    .map(record => ({
      field: `DnsConfig.DnsRecords[${record.type}].TTL`,
      from: `${record.ttlSeconds}`,
      to: `${desired.ttlSeconds}`,
    }))
}

/** Whose it is, where it is not ours: told by its instances, else by the tags of whoever made it with this action. */
function foreignProblem(desired: DesiredDiscoveryService, observed: ObservedDiscoveryService): string | undefined {
  const { users } = observed
  if (users === undefined) return undefined
  const what = `Discovery service "${desired.name}" in "${desired.namespace}"`
  const remedy = 'It is not taken over. Give another name (input "discovery-service").'
  const known = users === 'unreadable' ? [] : users
  const user = otherUser(desired.tags, known)
  if (user) return `${what} is used by ${user}, whose tasks are registered in it. ${remedy}`
  const owner = known.length === 0 ? otherOwner(desired.tags, observed.tags) : undefined
  return owner && `${what} was made for ${owner}, as its tags say. ${remedy}`
}

export interface AppliedDiscoveryService {
  readonly id: string
  readonly arn: string
}

export async function applyDiscoveryService(
  context: Context,
  change: Change<DesiredDiscoveryService, ObservedDiscoveryService>,
  namespaceId: string,
): Promise<AppliedDiscoveryService> {
  switch (change.kind) {
    case 'create':
      return await createDiscoveryService(context, change.desired, namespaceId)
    case 'update':
      await updateDiscoveryService(context, change, namespaceId)
      return change.observed
    case 'unchanged':
      return change.observed
    case 'impossible':
      throw new Error(change.problem)
  }
}

async function createDiscoveryService(
  context: Context,
  desired: DesiredDiscoveryService,
  namespaceId: string,
): Promise<AppliedDiscoveryService> {
  const find = () => observeDiscoveryService(context, { namespaceId, name: desired.name, readTags: false })
  try {
    return await writeOnce(context, { write: () => sendDiscoveryService(context, desired, namespaceId), find })
  } catch (error) {
    if (!isErrorNamed(error, 'ServiceAlreadyExists')) throw error
    // A concurrent run was faster. The error itself names what it made.
    const made = error as { ServiceId?: string; ServiceArn?: string }
    if (made.ServiceId && made.ServiceArn) return { id: made.ServiceId, arn: made.ServiceArn }
    const observed = await findLater(context, find)
    if (!observed) throw error
    return observed
  }
}

async function sendDiscoveryService(
  context: Context,
  desired: DesiredDiscoveryService,
  namespaceId: string,
): Promise<AppliedDiscoveryService> {
  const { aws } = context
  const ttl = desired.ttlSeconds ?? NEW_TTL_SECONDS
  const types = desired.recordTypes ?? NEW_RECORD_TYPES
  const { Service: service } = await aws.send(
    aws.serviceDiscovery(),
    new CreateServiceCommand({
      Name: desired.name,
      NamespaceId: namespaceId,
      Description: `Service discovery for ${desired.name}.${desired.namespace}`,
      DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: types.map(Type => ({ Type, TTL: ttl })) },
      // ECS reports the tasks' health. FailureThreshold is deprecated: an empty configuration is all AWS takes.
      HealthCheckCustomConfig: {},
      Tags: upperCaseTags(creationTags(desired.tags)),
    }),
  )
  if (!service?.Id || !service.Arn) {
    throw new Error(`Discovery service "${desired.name}": AWS answered no ARN. Run the step again.`)
  }
  return { id: service.Id, arn: service.Arn }
}

async function updateDiscoveryService(
  context: Context,
  change: Extract<Change<DesiredDiscoveryService, ObservedDiscoveryService>, { kind: 'update' }>,
  namespaceId: string,
): Promise<void> {
  const { aws } = context
  const { desired, observed } = change
  const missing = missingTags(desired.tags, observed.tags)
  if (Object.keys(missing).length > 0) {
    await aws.send(
      aws.serviceDiscovery(),
      new TagResourceCommand({ ResourceARN: observed.arn, Tags: upperCaseTags(missing) }),
    )
  }
  if (!change.fields.some(field => field.field.endsWith('.TTL'))) return
  await writeOnce(context, {
    write: () => sendTtl(context, desired, observed),
    find: async () => {
      const now = await observeDiscoveryService(context, { namespaceId, name: desired.name, readTags: false })
      return now?.records.every(record => record.ttlSeconds === desired.ttlSeconds) ? true : undefined
    },
  })
}

async function sendTtl(
  context: Context,
  desired: DesiredDiscoveryService,
  observed: ObservedDiscoveryService,
): Promise<true> {
  const { aws } = context
  // A record that is left out of the request is deleted from the service (API reference, UpdateService): send all.
  const records = observed.records.map(record => ({
    Type: record.type as DnsRecord['Type'],
    TTL: desired.ttlSeconds ?? record.ttlSeconds,
  }))
  const operationId = await startOperation(async () => {
    const { OperationId } = await aws.send(
      aws.serviceDiscovery(),
      // Whether a description that is left out is kept is not documented: it is sent back as it is.
      new UpdateServiceCommand({
        Id: observed.id,
        Service: { Description: observed.description, DnsConfig: { DnsRecords: records } },
      }),
    )
    return OperationId
  })
  if (operationId) await waitForOperation(context, operationId, `Discovery service "${desired.name}"`)
  return true
}
