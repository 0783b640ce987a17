import { createServer, type IncomingMessage, request as requestPlain } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

export interface ProxiedRequest {
  /** `CONNECT`, or the method of a plain request. */
  readonly method: string
  /** `host:port` of a CONNECT; the whole URL of a plain request. */
  readonly target: string
  readonly credentials: string | undefined
}

export interface LocalProxy {
  readonly host: string
  readonly url: string
  readonly requests: readonly ProxiedRequest[]
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A forward proxy on the loopback. Every name leads to `upstreamPort` of the loopback; without one, everything is
 * refused with `refusal`.
 */
export async function startProxy(
  settings: { readonly upstreamPort: number } | { readonly refusal: number },
): Promise<LocalProxy> {
  const requests: ProxiedRequest[] = []
  const sockets = new Set<{ destroy(): unknown }>()
  const server = createServer((request, response) => {
    note(request.method ?? '', request)
    if ('refusal' in settings) {
      response.writeHead(settings.refusal).end()
      return
    }
    const { method, url = '', headers } = request
    const path = url.replace(/^http:\/\/[^/]*/, '')
    const forwarded = requestPlain({ port: settings.upstreamPort, host: '127.0.0.1', method, path, headers }, reply => {
      response.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(response)
    })
    request.pipe(forwarded)
  })
  server.on('connection', socket => sockets.add(socket))
  server.on('connect', (request, socket, head) => {
    note('CONNECT', request)
    if ('refusal' in settings) {
      socket.end(`HTTP/1.1 ${settings.refusal} Refused\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const upstream = connect(settings.upstreamPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      socket.pipe(upstream).pipe(socket)
    })
    sockets.add(upstream)
    for (const end of [socket, upstream]) end.on('error', () => [socket, upstream].map(other => other.destroy()))
  })

  function note(method: string, { url = '', headers }: IncomingMessage): void {
    const credentials = headers['proxy-authorization']
    requests.push({ method, target: url, credentials: typeof credentials === 'string' ? credentials : undefined })
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
