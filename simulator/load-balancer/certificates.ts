import { generate } from 'selfsigned'

/** All in PEM. */
export interface Certificates {
  readonly caCertificate: string
  readonly certificate: string
  readonly privateKey: string
}

const YEAR_MS = 365 * 24 * 3600 * 1000

/**
 * A throw-away certificate authority and a server certificate for the DNS names, created anew at every start: no key
 * has to be kept anywhere.
 */
export async function createCertificates(names: readonly [string, ...string[]]): Promise<Certificates> {
  const now = Date.now()
  // Elliptic-curve keys take a few milliseconds to make, RSA keys up to a second.
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - YEAR_MS),
    notAfterDate: new Date(now + YEAR_MS),
  } as const
  const authority = await generate([commonName('Simulated certificate authority')], {
    ...common,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  })
  const server = await generate([commonName(names[0])], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [{ name: 'subjectAltName', altNames: names.map(value => ({ type: 2, value })) }],
  })
  return { caCertificate: authority.cert, certificate: server.cert, privateKey: server.private }
}

const commonName = (value: string) => ({ name: 'commonName', value })
