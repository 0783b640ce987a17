import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpServer {
  readonly url: string
  close(): Promise<void>
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/**
 * Answers a request; `drop` cuts the connection instead, and `hang` leaves it open until the client or the server
 * closes it. `sent` is called just before the answer is sent.
 */
export type HttpHandler = (request: HttpRequest) => Promise<{ answer: HttpAnswer | 'drop' | 'hang'; sent?: () => void }>

/** Starts an HTTP server on the loopback. @param port 0 for any free one */
export async function startServer(handler: HttpHandler, port = 0): Promise<HttpServer> {
  const server = createServer((request, response) => void serve(handler, request, response))
  // Longer than any client keeps an idle connection, so that it is never closed in the middle of a request.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function serve(handler: HttpHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { answer, sent } = await handler({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    })
    sent?.()
    if (answer === 'hang') return
    if (answer === 'drop') {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    response.end(answer.body)
  } catch {
    // The client disconnected while its request was being read: there is nobody to answer.
    request.socket.destroy()
  }
}
