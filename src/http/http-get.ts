import { type ClientRequest, request as requestPlain } from 'node:http'
import { type RequestOptions, request as requestTls } from 'node:https'
import type { Environment } from '../runtime.ts'
import { type ConnectionAgents, createAgents, proxyFor } from './proxy.ts'
import { type Phase, TimeoutError, type Unreachable, unreachable } from './unreachable.ts'

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
  /** `host:port` of the proxy that handed the answer on, and could read and replace it: only without TLS. */
  readonly proxy?: string
}

const MAX_BODY_BYTES = 64 * 1024

/** @param settings `ca`: certificates in place of Node's own list, PEM */
export function createHttpGet(settings: { readonly env: Environment; readonly ca?: string }): HttpGet {
  let agents: Promise<ConnectionAgents> | undefined
  return async request => {
    agents ??= createAgents(settings.env, { keepAlive: false, ca: settings.ca })
    request.signal?.throwIfAborted()
    const { protocol, hostname: host } = new URL(request.url)
    let proxy: string | undefined
    try {
      proxy = proxyHost(settings.env, request.url)
      const answer = await get(request, await agents)
      return proxy !== undefined && protocol === 'http:' ? { ...answer, proxy } : answer
    } catch (error) {
      request.signal?.throwIfAborted()
      const { serverName = host, timeoutMs } = request
      return unreachable(error, { host, serverName, proxy, timeoutMs })
    }
  }
}

function proxyHost(env: Environment, url: string): string | undefined {
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'https:'
  const host = hostname.replace(/^\[|\]$/g, '')
  return proxyFor(env, { protocol: secure ? 'https:' : 'http:', host, port: Number(port || (secure ? 443 : 80)) })?.host
}

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
  const phase = followPhase(asked, secure)
  const timer = setTimeout(() => asked.destroy(new TimeoutError(phase())), request.timeoutMs)
  try {
    return await exchange(asked)
  } finally {
    clearTimeout(timer)
  }
}

/** How far it is: a security group that drops packets shows as a connection that is never made. */
function followPhase(asked: ClientRequest, secure: boolean): () => Phase {
  let phase: Phase = 'connection'
  asked.once('socket', socket => {
    const advance = () => {
      phase = secure ? 'TLS connection' : 'response'
    }
    if (socket.connecting) socket.once('connect', advance)
    else advance()
    socket.once('secureConnect', () => {
      phase = 'response'
    })
  })
  asked.once('response', () => {
    phase = 'complete response'
  })
  return () => phase
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
