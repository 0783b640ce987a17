import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SERVICE } from '../scenarios/account.ts'
import { onPaths } from '../scenarios/neighbours.ts'
import { type InputTexts, SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { ownParts } from './drift.ts'
import { changesIn, deploy, outcomeOf, planOf } from './run.ts'
import {
  makeDiscoveryService,
  makeRule,
  makeService,
  makeTargetGroup,
  OTHER_SERVICE,
  tagsOfOther,
} from './surroundings.ts'

interface Case {
  readonly name: string
  readonly before: (account: Account) => void
  readonly inputs?: InputTexts
  /** The holder, and what to do about it. */
  readonly sentences: (account: Account) => readonly string[]
}

const RULE = 'Listener rule for /google-workspace, /google-workspace/*:'
const CORE = '(/google-workspace, /google-workspace/*; forwards to busyb-core)'
const NEW_GROUP = 'It is not taken over. Give another name (input "target-group").'
const NEW_DISCOVERY = 'It is not taken over. Give another name (input "discovery-service").'

function otherLoadBalancer({ simulator, seed }: Account): void {
  const group = makeTargetGroup({ simulator, seed } as Account)
  const loadBalancerArn = simulator.services.elbv2.createLoadBalancer({
    name: 'other-alb',
    vpcId: seed.vpcId,
    subnets: seed.publicSubnetIds,
    securityGroups: [],
  })
  simulator.services.elbv2.createListener({
    loadBalancerArn,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [{ Type: 'forward', TargetGroupArn: group }],
  })
}

function otherLoadBalancerArn({ simulator }: Account): string {
  return simulator.state().loadBalancers.find(({ LoadBalancerName }) => LoadBalancerName === 'other-alb')
    .LoadBalancerArn
}

const CASES: readonly Case[] = [
  {
    name: 'a rule at the wanted priority',
    before: account => makeRule(account, { Priority: 50, Conditions: onPaths('/other/*') }),
    sentences: () => [
      `${RULE} priority 50 is used by the rule with priority 50 (/other/*; forwards to busyb-core). Give another number in "rule-priority", or "auto".`,
    ],
  },
  ...['40', '50', '60', 'auto'].map(
    (priority): Case => ({
      name: `a rule with the wanted conditions, where ours is to have priority ${priority}`,
      inputs: { 'rule-priority': priority },
      before: account => makeRule(account, { Priority: 50 }),
      sentences: () => [
        `${RULE} the rule with priority 50 ${CORE} has the same conditions, and its requests are not taken over. Give other "path-patterns" or "host-headers", or delete that rule if nothing needs it: its requests would then go to this service.`,
      ],
    }),
  ),
  {
    name: 'a rule before ours that takes all of its requests',
    before: account => makeRule(account, { Priority: 10, Conditions: onPaths('/google*') }),
    sentences: () => [
      `${RULE} it could never be reached, because the rule with priority 10 (/google*; forwards to busyb-core) takes all of its requests. Give it a smaller number in "rule-priority", or other patterns.`,
    ],
  },
  {
    name: 'a target group in another VPC',
    before: account =>
      void makeTargetGroup(account, {
        VpcId: account.simulator.services.ec2.createVpc({ cidr: '10.9.0.0/16', tags: { Name: 'other' } }),
      }),
    sentences: ({ simulator, seed }) => {
      const { VpcId } = simulator.state().targetGroups.find(group => group.VpcId !== seed.vpcId)
      return [
        `Target group "busyb-google-workspace" is in ${VpcId}, and the service is in ${seed.vpcId}; names are unique in a region. ${NEW_GROUP}`,
      ]
    },
  },
  {
    name: 'a target group in use by another load balancer',
    before: otherLoadBalancer,
    sentences: account => [
      `Target group "busyb-google-workspace" is in use by another load balancer, "other-alb" (${otherLoadBalancerArn(account)}), and AWS allows one for each group. ${NEW_GROUP}`,
    ],
  },
  {
    name: 'a target group that was made for another service',
    before: account => void makeTargetGroup(account, { Tags: tagsOfOther(account) }),
    sentences: () => [
      'Target group "busyb-google-workspace" was created for service "other-service" in cluster "busyb-cluster", as its tags show. It is not taken over. Give another name (input "target-group"), or attach it as it is ("target-group-arn").',
    ],
  },
  ...(['CODE_DEPLOY', 'EXTERNAL'] as const).map(
    (type): Case => ({
      name: `a service under ${type}`,
      before: account => makeService(account, { serviceName: SERVICE, deploymentController: { type } }),
      sentences: () => [
        `Service "${SERVICE}": its deployments are made by the ${type} controller, and this action works with the ECS controller only. Deploy under another service name, or keep deploying it with ${type === 'CODE_DEPLOY' ? 'CodeDeploy' : 'its own controller'}.`,
      ],
    }),
  ),
  {
    name: 'a service on EC2',
    before: account => makeService(account, { serviceName: SERVICE, launchType: 'EC2' }),
    sentences: () => [
      `Service "${SERVICE}": it runs on the launch type EC2, and this action works with Fargate only. Deploy under another service name.`,
    ],
  },
  {
    name: 'a discovery service that another service is registered in',
    before: account => {
      const registryArn = makeDiscoveryService(account)
      makeService(account, { serviceRegistries: [{ registryArn, containerName: 'app', containerPort: 8000 }] })
    },
    sentences: () => [
      `Discovery service "google-workspace" in "busyb.local" is used by service "${OTHER_SERVICE}" in cluster "busyb-cluster", whose tasks are registered in it. ${NEW_DISCOVERY}`,
    ],
  },
  {
    name: 'a discovery service without instances that was made for another service',
    before: account => void makeDiscoveryService(account, { Tags: tagsOfOther(account) }),
    sentences: () => [
      `Discovery service "google-workspace" in "busyb.local" was created for service "${OTHER_SERVICE}" in cluster "busyb-cluster", as its tags show. ${NEW_DISCOVERY}`,
    ],
  },
  {
    name: 'the same, where listing its instances is not allowed',
    before: account => {
      makeDiscoveryService(account, { Tags: tagsOfOther(account) })
      account.simulator.addFault({ operation: 'ListInstances', times: Infinity, effect: { kind: 'access-denied' } })
    },
    sentences: () => [
      `Discovery service "google-workspace" in "busyb.local" was created for service "${OTHER_SERVICE}" in cluster "busyb-cluster", as its tags show. ${NEW_DISCOVERY}`,
    ],
  },
]

describe('what is not ours is an error that names the holder, before any write', () => {
  test.each(CASES)('$name', async ({ before, inputs, sentences }) => {
    await using account = await createAccount()
    before(account)
    const state = account.simulator.state()
    // The owner is checked even where no tags are given.
    const { tags: _, ...given } = { ...SEED_INPUTS, ...inputs }
    for (const run of [planOf, deploy]) {
      const end = await run(account, given)
      expect([end.outcome, end.sentences]).toEqual(['invalid', sentences(account)])
      expect(end.writes).toEqual([])
    }
    expect(account.simulator.state()).toEqual(state)
  })

  test('the rest of the plan is shown beside it', async () => {
    await using account = await createAccount()
    makeTargetGroup(account, { Tags: tagsOfOther(account) })
    const end = await planOf(account, SEED_INPUTS)
    expect(changesIn(end)).toEqual([
      'log group: create',
      'task definition: create',
      'target group: impossible',
      'listener rule: create',
      'namespace: create',
      'discovery service: create',
      'service: create',
    ])
    expect(end.plan?.resources[2]).toMatchObject({ name: 'busyb-google-workspace', problem: end.sentences[0] })
    expect(end.log).toContain('! impossible  target group       busyb-google-workspace')
    expect(end.outputs.changed).toBe(false)
  })
})

describe('a rule of ours that somebody points elsewhere is reported, and not taken back', () => {
  test('the rule still has our conditions and our number', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const { simulator, seed } = account
    simulator.call('elasticloadbalancing', 'ModifyRule', {
      RuleArn: ownParts(account).ruleArn,
      Actions: [{ Type: 'forward', TargetGroupArn: seed.coreTargetGroupArn }],
    })
    for (const run of [planOf, deploy]) {
      const end = await run(account, SEED_INPUTS)
      expect([end.outcome, end.writes]).toEqual(['invalid', []])
      expect(end.sentences).toEqual([
        `${RULE} the rule with priority 50 ${CORE} has the same conditions, and its requests are not taken over. Give other "path-patterns" or "host-headers", or delete that rule if nothing needs it: its requests would then go to this service.`,
      ])
    }
  })
})

