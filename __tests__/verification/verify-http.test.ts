import { describe, expect, test } from '@jest/globals'
import type { Context } from '../../src/context.ts'
import type { HttpAnswer, HttpRequest } from '../../src/http/http-get.ts'
import type { Unreachable } from '../../src/http/unreachable.ts'
import { CancelledError } from '../../src/runtime.ts'
import { verifyHttp } from '../../src/verification/verify-http.ts'
import { createAnswer, createExpectation, createUrl } from './data.ts'

const TARGET = { urls: [createUrl('https://api.example.com/health')], loadBalancer: undefined }
const REFUSED: Unreachable = { kind: 'unreachable', stage: 'tcp', message: 'connection refused' }

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
  expect(await verifyHttp(context, TARGET, createExpectation())).toEqual([
    { check: 'http', state: 'passed', detail: 'GET https://api.example.com/health responded as expected.' },
  ])
  expect(requests).toHaveLength(1)
  expect(lines).toEqual([])
})

test('tries again every two seconds, and prints what it got only when that changes', async () => {
  const ill = createAnswer({ status: 503 })
  const { context, requests, lines } = createRun(REFUSED, ill, ill, createAnswer())
  expect(await verifyHttp(context, TARGET, createExpectation())).toMatchObject([{ state: 'passed' }])
  expect(requests.map(({ at }) => at)).toEqual([0, 2_000, 4_000, 6_000])
  expect(lines).toEqual([
    'GET https://api.example.com/health got no response (connection refused).',
    'GET https://api.example.com/health returned 503, but 200 is expected.',
  ])
})

test('fails with the last response when the time is up', async () => {
  const { context, requests } = createRun(createAnswer({ status: 503 }))
  expect(await verifyHttp(context, TARGET, createExpectation({ timeoutSeconds: 5 }))).toEqual([
    {
      check: 'http',
      state: 'failed',
      detail: 'GET https://api.example.com/health returned 503, but 200 is expected.',
      blame: 'service',
    },
  ])
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
  const target = { urls: [createUrl('/health')], loadBalancer: undefined }
  expect(await verifyHttp(context, target, createExpectation())).toEqual([
    {
      check: 'http',
      state: 'failed',
      detail: '"verify-url" has the path "/health", but there is no load balancer to send it to. Give a whole URL.',
      blame: 'surroundings',
    },
  ])
  expect(requests).toEqual([])
})

describe('a path of a load balancer', () => {
  const balancer = { dnsName: 'main.elb.amazonaws.com', port: 443, protocol: 'https', host: undefined } as const
  const urls = [createUrl('/health')]

  test('that no host header names: the log says that the name is not compared', async () => {
    const { context, requests, lines } = createRun(createAnswer())
    await verifyHttp(context, { urls, loadBalancer: balancer }, createExpectation())
    expect(requests[0]?.request).toMatchObject({ url: 'https://main.elb.amazonaws.com/health', checkName: false })
    expect(lines).toEqual([
      'No host header names this service: the certificate of https://main.elb.amazonaws.com cannot name that address, so its name is not compared.',
    ])
  })

  test('that a host header names: the finding names the host', async () => {
    const { context, lines } = createRun(createAnswer())
    const loadBalancer = { ...balancer, host: 'api.example.com' }
    const [result] = await verifyHttp(context, { urls, loadBalancer }, createExpectation())
    expect(result?.detail).toBe(
      'GET https://main.elb.amazonaws.com/health (host api.example.com) responded as expected.',
    )
    expect(lines).toEqual([])
  })
})

