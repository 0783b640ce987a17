import { describe, expect, test } from '@jest/globals'
import { requestFor } from '../../src/verification/verify-http.ts'
import { createUrl } from './data.ts'

const BALANCER = {
  dnsName: 'main-1.us-east-1.elb.amazonaws.com',
  port: 443,
  protocol: 'https',
  host: undefined,
} as const
const PATH = createUrl('/api/health?full=1')

describe('a URL', () => {
  test.each([['https://api.example.com/health'], ['http://api.example.com:8080/']])(
    '%s is requested as it is, and its name is compared',
    url => {
      expect(requestFor(createUrl(url), BALANCER)).toEqual({ url, checkName: true })
    },
  )

  test('needs no load balancer', () => {
    const url = 'https://api.example.com/'
    expect(requestFor(createUrl(url), undefined)).toEqual({ url, checkName: true })
  })
})

describe('a path is requested from the load balancer', () => {
  test('without a load balancer there is no request', () => {
    expect(requestFor(PATH, undefined)).toBeUndefined()
  })

  test.each([
    ['HTTPS on its standard port', BALANCER, 'https://main-1.us-east-1.elb.amazonaws.com/api/health?full=1'],
    [
      'HTTPS on another port',
      { ...BALANCER, port: 8443 },
      'https://main-1.us-east-1.elb.amazonaws.com:8443/api/health?full=1',
    ],
    [
      'HTTPS on the port of HTTP',
      { ...BALANCER, port: 80 },
      'https://main-1.us-east-1.elb.amazonaws.com:80/api/health?full=1',
    ],
  ])('%s, no host header: the certificate cannot name the address', (_name, balancer, url) => {
    expect(requestFor(PATH, balancer)).toEqual({ url, checkName: false })
  })

  test.each([
    ['on its standard port', 80, 'http://main-1.us-east-1.elb.amazonaws.com/api/health?full=1'],
    ['on another port', 8080, 'http://main-1.us-east-1.elb.amazonaws.com:8080/api/health?full=1'],
  ])('HTTP %s: there is no certificate', (_name, port, url) => {
    expect(requestFor(PATH, { ...BALANCER, protocol: 'http', port })).toEqual({ url, checkName: true })
  })

  test('a host header names the server, and is compared', () => {
    expect(requestFor(PATH, { ...BALANCER, host: 'api.example.com' })).toEqual({
      url: 'https://main-1.us-east-1.elb.amazonaws.com/api/health?full=1',
      host: 'api.example.com',
      serverName: 'api.example.com',
      checkName: true,
    })
  })
})
