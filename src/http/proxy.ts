import { Agent as PlainAgent } from 'node:http'
import { Agent as PlainTlsAgent } from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { AgentConnectOpts } from 'agent-base'
import type { Environment } from '../runtime.ts'

/** The AWS SDK and node:http take no notice of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY: this does. */
export interface ConnectionAgents {
  readonly http: PlainAgent
  readonly https: PlainAgent
}

export interface AgentOptions {
  readonly keepAlive: boolean
  readonly maxSockets?: number
  /** Certificates that are trusted in place of Node's own list, PEM. */
  readonly ca?: string | undefined
}

/** The proxy refused to connect, or could not be used. Never holds the proxy's user or password. */
export class ProxyError extends Error {
  readonly code = 'EPROXY'
  /** Where an error of the SDK has the status of the answer: what a 503 is worth does not depend on who says it. */
  readonly $metadata: { readonly httpStatusCode?: number }

  /** @param status of the proxy's response, if there was one */
  constructor(message: string, status?: number) {
    super(message)
    this.name = 'ProxyError'
    this.$metadata = status === undefined ? {} : { httpStatusCode: status }
  }
}

/** Agents for `http:` and `https:` requests, through a proxy where the environment names one for the host asked. */
export async function createAgents(env: Environment, options: AgentOptions): Promise<ConnectionAgents> {
  const { ca, ...common } = options
  const tls = ca === undefined ? {} : { ca }
  const direct = { http: new PlainAgent(common), https: new PlainTlsAgent({ ...common, ...tls }) }
  if (!isProxyConfigured(env)) return direct

  // Loaded only where a proxy is set: most runs have none.
  const [{ Agent }, { HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('agent-base'),
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ])
  const pools = new Map<string, PlainAgent>()

  function poolFor(proxy: URL, secure: boolean): PlainAgent {
    const key = `${secure} ${proxy.href}`
    let pool = pools.get(key)
    if (!pool) {
      const { bare, headers } = withoutCredentials(proxy)
      pool = secure
        ? new HttpsProxyAgent(bare, { ...common, headers })
        : new HttpProxyAgent(bare, { ...common, headers })
      pools.set(key, pool)
    }
    return pool
  }

  /** Chooses for each request: hosts in NO_PROXY are asked directly. */
  class ChoosingAgent extends Agent {
    override connect(request: import('node:http').ClientRequest, connection: AgentConnectOpts): PlainAgent {
      const secure = connection.secureEndpoint
      const host = connection.host ?? 'localhost'
      const proxy = proxyFor(env, { protocol: secure ? 'https:' : 'http:', host, port: Number(connection.port) })
      if (!proxy) return secure ? direct.https : direct.http
      if (secure) {
        Object.assign(connection, tls)
        request.once('proxyConnect', (answer: { readonly statusCode?: number; readonly statusText?: string }) => {
          if (answer.statusCode === undefined || answer.statusCode === 200) return
          const { statusCode } = answer
          request.destroy(new ProxyError(refusal(proxy, `${host}:${connection.port}`, statusCode), statusCode))
        })
      }
      return poolFor(proxy, secure)
    }
  }
  // The sockets are pooled and counted by the agent that was chosen, not here.
  return { http: new ChoosingAgent(), https: new ChoosingAgent() }
}

function refusal(proxy: URL, target: string, status: number): string {
  const reason = status === 407 ? ': it requires other credentials than the proxy variable has' : ''
  return `the proxy ${proxy.host} returned ${status} when asked for ${target}${reason}`
}

/** Given as a header, so that the address that the agent knows, prints for debugging and puts in errors has none. */
function withoutCredentials(proxy: URL): { bare: URL; headers: Record<string, string> } {
  const bare = new URL(proxy)
  if (!proxy.username && !proxy.password) return { bare, headers: {} }
  const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`
  bare.username = ''
  bare.password = ''
  return { bare, headers: { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ProxyError('user or password in the proxy variable are not URL-encoded: write % as %25')
  }
}

export function isProxyConfigured(env: Environment): boolean {
  return ['https_proxy', 'http_proxy', 'all_proxy'].some(name => variable(env, name) !== undefined)
}

export interface Destination {
  readonly protocol: 'http:' | 'https:'
  /** Name or address, an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
}

/**
 * The proxy for a destination, undefined for none. Lower-case names win over upper-case ones, and a proxy without a
 * scheme is an `http:` one, as for curl.
 */
export function proxyFor(env: Environment, destination: Destination): URL | undefined {
  const name = destination.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const value = variable(env, name) ?? variable(env, 'all_proxy')
  if (value === undefined || isExcepted(variable(env, 'no_proxy') ?? '', destination)) return undefined
  const text = value.includes('://') ? value : `http://${value}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy
  throw new ProxyError(
    `the variable ${name.toUpperCase()} is not the address of an HTTP proxy, such as http://proxy.example.com:3128`,
  )
}

/**
 * NO_PROXY: a list by commas or spaces of `*`, host names (their subdomains are meant too, with or without a leading
 * dot or `*.`), addresses and address ranges (`10.0.0.0/8`), each with a port if only that is meant.
 */
function isExcepted(noProxy: string, { host, port }: Destination): boolean {
  const name = host.toLowerCase()
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true
      const [, bare = entry, wantedPort] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? []
      if (wantedPort !== undefined && Number(wantedPort) !== port) return false
      const pattern = bare.replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
      return name === pattern || (isIP(name) === 0 ? name.endsWith(`.${pattern}`) : isInRange(name, pattern))
    })
}

function isInRange(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/')
  const family = isIP(network)
  if (prefix === undefined || !/^\d+$/.test(prefix) || family === 0 || family !== isIP(address)) return false
  if (Number(prefix) > (family === 6 ? 128 : 32)) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(network, Number(prefix), type)
  return list.check(address, type)
}

function variable(env: Environment, name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined
}
