import { ApiError } from '../../errors.ts'

export interface Filter {
  readonly Name: string
  readonly Values?: readonly string[]
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** What a resource can be filtered by: a value for each documented filter name, and its tags. */
export interface Filterable {
  readonly fields: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
}

/**
 * Whether a resource passes all filters. EC2 user guide, "Filter your resources": filters are joined with AND, values of
 * one filter with OR; values are case-sensitive; `*` and `?` are wildcards, a backslash escapes them.
 */
export function passes({ fields, tags }: Filterable, filters: readonly Filter[]): boolean {
  return filters.every(({ Name, Values = [] }) => {
    const patterns = Values.map(toPattern)
    return filterValues(Name, { fields, tags }).some(value => patterns.some(pattern => pattern.test(value)))
  })
}

function filterValues(name: string, { fields, tags }: Filterable): readonly string[] {
  if (name === 'tag-key') return tags.map(tag => tag.Key)
  if (name.startsWith('tag:')) return tags.filter(tag => `tag:${tag.Key}` === name).map(tag => tag.Value)
  const field = fields[name]
  // Text: public reports.
  if (field === undefined) throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`)
  return [field]
}

function toPattern(value: string): RegExp {
  const source = value.replaceAll(/\\([\s\S])|[\s\S]/g, (character, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped)
    if (character === '*') return '.*'
    return character === '?' ? '.' : literal(character)
  })
  return new RegExp(`^${source}$`, 's')
}

function literal(character: string): string {
  return /[\w\s]/.test(character) ? character : `\\${character}`
}
