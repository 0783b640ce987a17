import { get as getPlain } from 'node:http'
import { get as getTls } from 'node:https'
import { describe, expect, test } from '@jest/globals'
import { createAgents, proxyFor } from '../../src/http/proxy.ts'
import type { Environment } from '../../src/runtime.ts'
import { startProxy } from './local-proxy.ts'
import { startPlainServer, startTlsServer } from './local-server.ts'

const NAME = 'api.example.com'
const PROXY = 'http://proxy.example.com:3128'

const proxyOf = (env: Environment, url = `https://${NAME}/`) => {
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'https:'
  return proxyFor(env, {
    protocol: secure ? 'https:' : 'http:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 443 : 80)),
  })?.href
}

describe('which variable counts', () => {
  test.each<[string, Environment, string, string | undefined]>([
    ['none', {}, `https://${NAME}/`, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: PROXY }, `https://${NAME}/`, `${PROXY}/`],
    ['https_proxy', { https_proxy: PROXY }, `https://${NAME}/`, `${PROXY}/`],
    ['HTTPS_PROXY, but the request is plain', { HTTPS_PROXY: PROXY }, `http://${NAME}/`, undefined],
    ['HTTP_PROXY', { HTTP_PROXY: PROXY }, `http://${NAME}/`, `${PROXY}/`],
    ['http_proxy', { http_proxy: PROXY }, `http://${NAME}/`, `${PROXY}/`],
    ['HTTP_PROXY, but the request is encrypted', { HTTP_PROXY: PROXY }, `https://${NAME}/`, undefined],
    ['ALL_PROXY', { ALL_PROXY: PROXY }, `https://${NAME}/`, `${PROXY}/`],
    [
      'the one for the protocol before the one for all',
      { HTTPS_PROXY: PROXY, ALL_PROXY: 'http://other.example.com' },
      `https://${NAME}/`,
      `${PROXY}/`,
    ],
    [
      'lower case before upper case',
      { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example.com' },
      `https://${NAME}/`,
      `${PROXY}/`,
    ],
    ['an empty one', { https_proxy: '', HTTPS_PROXY: PROXY }, `https://${NAME}/`, `${PROXY}/`],
    ['only empty ones', { HTTPS_PROXY: '', ALL_PROXY: '' }, `https://${NAME}/`, undefined],
    ['without a scheme', { HTTPS_PROXY: 'proxy.example.com:3128' }, `https://${NAME}/`, `${PROXY}/`],
    [
      'an encrypted proxy',
      { HTTPS_PROXY: 'https://proxy.example.com' },
      `https://${NAME}/`,
      'https://proxy.example.com/',
    ],
  ])('%s', (_name, env, url, proxy) => {
    expect(proxyOf(env, url)).toBe(proxy)
  })

  test.each(['socks5://proxy.example.com:1080', 'http://', 'no proxy'])('%s is refused', address => {
    expect(() => proxyOf({ HTTPS_PROXY: address })).toThrow(
      'the variable HTTPS_PROXY is not the address of an HTTP proxy, such as http://proxy.example.com:3128',
    )
  })
})

describe('NO_PROXY', () => {
  test.each<[string, string, string, boolean]>([
    ['everything', '*', `https://${NAME}/`, true],
    ['the name', NAME, `https://${NAME}/`, true],
    ['the name in another case', 'API.Example.COM', `https://${NAME}/`, true],
    ['a domain', 'example.com', `https://${NAME}/`, true],
    ['a domain with a leading dot', '.example.com', `https://${NAME}/`, true],
    ['a domain with a leading star', '*.example.com', `https://${NAME}/`, true],
    ['the end of a name that is not one of its domains', 'ple.com', `https://${NAME}/`, false],
    ['another name', 'www.example.com', `https://${NAME}/`, false],
    ['nothing', '', `https://${NAME}/`, false],
    ['one of a list with commas', 'localhost,api.example.com,10.0.0.0/8', `https://${NAME}/`, true],
    ['one of a list with spaces', 'localhost api.example.com', `https://${NAME}/`, true],
    ['the name on its port', `${NAME}:443`, `https://${NAME}/`, true],
    ['the name on another port', `${NAME}:8443`, `https://${NAME}/`, false],
    ['a domain on its port', 'example.com:8443', `https://${NAME}:8443/`, true],
    ['an address', '127.0.0.1', 'https://127.0.0.1:8000/', true],
    ['an address on its port', '127.0.0.1:8000', 'https://127.0.0.1:8000/', true],
    ['an address on another port', '127.0.0.1:8001', 'https://127.0.0.1:8000/', false],
    ['a range', '10.0.0.0/8', 'https://10.1.2.3/', true],
    ['another range', '10.0.0.0/16', 'https://10.1.2.3/', false],
    ['the end of an address', '2.3', 'https://10.1.2.3/', false],
    ['an invalid range', '10.0.0.0/99', 'https://10.1.2.3/', false],
    ['a range, for a name', '10.0.0.0/8', `https://${NAME}/`, false],
    ['an IPv6 address', '::1', 'https://[::1]/', true],
    ['an IPv6 address in brackets', '[::1]', 'https://[::1]/', true],
    ['an IPv6 address on its port', '[::1]:8443', 'https://[::1]:8443/', true],
    ['an IPv6 address on another port', '[::1]:8443', 'https://[::1]/', false],
    ['an IPv6 range', 'fd00::/8', 'https://[fd00:ec2::254]/', true],
  ])('%s', (_name, noProxy, url, excepted) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(proxyOf({ HTTPS_PROXY: PROXY, [name]: noProxy }, url)).toBe(excepted ? undefined : `${PROXY}/`)
    }
  })
})

