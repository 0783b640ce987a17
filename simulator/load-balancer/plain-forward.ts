import { type IncomingMessage, request as outgoing, type ServerResponse } from 'node:http'

/** Passes on a request in absolute form to the server that it names, as a forward proxy does. */
export function forwardPlainRequest(url: URL, request: IncomingMessage, response: ServerResponse): void {
  const { 'proxy-connection': _connection, 'proxy-authorization': _authorization, ...headers } = request.headers
  const upstream = outgoing(
    { host: url.hostname, port: url.port || 80, path: url.pathname + url.search, method: request.method, headers },
    answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  upstream.on('error', () => {
    if (!response.headersSent) response.writeHead(502)
    response.end()
  })
  response.on('close', () => upstream.destroy())
  request.pipe(upstream)
}
