import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Elbv2 } from '../services/elbv2/elbv2.ts'
import type { World } from '../world.ts'
import { createCertificates } from './certificates.ts'
import { forwardPlainRequest } from './plain-forward.ts'

export interface RunningLoadBalancer {
  /** `http://127.0.0.1:<port>`: for HTTPS_PROXY and HTTP_PROXY. */
  readonly proxyUrl: string
  /** PEM of the authority that signed the certificate of the HTTPS listeners: for NODE_EXTRA_CA_CERTS. */
  readonly caCertificate: string
  /** What passed through the proxy, in order: `CONNECT` with host and port, other methods with the full URL. */
  readonly requests: readonly ProxiedRequest[]
  /** Makes the host name lead to the load balancer from now on, as a DNS record would. */
  addAlias(hostName: string, loadBalancerDnsName: string): void
  close(): Promise<void>
}

export interface ProxiedRequest {
  readonly method: string
  readonly target: string
}

/** The certificate of the listeners. As in the real world, it does not name the load balancer's own DNS name. */
const CERTIFICATE_NAMES = ['*.example.com', 'mcp.example.com'] as const
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

interface Destination {
  readonly host: string
  readonly port: number
}

/**
 * Carries the traffic of the load balancers: a forward proxy that knows their DNS names. Their rules decide how
 * requests to them are answered; requests to the loopback are passed through; everything else is refused with 502.
 */
export async function startLoadBalancer(elbv2: Elbv2, world: Pick<World, 'clock'>): Promise<RunningLoadBalancer> {
  const certificates = await createCertificates(CERTIFICATE_NAMES)
  const secureContext = createSecureContext({ cert: certificates.certificate, key: certificates.privateKey })
  const requests: ProxiedRequest[] = []
  const aliases = new Map<string, string>()
  const sockets = new Set<Duplex>()
  /** For connections that were handed to `listeners`: the listener that each one is meant for. */
  const destinations = new WeakMap<Duplex, Destination>()

  /** Never listens itself: the proxy hands it its connections. */
  const listeners = createServer((request, response) => {
    const destination = destinations.get(request.socket)
    if (destination) answer(destination, { request, response })
  })
  const proxy = createServer(plainRequest)
  proxy.on('connect', tunnel)
  proxy.on('connection', track)

  /** Where a name leads: the load balancer's DNS name and the protocol of its listener on the port. */
  function listenerAt({ host, port }: Destination): { dnsName: string; protocol: string } | undefined {
    const dnsName = aliases.get(host.toLowerCase()) ?? host
    // An internal load balancer has private addresses only, and the caller is outside the VPC.
    if (elbv2.reach(dnsName) !== 'internet-facing') return undefined
    const protocol = elbv2.listenerProtocol({ loadBalancerDnsName: dnsName, port })
    return protocol === undefined ? undefined : { dnsName, protocol }
  }

  function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = request.url ?? ''
    requests.push({ method: 'CONNECT', target })
    socket.on('error', () => socket.destroy())
    const destination = readTarget(target)
    const listener = listenerAt(destination)
    if (listener) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) socket.unshift(head)
      accept(socket as Socket, { destination, encrypted: listener.protocol === 'HTTPS' || listener.protocol === 'TLS' })
    } else if (LOOPBACK.includes(destination.host)) {
      passThrough(socket, destination, head)
    } else {
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n')
    }
  }

  function accept(socket: Socket, { destination, encrypted }: { destination: Destination; encrypted: boolean }): void {
    const connection = encrypted ? new TLSSocket(socket, { isServer: true, secureContext }) : socket
    connection.on('error', () => socket.destroy())
    destinations.set(connection, destination)
    listeners.emit('connection', connection)
  }

  function passThrough(socket: Duplex, { host, port }: Destination, head: Buffer): void {
    const upstream = connect({ port, host: host.replace(/[[\]]/g, '') }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      socket.pipe(upstream).pipe(socket)
    })
    track(upstream)
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
  }

  function plainRequest(request: IncomingMessage, response: ServerResponse): void {
    const target = request.url ?? ''
    requests.push({ method: request.method ?? 'GET', target })
    const url = URL.parse(target)
    if (url?.protocol !== 'http:') {
      refuse(response)
      return
    }
    const destination = { host: url.hostname, port: Number(url.port || 80) }
    const listener = listenerAt(destination)
    if (listener?.protocol === 'HTTP') answer(destination, { request, response })
    else if (!listener && LOOPBACK.includes(destination.host)) forwardPlainRequest(url, request, response)
    else refuse(response)
  }

  function answer(
    destination: Destination,
    { request, response }: { request: IncomingMessage; response: ServerResponse },
  ) {
    const listener = listenerAt(destination)
    if (!listener) {
      refuse(response)
      return
    }
    world.clock.settle()
    // In absolute form if the request was sent to the proxy itself, otherwise a path.
    const url = request.url?.startsWith('/') ? request.url : request.url?.replace(/^[a-z]+:\/\/[^/?]*/i, '')
    const { status, headers, body } = elbv2.route({
      loadBalancerDnsName: listener.dnsName,
      port: destination.port,
      method: request.method ?? 'GET',
      path: url?.startsWith('/') ? url : `/${url ?? ''}`,
      host: request.headers.host ?? destination.host,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    })
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? '' : body)
  }

  function track(socket: Duplex): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }

  const port = await listen(proxy)
  return {
    proxyUrl: `http://127.0.0.1:${port}`,
    caCertificate: certificates.caCertificate,
    requests,
    addAlias: (hostName, dnsName) => aliases.set(hostName.toLowerCase(), dnsName),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => proxy.close(() => resolve()))
    },
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/plain' }).end('The simulated network has no such host.\n')
}

/** `host:port` of a CONNECT. */
function readTarget(target: string): Destination {
  const match = /^(.*):(\d+)$/.exec(target)
  return { host: match?.[1] ?? target, port: Number(match?.[2] ?? 443) }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