/** Status of the response to a GET through the agents that the environment asks for. */
async function statusOf(url: string, env: Environment, ca?: string): Promise<number> {
  const agents = await createAgents(env, { keepAlive: false, ca })
  return await new Promise((resolve, reject) => {
    const options = { agent: url.startsWith('https:') ? agents.https : agents.http }
    const request = url.startsWith('https:') ? getTls(url, options) : getPlain(url, options)
    request.on('response', response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
  })
}

/** Every text that an error and its causes would show. */
function textsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), textsOf(error.cause)].join('\n')
}

describe('requests through a proxy', () => {
  test('an encrypted one: a tunnel to the name, which is what the certificate must name', async () => {
    await using server = await startTlsServer(NAME, (_, response) => response.writeHead(204).end())
    await using proxy = await startProxy({ upstreamPort: server.port })
    expect(await statusOf(`https://${NAME}/health`, { HTTPS_PROXY: proxy.url }, server.ca)).toBe(204)
    expect(proxy.requests).toEqual([{ method: 'CONNECT', target: `${NAME}:443`, credentials: undefined }])
  })

  test('an encrypted one: the certificate of another name is refused', async () => {
    await using server = await startTlsServer('other.example.com', (_, response) => response.writeHead(204).end())
    await using proxy = await startProxy({ upstreamPort: server.port })
    await expect(statusOf(`https://${NAME}/`, { HTTPS_PROXY: proxy.url }, server.ca)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  test('a plain one: the whole URL', async () => {
    await using server = await startPlainServer((request, response) => {
      response.writeHead(request.headers.host === NAME ? 204 : 400).end()
    })
    await using proxy = await startProxy({ upstreamPort: server.port })
    expect(await statusOf(`http://${NAME}/health`, { HTTP_PROXY: proxy.url })).toBe(204)
    expect(proxy.requests).toEqual([{ method: 'GET', target: `http://${NAME}/health`, credentials: undefined }])
  })

  test('what NO_PROXY excludes is requested directly', async () => {
    await using server = await startTlsServer('localhost', (_, response) => response.writeHead(204).end())
    await using proxy = await startProxy({ refusal: 502 })
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' }
    expect(await statusOf(`https://localhost:${server.port}/`, env, server.ca)).toBe(204)
    expect(proxy.requests).toEqual([])
  })
})

describe('the proxy’s user and password', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  test('are sent to the proxy, and to nobody else', async () => {
    let seen: string | undefined
    await using server = await startTlsServer(NAME, (request, response) => {
      seen = request.headers['proxy-authorization']
      response.writeHead(204).end()
    })
    await using proxy = await startProxy({ upstreamPort: server.port })
    const env = { HTTPS_PROXY: `http://user:p%40ss@${proxy.host}` }
    expect(await statusOf(`https://${NAME}/`, env, server.ca)).toBe(204)
    expect(proxy.requests.map(({ credentials }) => credentials)).toEqual([basic('user:p@ss')])
    expect(seen).toBeUndefined()
  })

  test('are sent with plain requests too', async () => {
    await using server = await startPlainServer((_, response) => response.writeHead(204).end())
    await using proxy = await startProxy({ upstreamPort: server.port })
    expect(await statusOf(`http://${NAME}/`, { HTTP_PROXY: `http://user:p%40ss@${proxy.host}` })).toBe(204)
    expect(proxy.requests.map(({ credentials }) => credentials)).toEqual([basic('user:p@ss')])
  })

  test.each([
    ['it wants others', 407, ': it requires other credentials than the proxy variable has'],
    ['it refuses the host', 403, ''],
    ['it does not reach the host', 502, ''],
  ])('are not in any error: %s', async (_name, refusal, reason) => {
    await using proxy = await startProxy({ refusal })
    const env = { HTTPS_PROXY: `http://user:s3cret@${proxy.host}` }
    const error = await statusOf(`https://${NAME}/`, env).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'ProxyError',
      code: 'EPROXY',
      message: `the proxy ${proxy.host} returned ${refusal} when asked for ${NAME}:443${reason}`,
    })
    expect(textsOf(error)).not.toMatch(/s3cret|user:|dXNlcjpzM2NyZXQ/)
  })

  test('are not in any error: nobody listens at its address', async () => {
    const proxy = await startProxy({ refusal: 502 })
    await proxy[Symbol.asyncDispose]()
    const env = { HTTPS_PROXY: `http://user:s3cret@${proxy.host}` }
    const error = await statusOf(`https://${NAME}/`, env).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    expect(textsOf(error)).not.toMatch(/s3cret|user:/)
  })

  test('are not in any error: a part of them is not URL-encoded', async () => {
    const error = await statusOf(`https://${NAME}/`, { HTTPS_PROXY: 'http://user:s3cret%@proxy.example.com' }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      code: 'EPROXY',
      message: 'user or password in the proxy variable are not URL-encoded: write % as %25',
    })
    expect(textsOf(error)).not.toMatch(/s3cret/)
  })
})
