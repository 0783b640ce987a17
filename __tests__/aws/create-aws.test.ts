import { readFileSync } from 'node:fs'
import { CreateClusterCommand, DescribeClustersCommand, ListClustersCommand } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../simulator/options.ts'
import { createSimulator } from '../../simulator/simulator.ts'
import type { Aws } from '../../src/aws/aws.ts'
import { type AwsSettings, createAws, USER_AGENT } from '../../src/aws/create-aws.ts'
import { type Environment, systemClock } from '../../src/runtime.ts'
import { startProxy } from '../http/local-proxy.ts'
import { EVERY_CLIENT } from './every-client.ts'
import { createSteppedClock } from './scripted-client.ts'

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' }

function createTestAws(env: Environment, overrides: Partial<AwsSettings> = {}): Aws {
  return createAws({
    env: { ...CREDENTIALS, ...env },
    region: 'us-east-1',
    // Waiting for the next attempt takes no time.
    clock: createSteppedClock(),
    signal: new AbortController().signal,
    log: { info: () => undefined, debug: () => undefined },
    ...overrides,
  })
}

/** The simulator, with the clients that the environment leads to it. */
async function createRun(env: Environment = {}, overrides: Partial<AwsSettings> = {}) {
  const simulator = await createSimulator()
  const aws = createTestAws({ AWS_ENDPOINT_URL: simulator.url, ...env }, overrides)
  return { simulator, aws, [Symbol.asyncDispose]: () => simulator.close() }
}

const NOT_FOUND = /NotFound|NoSuchEntity/

test('every client reaches its service at AWS_ENDPOINT_URL, and names this action in the user agent', async () => {
  await using run = await createRun()
  for (const { operation, call } of EVERY_CLIENT) {
    await call(run.aws).catch((error: Error) => expect(error.name).toMatch(NOT_FOUND))
    const entry = run.simulator.journal.of(operation)[0]
    expect(entry?.userAgent).toContain(USER_AGENT.join('/'))
  }
})

test('the version in the user agent is that of the package', () => {
  const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect([...USER_AGENT]).toEqual([name, version])
})

/** Long enough for a response on a busy machine, and shorter than the slow one. */
const SHORT_TIMEOUT = { requestTimeoutMs: 1_500 }
const TOO_SLOW: Fault['effect'] = { kind: 'slow', ms: 4_000 }

describe('every client goes through the proxy', () => {
  test.each(EVERY_CLIENT.map(({ name, host, call }) => ({ name, host, call })))(
    '$name: HTTPS_PROXY',
    async ({ host, call }) => {
      await using proxy = await startProxy({ refusal: 502 })
      const aws = createTestAws({ HTTPS_PROXY: proxy.url })
      await expect(call(aws, { retry: false })).rejects.toThrow(
        `the proxy ${proxy.host} returned 502 when asked for ${host}:443`,
      )
      expect(proxy.requests).toEqual([{ method: 'CONNECT', target: `${host}:443`, credentials: undefined }])
    },
  )

  test('HTTP_PROXY, where the endpoint is plain HTTP: AWS’s responses come through it', async () => {
    await using run = await createRun()
    const port = Number(new URL(run.simulator.url).port)
    await using proxy = await startProxy({ upstreamPort: port })
    const aws = createTestAws({ AWS_ENDPOINT_URL: 'http://aws.example.com', http_proxy: proxy.url })
    for (const { call } of EVERY_CLIENT) {
      await call(aws).catch((error: Error) => expect(error.name).toMatch(NOT_FOUND))
    }
    expect(new Set(proxy.requests.map(({ target }) => target))).toEqual(new Set(['http://aws.example.com/']))
    expect(run.simulator.journal.entries.map(({ operation }) => operation)).toEqual([
      ...EVERY_CLIENT.map(({ operation }) => operation),
    ])
  })

  test.each(EVERY_CLIENT.map(({ name, call }) => ({ name, call })))(
    '$name: not where NO_PROXY excepts the endpoint',
    async ({ call }) => {
      await using run = await createRun()
      await using proxy = await startProxy({ refusal: 502 })
      const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }
      const aws = createTestAws({ AWS_ENDPOINT_URL: run.simulator.url, ...env })
      await call(aws).catch((error: Error) => expect(error.name).toMatch(NOT_FOUND))
      expect(proxy.requests).toEqual([])
      expect(run.simulator.journal.entries).toHaveLength(1)
    },
  )

  test('a proxy that refuses is tried again for half a minute', async () => {
    await using proxy = await startProxy({ refusal: 503 })
    const clock = createSteppedClock()
    const aws = createTestAws({ HTTPS_PROXY: proxy.url }, { clock })
    await expect(aws.send(aws.ecs(), new ListClustersCommand({}))).rejects.toMatchObject({ name: 'ProxyError' })
    expect(proxy.requests.length).toBeGreaterThan(5)
    expect(clock.now()).toBeGreaterThan(20_000)
  })

  test('a proxy that wants other credentials is not tried again', async () => {
    await using proxy = await startProxy({ refusal: 407 })
    const aws = createTestAws({ HTTPS_PROXY: proxy.url })
    await expect(aws.send(aws.ecs(), new ListClustersCommand({}))).rejects.toThrow('returned 407')
    expect(proxy.requests).toHaveLength(1)
  })

  test('a write that the proxy refused never reached AWS, and is sent again', async () => {
    await using proxy = await startProxy({ refusal: 502 })
    const aws = createTestAws({ HTTPS_PROXY: proxy.url }, { maxAttempts: 3 })
    await expect(aws.send(aws.ecs(), new CreateClusterCommand({ clusterName: 'main' }))).rejects.toMatchObject({
      name: 'ProxyError',
    })
    expect(proxy.requests).toHaveLength(3)
  })
})

