import { describe, expect, test } from '@jest/globals'
import { createHttpGet, type HttpRequest } from '../../src/http/http-get.ts'
import { CancelledError } from '../../src/runtime.ts'
import { startProxy } from './local-proxy.ts'
import { startPlainServer, startSilentServer, startTlsServer } from './local-server.ts'

const NAME = 'api.example.com'

const get = (request: Partial<HttpRequest> & { readonly url: string }, ca?: string) =>
  createHttpGet({ env: {}, ...(ca !== undefined && { ca }) })({ checkName: true, timeoutMs: 5_000, ...request })

describe('plain HTTP', () => {
  test('status, headers and body of the response; the requested host', async () => {
    await using server = await startPlainServer((request, response) => {
      response.writeHead(201, { 'x-path': request.url }).end(`host ${request.headers.host}`)
    })
    const url = `http://127.0.0.1:${server.port}/health?a=1`
    expect(await get({ url, host: NAME })).toMatchObject({
      kind: 'answer',
      status: 201,
      headers: { 'x-path': '/health?a=1' },
      body: `host ${NAME}`,
      isCut: false,
    })
    expect(await get({ url })).toMatchObject({ body: `host 127.0.0.1:${server.port}` })
  })

  test('a redirect is a response, and is not followed', async () => {
    let requests = 0
    await using server = await startPlainServer((_, response) => {
      requests += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    })
    expect(requests).toBe(1)
  })

  test.each([
    ['64 KiB are read as a whole', 64 * 1024, 64 * 1024, false],
    ['of more, the first 64 KiB are read', 200_000, 64 * 1024, true],
  ])('%s', async (_name, size, length, isCut) => {
    await using server = await startPlainServer((_, response) => response.end('x'.repeat(size)))
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({ body: 'x'.repeat(length), isCut })
  })

  test('a body without an end is cut off, not waited for', async () => {
    await using server = await startPlainServer((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      }
      response.on('drain', write)
      write()
    })
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({ kind: 'answer', isCut: true })
  })
})

describe('TLS', () => {
  const hello = (_: unknown, response: { end(text: string): unknown }) => void response.end('hello')

  test('the right name under a known authority', async () => {
    await using server = await startTlsServer(NAME, hello)
    const request = { url: `https://127.0.0.1:${server.port}/`, host: NAME, serverName: NAME }
    expect(await get(request, server.ca)).toMatchObject({ kind: 'answer', status: 200, body: 'hello' })
  })

  test('another name is refused where names are compared', async () => {
    await using server = await startTlsServer(NAME, hello)
    const request = { url: `https://127.0.0.1:${server.port}/`, serverName: 'other.example.com' }
    expect(await get(request, server.ca)).toMatchObject({
      kind: 'unreachable',
      stage: 'tls',
      message: 'TLS: the certificate does not name other.example.com, only api.example.com',
    })
  })

  test('another name passes where names are not compared', async () => {
    await using server = await startTlsServer(NAME, hello)
    const request = { url: `https://127.0.0.1:${server.port}/`, checkName: false }
    expect(await get(request, server.ca)).toMatchObject({ kind: 'answer', status: 200 })
  })

  test('an unknown authority is refused, whether names are compared or not', async () => {
    await using server = await startTlsServer(NAME, hello)
    const url = `https://127.0.0.1:${server.port}/`
    expect(await get({ url, serverName: NAME })).toMatchObject({
      kind: 'unreachable',
      stage: 'tls',
      message: 'TLS: the chain of the certificate is incomplete, or its authority is not trusted',
    })
    expect(await get({ url, checkName: false })).toMatchObject({ kind: 'unreachable', stage: 'tls' })
  })

  test('a server that does not speak TLS', async () => {
    await using server = await startPlainServer(hello)
    expect(await get({ url: `https://127.0.0.1:${server.port}/` })).toMatchObject({
      kind: 'unreachable',
      stage: 'tls',
      message: 'TLS: the server does not speak TLS on this port',
    })
  })

  test('a server that closes the connection during the handshake', async () => {
    await using server = await startSilentServer(socket => socket.once('data', () => socket.destroy()))
    expect(await get({ url: `https://127.0.0.1:${server.port}/` })).toEqual({
      kind: 'unreachable',
      stage: 'tls',
      message: 'TLS: the server closed the connection during the handshake',
    })
  })
})

