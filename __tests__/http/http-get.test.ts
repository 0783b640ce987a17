import { describe, expect, test } from '@jest/globals'
import { createHttpGet, type HttpRequest } from '../../src/http/http-get.ts'
import { CancelledError } from '../../src/runtime.ts'
import { startPlainServer, startTlsServer } from './local-server.ts'

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
      message: expect.stringContaining('other.example.com'),
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
    expect(await get({ url, serverName: NAME })).toMatchObject({ kind: 'unreachable', stage: 'tls' })
    expect(await get({ url, checkName: false })).toMatchObject({ kind: 'unreachable', stage: 'tls' })
  })

  test('a server that does not speak TLS', async () => {
    await using server = await startPlainServer(hello)
    expect(await get({ url: `https://127.0.0.1:${server.port}/` })).toMatchObject({
      kind: 'unreachable',
      stage: 'tls',
    })
  })
})

describe('no response', () => {
  test('nobody listens', async () => {
    const server = await startPlainServer(() => undefined)
    await server[Symbol.asyncDispose]()
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toEqual({
      kind: 'unreachable',
      stage: 'tcp',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('a name that does not exist', async () => {
    // RFC 6761: no name under .invalid ever exists.
    expect(await get({ url: 'http://api.invalid/' })).toMatchObject({ kind: 'unreachable', stage: 'dns' })
  })

  test('the connection is cut', async () => {
    await using server = await startPlainServer(request => request.socket.destroy())
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({ kind: 'unreachable', stage: 'tcp' })
  })

  test('the connection is cut in the middle of the body', async () => {
    await using server = await startPlainServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => request.socket.destroy())
    })
    expect(await get({ url: `http://127.0.0.1:${server.port}/` })).toMatchObject({ kind: 'unreachable', stage: 'tcp' })
  })

  test.each([
    ['is silent', () => undefined],
    [
      'stops in the middle of the body',
      (_: unknown, response: { write(text: string): unknown }) => void response.write('half'),
    ],
  ])('a server that %s', async (_name, listener) => {
    await using server = await startPlainServer(listener)
    expect(await get({ url: `http://127.0.0.1:${server.port}/`, timeoutMs: 100 })).toEqual({
      kind: 'unreachable',
      stage: 'timeout',
      message: `127.0.0.1:${server.port} did not respond within 0.1 s`,
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
