import type { Change, FieldChange } from '../change.ts'
import type { Plan } from './plan.ts'

/** One resource of a plan, as people read it. */
export interface PlanEntry {
  /** As AWS calls it: `target group`. */
  readonly resource: string
  readonly name: string
  readonly kind: Change<unknown, unknown>['kind']
  /** What differs, for an update. */
  readonly fields: readonly FieldChange[]
}

/** Pure. Every resource that is described, in the order in which they depend on each other. */
export function planEntries(plan: Plan): readonly PlanEntry[] {
  const { logGroups, taskDefinition, targetGroup, rule, namespace, discoveryService, service } = plan
  return [
    ...logGroups.map(change => entry('log group', change, item => item.name)),
    entry('task definition', taskDefinition, item => ('arn' in item ? revisionName(item.arn) : item.spec.family)),
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
  change: Change<Desired, Observed>,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry
function entry<Desired, Observed>(
  resource: string,
  change: Change<Desired, Observed> | undefined,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry | undefined
function entry<Desired, Observed>(
  resource: string,
  change: Change<Desired, Observed> | undefined,
  nameOf: (item: Desired | Observed) => string | undefined,
): PlanEntry | undefined {
  if (!change) return undefined
  switch (change.kind) {
    case 'create':
      return { resource, name: nameOf(change.desired) ?? '', kind: 'create', fields: [] }
    case 'update':
      return { resource, name: nameOf(change.desired) ?? '', kind: 'update', fields: change.fields }
    case 'unchanged':
      return { resource, name: nameOf(change.observed) ?? '', kind: 'unchanged', fields: [] }
    case 'impossible':
      return { resource, name: '', kind: 'impossible', fields: [] }
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
