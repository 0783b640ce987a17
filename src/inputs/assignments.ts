import { quote } from '../text/sentences.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './values.ts'

export interface Assignment {
  readonly name: string
  readonly value: string
}

export interface AssignmentRules {
  /** What stands before the `=`, for the sentence: `NAME`. */
  readonly placeholder: string
  readonly name: RegExp
  /** What a name is, for the sentence: `a name is ...`. */
  readonly nameRule: string
  /** The values may be secret, and a name that is wrong may be the rest of a value: it is not quoted. */
  readonly confidential?: true
}

/** For environment variables. Strict enough that the last line of a multi-line key is not a name. */
export const ENVIRONMENT_NAME = {
  placeholder: 'NAME',
  name: /^[A-Za-z_][A-Za-z0-9_.:-]*$/,
  nameRule: 'a name is letters, digits and the characters _ . : -, and begins with a letter or underscore',
} as const satisfies AssignmentRules

/**
 * `NAME=value`, one a line; the value is everything after the first `=`. A line without a name is reported by its number
 * and not quoted: it may be the rest of a secret value, such as a multi-line key.
 */
export function parseAssignments(
  reader: InputReader,
  input: InputName,
  rules: AssignmentRules,
): readonly Assignment[] | undefined {
  const lines = reader.lines(input)
  if (lines === undefined) return undefined
  const values = new Map<string, string>()
  for (const { number, text } of lines) {
    const at = text.indexOf('=')
    const name = text.slice(0, Math.max(at, 0))
    if (at < 0) {
      reader.complain(`Input "${input}" has no "=" in line ${number}: write ${rules.placeholder}=value, one a line.`)
    } else if (!rules.name.test(name)) {
      const what = rules.confidential ? 'a wrong name' : `the name ${quote(name)}`
      reader.complain(`Input "${input}" has ${what} in line ${number}: ${rules.nameRule}.`)
    } else if (values.has(name)) {
      reader.complain(`Input "${input}" has "${name}" more than once: give each name once.`)
    } else {
      values.set(name, text.slice(at + 1))
    }
  }
  return [...values].map(([name, value]) => ({ name, value }))
}

/** The assignments as a record, for example of environment variables. */
export function toRecord(assignments: readonly Assignment[]): Readonly<Record<string, string>> {
  return Object.fromEntries(assignments.map(({ name, value }) => [name, value]))
}
