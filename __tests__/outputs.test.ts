import { describe, expect, test } from '@jest/globals'
import { formatOutputs, type KnownOutputs, takeOutAccounts } from '../src/outputs.ts'

const SERVICE = 'arn:aws:ecs:us-east-1:123456789012:service/busyb/api'

function createOutputs(overrides: KnownOutputs = {}): KnownOutputs {
  return { outcome: 'succeeded', changed: true, serviceArn: SERVICE, ...overrides }
}

function textOf(outputs: KnownOutputs, name: string): string | undefined {
  return new Map(formatOutputs(outputs)).get(name)
}

describe('outputs', () => {
  test('what is known is text, in the order of action.yml, followed by the inventories', () => {
    const outputs = createOutputs({ listenerRulePriority: 50, changed: false, url: undefined, imageTag: 'v1' })
    expect(formatOutputs(outputs).slice(0, -2)).toEqual([
      ['outcome', 'succeeded'],
      ['changed', 'false'],
      ['service-arn', SERVICE],
      ['image-tag', 'v1'],
      ['listener-rule-priority', '50'],
    ])
    expect(
      formatOutputs(outputs)
        .slice(-2)
        .map(([name]) => name),
    ).toEqual(['inventory', 'inventory-without-account'])
  })

  test('the inventory has the same texts by output name', () => {
    const inventory = textOf(createOutputs({ taskDefinitionRevision: 7 }), 'inventory') ?? ''
    expect(JSON.parse(inventory)).toEqual({
      outcome: 'succeeded',
      changed: 'true',
      'service-arn': SERVICE,
      'task-definition-revision': '7',
    })
  })

  test('the inventory without account is JSON and does not contain the account id', () => {
    const outputs = createOutputs({
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:v1',
      logGroup: '/ecs/123456789012/api',
    })
    const text = textOf(outputs, 'inventory-without-account') ?? ''
    expect(text).not.toContain('123456789012')
    expect(JSON.parse(text)).toEqual({
      outcome: 'succeeded',
      changed: 'true',
      'service-arn': 'arn:aws:ecs:us-east-1::service/busyb/api',
      image: 'dkr.ecr.us-east-1.amazonaws.com/team/api:v1',
      'log-group': '/ecs//api',
    })
  })
})

describe('removing accounts', () => {
  test.each([
    ['an ARN keeps an empty field', SERVICE, 'arn:aws:ecs:us-east-1::service/busyb/api'],
    ['an ARN without region', 'arn:aws:iam::123456789012:role/x', 'arn:aws:iam:::role/x'],
    ['a dual-stack registry', '111122223333.dkr-ecr.us-east-1.on.aws/api', 'dkr-ecr.us-east-1.on.aws/api'],
    [
      'two accounts',
      `${SERVICE} 111122223333.dkr.ecr.us-east-1.amazonaws.com/a`,
      'arn:aws:ecs:us-east-1::service/busyb/api dkr.ecr.us-east-1.amazonaws.com/a',
    ],
    ['twelve digits that are not an account', 'ecs-svc/123456789012', 'ecs-svc/123456789012'],
  ])('%s', (_name, text, expected) => {
    expect(takeOutAccounts(text)).toBe(expected)
  })
})
