import type { RequestListener } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { createHttpGet } from '../../src/http/http-get.ts'
import { findAnswer } from '../../src/verification/http-finding.ts'
import { startPlainServer, startTlsServer } from '../http/local-server.ts'
import { createExpectation } from './data.ts'

const NAME = 'api.example.com'

/** Locations by path; every other path returns 200 and says who was asked. */
const leading =
  (locations: Readonly<Record<string, string>>, status = 302): RequestListener =>
  ({ url = '', headers }, response) => {
    const location = locations[url]
    if (location === undefined) response.end(`${headers.host}${url}`)
    else response.writeHead(status, { location }).end()
  }

/** Asks a server on the loopback as if it were a load balancer in front of `api.example.com`. */
async function find(listener: RequestListener, options: { readonly path?: string; readonly pattern?: RegExp } = {}) {
  await using server = await startTlsServer(NAME, listener)
  const httpGet = createHttpGet({ env: {}, ca: server.ca })
  const url = `https://127.0.0.1:${server.port}${options.path ?? '/0'}`
  const body = options.pattern && ({ kind: 'pattern', pattern: options.pattern } as const)
  const finding = await findAnswer(
    request => httpGet({ ...request, timeoutMs: 5_000 }),
    { url, host: NAME, serverName: NAME, checkName: true },
    { expectation: createExpectation({ body }), isLoadBalancer: true },
  )
  return { ...finding, port: server.port }
}

/** `/0` leads to `/1`, and so on. */
const chain = (length: number) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`/${index}`, `/${index + 1}`]))

describe('redirects', () => {
  test('the body is judged where they end, and the host stays the one that was asked', async () => {
    expect(await find(leading(chain(1)), { pattern: /^api\.example\.com\/1$/ })).toMatchObject({ kind: 'as-expected' })
    const { port, ...finding } = await find(leading(chain(1)), { pattern: /healthy/ })
    expect(finding).toEqual({
      kind: 'wrong-answer',
      problem: `was redirected to https://127.0.0.1:${port}/1 and returned 200, but its body does not match /healthy/: api.example.com/1`,
    })
  })

  test('five are followed', async () => {
    expect(await find(leading(chain(5)))).toMatchObject({ kind: 'as-expected' })
  })

  test('six are too many', async () => {
    const { port, ...finding } = await find(leading(chain(6)))
    expect(finding).toEqual({
      kind: 'wrong-answer',
      problem: `was redirected more than 5 times, last to https://127.0.0.1:${port}/6`,
    })
  })

  test('a loop ends at once', async () => {
    let requests = 0
    const loop = leading({ '/0': '/1', '/1': '/0#again' })
    const { port, ...finding } = await find((request, response) => {
      requests += 1
      loop(request, response)
    })
    expect(finding).toEqual({
      kind: 'wrong-answer',
      problem: `was redirected in a loop, back to https://127.0.0.1:${port}/0`,
    })
    expect(requests).toBe(2)
  })

  test('what is not followed is judged itself', async () => {
    expect(await find(leading({ '/0': 'https://login.example.com/' }))).toMatchObject({
      kind: 'wrong-answer',
      problem:
        'returned 302 (to https://login.example.com/, not followed: it leads to another host), but 200 is expected',
    })
  })

  test('where they lead nowhere, the service is not to blame', async () => {
    const closed = await startPlainServer(() => undefined)
    await closed[Symbol.asyncDispose]()
    const { port: _, ...finding } = await find(leading({ '/0': `https://${NAME}:${closed.port}/` }))
    expect(finding).toEqual({
      kind: 'unreachable',
      problem: `was redirected to https://127.0.0.1:${closed.port}/ and got no response (connection refused)`,
    })
  })
})
