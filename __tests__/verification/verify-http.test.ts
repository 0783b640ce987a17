import { describe, expect, test } from '@jest/globals'
import type { Context } from '../../src/context.ts'
import type { HttpAnswer, HttpRequest, Unreachable } from '../../src/http/http-get.ts'
import { CancelledError } from '../../src/runtime.ts'
import { verifyHttp } from '../../src/verification/verify-http.ts'
import { createAnswer, createExpectation } from './data.ts'

const TARGET = { url: { kind: 'url', url: 'https://api.example.com/health' }, loadBalancer: undefined } as const
const REFUSED: Unreachable = { kind: 'unreachable', stage: 'tcp', message: 'connect ECONNREFUSED' }

/** Responses in this order, the last one again and again, on a clock that only sleeping moves. */
function createRun(...answers: readonly (HttpAnswer | Unreachable)[]) {
  const requests: { readonly at: number; readonly request: HttpRequest }[] = []
  const lines: string[] = []
  const abort = new AbortController()
  let now = 0
  const context = {
    signal: abort.signal,
    log: { info: (line: string) => void lines.push(line) },
    clock: {
      now: () => now,
      async sleep(ms: number, signal?: AbortSignal) {
        signal?.throwIfAborted()
        now += ms
      },
    },
    async httpGet(request: HttpRequest) {
      requests.push({ at: now, request })
      return answers[Math.min(requests.length, answers.length) - 1]
    },
  } as unknown as Context
  return { context, requests, lines, abort }
}

test('passes at the first good response', async () => {
  const { context, requests, lines } = createRun(createAnswer())
  expect(await verifyHttp(context, TARGET, createExpectation())).toEqual({
    check: 'http',
    state: 'passed',
    detail: 'GET https://api.example.com/health responded as expected.',
  })
  expect(requests).toHaveLength(1)
  expect(lines).toEqual([])
})

test('tries again every two seconds, and prints what it got only when that changes', async () => {
  const ill = createAnswer({ status: 503 })
  const { context, requests, lines } = createRun(REFUSED, ill, ill, createAnswer())
  expect(await verifyHttp(context, TARGET, createExpectation())).toMatchObject({ state: 'passed' })
  expect(requests.map(({ at }) => at)).toEqual([0, 2_000, 4_000, 6_000])
  expect(lines).toEqual([
    'GET https://api.example.com/health got no response (tcp: connect ECONNREFUSED).',
    'GET https://api.example.com/health returned 503, but 200 is expected.',
  ])
})

test('fails with the last response when the time is up', async () => {
  const { context, requests } = createRun(createAnswer({ status: 503 }))
  expect(await verifyHttp(context, TARGET, createExpectation({ timeoutSeconds: 5 }))).toEqual({
    check: 'http',
    state: 'failed',
    detail: 'GET https://api.example.com/health returned 503, but 200 is expected.',
  })
  expect(requests.map(({ at }) => at)).toEqual([0, 2_000, 4_000, 6_000])
})

test('one attempt takes no longer than the time that is left, and never less than a second', async () => {
  const { context, requests } = createRun(createAnswer({ status: 503 }))
  await verifyHttp(context, TARGET, createExpectation({ timeoutSeconds: 13 }))
  expect(requests.map(({ request }) => request.timeoutMs)).toEqual([
    10_000, 10_000, 9_000, 7_000, 5_000, 3_000, 1_000, 1_000,
  ])
})

test('a path without a load balancer fails at once', async () => {
  const { context, requests } = createRun(createAnswer())
  const target = { url: { kind: 'path', path: '/health' }, loadBalancer: undefined } as const
  expect(await verifyHttp(context, target, createExpectation())).toEqual({
    check: 'http',
    state: 'failed',
    detail: '"verify-url" is a path, but there is no load balancer to send it to. Give a whole URL.',
  })
  expect(requests).toEqual([])
})

describe('a path of a load balancer', () => {
  const balancer = { dnsName: 'main.elb.amazonaws.com', port: 443, protocol: 'https', host: undefined } as const
  const url = { kind: 'path', path: '/health' } as const

  test('that no host header names: the log says that the name is not compared', async () => {
    const { context, requests, lines } = createRun(createAnswer())
    await verifyHttp(context, { url, loadBalancer: balancer }, createExpectation())
    expect(requests[0]?.request).toMatchObject({ url: 'https://main.elb.amazonaws.com/health', checkName: false })
    expect(lines).toEqual([
      'No host header names this service: the certificate of https://main.elb.amazonaws.com/health cannot name that address, so its name is not compared.',
    ])
  })

  test('that a host header names: the finding names the host', async () => {
    const { context, lines } = createRun(createAnswer())
    const loadBalancer = { ...balancer, host: 'api.example.com' }
    expect((await verifyHttp(context, { url, loadBalancer }, createExpectation())).detail).toBe(
      'GET https://main.elb.amazonaws.com/health (host api.example.com) responded as expected.',
    )
    expect(lines).toEqual([])
  })
})

test('cancellation ends the waiting', async () => {
  const { context, abort, requests } = createRun(REFUSED)
  abort.abort(new CancelledError())
  await expect(verifyHttp(context, TARGET, createExpectation())).rejects.toThrow(CancelledError)
  expect(requests).toHaveLength(1)
})
