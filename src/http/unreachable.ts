/** There was no answer: it may be the runner's own network, and says nothing about the service. */
export interface Unreachable {
  readonly kind: 'unreachable'
  readonly stage: 'dns' | 'tcp' | 'tls' | 'proxy' | 'timeout'
  /** In words, for the middle of a sentence: `DNS: the name api.example.com does not exist`. */
  readonly message: string
}

/** How far a request came before it timed out. */
export type Phase = 'connection' | 'TLS connection' | 'response' | 'complete response'

export class TimeoutError extends Error {
  readonly phase: Phase

  constructor(phase: Phase) {
    super(`no ${phase}`)
    this.phase = phase
  }
}

/** What Node's errors of sockets, resolver and TLS may have. */
interface NetworkError {
  readonly code?: string
  readonly message?: string
  /** Of OpenSSL, without its codes. */
  readonly reason?: string
  readonly cert?: { readonly subjectaltname?: string }
}

interface Asked {
  /** Host name of the URL. */
  readonly host: string
  /** Name that the certificate should have. */
  readonly serverName: string
  /** `host:port` of the proxy in between. */
  readonly proxy: string | undefined
  readonly timeoutMs: number
}

/** Pure. Which part of the way failed, and how, in words. */
export function unreachable(error: unknown, asked: Asked): Unreachable {
  if (error instanceof TimeoutError) {
    return { kind: 'unreachable', stage: 'timeout', message: `no ${error.phase} within ${asked.timeoutMs / 1000} s` }
  }
  const known = error as NetworkError
  const stage = stageOf(known, asked)
  return { kind: 'unreachable', stage, message: wordsOf(stage, known, asked) }
}

function stageOf({ code = '', message = '' }: NetworkError, { proxy }: Asked): Unreachable['stage'] {
  if (code === 'EPROXY' || /proxy/i.test(message)) return 'proxy'
  // With a proxy the name is resolved, and the connection made, by the proxy: an error here is about the proxy itself.
  if (proxy !== undefined && (isAboutName(code) || code in CONNECTION_WORDS)) return 'proxy'
  if (isAboutName(code)) return 'dns'
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER|^EPROTO$/.test(code) || /before secure TLS/.test(message)) return 'tls'
  return 'tcp'
}

const isAboutName = (code: string) => code === 'ENOTFOUND' || code === 'ENODATA' || code.startsWith('EAI_')

/** Of errors that come before there is a connection. */
const CONNECTION_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the connection attempt timed out',
}

function wordsOf(stage: Unreachable['stage'], error: NetworkError, asked: Asked): string {
  const { code = '', message = '' } = error
  switch (stage) {
    case 'dns':
      return `DNS: ${nameWords(asked.host, code)}`
    case 'tls':
      return `TLS: ${tlsWords(error, asked)}`
    case 'proxy': {
      if (code in CONNECTION_WORDS) return `proxy ${asked.proxy}: ${CONNECTION_WORDS[code]}`
      return isAboutName(code) ? `proxy: ${nameWords(hostOf(asked.proxy), code)}` : message
    }
    case 'tcp':
    case 'timeout':
      return CONNECTION_WORDS[code] ?? closedWords(error)
  }
}

const hostOf = (address = '') => address.replace(/:\d+$/, '')

function nameWords(name: string, code: string): string {
  return code === 'ENOTFOUND' ? `the name ${name} does not exist` : `the name ${name} could not be resolved (${code})`
}

function closedWords({ code = '', message = '' }: NetworkError): string {
  if (code.startsWith('HPE_')) return `the response is not HTTP (${message})`
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was closed before the response was complete'
  return message || code || 'unknown error'
}

const TLS_WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate is revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain of the certificate ends with an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the chain of the certificate is incomplete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the chain of the certificate is incomplete, or its authority is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the chain of the certificate is incomplete, or its authority is not trusted',
  ECONNRESET: 'the server closed the connection during the handshake',
}

function tlsWords({ code = '', message = '', reason, cert }: NetworkError, { serverName }: Asked): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = cert?.subjectaltname?.replaceAll(/\b(DNS|IP Address):/g, '')
    return `the certificate does not name ${serverName}${names ? `, only ${names}` : ''}`
  }
  const words = TLS_WORDS[code]
  if (words !== undefined) return words
  // OpenSSL's own message is a line of codes and file names, with the reason in between.
  const [, opensslReason] = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message) ?? []
  const known = reason ?? opensslReason ?? (message || code)
  return known === 'wrong version number' ? 'the server does not speak TLS on this port' : known
}
