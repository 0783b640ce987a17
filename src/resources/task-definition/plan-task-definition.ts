import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import type { Change, Replacement } from '../../change.ts'
import { tagFields, type WantedTags } from '../../tags.ts'
import { diffTaskDefinitions } from '../../task-definition/diff.ts'
import type { TaskDefinitionSpec } from '../../task-definition/task-definition-spec.ts'
import type { FieldEffect, FieldEffects } from '../field-effects.ts'
import type { ObservedTaskDefinition } from './observed-task-definition.ts'

export const TASK_DEFINITION_EFFECTS = {
  family: 'new-revision',
  containerDefinitions: 'new-revision',
  taskRoleArn: 'new-revision',
  executionRoleArn: 'new-revision',
  networkMode: 'new-revision',
  volumes: 'new-revision',
  placementConstraints: 'new-revision',
  requiresCompatibilities: 'new-revision',
  cpu: 'new-revision',
  memory: 'new-revision',
  pidMode: 'new-revision',
  ipcMode: 'new-revision',
  proxyConfiguration: 'new-revision',
  inferenceAccelerators: 'new-revision',
  ephemeralStorage: 'new-revision',
  runtimePlatform: 'new-revision',
  enableFaultInjection: 'new-revision',
  tags: 'in-place',
} as const satisfies FieldEffects & Record<keyof RegisterTaskDefinitionRequest, FieldEffect>

export interface DesiredTaskDefinition {
  readonly spec: TaskDefinitionSpec
  readonly tags: WantedTags
  /** Number of the family's newest revision when it was looked at; undefined: there was none. */
  readonly newestRevision?: number | undefined
}

/** Tags alone are an update: they register no revision. Everything else is a new revision, or the family's first. */
export type TaskDefinitionChange =
  | Change<DesiredTaskDefinition, ObservedTaskDefinition>
  | Replacement<DesiredTaskDefinition, ObservedTaskDefinition>

/**
 * Pure. Compares with the revision that the service runs, then with the newest of the family, then with those before it
 * where they were read: an equal one is used again instead of registering another.
 */
export function planTaskDefinition(
  desired: DesiredTaskDefinition,
  observed: {
    readonly current: ObservedTaskDefinition | undefined
    readonly newest: ObservedTaskDefinition | undefined
    /** The newest first. */
    readonly earlier?: readonly ObservedTaskDefinition[]
  },
  /** Whether environment values and command lines may be seen in the plan. */
  options: { readonly showValues: boolean } = { showValues: false },
): TaskDefinitionChange {
  const { current, newest } = observed
  for (const candidate of [current, newest, ...(observed.earlier ?? [])]) {
    if (!candidate || !isUsable(candidate, desired.spec)) continue
    const fields = tagFields(desired.tags, candidate.tags ?? {})
    if (fields.length > 0) return { kind: 'update', desired, observed: candidate, fields }
    return { kind: 'unchanged', observed: candidate }
  }
  const wanted = { ...desired, newestRevision: newestOf(desired.spec.family, [current, newest]) }
  if (!current) return { kind: 'create', desired: wanted }
  const fields = [...diffTaskDefinitions(current.taskDefinition, desired.spec, options)]
  const { status } = current.taskDefinition
  if (!isActive(current)) fields.push({ field: 'status', from: status, to: 'ACTIVE' })
  return { kind: 'replace', desired: wanted, observed: current, fields }
}

/** The higher one of what was observed of the family: the service may run another one. */
function newestOf(
  family: string | undefined,
  observed: readonly (ObservedTaskDefinition | undefined)[],
): number | undefined {
  const revisions = observed.flatMap(one =>
    one?.taskDefinition.family === family ? (one?.taskDefinition.revision ?? []) : [],
  )
  return revisions.length > 0 ? Math.max(...revisions) : undefined
}

/** A revision that was deregistered (INACTIVE, DELETE_IN_PROGRESS) runs on, but no service can be given it any more. */
function isActive({ taskDefinition: { status } }: ObservedTaskDefinition): boolean {
  return status === undefined || status === 'ACTIVE'
}

export function isUsable(candidate: ObservedTaskDefinition, spec: TaskDefinitionSpec): boolean {
  const { taskDefinition } = candidate
  return (
    isActive(candidate) &&
    taskDefinition.family === spec.family &&
    diffTaskDefinitions(taskDefinition, spec).length === 0
  )
}

/** ARN of the revision that is to run, where it exists; undefined: it is still to be registered. */
export function usedRevision(change: TaskDefinitionChange): string | undefined {
  return change.kind === 'unchanged' || change.kind === 'update' ? change.observed.arn : undefined
}

/** The revision that the service runs once the change is carried out: as it is registered, or as it was found. */
export function plannedContainers(change: TaskDefinitionChange): TaskDefinitionSpec['containerDefinitions'] {
  if (change.kind === 'impossible') return undefined
  return 'desired' in change && change.kind !== 'update'
    ? change.desired.spec.containerDefinitions
    : 'observed' in change
      ? change.observed.taskDefinition.containerDefinitions
      : undefined
}
