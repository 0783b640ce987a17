import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Certificates, createCertificates } from '../../simulator/load-balancer/certificates.ts'

let certificates: Certificates
let server: ReturnType<typeof createServer>

beforeAll(async () => {
  certificates = await createCertificates(['*.example.com', 'www.example.org', 'localhost'])
  server = createServer({ cert: certificates.certificate, key: certificates.privateKey }, socket => socket.end())
  // Clients that refuse the certificate break off the handshake.
  server.on('tlsClientError', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(async () => {
  await once(server.close(), 'close')
})

/** Shakes hands as a client that expects `servername`. Rejects where the client refuses the certificate. */
async function shakeHands(servername: string, ca?: string): Promise<TLSSocket> {
  const { port } = server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, servername, ...(ca !== undefined && { ca }) })
  return new Promise((resolve, reject) => {
    socket.on('secureConnect', () => resolve(socket.end())).on('error', reject)
  })
}

describe('a TLS client that trusts the certificate authority', () => {
  test.each(['mcp.example.com', 'www.example.org', 'localhost'])('accepts the certificate for %s', async name => {
    const socket = await shakeHands(name, certificates.caCertificate)
    expect(socket.authorized).toBe(true)
  })

  test.each([
    ['another domain', 'www.example.net'],
    ['another host of a name without a wildcard', 'mcp.example.org'],
    ['the domain of the wildcard itself', 'example.com'],
    ['more than the wildcard covers', 'a.b.example.com'],
  ])('refuses it for %s', async (_name, servername) => {
    await expect(shakeHands(servername, certificates.caCertificate)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })
})

test('a TLS client that does not trust the certificate authority refuses the certificate', async () => {
  await expect(shakeHands('mcp.example.com')).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('the keys are P-256', () => {
  const keys = [
    createPrivateKey(certificates.privateKey),
    new X509Certificate(certificates.certificate).publicKey,
    new X509Certificate(certificates.caCertificate).publicKey,
  ]
  expect(keys.map(key => key.asymmetricKeyDetails)).toEqual(Array(3).fill({ namedCurve: 'prime256v1' }))
})

test('only the authority may sign certificates', () => {
  const { caCertificate, certificate } = certificates
  expect([caCertificate, certificate].map(pem => new X509Certificate(pem).ca)).toEqual([true, false])
})