describe('several URLs', () => {
  const urls = ['https://a.example.com/', 'https://b.example.com/', 'https://c.example.com/'].map(url => createUrl(url))

  test('are requested side by side, with one result each, in their order', async () => {
    const { context, requests } = createRun(createAnswer({ status: 503 }), REFUSED, createAnswer())
    const results = await verifyHttp(context, { urls, loadBalancer: undefined }, createExpectation())
    expect(requests.slice(0, 3).map(({ at, request }) => [at, request.url])).toEqual([
      [0, 'https://a.example.com/'],
      [0, 'https://b.example.com/'],
      [0, 'https://c.example.com/'],
    ])
    // The first two are requested again, and then pass.
    expect(requests).toHaveLength(5)
    expect(results.map(({ state, detail }) => [state, detail])).toEqual(
      urls.map(url => ['passed', `GET ${url.kind === 'url' ? url.url : ''} responded as expected.`]),
    )
  })

  test('each passes with its own statuses, where it has some', async () => {
    const answer = createAnswer({ status: 302, headers: { location: 'https://login.example.com/' } })
    const { context } = createRun(answer)
    const own = [createUrl('https://a.example.com/', [302]), createUrl('https://b.example.com/')]
    const expectation = createExpectation({ timeoutSeconds: 1 })
    expect(await verifyHttp(context, { urls: own, loadBalancer: undefined }, expectation)).toMatchObject([
      { state: 'passed' },
      { state: 'failed', blame: 'service' },
    ])
  })

  test('none: nothing is requested', async () => {
    const { context, requests } = createRun(createAnswer())
    expect(await verifyHttp(context, { urls: [], loadBalancer: undefined }, createExpectation())).toEqual([])
    expect(requests).toEqual([])
  })
})

describe('who is to blame', () => {
  const timeout: Unreachable = { kind: 'unreachable', stage: 'timeout', message: 'no response within 10 s' }
  test.each<[string, HttpAnswer | Unreachable, string, string]>([
    [
      'a wrong status',
      createAnswer({ status: 500, body: 'oops' }),
      'service',
      'returned 500, but 200 is expected: oops',
    ],
    ['a refused connection', REFUSED, 'surroundings', 'got no response (connection refused)'],
    ['a time-out', timeout, 'surroundings', 'got no response within 10 s'],
    [
      'a status that the proxy may have made up',
      createAnswer({ status: 502, proxy: 'proxy.example.com:3128' }),
      'surroundings',
      'returned 502, but 200 is expected (possibly by the proxy proxy.example.com:3128 itself)',
    ],
    [
      'a status that no proxy makes up',
      createAnswer({ status: 500, proxy: 'proxy.example.com:3128' }),
      'service',
      'returned 500, but 200 is expected',
    ],
  ])('%s', async (_name, answer, blame, problem) => {
    const { context } = createRun(answer)
    expect(await verifyHttp(context, TARGET, createExpectation({ timeoutSeconds: 1 }))).toEqual([
      { check: 'http', state: 'failed', detail: `GET https://api.example.com/health ${problem}.`, blame },
    ])
  })

  test('a body that is wrong', async () => {
    const { context } = createRun(createAnswer({ body: 'ill' }))
    const expectation = createExpectation({ timeoutSeconds: 1, body: { kind: 'pattern', pattern: /healthy/ } })
    expect(await verifyHttp(context, TARGET, expectation)).toMatchObject([{ state: 'failed', blame: 'service' }])
  })
})

describe('the deadline of the run', () => {
  test('no request ends after it, or begins without a second to go', async () => {
    const { context, requests } = createRun(createAnswer({ status: 503 }))
    await verifyHttp(context, TARGET, createExpectation(), 7_500)
    expect(requests.map(({ at, request }) => [at, request.timeoutMs])).toEqual([
      [0, 7_500],
      [2_000, 5_500],
      [4_000, 3_500],
      [6_000, 1_500],
    ])
  })

  test('the first request is made with hardly any time left', async () => {
    const { context, requests } = createRun(createAnswer())
    expect(await verifyHttp(context, TARGET, createExpectation(), 300)).toMatchObject([{ state: 'passed' }])
    expect(requests.map(({ request }) => request.timeoutMs)).toEqual([300])
  })

  test('after it nothing is requested', async () => {
    const { context, requests } = createRun(createAnswer())
    expect(await verifyHttp(context, TARGET, createExpectation(), 0)).toEqual([
      {
        check: 'http',
        state: 'failed',
        detail: 'GET https://api.example.com/health was not sent: no time was left for it.',
        blame: 'surroundings',
      },
    ])
    expect(requests).toEqual([])
  })
})

test('cancellation ends the waiting', async () => {
  const { context, abort, requests } = createRun(REFUSED)
  abort.abort(new CancelledError())
  await expect(verifyHttp(context, TARGET, createExpectation())).rejects.toThrow(CancelledError)
  expect(requests).toHaveLength(1)
})
