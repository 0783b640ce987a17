import { describe, expect, test } from '@jest/globals'
import { observedOutputs, serviceUrl } from '../../src/modes/observed-outputs.ts'
import type { Observation } from '../../src/observation/observation.ts'
import { BALANCED, createObservation, createRendering, specify } from '../planning/data.ts'
import { API_6, handMadeService, LISTENER } from '../resources/data.ts'

const BEHIND = { 'listener-arn': LISTENER }

describe('where the service can be reached', () => {
  const at = (Port: number, Protocol: 'HTTP' | 'HTTPS'): Partial<Observation> => ({
    ...BALANCED,
    listener: { ListenerArn: LISTENER, Port, Protocol },
  })

  test.each([
    [
      'the path without its wildcard',
      { 'path-patterns': '/google-workspace/*' },
      at(443, 'HTTPS'),
      'https://main-1.us-east-1.elb.amazonaws.com/google-workspace/',
    ],
    ['the first path', { 'path-patterns': '/a,/b' }, at(80, 'HTTP'), 'http://main-1.us-east-1.elb.amazonaws.com/a'],
    ['another port', { 'path-patterns': '/a' }, at(8080, 'HTTP'), 'http://main-1.us-east-1.elb.amazonaws.com:8080/a'],
    [
      'the first host without wildcards',
      { 'host-headers': '*.example.com,api.example.com' },
      at(443, 'HTTPS'),
      'https://api.example.com/',
    ],
    ['any path', { 'path-patterns': '*' }, at(443, 'HTTPS'), 'https://main-1.us-east-1.elb.amazonaws.com'],
  ])('%s', async (_name, values, observation, url) => {
    expect(serviceUrl(await specify({ ...BEHIND, ...values }), createObservation(observation))).toBe(url)
  })

  test('nowhere without a listener', async () => {
    expect(serviceUrl(await specify(), createObservation())).toBeUndefined()
  })
})

test('everything that is known once everything was read', async () => {
  const specification = await specify({
    ...BEHIND,
    'path-patterns': '/api',
    'ecr-repository': 'api',
    'image-tag': '1',
    namespace: 'busyb.local',
    'discovery-service': 'api',
  })
  const observation = createObservation({
    ...BALANCED,
    service: { service: handMadeService(), tags: {} },
    namespace: { id: 'ns-1', name: 'busyb.local' },
    image: { name: 'api:1', digest: 'sha256:x', digests: [], architectures: undefined },
  })
  expect(observedOutputs(specification, observation)).toEqual({
    serviceName: 'api',
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
    previousTaskDefinitionArn: API_6,
    image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1',
    imageTag: '1',
    imageDigest: 'sha256:x',
    loadBalancerArn: BALANCED.loadBalancer?.LoadBalancerArn,
    loadBalancerDnsName: 'main-1.us-east-1.elb.amazonaws.com',
    listenerArn: LISTENER,
    namespaceId: 'ns-1',
    discoveryHostName: 'api.busyb.local',
    logGroup: '/ecs/api',
    url: 'https://main-1.us-east-1.elb.amazonaws.com/api',
  })
})

test('the tag of an image that only the task definition names', async () => {
  const rendering = createRendering({ image: 'example.com/app:2' })
  expect(observedOutputs(await specify(), createObservation({ rendering })).imageTag).toBe('2')
})
