import { describe, expect, test } from '@jest/globals'
import { formatValueFrom, hasRandomSuffix, parseSecretValueFrom } from '../../src/secrets/secret-reference.ts'

const FULL = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/google-oauth-client-id-AbC123'
const PARTIAL = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/google-oauth-client-id'
const PARAMETER = 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/team/key'

describe('parseSecretValueFrom', () => {
  test.each([
    [FULL, { kind: 'secrets-manager', secret: FULL, suffix: undefined }],
    [PARTIAL, { kind: 'secrets-manager', secret: PARTIAL, suffix: undefined }],
    [`${FULL}:key::`, { kind: 'secrets-manager', secret: FULL, suffix: 'key::' }],
    [`${PARTIAL}::AWSCURRENT:`, { kind: 'secrets-manager', secret: PARTIAL, suffix: ':AWSCURRENT:' }],
    [`${FULL}:::0a-1b`, { kind: 'secrets-manager', secret: FULL, suffix: '::0a-1b' }],
    [PARAMETER, { kind: 'ssm', parameter: PARAMETER }],
    ['/team/key', { kind: 'ssm', parameter: '/team/key' }],
    ['key', { kind: 'ssm', parameter: 'key' }],
  ])('%s', (valueFrom, parsed) => {
    expect(parseSecretValueFrom(valueFrom)).toEqual(parsed)
  })

  test.each([
    ['nothing', ''],
    ['a key without the colons that follow', `${FULL}:key`],
    ['one colon too few', `${FULL}:key:`],
    ['one colon too many', `${FULL}:key:::`],
    ['an ARN of another service', 'arn:aws:s3:::bucket'],
    ['a secret without a name', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:'],
    ['a parameter without a name', 'arn:aws:ssm:us-east-1:123456789012:parameter/'],
    ['a name with a key, as the input takes it', 'team/key:json-key'],
  ])('%s is refused', (_, valueFrom) => {
    expect(parseSecretValueFrom(valueFrom)).toBeUndefined()
  })
})

test.each([
  [FULL, true],
  [PARTIAL, false],
  ['arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/google-oauth-client-secret', true],
])('hasRandomSuffix is only a hint: %s', (arn, expected) => {
  expect(hasRandomSuffix(arn)).toBe(expected)
})

test.each([
  [undefined, FULL],
  ['', FULL],
  ['::', FULL],
  ['key', `${FULL}:key::`],
  ['key::', `${FULL}:key::`],
  [':AWSPREVIOUS', `${FULL}::AWSPREVIOUS:`],
])('formatValueFrom with the suffix %s', (suffix, valueFrom) => {
  expect(formatValueFrom(FULL, suffix)).toBe(valueFrom)
})
