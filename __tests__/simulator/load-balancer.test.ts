import { X509Certificate } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type RunningLoadBalancer, startLoadBalancer } from '../../simulator/load-balancer/load-balancer.ts'
import { createBackend, createElbv2Fixture, VPC_ID } from './elbv2-fixture.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

/** A load balancer with an HTTPS listener that forwards `/a/*` to one healthy target, and an HTTP one that redirects. */
async function createRunning() {
  const fixture = createElbv2Fixture()
  const { elbv2, world, call } = fixture
  const loadBalancerArn = fixture.loadBalancer('busyb-alb')
  const group = fixture.createTargetGroup()
  const redirect = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }
  elbv2.createListener({ loadBalancerArn, port: 80, protocol: 'HTTP', defaultActions: [redirect] })
  const ListenerArn = elbv2.createListener({
    loadBalancerArn,
    port: 443,
    protocol: 'HTTPS',
    defaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  })
  fixture.createRule(group, { ListenerArn })
  elbv2.port.register(group, { id: '10.0.0.1', port: 80, backend: createBackend(200, 'hello') })
  world.clock.advance(2000)
  const inside = { name: 'inside', vpcId: VPC_ID, subnets: [], securityGroups: [], scheme: 'internal' as const }
  fixture.listener(elbv2.createLoadBalancer(inside), 80)
  const [dnsName, internalName] = ['busyb-alb', 'inside'].map(name =>
    String(call('DescribeLoadBalancers', { Names: [name] }).LoadBalancers[0].DNSName),
  )
  const running = await startLoadBalancer(elbv2, world)
  open.push(running)
  return { running, dnsName: dnsName ?? '', internalName: internalName ?? '' }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

async function read(answer: IncomingMessage): Promise<Answer> {
  let body = ''
  for await (const chunk of answer) body += chunk
  return { status: answer.statusCode ?? 0, headers: answer.headers, body }
}

/** Asks the proxy for a tunnel. */
async function tunnel(running: RunningLoadBalancer, target: string): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(running.proxyUrl)
  return new Promise((resolve, reject) => {
    httpRequest({ host: hostname, port, method: 'CONNECT', path: target })
      .on('connect', (answer, socket) => resolve({ status: answer.statusCode ?? 0, socket }))
      .on('error', reject)
      .end()
  })
}

/** A GET through a tunnel; over TLS where a name to check the certificate against is given. */
async function get(
  running: RunningLoadBalancer,
  {
    target,
    path,
    servername,
    host = 'www.example.com',
  }: { target: string; path: string; servername?: string; host?: string },
): Promise<Answer> {
  const { socket } = await tunnel(running, target)
  const createConnection = () =>
    servername === undefined ? socket : connectTls({ socket, servername, ca: running.caCertificate })
  return new Promise((resolve, reject) => {
    const headers = { host, connection: 'close' }
    httpRequest({ createConnection, path, headers }, answer => resolve(read(answer)))
      .on('error', reject)
      .end()
  })
}

async function getPlain(running: RunningLoadBalancer, url: string): Promise<Answer> {
  const { hostname, port } = new URL(running.proxyUrl)
  return new Promise((resolve, reject) => {
    const headers = { host: new URL(url).host, connection: 'close' }
    httpRequest({ host: hostname, port, path: url, headers }, answer => resolve(read(answer)))
      .on('error', reject)
      .end()
  })
}

async function startOrigin(): Promise<number> {
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  return (server.address() as AddressInfo).port
}

describe('a load balancer behind the proxy', () => {
  test('answers HTTPS with its rules and a certificate for the domain', async () => {
    const { running, dnsName } = await createRunning()
    const answer = await get(running, { target: `${dnsName}:443`, path: '/a/b', servername: 'mcp.example.com' })
    expect(answer).toMatchObject({ status: 200, body: 'hello' })
    expect(running.requests).toEqual([{ method: 'CONNECT', target: `${dnsName}:443` }])
  })

  test('presents a certificate that does not name its own DNS name', async () => {
    const { running, dnsName } = await createRunning()
    await expect(get(running, { target: `${dnsName}:443`, path: '/a/b', servername: dnsName })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  test('redirects on its HTTP listener, through a tunnel and in absolute form', async () => {
    const { running, dnsName } = await createRunning()
    const tunnelled = await get(running, { target: `${dnsName}:80`, path: '/a/b', host: dnsName })
    const plain = await getPlain(running, `http://${dnsName}/a/b`)
    const location = `https://${dnsName}:443/a/b`
    expect([tunnelled, plain]).toMatchObject([
      { status: 301, headers: { location } },
      { status: 301, headers: { location } },
    ])
    expect(running.requests.map(({ method }) => method)).toEqual(['CONNECT', 'GET'])
  })

  test('is found under another host name once that is its alias', async () => {
    const { running, dnsName } = await createRunning()
    const request = { target: 'mcp.example.com:443', path: '/a/b', servername: 'mcp.example.com' }
    expect((await tunnel(running, request.target)).status).toBe(502)
    running.addAlias('mcp.example.com', dnsName)
    expect((await get(running, request)).body).toBe('hello')
  })
})

describe('other destinations', () => {
  test.each([
    ['a host that is not simulated', () => 'www.example.com:443'],
    ['a port without a listener', ({ dnsName }: { dnsName: string }) => `${dnsName}:8443`],
    ['an internal load balancer', ({ internalName }: { internalName: string }) => `${internalName}:80`],
  ])('%s is refused', async (_name, target) => {
    const created = await createRunning()
    expect((await tunnel(created.running, target(created))).status).toBe(502)
  })

  test.each([['127.0.0.1'], ['localhost']])('%s is passed through, in a tunnel and in absolute form', async host => {
    const { running } = await createRunning()
    const port = await startOrigin()
    expect((await get(running, { target: `${host}:${port}`, path: '/x?y=1' })).body).toBe('GET /x?y=1')
    expect((await getPlain(running, `http://${host}:${port}/x?y=1`)).body).toBe('GET /x?y=1')
    expect(running.requests).toEqual([
      { method: 'CONNECT', target: `${host}:${port}` },
      { method: 'GET', target: `http://${host}:${port}/x?y=1` },
    ])
  })
})

test('the CA certificate is that of an authority, and is new at every start', async () => {
  const first = await createRunning()
  const second = await createRunning()
  const authority = new X509Certificate(first.running.caCertificate)
  expect(authority.ca).toBe(true)
  expect(authority.verify(authority.publicKey)).toBe(true)
  expect(second.running.caCertificate).not.toBe(first.running.caCertificate)
})
