import {
  CreateServiceCommand,
  type DnsRecord,
  ListServicesCommand,
  ListTagsForResourceCommand,
  type ServiceSummary,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../aws/errors.ts'
import type { Change, FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import { findLater, writeOnce } from './lost-answer.ts'
import { startOperation, waitForOperation } from './operations.ts'
import { creationTags, missingTags, type Tags, tagFields, tagsFrom, upperCaseTags, type WantedTags } from './tags.ts'

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

export interface ObservedDiscoveryService {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly records: readonly { readonly type: string; readonly ttlSeconds: number }[]
  readonly tags: Tags
}

const NEW_RECORD_TYPES: readonly RecordType[] = ['A']
const NEW_TTL_SECONDS = 60

/** Cloud Map has no filter for a service's name: the namespace's services are listed. */
export async function observeDiscoveryService(
  context: Context,
  wanted: { readonly namespaceId: string; readonly name: string; readonly readTags: boolean },
): Promise<ObservedDiscoveryService | undefined> {
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
    if (service) return await observedFrom(context, service, wanted.readTags)
    token = page.NextToken
  } while (token)
  return undefined
}

async function observedFrom(
  context: Context,
  service: ServiceSummary,
  readTags: boolean,
): Promise<ObservedDiscoveryService> {
  const { aws } = context
  const arn = service.Arn ?? ''
  const tags = readTags
    ? await aws.send(aws.serviceDiscovery(), new ListTagsForResourceCommand({ ResourceARN: arn }))
    : undefined
  const records = (service.DnsConfig?.DnsRecords ?? []).map(record => ({
    type: record.Type ?? '',
    ttlSeconds: record.TTL ?? 0,
  }))
  return { id: service.Id ?? '', arn, name: service.Name ?? '', records, tags: tagsFrom(tags?.Tags) }
}

/** Pure. */
export function planDiscoveryService(
  desired: DesiredDiscoveryService,
  observed: ObservedDiscoveryService | undefined,
): Change<DesiredDiscoveryService, ObservedDiscoveryService> {
  if (!observed) return { kind: 'create', desired }
  const from = observed.records
    .map(record => record.type)
    .sort()
    .join(', ')
  const to = desired.recordTypes && [...desired.recordTypes].sort().join(', ')
  if (to !== undefined && from !== to) {
    return {
      kind: 'impossible',
      problem: `Discovery service "${desired.name}" in "${desired.namespace}": AWS cannot change its record types from ${from || 'none'} to ${to}. Give it a new name (input "discovery-service"), or leave "discovery-record-types" out.`,
    }
  }
  const fields: FieldChange[] = observed.records
    .filter(record => desired.ttlSeconds !== undefined && record.ttlSeconds !== desired.ttlSeconds)
    .map(record => ({
      field: `DnsConfig.DnsRecords[${record.type}].TTL`,
      from: `${record.ttlSeconds}`,
      to: `${desired.ttlSeconds}`,
    }))
  fields.push(...tagFields(desired.tags, observed.tags))
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
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
      new UpdateServiceCommand({ Id: observed.id, Service: { DnsConfig: { DnsRecords: records } } }),
    )
    return OperationId
  })
  if (operationId) await waitForOperation(context, operationId, `Discovery service "${desired.name}"`)
  return true
}
