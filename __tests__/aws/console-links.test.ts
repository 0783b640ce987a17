import { describe, expect, test } from '@jest/globals'
import { consoleLinks } from '../../src/aws/console-links.ts'

describe('each partition has its own console', () => {
  test.each([
    ['us-east-1', 'https://us-east-1.console.aws.amazon.com'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('%s', (region, base) => {
    const links = consoleLinks(region)
    expect(links?.service('main', 'api')).toBe(`${base}/ecs/v2/clusters/main/services/api/health?region=${region}`)
    expect(links?.loadBalancer('arn:x')).toBe(`${base}/ec2/home?region=${region}#LoadBalancer:loadBalancerArn=arn:x`)
  })
})

test('pages of the other resources', () => {
  const links = consoleLinks('us-east-1')
  const base = 'https://us-east-1.console.aws.amazon.com'
  expect(links?.taskDefinition('arn:aws:ecs:us-east-1:123456789012:task-definition/api:7')).toBe(
    `${base}/ecs/v2/task-definitions/api/7/containers?region=us-east-1`,
  )
  expect(links?.targetGroup('arn:x')).toBe(`${base}/ec2/home?region=us-east-1#TargetGroup:targetGroupArn=arn:x`)
  expect(links?.namespace('ns-1')).toBe(`${base}/cloudmap/home/namespaces/ns-1?region=us-east-1`)
  expect(links?.logGroup('/ecs/api')).toBe(
    `${base}/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Fecs$252Fapi`,
  )
})

test('names are escaped for where they go', () => {
  expect(consoleLinks('us-east-1')?.service('a/b', 'c?d')).toContain('/clusters/a%2Fb/services/c%3Fd/')
})

test.each(['us-iso-east-1', 'eusc-de-east-1', 'nowhere-1'])('%s has no documented console: no links', region => {
  expect(consoleLinks(region)).toBeUndefined()
})
