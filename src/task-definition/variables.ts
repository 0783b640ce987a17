import type { Problem } from '../problem.ts'
import {
  coerceDefinition,
  type DefinitionKind,
  type DefinitionTag,
  type ParsedDefinition,
  subjectOf,
} from './definition-file.ts'
import { placeholdersIn, replacePlaceholders } from './placeholders.ts'

/** Variables that every run has without being given them. `IMAGE` only where an image is known. */
export const BUILT_IN_VARIABLES = ['ACCOUNT_ID', 'AWS_REGION', 'IMAGE', 'IMAGE_TAG', 'COMMIT_SHA'] as const

export interface DefinitionContent {
  readonly kind: DefinitionKind
  readonly path: string
  readonly definition: Readonly<Record<string, unknown>>
  readonly tags?: readonly DefinitionTag[] | undefined
}

/** Words of a command line: a `${X}` that is not ours belongs to the shell that reads it. */
const SHELL_FIELDS: ReadonlySet<string> = new Set(['command', 'entryPoint'])

/**
 * A problem for every placeholder that nothing fills, outside of command lines. `known` are the given and the built-in
 * names.
 */
export function findUnknownVariables(file: DefinitionContent, known: ReadonlySet<string>): readonly Problem[] {
  const problems: Problem[] = []
  visitStrings(contentOf(file), { path: '', shell: false }, (text, { path, shell }) => {
    if (shell) return
    for (const { kind, text: spelt, name } of placeholdersIn(text)) {
      if (kind === 'escape' || known.has(name)) continue
      const names = [...known].sort().join(', ')
      const literally = kind === 'braces' ? `, or write $${spelt} if the text itself is meant` : ''
      problems.push(
        `${subjectOf(file.kind, file.path)}: ${path} has ${spelt}, which is not a known variable. Known: ${names}. ` +
          `Give it in the input "variables"${literally}.`,
      )
    }
  })
  return problems
}

/**
 * Fills variables into the strings of a file (not into keys), then brings it into AWS's shape once more: a number that
 * came from a variable is checked only now. Placeholders without a value stay.
 */
export function fillVariables(
  file: DefinitionContent,
  values: Readonly<Record<string, string | undefined>>,
): ParsedDefinition {
  const fill = (text: string) =>
    replacePlaceholders(text, ({ kind, text: spelt, name }) => {
      if (kind === 'escape') return spelt.slice(1)
      return (Object.hasOwn(values, name) ? values[name] : undefined) ?? spelt
    })
  return coerceDefinition({
    kind: file.kind,
    path: file.path,
    content: mapStrings(contentOf(file), fill),
    variablesFilled: true,
  })
}

/** Whether a string anywhere in `value` has the variable `name`. */
export function usesVariable(value: unknown, name: string): boolean {
  let used = false
  visitStrings(value, { path: '', shell: false }, text => {
    used ||= placeholdersIn(text).some(placeholder => placeholder.kind !== 'escape' && placeholder.name === name)
  })
  return used
}

function contentOf({ definition, tags }: DefinitionContent): Readonly<Record<string, unknown>> {
  return { ...definition, ...(tags && { tags }) }
}

interface Place {
  readonly path: string
  /** Inside a command line. */
  readonly shell: boolean
}

function visitStrings(value: unknown, place: Place, see: (text: string, place: Place) => void): void {
  if (typeof value === 'string') {
    see(value, place)
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitStrings(item, { ...place, path: `${place.path}[${index}]` }, see)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    const shell = SHELL_FIELDS.has(key) && Array.isArray(item)
    visitStrings(item, { path: place.path === '' ? key : `${place.path}.${key}`, shell }, see)
  }
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map(item => mapStrings(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]))
}
