import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SERVICE } from '../scenarios/account.ts'
import { scaleAutomatically } from '../scenarios/neighbours.ts'
import { type InputTexts, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from '../scenarios/seed-inputs.ts'
import { describedState, ownParts, SETTLED_MS } from './drift.ts'
import { changesIn, deploy, outcomeOf, planOf } from './run.ts'

const update = (settings: object) => (account: Account) =>
  void account.simulator.call('ecs', 'UpdateService', {
    cluster: account.seed.clusterName,
    service: SERVICE,
    ...settings,
  })

const elb = (operation: string, settings: (parts: ReturnType<typeof ownParts>) => object) => (account: Account) =>
  void account.simulator.call('elasticloadbalancing', operation, settings(ownParts(account)))

/** Inputs that are removed, so that nothing sets the field. */
const CASES: readonly (readonly [name: string, notGiven: readonly string[], change: (account: Account) => void])[] = [
  ['the count', ['desired-count'], update({ desiredCount: 3 })],
  ['the platform version', ['platform-version'], update({ platformVersion: '1.3.0' })],
  ['execute-command', ['enable-execute-command'], update({ enableExecuteCommand: true })],
  ['managed tags', [], update({ enableECSManagedTags: false })],
  ['propagated tags', [], update({ propagateTags: 'TASK_DEFINITION' })],
  ['the grace period', ['health-check-grace-period-seconds'], update({ healthCheckGracePeriodSeconds: 120 })],
  [
    'the circuit breaker',
    [],
    update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } }),
  ],
  ['one of two percents', ['maximum-percent'], update({ deploymentConfiguration: { maximumPercent: 150 } })],
  ['zone rebalancing', [], update({ availabilityZoneRebalancing: 'DISABLED' })],
  [
    'capacity providers',
    [],
    update({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }], forceNewDeployment: true }),
  ],
  [
    'settings of the target group',
    ['health-check-interval-seconds', 'health-check-matcher'],
    elb('ModifyTargetGroup', ({ targetGroupArn }) => ({
      TargetGroupArn: targetGroupArn,
      HealthCheckIntervalSeconds: 12,
      HealthCheckPort: '8000',
      Matcher: { HttpCode: '200-204' },
    })),
  ],
  [
    'attributes of the target group',
    ['deregistration-delay-seconds'],
    elb('ModifyTargetGroupAttributes', ({ targetGroupArn }) => ({
      TargetGroupArn: targetGroupArn,
      Attributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: '15' },
        { Key: 'stickiness.enabled', Value: 'true' },
      ],
    })),
  ],
  [
    'the number of the rule',
    ['rule-priority'],
    elb('SetRulePriorities', ({ ruleArn }) => ({ RulePriorities: [{ RuleArn: ruleArn, Priority: 321 }] })),
  ],
  [
    'a further condition of the rule',
    [],
    elb('ModifyRule', ({ ruleArn, rule }) => ({
      RuleArn: ruleArn,
      Conditions: [
        { Field: 'path-pattern', PathPatternConfig: rule.Conditions[0].PathPatternConfig },
        { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'POST'] } },
      ],
    })),
  ],
  [
    'the TTL of the records',
    ['discovery-ttl-seconds'],
    account =>
      void account.simulator.call('servicediscovery', 'UpdateService', {
        Id: ownParts(account).discoveryService.Id,
        Service: {
          Description: 'ours',
          DnsConfig: {
            DnsRecords: [
              { Type: 'A', TTL: 5 },
              { Type: 'SRV', TTL: 5 },
            ],
          },
        },
      }),
  ],
  [
    'the retention of the log group',
    [],
    ({ simulator }) =>
      void simulator.call('logs', 'PutRetentionPolicy', {
        logGroupName: '/ecs/busyb-google-workspace-mcp',
        retentionInDays: 3,
      }),
  ],
  [
    'tags of other keys',
    [],
    account =>
      void account.simulator.call('ecs', 'TagResource', {
        resourceArn: account.service().serviceArn,
        tags: [{ key: 'CostCentre', value: '42' }],
      }),
  ],
]

describe('what neither inputs nor files mention is left as it is', () => {
  test.each(CASES)('%s', async (_name, notGiven, change) => {
    await using account = await createAccount()
    const given: InputTexts = { ...SEED_INPUTS, ...Object.fromEntries(notGiven.map(name => [name, ''])) }
    await deploy(account, given)
    account.simulator.clock.advance(SETTLED_MS)
    const before = describedState(account)
    change(account)
    account.simulator.clock.advance(SETTLED_MS)
    const changed = describedState(account)
    expect(changed).not.toEqual(before)

    expect(changesIn(await planOf(account, given))).toEqual([])
    const end = await deploy(account, given)
    expect([outcomeOf(end), end.writes]).toEqual(['unchanged', []])
    expect(describedState(account)).toEqual(changed)
  })

  test('variables that the task definition has beside the given ones, where there is no template', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS_WITHOUT_FILE)
    const fewer = { ...SEED_INPUTS_WITHOUT_FILE, environment: 'PORT=8000' }
    expect(changesIn(await planOf(account, fewer))).toEqual([])
    const replacing = { ...fewer, 'environment-mode': 'replace' }
    expect(changesIn(await planOf(account, replacing))).toContain(
      'task definition: containerDefinitions[busyb-google-workspace-mcp].environment[MCP_ENABLE_OAUTH21]',
    )
  })
})

describe('the count of a service that Application Auto Scaling owns', () => {
  async function scaledAccount(): Promise<Account> {
    const account = await createAccount()
    await deploy(account, SEED_INPUTS)
    scaleAutomatically(account, { MinCapacity: 2, MaxCapacity: 6 })
    update({ desiredCount: 4 })(account)
    account.simulator.clock.advance(SETTLED_MS)
    return account
  }

  test('is left as Auto Scaling set it, and the log says so', async () => {
    await using account = await scaledAccount()
    for (const run of [planOf, deploy]) {
      const end = await run(account, SEED_INPUTS)
      expect([changesIn(end), end.writes]).toEqual([[], []])
      expect(end.log).toContain(
        `The given count of tasks ("desired-count") is 1, but Application Auto Scaling owns the count of service "${SERVICE}" (2 to 6): it is left as it is.`,
      )
    }
    expect(account.service().desiredCount).toBe(4)
  })

  test('is as given where the scaling may not be read, and the log says so', async () => {
    await using account = await scaledAccount()
    account.simulator.addFault({
      operation: 'DescribeScalableTargets',
      times: Infinity,
      effect: { kind: 'access-denied' },
    })
    const plan = await planOf(account, SEED_INPUTS)
    expect([changesIn(plan), plan.writes]).toEqual([['service: desiredCount'], []])
    const end = await deploy(account, SEED_INPUTS)
    expect([outcomeOf(end), end.writes]).toEqual(['succeeded', ['UpdateService']])
    expect(end.log).toContain(
      `Whether Application Auto Scaling owns the count of service "${SERVICE}" could not be checked: the permission application-autoscaling:DescribeScalableTargets is missing. The given count is applied.`,
    )
    expect(account.service().desiredCount).toBe(1)
  })

  test('costs no call where the count is not given, or is as given', async () => {
    await using account = await scaledAccount()
    for (const count of ['', '4']) {
      const end = await planOf(account, { ...SEED_INPUTS, 'desired-count': count })
      expect(end.calls.filter(call => call.operation === 'DescribeScalableTargets')).toEqual([])
    }
  })
})
