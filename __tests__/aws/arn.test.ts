import { describe, expect, test } from '@jest/globals'
import { clusterName, lastPart, parseArn, parseRevision, revisionName, targetGroupName } from '../../src/aws/arn.ts'

describe('parseArn', () => {
  test.each([
    [
      'arn:aws:ecs:us-east-1:123456789012:cluster/main',
      {
        partition: 'aws',
        service: 'ecs',
        region: 'us-east-1',
        account: '123456789012',
        resource: 'cluster/main',
      },
    ],
    [
      'arn:aws-iso-b:secretsmanager:us-isob-east-1:123456789012:secret:a:b',
      {
        partition: 'aws-iso-b',
        service: 'secretsmanager',
        region: 'us-isob-east-1',
        account: '123456789012',
        resource: 'secret:a:b',
      },
    ],
    [
      'arn:aws:iam::aws:policy/x',
      { partition: 'aws', service: 'iam', region: '', account: 'aws', resource: 'policy/x' },
    ],
  ])('%s', (text, parts) => {
    expect(parseArn(text)).toEqual(parts)
  })

  test.each([
    '',
    'main',
    'arn:aws:ecs:us-east-1:123456789012',
    'arn:aws:ecs:us-east-1:1234:cluster/main',
    'arn:azure:ecs:us-east-1:123456789012:cluster/main',
    'arn:aws:ecs:us-east-1:123456789012:cluster/my cluster',
    'arn:aws:ecs:us-east-1:<ACCOUNT_ID>:cluster/main',
  ])('"%s" is not an ARN', text => {
    expect(parseArn(text)).toBeUndefined()
  })
})

test.each([
  [revisionName, 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7', 'api:7'],
  [revisionName, 'api:7', 'api:7'],
  [lastPart, 'arn:aws:ecs:us-east-1:123456789012:task/main/4f1d', '4f1d'],
  [targetGroupName, 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef', 'api'],
  [clusterName, 'arn:aws:ecs:us-east-1:123456789012:cluster/main', 'main'],
  [clusterName, 'main', 'main'],
])('%p of %s is %s', (name, arn, expected) => {
  expect(name(arn)).toBe(expected)
})

test('a revision in its two parts', () => {
  expect(parseRevision('arn:aws:ecs:us-east-1:123456789012:task-definition/api:7')).toEqual({
    family: 'api',
    revision: 7,
  })
})
