import { describe, expect, test } from '@jest/globals'
import { keepKnownSecrets } from '../../src/secrets/known-secrets.ts'

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/key'

function withSecret(valueFrom: string) {
  return {
    family: 'api',
    containerDefinitions: [{ name: 'api', image: 'api:1', secrets: [{ name: 'KEY', valueFrom }] }],
  }
}

describe('keepKnownSecrets', () => {
  const cases: readonly { name: string; wanted: string; runs: string; guessed: readonly string[]; kept: string }[] = [
    { name: 'the full ARN that runs stays', wanted: ARN, runs: `${ARN}-AbCdEf`, guessed: [ARN], kept: `${ARN}-AbCdEf` },
    {
      name: 'with the same key',
      wanted: `${ARN}:id::`,
      runs: `${ARN}-AbCdEf:id::`,
      guessed: [`${ARN}:id::`],
      kept: `${ARN}-AbCdEf:id::`,
    },
    {
      name: 'another key is another value',
      wanted: `${ARN}:id::`,
      runs: `${ARN}-AbCdEf:other::`,
      guessed: [`${ARN}:id::`],
      kept: `${ARN}:id::`,
    },
    { name: 'another secret is not taken', wanted: ARN, runs: `${ARN}2-AbCdEf`, guessed: [ARN], kept: ARN },
    { name: 'what was looked up stays as it is', wanted: ARN, runs: `${ARN}-AbCdEf`, guessed: [], kept: ARN },
  ]
  test.each(cases)('$name', ({ wanted, runs, guessed, kept }) => {
    expect(keepKnownSecrets(withSecret(wanted), withSecret(runs), guessed)).toEqual(withSecret(kept))
  })

  test('a new service has nothing to keep', () => {
    expect(keepKnownSecrets(withSecret(ARN), undefined, [ARN])).toEqual(withSecret(ARN))
  })
})
