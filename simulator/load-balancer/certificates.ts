import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, explicit, integer, objectId, octets, sequence, set, TRUE, tagged, text, time } from './der.ts'

/** All in PEM. */
export interface Certificates {
  readonly caCertificate: string
  readonly certificate: string
  readonly privateKey: string
}

const YEAR_MS = 365 * 24 * 3600 * 1000
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'))
const COMMON_NAME = '2.5.4.3'

/**
 * A throw-away certificate authority and a server certificate for the names, made anew at every start: elliptic-curve
 * keys take a few milliseconds, and no key has to be kept anywhere.
 */
export function createCertificates(names: readonly string[]): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = 'Simulated certificate authority'
  const signed = { issuer, signer: authority.privateKey }
  return {
    caCertificate: certificate({
      ...signed,
      subject: issuer,
      key: authority.publicKey,
      extensions: [CERTIFICATE_AUTHORITY],
    }),
    certificate: certificate({
      ...signed,
      subject: names[0] ?? '',
      key: server.publicKey,
      extensions: [subjectAlternativeNames(names)],
    }),
    privateKey: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

interface CertificateParts {
  readonly subject: string
  readonly issuer: string
  readonly key: KeyObject
  readonly signer: KeyObject
  readonly extensions: readonly Buffer[]
}

/** RFC 5280, section 4.1. */
function certificate({ subject, issuer, key, signer, extensions }: CertificateParts): string {
  const now = Date.now()
  const validity = sequence(time(new Date(now - YEAR_MS)), time(new Date(now + YEAR_MS)))
  // A serial number is positive: its first bit must not be set.
  const serial = Buffer.concat([Buffer.of(0x01), randomBytes(15)])
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_WITH_SHA256,
    name(issuer),
    validity,
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  )
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(sign('sha256', toBeSigned, signer)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const name = (commonName: string) => sequence(set(sequence(objectId(COMMON_NAME), text(commonName))))

const CERTIFICATE_AUTHORITY = sequence(objectId('2.5.29.19'), TRUE, octets(sequence(TRUE)))

/** RFC 5280, section 4.2.1.6: a dNSName has the context tag 2. */
const subjectAlternativeNames = (names: readonly string[]) =>
  sequence(
    objectId('2.5.29.17'),
    octets(sequence(...names.map(dnsName => tagged(0x82, Buffer.from(dnsName, 'ascii'))))),
  )
