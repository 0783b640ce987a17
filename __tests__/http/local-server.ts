import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net'
import { createCertificates } from '../../simulator/load-balancer/certificates.ts'

export interface LocalServer {
  readonly port: number
  [Symbol.asyncDispose](): Promise<void>
}

/** A server on the loopback that handles every request with `listener`. */
export async function startPlainServer(listener: RequestListener): Promise<LocalServer> {
  return await listen(createServer(listener))
}

/** The same over TLS. `ca` signed its certificate, which names `name` alone. */
export async function startTlsServer(
  name: string,
  listener: RequestListener,
): Promise<LocalServer & { readonly ca: string }> {
  const certificates = await createCertificates([name])
  const server = createTlsServer({ cert: certificates.certificate, key: certificates.privateKey }, listener)
  // Clients that refuse the certificate break off the handshake: the tests want them to.
  server.on('tlsClientError', () => undefined)
  return Object.assign(await listen(server), { ca: certificates.caCertificate })
}

/** Accepts connections, and speaks no HTTP. */
export async function startSilentServer(
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<LocalServer> {
  const sockets = new Set<Socket>()
  const server = createSocketServer(socket => {
    sockets.add(socket.on('error', () => undefined))
    onConnection(socket)
  })
  return await listen(
    Object.assign(server, {
      closeAllConnections() {
        for (const socket of sockets) socket.destroy()
      },
    }),
  )
}

async function listen(server: SocketServer & Pick<Server, 'closeAllConnections'>): Promise<LocalServer> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
