import {
  CreateServiceCommand,
  type DnsRecord,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { creationTags, missingTags, upperCaseTags } from '../../tags.ts'
import { findDiscoveryService, type ObservedDiscoveryService, recordTypesOf } from './observed-discovery-service.ts'
import { startOperation, waitForOperation } from './operation.ts'
import type { DesiredDiscoveryService, DiscoveryServiceChange } from './plan-discovery-service.ts'

const NEW_TTL_SECONDS = 60

export interface AppliedDiscoveryService {
  readonly id: string
  readonly arn: string
}

export async function applyDiscoveryService(
  context: Context,
  change: DiscoveryServiceChange,
): Promise<AppliedDiscoveryService> {
  switch (change.kind) {
    case 'create':
      return await createDiscoveryService(context, change.desired)
    case 'update':
      await updateDiscoveryService(context, change)
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
): Promise<AppliedDiscoveryService> {
  const find = () => findDiscoveryService(context, desired)
  try {
    return await writeOnce(context, { write: () => sendDiscoveryService(context, desired), find })
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
): Promise<AppliedDiscoveryService> {
  const { aws } = context
  const ttl = desired.ttlSeconds ?? NEW_TTL_SECONDS
  const types = recordTypesOf(desired.recordTypes, undefined)
  const { Service: service } = await aws.send(
    aws.serviceDiscovery(),
    new CreateServiceCommand({
      Name: desired.name,
      NamespaceId: desired.namespaceId,
      Description: `Service discovery for ${desired.name}.${desired.namespace}`,
      DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: types.map(Type => ({ Type, TTL: ttl })) },
      // ECS reports the tasks' health. FailureThreshold is deprecated: an empty configuration is all that AWS accepts.
      HealthCheckCustomConfig: {},
      Tags: upperCaseTags(creationTags(desired.tags)),
    }),
  )
  if (!service?.Id || !service.Arn) {
    throw new Error(`Discovery service "${desired.name}": AWS returned no ARN. Run the step again.`)
  }
  return { id: service.Id, arn: service.Arn }
}

async function updateDiscoveryService(
  context: Context,
  change: Extract<DiscoveryServiceChange, { kind: 'update' }>,
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
      const now = await findDiscoveryService(context, desired)
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
