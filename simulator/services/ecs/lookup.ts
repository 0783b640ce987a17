import { ApiError } from '../../errors.ts'
import { clientError, invalidParameter } from './refusals.ts'
import type { ClusterRecord, Ecs, ServiceRecord, TaskDefinitionRecord } from './state.ts'

/** The cluster by name or ARN; `default` if none is named. Throws ClusterNotFoundException (API reference). */
export function requireCluster(ecs: Ecs, reference: string | undefined): ClusterRecord {
  const cluster = ecs.clusters.get(lastPart(reference ?? 'default'))
  if (!cluster) throw new ApiError('ClusterNotFoundException', 'Cluster not found.')
  return cluster
}

/** The service by name or ARN, deleted ones too. Throws ServiceNotFoundException (API reference). */
export function requireService(cluster: ClusterRecord, reference: string | undefined): ServiceRecord {
  const service = cluster.services.get(lastPart(reference ?? ''))
  if (!service) throw new ApiError('ServiceNotFoundException', 'Service not found.')
  return service
}

/**
 * The revision that `family`, `family:revision` or an ARN refers to: for a family alone, its newest ACTIVE one
 * (API reference, DescribeTaskDefinition).
 */
export function findTaskDefinition(ecs: Ecs, reference: string): TaskDefinitionRecord | undefined {
  const [family = '', revision] = lastPart(reference).split(':')
  const revisions = ecs.families.get(family) ?? []
  if (revision === undefined) return revisions.findLast(record => record.shape.status === 'ACTIVE')
  return /^\d+$/.test(revision) ? revisions[Number(revision) - 1] : undefined
}

/** For CreateService and UpdateService. Both texts are from public reports. */
export function requireActiveTaskDefinition(ecs: Ecs, reference: string | undefined): TaskDefinitionRecord {
  if (!reference) throw invalidParameter('TaskDefinition can not be blank.')
  const record = findTaskDefinition(ecs, reference)
  if (!record) throw clientError('TaskDefinition not found.')
  if (record.shape.status !== 'ACTIVE') throw clientError('TaskDefinition is inactive')
  return record
}

/** The last part of an ARN; a name is its own last part. */
export function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** Whether list and describe calls already see what was written at `writtenAt` (simulated milliseconds). */
export function isVisible(ecs: Ecs, writtenAt: number): boolean {
  return writtenAt + ecs.world.settings.readLagMs <= ecs.world.clock.now()
}
