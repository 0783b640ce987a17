import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { expect, test } from '@jest/globals'
import { healthRules, targetGroupsOf } from '../../src/tasks/health-rules.ts'
import { describeTargets } from '../../src/tasks/target-health.ts'
import { createScriptedRun } from '../deployment/scripted-aws.ts'

test.each<[string, readonly ContainerDefinition[] | undefined, readonly string[] | undefined]>([
  ['with a health check', [{ name: 'api', healthCheck: { command: ['CMD', 'true'] } }], ['api']],
  ['without one', [{ name: 'api' }], []],
  ['that are not known', undefined, undefined],
])('containers %s', (_name, containers, healthChecked) => {
  const service = { loadBalancers: [{ targetGroupArn: 'blue' }] }
  expect(healthRules({ service, containers, stableSeconds: 30 })).toEqual({
    healthChecked,
    targetGroups: [['blue']],
    stableMs: 30_000,
  })
})

test('the groups of a service: those that ECS uses in turn belong together', () => {
  const loadBalancers = [
    { targetGroupArn: 'blue', advancedConfiguration: { alternateTargetGroupArn: 'green' } },
    { targetGroupArn: 'other' },
    { loadBalancerName: 'classic' },
  ]
  expect(targetGroupsOf({ loadBalancers })).toEqual([['blue', 'green'], ['other']])
  expect(targetGroupsOf({})).toEqual([])
})

test('targets with state and reason, in one spelling of their address', async () => {
  const run = createScriptedRun({
    DescribeTargetHealth: [
      {
        TargetHealthDescriptions: [
          { Target: { Id: '2001:0db8::0001', Port: 8000 }, TargetHealth: { State: 'healthy' } },
          {
            Target: { Id: '10.0.0.1', Port: 8000 },
            TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
          },
          { Target: { Id: '10.0.0.2' }, TargetHealth: { State: 'initial', Reason: 'Elb.RegistrationInProgress' } },
        ],
      },
    ],
  })
  expect(await describeTargets(run.ctx, 'group')).toEqual([
    { address: '2001:db8::1', port: 8000, state: 'healthy', reason: undefined },
    { address: '10.0.0.1', port: 8000, state: 'unhealthy', reason: 'Target.Timeout: Request timed out' },
    { address: '10.0.0.2', port: undefined, state: 'initial', reason: 'Elb.RegistrationInProgress' },
  ])
})
