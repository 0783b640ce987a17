import { type ClientRequest, request as requestPlain } from 'node:http'
import { type RequestOptions, request as requestTls } from 'node:https'
import type { Environment } from '../runtime.ts'
import { type ConnectionAgents, createAgents } from './proxy.ts'

/** One GET from where the action runs, through the proxy if there is one. Redirects are answers, not followed. */
export type HttpGet = (request: HttpRequest) => Promise<HttpAnswer | Unreachable>

export interface HttpRequest {
  readonly url: string
  /** Host header, where it is not the URL's host. */
  readonly host?: string
  /** Name that TLS asks for (SNI) and compares, where it is not the URL's host. */
  readonly serverName?: string
  /** False: the certificate may name another host. Its chain is checked all the same. */
  readonly checkName: boolean
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The first 64 KiB, as UTF-8. */
  readonly body: string
  /** True where there was more than that. */
  readonly isCut: boolean
}

/** There was no answer: it may be the runner's own network, and says nothing about the service. */
export interface Unreachable {
  readonly kind: 'unreachable'
  readonly stage: 'dns' | 'tcp' | 'tls' | 'proxy' | 'timeout'
  readonly message: string
}

const MAX_BODY_BYTES = 64 * 1024

/** @param settings `ca`: certificates in place of Node's own list, PEM */
export function createHttpGet(settings: { readonly env: Environment; readonly ca?: string }): HttpGet {
  let agents: Promise<ConnectionAgents> | undefined
  return async request => {
    agents ??= createAgents(settings.env, { keepAlive: false, ca: settings.ca })
    request.signal?.throwIfAborted()
    try {
      return await get(request, await agents)
    } catch (error) {
      request.signal?.throwIfAborted()
      return unreachable(error, request)
    }
  }
}

class TimeoutError extends Error {}

async function get(request: HttpRequest, agents: ConnectionAgents): Promise<HttpAnswer> {
  const url = new URL(request.url)
  const secure = url.protocol === 'https:'
  const options: RequestOptions = {
    agent: secure ? agents.https : agents.http,
    headers: { accept: '*/*', 'user-agent': 'ecs-fargate-deploy-action', ...(request.host && { host: request.host }) },
    ...(request.serverName !== undefined && { servername: request.serverName }),
    ...(!request.checkName && { checkServerIdentity: () => undefined }),
    ...(request.signal && { signal: request.signal }),
  }
  const asked = secure ? requestTls(url, options) : requestPlain(url, options)
  // The whole exchange, not only a silence in it.
  const timer = setTimeout(() => asked.destroy(new TimeoutError()), request.timeoutMs)
  try {
    return await exchange(asked)
  } finally {
    clearTimeout(timer)
  }
}

function exchange(asked: ClientRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', response => {
      const chunks: Buffer[] = []
      let size = 0
      const finish = () => {
        const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8')
        const { statusCode: status = 0, headers } = response
        resolve({ kind: 'answer', status, headers, body, isCut: size > MAX_BODY_BYTES })
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size <= MAX_BODY_BYTES) return
        finish()
        response.destroy()
      })
      response.on('end', finish)
      response.on('error', reject)
    })
    asked.end()
  })
}

function unreachable(error: unknown, { url, timeoutMs }: HttpRequest): Unreachable {
  const { host } = new URL(url)
  if (error instanceof TimeoutError) {
    return { kind: 'unreachable', stage: 'timeout', message: `${host} did not respond within ${timeoutMs / 1000} s` }
  }
  const { code, message } = error as { code?: string; message?: string }
  return { kind: 'unreachable', stage: stageOf(code, message), message: message || code || String(error) }
}

function stageOf(code = '', message = ''): Unreachable['stage'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns'
  if (code === 'EPROXY' || /proxy/i.test(message)) return 'proxy'
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER|^EPROTO$/.test(code)) return 'tls'
  return 'tcp'
}
