import type { FieldChange } from '../change.ts'
import type { PlanEntry } from '../planning/plan-entries.ts'
import { HIDDEN } from '../task-definition/diff.ts'

const SIGNS: Readonly<Record<PlanEntry['kind'], string>> = {
  create: '+',
  update: '~',
  unchanged: '=',
  impossible: '!',
}

/** Pure. The plan as people read a diff: a line for each resource, then its fields. */
export function planLines(entries: readonly PlanEntry[]): readonly string[] {
  const width = Math.max(0, ...entries.map(entry => entry.resource.length))
  return entries.flatMap(entry => [
    `${SIGNS[entry.kind]} ${entry.resource.padEnd(width)}  ${entry.name}`,
    ...entry.fields.map(field => `    ${fieldText(field)}`),
  ])
}

const MAX_VALUE_LENGTH = 120

/** `image: a -> b`, `tags[Team]: (none) -> payments`, `environment[KEY]: changed`. */
export function fieldText({ field, from, to }: FieldChange): string {
  if (from === HIDDEN || to === HIDDEN) {
    return `${field}: ${from === undefined ? 'added' : to === undefined ? 'removed' : 'changed'}`
  }
  return `${field}: ${shortened(from)} -> ${shortened(to)}`
}

function shortened(value: string | undefined): string {
  if (value === undefined) return '(none)'
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}...` : value
}
