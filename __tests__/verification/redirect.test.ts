import { describe, expect, test } from '@jest/globals'
import { nextRequest, type Requested } from '../../src/verification/redirect.ts'
import { createAnswer } from './data.ts'

const DIRECT: Requested = { url: 'https://api.example.com/app/health', checkName: true }
const PLAIN: Requested = { url: 'http://api.example.com/health', checkName: true }
const BALANCER = 'main-1.us-east-1.elb.amazonaws.com'
const NAMED: Requested = {
  url: `https://${BALANCER}/health`,
  host: 'api.example.com',
  serverName: 'api.example.com',
  checkName: true,
}

interface Case {
  readonly request?: Requested
  readonly status?: number
  readonly location?: string
  readonly statuses?: readonly number[]
}

function next({ request = DIRECT, status = 302, location, statuses = [200] }: Case) {
  const headers = location === undefined ? {} : { location }
  const isLoadBalancer = request.url.includes(BALANCER)
  return nextRequest(createAnswer({ status, headers }), { request, statuses, isLoadBalancer })
}

describe('a redirect to HTTPS of the same host is followed', () => {
  test.each<[string, Case, Partial<Requested>]>([
    ['a path', { location: '/login' }, { url: 'https://api.example.com/login' }],
    ['a relative path', { location: 'ready?full=1' }, { url: 'https://api.example.com/app/ready?full=1' }],
    ['a whole URL', { location: 'https://api.example.com/' }, { url: 'https://api.example.com/' }],
    ['a URL without its protocol', { location: '//api.example.com/' }, { url: 'https://api.example.com/' }],
    ['the host in capitals', { location: 'https://API.example.com/' }, { url: 'https://api.example.com/' }],
    ['another port', { location: 'https://api.example.com:8443/' }, { url: 'https://api.example.com:8443/' }],
    ['from HTTP', { request: PLAIN, location: 'https://api.example.com:443/x' }, { url: 'https://api.example.com/x' }],
    [
      'what is not sent',
      { location: 'https://me:secret@api.example.com/#top' },
      { url: 'https://api.example.com/', checkName: true },
    ],
    ['301', { status: 301, location: '/' }, { url: 'https://api.example.com/' }],
    ['303', { status: 303, location: '/' }, { url: 'https://api.example.com/' }],
    ['307', { status: 307, location: '/' }, { url: 'https://api.example.com/' }],
    ['308', { status: 308, location: '/' }, { url: 'https://api.example.com/' }],
    [
      'a status that passes is another one',
      { location: '/', statuses: [200, 301] },
      { url: 'https://api.example.com/' },
    ],
  ])('%s', (_name, given, request) => {
    expect(next(given)).toMatchObject({ kind: 'follow', request })
  })
})

describe('what is requested from the load balancer goes on to the load balancer', () => {
  test('with the host that it was asked for', () => {
    expect(next({ request: NAMED, location: 'https://api.example.com/login' })).toEqual({
      kind: 'follow',
      request: { ...NAMED, url: `https://${BALANCER}/login` },
    })
  })

  test('from its listener of HTTP to the one on 443', () => {
    const request = { ...NAMED, url: `http://${BALANCER}:8080/health` }
    expect(next({ request, location: 'https://api.example.com:443/health' })).toEqual({
      kind: 'follow',
      request: NAMED,
    })
  })

  test('without a host header the name in the certificate is not compared', () => {
    const request = { url: `http://${BALANCER}/health`, checkName: true }
    expect(next({ request, location: `https://${BALANCER}:443/health` })).toEqual({
      kind: 'follow',
      request: { url: `https://${BALANCER}/health`, checkName: false },
    })
  })

  test('its own name is another host, where a host header was sent', () => {
    expect(next({ request: NAMED, location: `https://${BALANCER}/` })).toMatchObject({
      reason: 'it leads to another host',
    })
  })
})

describe('a redirect that is not followed', () => {
  test.each<[string, Case, string]>([
    ['another host', { location: 'https://login.example.com/' }, 'it leads to another host'],
    ['a subdomain', { location: 'https://a.api.example.com/' }, 'it leads to another host'],
    [
      'a host behind a user name',
      { location: 'https://api.example.com@evil.example.com/' },
      'it leads to another host',
    ],
    ['from HTTPS to HTTP', { location: 'http://api.example.com/' }, 'it leads from HTTPS to HTTP'],
    ['from HTTP to HTTP', { request: PLAIN, location: '/health/' }, 'it does not lead to HTTPS'],
    ['another scheme', { location: 'ftp://api.example.com/' }, 'it does not lead to a URL of HTTP'],
    ['no URL', { location: 'https://' }, 'it does not lead to a URL'],
  ])('%s', (_name, given, reason) => {
    expect(next(given)).toEqual({ kind: 'stay', reason })
  })

  test.each<[string, Case]>([
    ['its own code passes', { location: '/login', statuses: [200, 302] }],
    ['it has no location', {}],
    ['it is no redirect', { status: 201, location: '/items/1' }],
    ['not modified', { status: 304, location: '/' }],
  ])('because %s', (_name, given) => {
    expect(next(given)).toEqual({ kind: 'stay', reason: undefined })
  })
})