describe('through a proxy', () => {
  const through = (url: string, proxy: string, ca?: string) =>
    createHttpGet({ env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }, ...(ca !== undefined && { ca }) })({
      url,
      checkName: true,
      timeoutMs: 5_000,
    })

  test('an answer names the proxy where it may be its own, and does not where TLS protects it', async () => {
    await using plain = await startPlainServer((_, response) => response.writeHead(502).end())
    await using secure = await startTlsServer(NAME, (_, response) => response.writeHead(502).end())
    await using plainProxy = await startProxy({ upstreamPort: plain.port })
    await using secureProxy = await startProxy({ upstreamPort: secure.port })
    expect(await through(`http://${NAME}/`, plainProxy.url)).toMatchObject({ status: 502, proxy: plainProxy.host })
    const answer = await through(`https://${NAME}/`, secureProxy.url, secure.ca)
    expect([answer, 'proxy' in answer]).toEqual([expect.objectContaining({ status: 502 }), false])
  })

  test('a proxy that refuses the host', async () => {
    await using proxy = await startProxy({ refusal: 403 })
    expect(await through(`https://${NAME}/`, proxy.url)).toEqual({
      kind: 'unreachable',
      stage: 'proxy',
      message: `the proxy ${proxy.host} returned 403 when asked for ${NAME}:443`,
    })
  })

  test.each(['http', 'https'])('a proxy that is not there, for %s', async protocol => {
    const proxy = await startProxy({ refusal: 403 })
    await proxy[Symbol.asyncDispose]()
    expect(await through(`${protocol}://${NAME}/`, proxy.url)).toEqual({
      kind: 'unreachable',
      stage: 'proxy',
      message: `proxy ${proxy.host}: connection refused`,
    })
  })

  test('a proxy whose address is not valid', async () => {
    expect(await through(`https://${NAME}/`, 'socks5://proxy.example.com:1080')).toMatchObject({
      stage: 'proxy',
      message: expect.stringContaining('HTTPS_PROXY is not the address of an HTTP proxy'),
    })
  })
})

const CUT = {
  kind: 'unreachable',
  stage: 'tcp',
  message: 'the connection was closed before the response was complete',
}

describe('no response', () => {
  test('nobody listens', async () => {
    const server = await startPlainServer(() => undefined)
    await server[Symbol.asyncDispose]()
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toEqual({
      kind: 'unreachable',
      stage: 'tcp',
      message: 'connection refused',
    })
  })

  test('a name that does not exist', async () => {
    // RFC 6761: no name under .invalid ever exists.
    expect(await get({ url: 'http://api.invalid/' })).toEqual({
      kind: 'unreachable',
      stage: 'dns',
      message: expect.stringMatching(
        /^DNS: the name api\.invalid (does not exist|could not be resolved \(EAI_AGAIN\))$/,
      ),
    })
  })

  test('the connection is cut', async () => {
    await using server = await startPlainServer(request => request.socket.destroy())
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toEqual(CUT)
  })

  test('the connection is cut in the middle of the body', async () => {
    await using server = await startPlainServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => request.socket.destroy())
    })
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toEqual(CUT)
  })

  test.each([
    ['is silent', () => undefined, 'no response within 0.1 s'],
    [
      'stops in the middle of the body',
      (_: unknown, response: { write(text: string): unknown }) => void response.write('half'),
      'no complete response within 0.1 s',
    ],
  ])('a server that %s', async (_name, listener, message) => {
    await using server = await startPlainServer(listener)
    expect(await get({ url: `http://127.0.0.1:${server.port}/`, timeoutMs: 100 })).toEqual({
      kind: 'unreachable',
      stage: 'timeout',
      message,
    })
  })

  test('a server that accepts the connection, and is silent where TLS should begin', async () => {
    await using server = await startSilentServer()
    expect(await get({ url: `https://127.0.0.1:${server.port}/`, timeoutMs: 100 })).toEqual({
      kind: 'unreachable',
      stage: 'timeout',
      message: 'no TLS connection within 0.1 s',
    })
  })

  test('what is not HTTP', async () => {
    await using server = await startSilentServer(socket => socket.end('220 mail.example.com ESMTP\r\n'))
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({
      stage: 'tcp',
      message: expect.stringMatching(/^the response is not HTTP \(/),
    })
  })
})

describe('cancellation', () => {
  test('while waiting for the response: the reason is thrown', async () => {
    const abort = new AbortController()
    await using server = await startPlainServer(() => abort.abort(new CancelledError()))
    await expect(get({ url: `http://127.0.0.1:${server.port}/`, signal: abort.signal })).rejects.toThrow(CancelledError)
  })

  test('before the request: nothing is sent', async () => {
    let requests = 0
    await using server = await startPlainServer(() => {
      requests += 1
    })
    const signal = AbortSignal.abort(new CancelledError())
    await expect(get({ url: `http://127.0.0.1:${server.port}/`, signal })).rejects.toThrow(CancelledError)
    expect(requests).toBe(0)
  })
})
