import { parse } from 'shell-quote'
import type { InputName } from './names.ts'
import type { InputReader } from './values.ts'

const ADVICE = 'quote it, give a JSON array of strings, or let a shell run it: ["sh", "-c", "..."]'

/** A character that no command contains: stands for `$` while the words are split. */
const DOLLAR = '\u{e000}'

/**
 * A command as the list of words that ECS expects: a JSON array of strings, or words with shell quoting. No shell runs
 * it, so what only a shell understands is a problem, and `$VAR` stays as it is. Sentences never quote the whole
 * command: command lines carry secrets.
 */
export function parseCommandWords(reader: InputReader, name: InputName): readonly string[] | undefined {
  const text = reader.text(name)
  if (text === undefined) return undefined
  const result = text.startsWith('[') ? parseJsonWords(text) : parseShellWords(text)
  return typeof result === 'string' ? reader.complain(`Input "${name}" ${result}.`) : result
}

/** The words, or what is wrong. */
function parseJsonWords(text: string): readonly string[] | string {
  const valid = 'begins with "[" but is not a JSON array of strings: give one such as ["serve", "--port", "8080"]'
  try {
    const words: unknown = JSON.parse(text)
    const isList = Array.isArray(words) && words.length > 0 && words.every(word => typeof word === 'string')
    return isList ? words : valid
  } catch {
    return valid
  }
}

function parseShellWords(text: string): readonly string[] | string {
  const joined = text.replaceAll(/\\\r?\n/g, '')
  if (hasOpenQuote(joined)) return 'has a quotation mark that is not closed: close it, or give a JSON array of strings'
  const words: string[] = []
  for (const entry of parse(joined.replaceAll(/(?<!\\)\$/g, DOLLAR), name => `$${name}`)) {
    if (typeof entry === 'string') words.push(entry.replaceAll(DOLLAR, '$'))
    else if ('comment' in entry) return `has a "#", which begins a comment in a shell: ${ADVICE}`
    else return `has "${formatOperator(entry)}", which only a shell understands: ${ADVICE}`
  }
  return words
}

function formatOperator(entry: { readonly op: string; readonly pattern?: string }): string {
  if (entry.op !== 'glob') return entry.op
  return entry.pattern?.includes('*') ? '*' : '?'
}

/** The parser drops a quotation mark that is not closed, and joins what must not be joined: looked for first. */
function hasOpenQuote(text: string): boolean {
  let open = ''
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\\' && open !== "'") index++
    else if (open !== '') open = character === open ? '' : open
    else if (character === '"' || character === "'") open = character
  }
  return open !== ''
}
