import { isScalar, parseDocument, visit } from 'yaml'
import type { Problem } from '../problem.ts'
import { SourceScalar } from './source-scalar.ts'

/** Far more than AWS accepts (64 KiB for a task definition), and little enough to read in an instant. */
const MAX_CHARACTERS = 1024 * 1024

export interface Markup {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/**
 * Reads JSON or YAML (JSON is YAML). Numbers and booleans come as `SpeltScalar`. A key that stands twice, a tag that
 * means nothing here (`!Ref`) and a file that is not an object are problems with line and column where there is one.
 */
export function parseMarkup(subject: string, text: string): Markup {
  if (text.length > MAX_CHARACTERS) return failed(`${subject} is larger than 1 MiB, far more than AWS accepts.`)
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { prettyErrors: true, merge: true, version: '1.2' })
  const findings = [...document.errors, ...document.warnings]
  if (findings.length > 0) return { value: undefined, problems: findings.map(finding => sentenceOf(subject, finding)) }
  visit(document, {
    Scalar(key, node) {
      const { value, source } = node
      if (key === 'key' || source === undefined) return
      if (typeof value === 'number' || typeof value === 'boolean') node.value = new SourceScalar(value, source)
    },
  })
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return failed(`${subject} is empty.`)
  }
  try {
    return { value: document.toJS(), problems: [] }
  } catch (error) {
    // Aliases are resolved only here: one that is unknown, or that multiplies without end.
    return failed(`${subject}: ${withoutValue(error instanceof Error ? error.message : String(error))}.`)
  }
}

function failed(problem: Problem): Markup {
  return { value: undefined, problems: [problem] }
}

/** Some messages quote the text itself behind a colon: what was meant as a value may follow it. */
function withoutValue(message: string): string {
  return /^(Unresolved (alias|tag)|Block scalar header|Unexpected)/.test(message)
    ? message.replace(/:.*$/s, '')
    : message
}

/** The parser's message without the excerpt that it appends: a line of the file may hold a value nobody should read. */
function sentenceOf(
  subject: string,
  finding: { readonly message: string; readonly linePos?: readonly { line: number; col: number }[] | undefined },
): Problem {
  const [first = ''] = finding.message.split('\n')
  const message = withoutValue(first.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, ''))
  const position = finding.linePos?.[0]
  return `${subject}${position ? `, line ${position.line}, column ${position.col}` : ''}: ${message}.`
}
