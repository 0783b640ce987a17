/** Longest piece of a value that a sentence quotes. */
const QUOTE_LENGTH = 100

/** A value in quotation marks, on one line, cut where it is too long for a sentence. */
export function quote(value: string): string {
  const line = value.replaceAll(/\s*\n\s*/g, ' ')
  return line.length > QUOTE_LENGTH ? `"${line.slice(0, QUOTE_LENGTH)}..."` : `"${line}"`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly (string | number)[]): string {
  return joined(items, 'and')
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(items: readonly (string | number)[]): string {
  return joined(items, 'or')
}

function joined(items: readonly (string | number)[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}

/** A text of AWS's as a sentence: with one full stop at its end. */
export function asSentence(text: string): string {
  return `${text.trim().replace(/\.+$/, '')}.`
}

/** With a capital letter, for the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The sentence for a read that is not allowed: the run goes on without the answer. */
export function couldNotCheck(subject: string, permission: string): string {
  return `${subject} could not be checked: the permission ${permission} is missing.`
}
