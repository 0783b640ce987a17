import { pageOf } from '../page.ts'
import { invalidInput } from './refusals.ts'
import type { Filter } from './shapes.ts'
import type { DiscoveryState } from './state.ts'

/** "If you don't specify a value for MaxResults, Cloud Map returns up to 100" (API reference, all lists). */
const MOST_PER_PAGE = 100

export interface ListInput {
  readonly NextToken?: string
  readonly MaxResults?: number
}

/**
 * One page of a list. "Cloud Map gets MaxResults namespaces and then filters them [...] It's possible that no namespaces
 * in the first MaxResults namespaces matched" (API reference, ListNamespaces and ListServices): a page can be empty and
 * still have a next one.
 */
export function listed<T>(
  state: DiscoveryState,
  all: readonly T[],
  { input, keep = () => true }: { input: ListInput; keep?: (item: T) => boolean },
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const page = pageOf(all, {
    token: input.NextToken,
    wanted: input.MaxResults,
    most: MOST_PER_PAGE,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalidInput('The NextToken is not valid.'),
  })
  return { items: page.items.filter(keep), next: page.next }
}

/** What a filter of a given name compares with, and the conditions it takes. */
export interface FilterKind<T> {
  readonly values: (item: T) => readonly (string | undefined)[]
  readonly conditions: readonly string[]
}

/** "If you specify more than one filter, an item must match all." EQ, the default, and BEGINS_WITH take one value. */
export function filterBy<T>(
  filters: readonly Filter[],
  kinds: Readonly<Record<string, FilterKind<T>>>,
): (item: T) => boolean {
  const checks = filters.map(({ Name, Values, Condition = 'EQ' }) => {
    const kind = kinds[Name]
    if (!kind) throw invalidInput(`The filter ${Name} is not supported.`)
    if (!kind.conditions.includes(Condition)) {
      throw invalidInput(`The condition ${Condition} is not supported for the filter ${Name}.`)
    }
    const [value, ...others] = Values
    if (value === undefined || others.length > 0) throw invalidInput(`The filter ${Name} takes exactly one value.`)
    return (item: T) =>
      kind
        .values(item)
        .some(present => (Condition === 'EQ' ? present === value : (present?.startsWith(value) ?? false)))
  })
  return item => checks.every(check => check(item))
}
