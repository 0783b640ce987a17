import { describe, test } from '@jest/globals'
import type { Account } from '../scenarios/account.ts'
import { type Drift, expectPutBack, ownParts } from './drift.ts'

const TAG = { Key: 'Environment', Value: 'staging' }

function modifyGroup(settings: object) {
  return (account: Account) =>
    void account.simulator.call('elasticloadbalancing', 'ModifyTargetGroup', {
      TargetGroupArn: ownParts(account).targetGroupArn,
      ...settings,
    })
}

function modifyRule(settings: object) {
  return (account: Account) =>
    void account.simulator.call('elasticloadbalancing', 'ModifyRule', {
      RuleArn: ownParts(account).ruleArn,
      ...settings,
    })
}

const PATHS = { Field: 'path-pattern', PathPatternConfig: { Values: ['/google-workspace', '/google-workspace/*'] } }
const HOSTS = { Field: 'host-header', HostHeaderConfig: { Values: ['mcp.example.com'] } }

const DRIFTS: readonly Drift[] = [
  {
    field: 'log group: retentionInDays',
    change: ({ simulator }) =>
      void simulator.call('logs', 'PutRetentionPolicy', {
        logGroupName: '/ecs/busyb-google-workspace-mcp',
        retentionInDays: 7,
      }),
    writes: ['PutRetentionPolicy'],
  },
  {
    field: 'log group: tags[Environment]',
    change: account =>
      void account.simulator.call('logs', 'TagResource', {
        resourceArn: ownParts(account).logGroupArn,
        tags: { Environment: 'staging' },
      }),
    writes: ['TagResource'],
  },
  {
    field: 'target group: HealthCheckPath',
    change: modifyGroup({ HealthCheckPath: '/health?deep' }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: HealthCheckIntervalSeconds',
    change: modifyGroup({ HealthCheckIntervalSeconds: 20 }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: HealthCheckTimeoutSeconds',
    change: modifyGroup({ HealthCheckTimeoutSeconds: 6 }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: HealthyThresholdCount',
    change: modifyGroup({ HealthyThresholdCount: 4 }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: UnhealthyThresholdCount',
    change: modifyGroup({ UnhealthyThresholdCount: 4 }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: Matcher',
    change: modifyGroup({ Matcher: { HttpCode: '200-299' } }),
    writes: ['ModifyTargetGroup'],
  },
  {
    field: 'target group: deregistration_delay.timeout_seconds',
    change: account =>
      void account.simulator.call('elasticloadbalancing', 'ModifyTargetGroupAttributes', {
        TargetGroupArn: ownParts(account).targetGroupArn,
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }],
      }),
    writes: ['ModifyTargetGroupAttributes'],
  },
  {
    field: 'target group: tags[Environment]',
    change: account =>
      void account.simulator.call('elasticloadbalancing', 'AddTags', {
        ResourceArns: [ownParts(account).targetGroupArn],
        Tags: [TAG],
      }),
    writes: ['AddTags'],
  },
  {
    field: 'listener rule: Conditions[path-pattern]',
    change: modifyRule({ Conditions: [{ ...PATHS, PathPatternConfig: { Values: ['/google-workspace/*'] } }, HOSTS] }),
    writes: ['ModifyRule'],
  },
  {
    field: 'listener rule: Conditions[host-header]',
    change: modifyRule({ Conditions: [PATHS, { ...HOSTS, HostHeaderConfig: { Values: ['old.example.com'] } }] }),
    writes: ['ModifyRule'],
  },
  {
    field: 'listener rule: Transforms',
    change: modifyRule({ ResetTransforms: true }),
    writes: ['ModifyRule'],
  },
  {
    field: 'listener rule: Priority',
    change: account =>
      void account.simulator.call('elasticloadbalancing', 'SetRulePriorities', {
        RulePriorities: [{ RuleArn: ownParts(account).ruleArn, Priority: 70 }],
      }),
    writes: ['SetRulePriorities'],
  },
  {
    field: 'listener rule: tags[Environment]',
    change: account =>
      void account.simulator.call('elasticloadbalancing', 'AddTags', {
        ResourceArns: [ownParts(account).ruleArn],
        Tags: [TAG],
      }),
    writes: ['AddTags'],
  },
  {
    field: 'namespace: tags[Environment]',
    change: account =>
      void account.simulator.call('servicediscovery', 'TagResource', {
        ResourceARN: ownParts(account).namespace.Arn,
        Tags: [TAG],
      }),
    writes: ['TagResource'],
  },
  {
    field: 'discovery service: DnsConfig.DnsRecords[SRV].TTL',
    change: account =>
      void account.simulator.call('servicediscovery', 'UpdateService', {
        Id: ownParts(account).discoveryService.Id,
        Service: {
          DnsConfig: {
            DnsRecords: [
              { Type: 'A', TTL: 60 },
              { Type: 'SRV', TTL: 10 },
            ],
          },
        },
      }),
    writes: ['UpdateService'],
  },
  {
    field: 'discovery service: tags[Environment]',
    change: account =>
      void account.simulator.call('servicediscovery', 'TagResource', {
        ResourceARN: ownParts(account).discoveryService.Arn,
        Tags: [TAG],
      }),
    writes: ['TagResource'],
  },
]

describe('a field that was changed behind the action is named by the plan, and put back by the deploy', () => {
  test.each(DRIFTS)('$field', expectPutBack)
})