describe('endpoints', () => {
  test.each(EVERY_CLIENT.map(({ name, variable, call, operation }) => ({ name, variable, call, operation })))(
    '$name: AWS_ENDPOINT_URL_$variable wins over AWS_ENDPOINT_URL',
    async ({ variable, call, operation }) => {
      await using run = await createRun()
      const aws = createTestAws({
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        [`AWS_ENDPOINT_URL_${variable}`]: run.simulator.url,
      })
      await call(aws).catch((error: Error) => expect(error.name).toMatch(NOT_FOUND))
      expect(run.simulator.journal.of(operation)).toHaveLength(1)
    },
  )

  test('both can be switched off', async () => {
    await using run = await createRun()
    await using proxy = await startProxy({ refusal: 502 })
    const aws = createTestAws({
      AWS_ENDPOINT_URL: run.simulator.url,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      HTTPS_PROXY: proxy.url,
    })
    await expect(aws.send(aws.ecs(), new ListClustersCommand({}), { retry: false })).rejects.toThrow('ecs.us-east-1')
    expect(run.simulator.journal.entries).toEqual([])
  })

  test('an image of another region is looked up there', async () => {
    await using proxy = await startProxy({ refusal: 502 })
    const aws = createTestAws({ HTTPS_PROXY: proxy.url })
    const call = EVERY_CLIENT.find(({ name }) => name === 'ecr')?.call
    await call?.({ ...aws, ecr: () => aws.ecr('eu-central-1') }, { retry: false }).catch(() => undefined)
    expect(proxy.requests.map(({ target }) => target)).toEqual(['api.ecr.eu-central-1.amazonaws.com:443'])
  })
})

test('a client is created once', async () => {
  const aws = createTestAws({})
  expect(await aws.ecs()).toBe(await aws.ecs())
  expect(await aws.ecr()).toBe(await aws.ecr('us-east-1'))
  expect(await aws.ecr('eu-central-1')).not.toBe(await aws.ecr())
})

