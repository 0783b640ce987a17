import { RESOURCE_LIST } from '../resources/managed-resources.ts'
import type { KnownRun } from './run-record.ts'

/** Pure. What is there after a plan that was carried out in part: the next run goes on from it. */
export function whatExists(known: Pick<KnownRun, 'outputs'>): string {
  return `${existing(known)}What was done stays; the next run continues from there.`
}

/** Pure. `These exist: ... ` */
export function existing({ outputs }: Pick<KnownRun, 'outputs'>): string {
  const made = RESOURCE_LIST.flatMap(([, { title, identifier }]) => {
    const value = identifier === undefined ? undefined : outputs[identifier]
    return value === undefined ? [] : [`${title} ${value}`]
  })
  return made.length > 0 ? `These exist: ${made.join(', ')}. ` : ''
}
