import { describe, expect, test } from '@jest/globals'
import { mayBeAssumedByEcs, parseTrustPolicy } from '../../src/preflight/trust-policy.ts'

function encoded(...statements: readonly object[]): string {
  return encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
}

const ALLOW = { Effect: 'Allow', Action: 'sts:AssumeRole' }

const CASES: readonly { readonly name: string; readonly policy: string | undefined; readonly may: boolean }[] = [
  {
    name: 'one service as text',
    policy: encoded({ ...ALLOW, Principal: { Service: 'ecs-tasks.amazonaws.com' } }),
    may: true,
  },
  {
    name: 'several services in a list',
    policy: encoded({ ...ALLOW, Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] } }),
    may: true,
  },
  {
    name: 'in a later statement, with a condition',
    policy: encoded(
      { ...ALLOW, Principal: { Service: 'lambda.amazonaws.com' } },
      {
        ...ALLOW,
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ),
    may: true,
  },
  {
    name: 'one statement that is not a list, and several actions',
    policy: encodeURIComponent(
      JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Action: ['sts:TagSession', 'sts:AssumeRole'],
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
        },
      }),
    ),
    may: true,
  },
  { name: 'anyone', policy: encoded({ ...ALLOW, Principal: '*' }), may: true },
  { name: 'whoever is not named', policy: encoded({ ...ALLOW, NotPrincipal: { AWS: '123456789012' } }), may: true },
  { name: 'a text that is not a policy', policy: '%7Bnot json', may: true },
  { name: 'no text', policy: undefined, may: true },
  {
    name: "ECS itself, which is not its tasks' service",
    policy: encoded({ ...ALLOW, Principal: { Service: 'ecs.amazonaws.com' } }),
    may: false,
  },
  {
    name: 'an account',
    policy: encoded({ ...ALLOW, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }),
    may: false,
  },
  {
    name: 'a denial',
    policy: encoded({ ...ALLOW, Effect: 'Deny', Principal: { Service: 'ecs-tasks.amazonaws.com' } }),
    may: false,
  },
  {
    name: 'another action',
    policy: encoded({ ...ALLOW, Action: 'sts:TagSession', Principal: { Service: 'ecs-tasks.amazonaws.com' } }),
    may: false,
  },
  { name: 'no statement', policy: encoded(), may: false },
]

describe('whether ECS may assume a role by its trust policy', () => {
  test.each(CASES)('$name: $may', ({ policy, may }) => {
    expect(mayBeAssumedByEcs(parseTrustPolicy(policy))).toBe(may)
  })
})