describe('credentials', () => {
  const credentialsOf = async (env: Environment) => {
    const aws = createAws({
      env,
      region: 'us-east-1',
      clock: createSteppedClock(),
      signal: new AbortController().signal,
      log: { info: () => undefined, debug: () => undefined },
    })
    const { credentials } = (await aws.ecs()).config
    return await credentials()
  }

  test('static ones', async () => {
    expect(await credentialsOf(CREDENTIALS)).toMatchObject({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' })
  })

  test('of a session', async () => {
    expect(await credentialsOf({ ...CREDENTIALS, AWS_SESSION_TOKEN: 'token' })).toMatchObject({ sessionToken: 'token' })
  })
})

describe('faults that the simulator injects', () => {
  const READ: Omit<Fault, 'effect'> = { operation: 'ListClusters' }
  const listClusters = (aws: Aws) => aws.send(aws.ecs(), new ListClustersCommand({}))

  test.each<[string, Fault['effect']]>([
    ['a throttle', { kind: 'throttle' }],
    ['a 500', { kind: 'error', code: 'ServerException', message: 'internal', status: 500 }],
    ['an HTML page with 503', { kind: 'html', status: 503 }],
    ['an HTML page with 200', { kind: 'html', status: 200 }],
    ['a connection cut before AWS acted', { kind: 'drop', acted: false }],
    ['a connection cut after AWS acted', { kind: 'drop', acted: true }],
  ])('%s: a read succeeds in the end', async (_name, effect) => {
    await using run = await createRun()
    run.simulator.services.ecs.createCluster('main')
    run.simulator.addFault({ ...READ, times: 2, effect })
    const response = await listClusters(run.aws)
    expect(response.clusterArns).toHaveLength(1)
    expect(run.simulator.journal.of('ListClusters')).toHaveLength(3)
  })

  test('an HTML page with 200 is not an empty response of the Query protocol either', async () => {
    await using run = await createRun()
    const elbv2 = EVERY_CLIENT.find(({ name }) => name === 'elbv2')
    run.simulator.addFault({ operation: 'DescribeLoadBalancers', effect: { kind: 'html', status: 200 } })
    expect(await elbv2?.call(run.aws)).toMatchObject({ LoadBalancers: [] })
    expect(run.simulator.journal.of('DescribeLoadBalancers')).toHaveLength(2)
  })

  test('a response that takes too long: a read is sent again', async () => {
    await using run = await createRun({}, SHORT_TIMEOUT)
    run.simulator.addFault({ ...READ, effect: TOO_SLOW })
    await listClusters(run.aws)
    expect(run.simulator.journal.of('ListClusters')).toHaveLength(2)
  })

  test.each<[string, Fault['effect']]>([
    ['the connection is cut before AWS acted', { kind: 'drop', acted: false }],
    ['the connection is cut after AWS acted', { kind: 'drop', acted: true }],
    ['the response takes too long', TOO_SLOW],
    ['HTML with 502 arrives instead of the response', { kind: 'html', status: 502 }],
  ])('%s: a write that may not be repeated is not, and the caller gets an error', async (_name, effect) => {
    await using run = await createRun({}, effect === TOO_SLOW ? SHORT_TIMEOUT : {})
    run.simulator.addFault({ operation: 'RegisterTaskDefinition', effect })
    const { RegisterTaskDefinitionCommand } = await import('@aws-sdk/client-ecs')
    const command = new RegisterTaskDefinitionCommand({
      family: 'api',
      containerDefinitions: [{ name: 'api', image: 'public.ecr.aws/nginx/nginx:1', memory: 128 }],
    })
    await expect(run.aws.send(run.aws.ecs(), command)).rejects.toMatchObject({
      name: 'AmbiguousError',
      operation: 'RegisterTaskDefinition',
    })
    expect(run.simulator.journal.of('RegisterTaskDefinition')).toHaveLength(1)
  })

  test.each<[string, Fault['effect'], string]>([
    ['a missing permission', { kind: 'access-denied' }, 'AccessDeniedException'],
    ['expired credentials', { kind: 'expired-token' }, 'ExpiredTokenException'],
  ])('%s is thrown at once', async (_name, effect, name) => {
    await using run = await createRun()
    run.simulator.addFault({ ...READ, effect })
    await expect(listClusters(run.aws)).rejects.toMatchObject({ name })
    expect(run.simulator.journal.of('ListClusters')).toHaveLength(1)
  })

  test('cancellation while waiting for a response', async () => {
    const abort = new AbortController()
    await using run = await createRun({}, { signal: abort.signal, clock: systemClock })
    run.simulator.addFault({ ...READ, effect: { kind: 'hook', run: () => abort.abort(new Error('enough')) } })
    run.simulator.addFault({ ...READ, effect: { kind: 'slow', ms: 1_000 } })
    await expect(listClusters(run.aws)).rejects.toThrow('enough')
  })

  test('64 calls at once', async () => {
    await using run = await createRun()
    run.simulator.services.ecs.createCluster('main')
    const command = () => new DescribeClustersCommand({ clusters: ['main'] })
    const responses = await Promise.all(Array.from({ length: 64 }, () => run.aws.send(run.aws.ecs(), command())))
    expect(responses.filter(({ clusters }) => clusters?.length === 1)).toHaveLength(64)
  })
})
