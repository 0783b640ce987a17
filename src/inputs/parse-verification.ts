import type { VerificationInputs, VerifyBody, VerifyUrl } from '../inputs.ts'
import { isRecord } from '../plain-data.ts'
import { type InputReader, parseInteger } from './values.ts'

const STATUS = { min: 100, max: 599 }
const DEFAULT_TIMEOUT_SECONDS = 120
const MAX_TIMEOUT_SECONDS = 3600

export function parseVerification(reader: InputReader): VerificationInputs {
  if (reader.given('verify-body') && !reader.given('verify-url')) {
    reader.complain('Input "verify-body" is given, but there is no request: give "verify-url" too.')
  }
  return {
    url: parseUrl(reader),
    statuses: parseStatuses(reader),
    body: parseBody(reader),
    timeoutSeconds:
      reader.integer('verify-timeout-seconds', { min: 1, max: MAX_TIMEOUT_SECONDS, unit: 'seconds' }) ??
      DEFAULT_TIMEOUT_SECONDS,
  }
}

function parseUrl(reader: InputReader): VerifyUrl | undefined {
  const text = reader.text('verify-url')
  if (text === undefined) return undefined
  if (/^\/(?!\/)\S*$/.test(text)) return { kind: 'path', path: text }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.username || url?.password) {
    return reader.complain(
      'Input "verify-url" contains a user name or password, which the log would show: give a URL without them.',
    )
  }
  if (url && ['http:', 'https:'].includes(url.protocol) && /^https?:\/\//i.test(text)) return { kind: 'url', url: text }
  return reader.refuse('verify-url', 'give a URL such as https://api.example.com/health, or a path such as /health')
}

function parseStatuses(reader: InputReader): readonly number[] {
  const entries = reader.list('verify-status') ?? ['200']
  return entries.flatMap(entry => {
    const status = parseInteger(entry, STATUS)
    if (status === undefined) reader.refuseEntry('verify-status', entry, 'give status codes from 100 to 599')
    return status ?? []
  })
}

function parseBody(reader: InputReader): VerifyBody | undefined {
  const text = reader.text('verify-body')
  if (text === undefined) return undefined
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  const body = source === undefined ? parseJsonBody(text) : parsePattern(source, flags)
  return typeof body === 'string' ? reader.refuse('verify-body', body) : body
}

/** What the answer must contain, or what is wrong. */
function parseJsonBody(text: string): VerifyBody | string {
  const valid = 'give a JSON object such as {"status": "healthy"}, or a regular expression such as /healthy/'
  try {
    const expected: unknown = JSON.parse(text)
    return isRecord(expected) ? { kind: 'json', expected } : valid
  } catch {
    return valid
  }
}

/** The expression, or what is wrong. Flags that keep a position between two matches are refused. */
function parsePattern(source: string, flags: string): VerifyBody | string {
  if (/[^imsu]/.test(flags)) return 'after the closing slash only the flags i, m, s and u are valid'
  try {
    return { kind: 'pattern', pattern: new RegExp(source, flags) }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(': ').at(-1) : String(error)
    return `the regular expression is not valid (${reason}), so correct it`
  }
}
