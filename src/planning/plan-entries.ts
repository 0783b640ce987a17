import { type AnyChange, assertNever, type Change, type FieldChange, type Replacement } from '../change.ts'
import type { TaskDefinitionChange } from '../resources/task-definition.ts'
import type { Plan } from './plan.ts'

/** One resource of a plan, as people read it. */
export interface PlanEntry {
  /** As AWS calls it: `target group`. */
  readonly resource: string
  readonly name: string
  readonly kind: AnyChange['kind']
  /** What differs, for an update or a replacement. */
  readonly fields: readonly FieldChange[]
  /** What stands in the way, where it is impossible. */
  readonly problem?: string | undefined
}

/** Pure. Every resource that is described, in the order in which they depend on each other. */
export function planEntries(plan: Plan): readonly PlanEntry[] {
  const { logGroups, taskDefinition, targetGroup, rule, namespace, discoveryService, service } = plan
  return [
    ...logGroups.map(change => entry('log group', change, item => item.name)),
    entry('task definition', taskDefinition, () => taskDefinitionName(taskDefinition)),
    entry('target group', targetGroup, item => item.name),
    entry('listener rule', rule, item =>
      'arn' in item ? `priority ${item.rule.Priority}` : `priority ${item.chosenPriority}, ${patterns(item.match)}`,
    ),
    entry('namespace', namespace, item => item.name),
    entry('discovery service', discoveryService, item => item.name),
    entry('service', service, item => ('name' in item ? item.name : (item.service.serviceName ?? ''))),
  ].filter(item => item !== undefined)
}

function entry<Desired, Observed>(
  resource: string,
  change: Change<Desired, Observed> | Replacement<Desired, Observed>,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry
function entry<Desired, Observed>(
  resource: string,
  change: Change<Desired, Observed> | undefined,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry | undefined
function entry<Desired, Observed>(
  resource: string,
  change: Change<Desired, Observed> | Replacement<Desired, Observed> | undefined,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry | undefined {
  if (!change) return undefined
  const { kind } = change
  switch (kind) {
    case 'create':
      return { resource, name: nameOf(change.desired) ?? '', kind, fields: [] }
    case 'update':
    case 'replace':
      return { resource, name: nameOf(change.desired) ?? '', kind, fields: change.fields }
    case 'unchanged':
      return { resource, name: nameOf(change.observed) ?? '', kind, fields: [] }
    case 'impossible':
      return { resource, name: change.name, kind, fields: [], problem: change.problem }
    default:
      return assertNever(kind)
  }
}

/** The family; where only the tags of a revision change, that revision. */
function taskDefinitionName(change: TaskDefinitionChange): string {
  switch (change.kind) {
    case 'create':
    case 'replace':
      return change.desired.spec.family ?? ''
    case 'update':
    case 'unchanged':
      return revisionName(change.observed.arn)
    case 'impossible':
      return change.name
  }
}

function revisionName(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}

function patterns(match: {
  readonly paths: readonly string[] | undefined
  readonly hosts: readonly string[] | undefined
}) {
  return [...(match.hosts ?? []), ...(match.paths ?? [])].join(', ')
}
