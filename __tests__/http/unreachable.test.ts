import { expect, test } from '@jest/globals'
import { TimeoutError, unreachable } from '../../src/http/unreachable.ts'

const PROXY = 'proxy.example.com:3128'

test.each<[string, object, string | undefined, string, string]>([
  ['no such name', { code: 'ENOTFOUND' }, undefined, 'dns', 'DNS: the name api.example.com does not exist'],
  [
    'a resolver that fails',
    { code: 'EAI_AGAIN' },
    undefined,
    'dns',
    'DNS: the name api.example.com could not be resolved (EAI_AGAIN)',
  ],
  ['no listener', { code: 'ECONNREFUSED', message: '' }, undefined, 'tcp', 'connection refused'],
  ['no route', { code: 'EHOSTUNREACH' }, undefined, 'tcp', 'no route to the host'],
  [
    'a connection that is closed',
    { code: 'ECONNRESET', message: 'socket hang up' },
    undefined,
    'tcp',
    'the connection was closed before the response was complete',
  ],
  ['an old certificate', { code: 'CERT_HAS_EXPIRED' }, undefined, 'tls', 'TLS: the certificate has expired'],
  [
    'a self-signed one',
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    undefined,
    'tls',
    'TLS: the certificate is self-signed',
  ],
  [
    'one for other names',
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert: { subjectaltname: 'DNS:a.example.com, IP Address:10.0.0.1' } },
    undefined,
    'tls',
    'TLS: the certificate does not name www.example.com, only a.example.com, 10.0.0.1',
  ],
  [
    'an error of OpenSSL that has its reason',
    { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', reason: 'tlsv1 alert protocol version' },
    undefined,
    'tls',
    'TLS: tlsv1 alert protocol version',
  ],
  ['a proxy without a listener', { code: 'ECONNREFUSED' }, PROXY, 'proxy', `proxy ${PROXY}: connection refused`],
  [
    'a proxy that does not exist: the name is its own',
    { code: 'ENOTFOUND' },
    PROXY,
    'proxy',
    'proxy: the name proxy.example.com does not exist',
  ],
  [
    'a proxy that refuses',
    { code: 'EPROXY', message: 'the proxy returned 403' },
    PROXY,
    'proxy',
    'the proxy returned 403',
  ],
  ['a certificate behind a proxy', { code: 'CERT_HAS_EXPIRED' }, PROXY, 'tls', 'TLS: the certificate has expired'],
  ['a time-out', new TimeoutError('connection'), undefined, 'timeout', 'no connection within 10 s'],
  ['anything else', new Error('strange'), undefined, 'tcp', 'strange'],
])('%s', (_name, error, proxy, stage, message) => {
  const asked = { host: 'api.example.com', serverName: 'www.example.com', proxy, timeoutMs: 10_000 }
  expect(unreachable(error, asked)).toEqual({ kind: 'unreachable', stage, message })
})
