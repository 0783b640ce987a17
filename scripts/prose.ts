import { isScalar, parseDocument, visit } from 'yaml'

/** What a file is: source code, a document, or action.yml. */
export type Kind = 'typescript' | 'markdown' | 'manifest'

/** Text for people: every run of blanks is one blank, and a backtick is in the place of code. */
export interface Passage {
  readonly text: string
  /** Where each character of the text is in the file. */
  readonly offsets: readonly number[]
}

/** The text for people in a file, and the lines that are marked as quotations. */
export interface Prose {
  readonly passages: readonly Passage[]
  /** Line numbers of the marks; each mark is about its own line and the next one. */
  readonly marks: ReadonlySet<number>
}

interface Range {
  readonly from: number
  readonly to: number
}

const COMMENT_NOISE = /^[ \t]*(?:\/\*\*?|\*\/|\*|\/\/)|(?:\/\/|\/\*\*?|\*\/)|`[^`]*`/gm
const LITERAL_NOISE = /\\[nrt]/g
const MARKDOWN_NOISE = /(`+)[^`]+\1|<!--[\s\S]*?-->|\]\([^)]*\)/g
const MANIFEST_NOISE = /`[^`]*`|^[>|][+-]?$/gm

const PROSE: Readonly<Record<Kind, (source: string) => Prose>> = {
  typescript: proseOfTypeScript,
  markdown: proseOfMarkdown,
  manifest: proseOfManifest,
}

/** Pure. Comments and texts with a blank; a document without its code; or the descriptions of action.yml. */
export function proseOf(source: string, kind: Kind): Prose {
  return PROSE[kind](source)
}

/** Pure. The first line is 1. */
export function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length
}

function proseOfMarkdown(source: string): Prose {
  const passages = blocksOf(source).map(range => passageOf(source, [range], MARKDOWN_NOISE))
  return { passages, marks: linesWith(source, /<!-- quoted\b/g) }
}

/** Paragraphs, list items, headings and rows of tables, without the blocks of code. */
function blocksOf(source: string): readonly Range[] {
  const blocks: Range[] = []
  let isCode = false
  let isOpen = false
  let from = 0
  for (const line of source.split(/(?<=\n)/)) {
    const range = { from, to: from + line.length }
    from = range.to
    const isFence = /^\s*```/.test(line)
    if (isFence) isCode = !isCode
    const last = blocks.at(-1)
    if (isCode || isFence || line.trim() === '') {
      isOpen = false
    } else if (isOpen && last && !/^\s*(?:[|#>*-]|\d+\.)\s?/.test(line)) {
      blocks[blocks.length - 1] = { from: last.from, to: range.to }
    } else {
      blocks.push(range)
      isOpen = !/^[|#]/.test(line)
    }
  }
  return blocks
}

function proseOfManifest(source: string): Prose {
  const passages: Passage[] = []
  visit(parseDocument(source), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'description' || !isScalar(value) || !value.range) return
      const [from, to] = value.range
      passages.push(passageOf(source, [{ from, to }], MANIFEST_NOISE))
    },
  })
  return { passages, marks: linesWith(source, /#.*\bquoted:/g) }
}

function proseOfTypeScript(source: string): Prose {
  const found: FoundInCode = { comments: [], literals: [] }
  scanCode(source, { from: 0, isSubstitution: false }, found)
  const comments = found.comments.map(range => passageOf(source, [range], COMMENT_NOISE))
  const literals = found.literals.map(parts => passageOf(source, parts, LITERAL_NOISE))
  const marks = comments.flatMap(({ text, offsets }) =>
    [...text.matchAll(/\bquoted:/g)].map(({ index }) => lineOf(source, offsets[index] ?? 0)),
  )
  return { passages: [...comments, ...literals.filter(({ text }) => text.includes(' '))], marks: new Set(marks) }
}

interface FoundInCode {
  readonly comments: Range[]
  /** Of each string its only part, and of each template the parts between its substitutions. */
  readonly literals: (readonly Range[])[]
}

/** A comment (lines of `//` in a row are one), a string, a regular expression, or what opens and closes the rest. */
const TOKEN = new RegExp(
  [
    String.raw`\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*`,
    String.raw`\/\*[\s\S]*?\*\/`,
    String.raw`'(?:\\.|[^'\\\n])*'`,
    String.raw`"(?:\\.|[^"\\\n])*"`,
    String.raw`(?<=(?:^|[(,=:[!&|?{};+>]|\breturn)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/`,
    '[`{}]',
  ].join('|'),
  'g',
)

/** Scans code up to the end of the file, or of the substitution, and returns where it ended. */
function scanCode(
  source: string,
  { from, isSubstitution }: { readonly from: number; readonly isSubstitution: boolean },
  found: FoundInCode,
): number {
  let depth = 0
  let at = from
  for (;;) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (!match) return source.length
    const [token] = match
    const end = match.index + token.length
    at = token === '`' ? scanTemplate(source, end, found) : end
    if (token === '}' && isSubstitution && depth === 0) return end
    if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    else if (token.startsWith('//') || token.startsWith('/*')) found.comments.push({ from: match.index, to: end })
    else if (/^['"]/.test(token)) found.literals.push([{ from: match.index + 1, to: end - 1 }])
  }
}

/** Scans a template from behind its first backtick, and returns where it ended. */
function scanTemplate(source: string, from: number, found: FoundInCode): number {
  const parts: Range[] = []
  let start = from
  let at = from
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      parts.push({ from: start, to: at })
      at = scanCode(source, { from: at + 2, isSubstitution: true }, found)
      start = at
    } else {
      at += source[at] === '\\' ? 2 : 1
    }
  }
  found.literals.push([...parts, { from: start, to: at }])
  return at + 1
}

/** The parts as one text: with a backtick between them and for noise that is code, and a blank for other noise. */
function passageOf(source: string, parts: readonly Range[], noise: RegExp): Passage {
  const characters: { readonly character: string; readonly offset: number }[] = []
  const add = (character: string, offset: number) => {
    const isRepeated = character === ' ' && characters.at(-1)?.character === ' '
    if (!isRepeated) characters.push({ character, offset })
  }
  parts.forEach(({ from, to }, index) => {
    if (index > 0) add('`', from)
    const text = source.slice(from, to)
    const noises = new Map([...text.matchAll(noise)].map(match => [match.index, match[0]]))
    for (let at = 0; at < text.length; ) {
      const found = noises.get(at)
      const character = text[at] ?? ''
      add(found === undefined ? character.replace(/\s/, ' ') : found.startsWith('`') ? '`' : ' ', from + at)
      at += found?.length ?? 1
    }
  })
  return {
    text: characters.map(({ character }) => character).join(''),
    offsets: characters.map(({ offset }) => offset),
  }
}

function linesWith(source: string, pattern: RegExp): ReadonlySet<number> {
  return new Set([...source.matchAll(pattern)].map(({ index }) => lineOf(source, index)))
}