describe('what belongs to nobody is used as it is', () => {
  test('a target group without tags, in no load balancer, gets the rule and stays untagged', async () => {
    await using account = await createAccount()
    const arn = makeTargetGroup(account, {
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
    })
    const end = await deploy(account, SEED_INPUTS)
    expect(outcomeOf(end)).toBe('succeeded')
    expect(end.outputs.targetGroupArn).toBe(arn)
    expect(end.writes).not.toContain('CreateTargetGroup')
    expect(account.simulator.state().tags[arn]).toEqual({})
  })

  test.each([
    ['no task is registered in it', () => undefined, 'no ECS task is registered in it'],
    [
      'listing is not allowed',
      ({ simulator }: Account) =>
        simulator.addFault({ operation: 'ListInstances', times: Infinity, effect: { kind: 'access-denied' } }),
      'the permission servicediscovery:ListInstances is missing',
    ],
  ])('a discovery service that nobody is known to use, with a warning: %s', async (_name, before, reason) => {
    await using account = await createAccount()
    makeDiscoveryService(account)
    before(account)
    const end = await planOf(account, SEED_INPUTS)
    expect(outcomeOf(end)).toBe('planned')
    expect(end.log).toContain(
      `Discovery service "google-workspace" exists, and whether another service uses it is not known: ${reason}, and its tags do not show for whom it was created. It is used as it is.`,
    )
  })

  test('our own discovery service, which the service was taken out of, without a warning', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    account.simulator.call('ecs', 'UpdateService', {
      cluster: account.seed.clusterName,
      service: SERVICE,
      serviceRegistries: [],
    })
    account.simulator.clock.advance(600_000)
    const end = await planOf(account, SEED_INPUTS)
    expect(changesIn(end)).toEqual(['service: serviceRegistries'])
    expect(end.log.filter(line => line.includes('is not known'))).toEqual([])
  })

  test('instances are not listed where the service is in it already: that would cost a round trip', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const end = await planOf(account, SEED_INPUTS)
    expect(end.calls.filter(call => call.operation === 'ListInstances')).toEqual([])
  })
})
