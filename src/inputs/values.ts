import type { Problem } from '../problem.ts'
import { alternatives, quote } from '../text/sentences.ts'
import type { InputName } from './names.ts'

export interface IntegerRange {
  readonly min: number
  readonly max?: number
  /** In the plural, for the sentence: `seconds`. */
  readonly unit?: string
}

/** One line of a list, with its number for sentences that must not quote it. */
export interface Line {
  readonly number: number
  readonly text: string
}

/**
 * Reads single inputs as typed values. What is wrong is collected in `problems`, one sentence each, and read as not
 * given, so that all problems are found in one go.
 */
export class InputReader {
  readonly problems: Problem[] = []
  readonly #get: (name: string) => string

  constructor(get: (name: string) => string) {
    this.#get = get
  }

  /** The value without surrounding blanks; empty is not given. */
  text(name: InputName): string | undefined {
    const value = this.#get(name).trim()
    return value === '' ? undefined : value
  }

  given(name: InputName): boolean {
    return this.text(name) !== undefined
  }

  /** A text of one form. `valid` ends the sentence: `give ...`. */
  matching(name: InputName, pattern: RegExp, valid: string): string | undefined {
    const value = this.text(name)
    return value === undefined || pattern.test(value) ? value : this.refuse(name, valid)
  }

  boolean(name: InputName): boolean | undefined {
    const value = this.text(name)?.toLowerCase()
    if (value === undefined) return undefined
    return value === 'true' || value === 'false' ? value === 'true' : this.refuse(name, 'give true or false')
  }

  integer(name: InputName, range: IntegerRange): number | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : (parseInteger(value, range) ?? this.refuse(name, giveInteger(range)))
  }

  choice<T extends string>(name: InputName, values: readonly T[]): T | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    return values.find(valid => valid === value) ?? this.refuse(name, `give ${alternatives(values)}`)
  }

  /** Entries by line or comma. An entry that appears twice is a problem: it is a mistake in most lists. */
  list(name: InputName): readonly string[] | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const entries = value.split(/[\n,]/).map(entry => entry.trim())
    const filled = entries.filter(entry => entry !== '')
    const distinct = [...new Set(filled)]
    if (filled.length === 0) return this.refuse(name, 'give at least one entry')
    for (const entry of distinct.filter(entry => filled.indexOf(entry) !== filled.lastIndexOf(entry))) {
      this.complain(`Input "${name}" has ${quote(entry)} more than once: give each entry once.`)
    }
    return distinct
  }

  /** Lines without the blank ones and those that begin with `#`. */
  lines(name: InputName): readonly Line[] | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const lines = value.split(/\r?\n/).map((text, index) => ({ number: index + 1, text: text.trimStart() }))
    return lines.filter(({ text }) => text !== '' && !text.startsWith('#'))
  }

  /** `Input "cpu" is "300": give ....` */
  refuse(name: InputName, valid: string): undefined {
    this.complain(`Input "${name}" is ${quote(this.text(name) ?? '')}: ${valid}.`)
  }

  /** `Input "subnets" has "subnet": give ....` */
  refuseEntry(name: InputName, entry: string, valid: string): undefined {
    this.complain(`Input "${name}" has ${quote(entry)}: ${valid}.`)
  }

  complain(sentence: Problem): undefined {
    this.problems.push(sentence)
  }
}

/** A whole number in digits, within the range; undefined if it is not. */
export function parseInteger(text: string, { min, max }: IntegerRange): number | undefined {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return number >= min && number <= (max ?? Number.MAX_SAFE_INTEGER) ? number : undefined
}

/** `give a whole number of seconds from 5 to 300` */
export function giveInteger({ min, max, unit }: IntegerRange): string {
  const what = unit ? `a whole number of ${unit}` : 'a whole number'
  return max === undefined ? `give ${what} of at least ${min}` : `give ${what} from ${min} to ${max}`
}
