import type { VerificationInputs, VerifyBody, VerifyUrl } from '../inputs.ts'
import { isRecord } from '../plain-data.ts'
import { quote } from '../text/sentences.ts'
import { type InputReader, type Line, parseInteger } from './values.ts'

const STATUS = { min: 100, max: 599 }
const STATUSES = `status codes from ${STATUS.min} to ${STATUS.max}`
const URL_FORM = 'give a URL such as https://api.example.com/health, or a path such as /health'
const OWN_STATUSES_FORM = `give one URL per line, followed by nothing but ${STATUSES}, for example /health 200,302`
const DEFAULT_TIMEOUT_SECONDS = 120
const MAX_TIMEOUT_SECONDS = 3600

export function parseVerification(reader: InputReader): VerificationInputs {
  const { length } = reader.problems
  const urls = parseUrls(reader)
  const isAsked = urls.length > 0 || reader.problems.length > length
  if (reader.given('verify-body') && !isAsked) {
    reader.complain('Input "verify-body" is given, but there is no request: give "verify-url" too.')
  }
  return {
    urls,
    statuses: parseStatuses(reader),
    body: parseBody(reader),
    timeoutSeconds:
      reader.integer('verify-timeout-seconds', { min: 1, max: MAX_TIMEOUT_SECONDS, unit: 'seconds' }) ??
      DEFAULT_TIMEOUT_SECONDS,
    onUnverified: reader.choice('on-unverified', ['fail', 'rollback']) ?? 'fail',
  }
}

/** One a line, never split at commas: a URL may contain them. Each may be followed by its own statuses. */
function parseUrls(reader: InputReader): readonly VerifyUrl[] {
  const urls = (reader.lines('verify-url') ?? []).flatMap(line => parseLine(reader, line) ?? [])
  const addresses = urls.map(addressOf)
  for (const address of new Set(addresses.filter((address, index) => addresses.indexOf(address) < index))) {
    reader.complain(`Input "verify-url" has ${quote(address)} more than once: give each URL once.`)
  }
  return urls
}

function parseLine(reader: InputReader, { text }: Line): VerifyUrl | undefined {
  const [, address = '', rest] = /^(\S+)(?:\s+(.*))?$/.exec(text.trimEnd()) ?? []
  const target = parseAddress(reader, address)
  if (!target) return undefined
  if (rest === undefined) return { ...target, statuses: undefined }
  const statuses = rest
    .split(/[,\s]+/)
    .filter(entry => entry !== '')
    .map(entry => parseInteger(entry, STATUS))
  if (statuses.includes(undefined)) return reader.refuseEntry('verify-url', `${address} ${rest}`, OWN_STATUSES_FORM)
  return { ...target, statuses: [...new Set(statuses.filter(status => status !== undefined))] }
}

type Target =
  | Omit<Extract<VerifyUrl, { kind: 'url' }>, 'statuses'>
  | Omit<Extract<VerifyUrl, { kind: 'path' }>, 'statuses'>

function parseAddress(reader: InputReader, text: string): Target | undefined {
  if (/^\/(?!\/)/.test(text)) return { kind: 'path', path: text }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.username || url?.password) {
    return reader.complain(
      'Input "verify-url" contains a user name or password, which the log would show: give a URL without them.',
    )
  }
  if (url && /^https?:\/\//i.test(text)) return { kind: 'url', url: text }
  return reader.refuseEntry('verify-url', text, URL_FORM)
}

/** Equal where the same thing would be requested. */
function addressOf(target: Target): string {
  return target.kind === 'path' ? target.path : new URL(target.url).href
}

function parseStatuses(reader: InputReader): readonly number[] {
  const entries = reader.list('verify-status') ?? ['200']
  return entries.flatMap(entry => {
    const status = parseInteger(entry, STATUS)
    if (status === undefined) reader.refuseEntry('verify-status', entry, `give ${STATUSES}`)
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
