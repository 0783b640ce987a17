import { type FieldChange, HIDDEN } from '../change.ts'
import type { PlanEntry } from '../planning/plan-entries.ts'
import { wrapText } from '../text/wrap-text.ts'

const SIGNS: Readonly<Record<PlanEntry['kind'], string>> = {
  create: '+',
  update: '~',
  replace: '±',
  unchanged: '=',
  impossible: '!',
}

/** Columns of a line of the plan: what a terminal beside an editor, or a browser's log view, shows without scrolling. */
export const PLAN_WIDTH = 100

const FIELD_INDENT = 4
const VALUE_INDENT = 6

/** Pure. The plan as people read a diff: a line for each resource, then its fields. No line is wider than PLAN_WIDTH. */
export function planLines(entries: readonly PlanEntry[]): readonly string[] {
  const kinds = Math.max(0, ...entries.map(entry => entry.kind.length))
  const resources = Math.max(0, ...entries.map(entry => entry.resource.length))
  return entries.flatMap(({ kind, resource, name, fields, problem }) => [
    ...indented(`${SIGNS[kind]} ${kind.padEnd(kinds)}  ${resource.padEnd(resources)}  `, name),
    ...(problem === undefined ? [] : indented(' '.repeat(FIELD_INDENT), problem)),
    ...fields.flatMap(fieldLines),
  ])
}

/** On one line where it fits, else the old value above the new one. */
function fieldLines(change: FieldChange): readonly string[] {
  const line = `${' '.repeat(FIELD_INDENT)}${fieldText(change)}`
  if (line.length <= PLAN_WIDTH) return [line]
  const indent = ' '.repeat(VALUE_INDENT)
  const { from, to } = shortened(change)
  return [
    ...indented(' '.repeat(FIELD_INDENT), `${change.field}:`),
    ...(from === undefined ? [] : indented(`${indent}- `, from)),
    ...(to === undefined ? [] : indented(`${indent}+ `, to)),
  ]
}

/** The text behind its lead, as many lines as it takes, all as far to the right as the first one. */
function indented(lead: string, text: string): readonly string[] {
  return wrapText(text, PLAN_WIDTH - lead.length).map((line, index) =>
    `${index === 0 ? lead : ' '.repeat(lead.length)}${line}`.trimEnd(),
  )
}

/** `image: a -> b`, `tags[Team]: (none) -> payments`, `environment[KEY]: changed`. */
export function fieldText(change: FieldChange): string {
  const { field, from, to } = change
  if (from === HIDDEN || to === HIDDEN) {
    return `${field}: ${from === undefined ? 'added' : to === undefined ? 'removed' : 'changed'}`
  }
  const values = shortened(change)
  return `${field}: ${values.from ?? '(none)'} -> ${values.to ?? '(none)'}`
}

const MAX_VALUE_LENGTH = 300

/** Values in one line each, cut where they are very long, without what both begin with where that says nothing. */
function shortened({ from, to }: FieldChange): { readonly from: string | undefined; readonly to: string | undefined } {
  const common = from === undefined || to === undefined ? 0 : commonLead(from, to)
  const short = (value: string | undefined) => {
    if (value === undefined) return undefined
    const line = `${common > 0 ? '...' : ''}${value.slice(common)}`.replaceAll(/\s*\n\s*/g, ' ')
    return line.length > MAX_VALUE_LENGTH ? `${line.slice(0, MAX_VALUE_LENGTH)}...` : line
  }
  return { from: short(from), to: short(to) }
}

/** An ARN, or an image with its registry's host. */
const LONG_NAME = /^(?:arn:|[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)\S*$/

/** How much of two ARNs or images is the same, up to a separator: `...:tag` is what is left of images of a repository. */
function commonLead(from: string, to: string): number {
  if (!LONG_NAME.test(from) || !LONG_NAME.test(to)) return 0
  let same = 0
  while (same < Math.min(from.length, to.length) && from[same] === to[same]) same += 1
  const lead = from.slice(0, same)
  return Math.max(lead.lastIndexOf('/'), lead.lastIndexOf(':'), lead.lastIndexOf('@'), 0)
}
