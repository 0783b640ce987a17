import { firstDefined, isRecord } from '../plain-data.ts'
import { TO_BE_CREATED } from '../resources/managed-resource.ts'

/**
 * Asserts that a description which is about to be applied is the planned one, with nothing but what was unknown filled
 * in: what a run writes is what its plan showed.
 *
 * @throws Error with the first field that differs. It is a defect of this action, and nothing was written for the resource
 */
export function assertCompletes(planned: unknown, completed: unknown, title: string): void {
  const field = firstDifference(planned, completed, '')
  if (field === undefined) return
  throw new Error(
    `The ${title} would be written differently from the plan (${field || 'as a whole'}). Nothing was written for it. This is a defect of the action: report it, with the plan.`,
  )
}

/** Path of the first member that was known when the plan was made and is not the same now. */
function firstDifference(planned: unknown, completed: unknown, path: string): string | undefined {
  if (planned === TO_BE_CREATED) {
    const isFilledIn = typeof completed === 'string' && completed !== '' && completed !== TO_BE_CREATED
    return isFilledIn ? undefined : path
  }
  if (Array.isArray(planned) && Array.isArray(completed) && planned.length === completed.length) {
    return firstDefined(planned.keys(), index => firstDifference(planned[index], completed[index], `${path}[${index}]`))
  }
  if (isRecord(planned) && isRecord(completed)) {
    const names = new Set([...Object.keys(planned), ...Object.keys(completed)])
    return firstDefined(names, name =>
      firstDifference(planned[name], completed[name], path === '' ? name : `${path}.${name}`),
    )
  }
  return Object.is(planned, completed) ? undefined : path
}
