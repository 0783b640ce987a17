import { expect, test } from '@jest/globals'
import { effectOf, type FieldEffect } from '../../src/resources/field-effects.ts'
import { FIELD_EFFECTS } from '../../src/resources/managed-resources.ts'

test.each<[resource: string, field: string, effect: FieldEffect]>([
  ['service', 'desiredCount', 'in-place'],
  ['service', 'taskDefinition', 'deploys'],
  ['service', 'networkConfiguration.awsvpcConfiguration.subnets', 'deploys'],
  ['service', 'deploymentConfiguration.deploymentCircuitBreaker.enable', 'in-place'],
  ['service', 'capacityProviderStrategy', 'needs-force'],
  ['service', 'enableExecuteCommand', 'new-tasks-only'],
  ['service', 'tags[Team]', 'in-place'],
  ['task definition', 'containerDefinitions[app].environment[A.B]', 'new-revision'],
  ['task definition', 'tags[Team]', 'in-place'],
  ['target group', 'deregistration_delay.timeout_seconds', 'in-place'],
  ['target group', 'VpcId', 'immutable'],
  ['discovery service', 'DnsConfig.DnsRecords[SRV].TTL', 'in-place'],
  ['discovery service', 'DnsConfig.DnsRecords.Type', 'immutable'],
  ['listener rule', 'Conditions[path-pattern]', 'in-place'],
  ['listener rule', 'ListenerArn', 'identity'],
  ['namespace', 'somethingNew', 'immutable'],
])('%s: %s is %s', (resource, field, effect) => {
  expect(effectOf(FIELD_EFFECTS[resource] ?? {}, field)).toBe(effect)
})
