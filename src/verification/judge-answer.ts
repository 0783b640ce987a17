import type { HttpAnswer } from '../http/http-get.ts'
import type { VerificationInputs } from '../inputs.ts'
import { firstDefined, isRecord } from '../plain-data.ts'
import { alternatives } from '../text/sentences.ts'

type Expectation = Pick<VerificationInputs, 'statuses' | 'body'>

const MAX_SHOWN = 200

/**
 * Pure. What is wrong with the answer, as the end of a sentence that names the request; undefined: nothing.
 *
 * @param notFollowed why a redirect was not followed
 */
export function judgeAnswer(
  answer: HttpAnswer,
  { statuses, body }: Expectation,
  notFollowed?: string,
): string | undefined {
  if (!statuses.includes(answer.status)) {
    const wrong = `returned ${answer.status}${locationOf(answer, notFollowed)}, but ${alternatives(statuses)} is expected`
    // The body of a redirect is boilerplate: its status and location are all there is to know.
    const isRedirect = answer.status >= 300 && answer.status < 400
    return answer.body.trim() === '' || isRedirect ? wrong : `${wrong}: ${shown(answer.body)}`
  }
  const problem = body && judgeBody(answer, body)
  return problem && `returned ${answer.status}, but ${problem}`
}

function locationOf({ headers: { location } }: HttpAnswer, notFollowed: string | undefined): string {
  if (typeof location !== 'string') return ''
  return ` (to ${shown(location)}${notFollowed === undefined ? '' : `, not followed: ${notFollowed}`})`
}

function judgeBody({ body: text, isCut }: HttpAnswer, wanted: NonNullable<Expectation['body']>): string | undefined {
  if (wanted.kind === 'pattern') {
    return wanted.pattern.test(text)
      ? undefined
      : `its body${isCut ? ', of which only the first 64 KiB are read,' : ''} does not match ${wanted.pattern}: ${shown(text)}`
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    if (isCut) return 'its body is longer than the 64 KiB that are read, and JSON cannot be judged in part'
    return `its body is not JSON: ${shown(text)}`
  }
  return difference(parsed, wanted.expected, '')
}

/** The first member that is not as expected; members that are not expected do not matter. */
function difference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (isRecord(expected) && isRecord(actual)) {
    return firstDefined(Object.entries(expected), ([name, value]) => {
      const own = Object.hasOwn(actual, name) ? actual[name] : undefined
      return difference(own, value, path === '' ? name : `${path}.${name}`)
    })
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return firstDefined(expected.entries(), ([index, value]) => difference(actual[index], value, `${path}[${index}]`))
  }
  if (JSON.stringify(actual) === JSON.stringify(expected)) return undefined
  const where = path === '' ? 'its body' : `the body's "${path}"`
  const is = actual === undefined ? 'is missing' : `is ${shown(JSON.stringify(actual))}`
  return `${where} ${is} where ${shown(JSON.stringify(expected))} is expected`
}

/** On one line, without what a terminal would act on. */
function shown(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  if (line === '') return '(empty)'
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}...` : line
}
