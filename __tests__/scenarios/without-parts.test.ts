import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT, SERVICE } from './account.ts'
import { deployTo } from './harness.ts'
import { createRule, createTargetGroup, forwardTo, onPaths } from './neighbours.ts'
import {
  DISCOVERY_INPUTS,
  type InputTexts,
  LOAD_BALANCER_INPUTS,
  SEED_INPUTS,
  seedInputsById,
  without,
} from './seed-inputs.ts'

/** Deploys twice: what is left out must neither be missed nor count as a difference. */
async function deployTwice(account: Account, inputs: InputTexts) {
  const first = await deployTo(account, inputs)
  const second = await deployTo(account, inputs)
  return { first, second }
}

describe('parts that are not wanted are left out, and everything else works', () => {
  test('no load balancer at all: discovery alone', async () => {
    await using account = await createAccount()
    const { first, second } = await deployTwice(account, without(SEED_INPUTS, ...LOAD_BALANCER_INPUTS))
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const state = account.simulator.state()
    expect(state.targetGroups.map(group => group.TargetGroupName)).toEqual(['busyb-core'])
    expect(state.rules.filter(rule => rule.Priority !== 'default')).toEqual([])
    expect(account.service().loadBalancers).toEqual([])
    expect(state.instances).toHaveLength(1)
    expect(first.outputs.targetGroupArn).toBeUndefined()
  })

  test('no discovery: the load balancer alone', async () => {
    await using account = await createAccount()
    const { first, second } = await deployTwice(account, without(SEED_INPUTS, ...DISCOVERY_INPUTS))
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const state = account.simulator.state()
    expect([state.namespaces, state.discoveryServices]).toEqual([[], []])
    expect(account.service().serviceRegistries).toEqual([])
    expect(account.service().loadBalancers).toHaveLength(1)
  })

  test('neither: a service that only runs', async () => {
    await using account = await createAccount()
    const inputs = without(SEED_INPUTS, ...LOAD_BALANCER_INPUTS, ...DISCOVERY_INPUTS)
    const { first, second } = await deployTwice(account, inputs)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    expect(account.service()).toMatchObject({ runningCount: 1, loadBalancers: [], serviceRegistries: [] })
    expect(first.checks.map(finding => finding.check)).toEqual(['tasks'])
  })

  test('A records alone: the registry names no port, which AWS would refuse', async () => {
    await using account = await createAccount()
    const { first, second } = await deployTwice(account, without(SEED_INPUTS, 'discovery-record-types'))
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const [discovery] = account.simulator.state().discoveryServices
    expect(discovery?.DnsConfig.DnsRecords).toEqual([{ Type: 'A', TTL: 60 }])
    expect(account.service().serviceRegistries).toEqual([{ registryArn: discovery?.Arn }])
  })

  test('a namespace that exists is used as it is', async () => {
    await using account = await createAccount()
    account.simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', {
      Name: 'busyb.local',
      Vpc: account.seed.vpcId,
      Description: 'Service discovery namespace for BusyB services',
    })
    account.simulator.clock.advance(60_000)
    const { outcome, writes } = await deployTo(account, SEED_INPUTS)
    expect(outcome).toBe('succeeded')
    expect(writes).not.toContain('CreatePrivateDnsNamespace')
    expect(account.simulator.state().namespaces).toEqual([
      expect.objectContaining({ Description: 'Service discovery namespace for BusyB services' }),
    ])
  })
})

describe('resources are named in other ways', () => {
  test('an existing target group by ARN is attached, and neither it nor a rule is touched', async () => {
    await using account = await createAccount()
    const groupArn = createTargetGroup(account, { Name: 'terraform-owned', Port: 80 })
    createRule(account, { Priority: 7, Conditions: onPaths('/api/*'), Actions: forwardTo(groupArn) })
    account.simulator.clock.advance(60_000)
    const before = account.simulator.state()
    const inputs = { ...without(SEED_INPUTS, ...LOAD_BALANCER_INPUTS), 'target-group-arn': groupArn }
    const { first, second } = await deployTwice(account, inputs)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const after = account.simulator.state()
    expect(account.service().loadBalancers).toEqual([expect.objectContaining({ targetGroupArn: groupArn })])
    expect([after.targetGroups, after.rules]).toEqual([before.targetGroups, before.rules])
    expect(after.tags[groupArn]).toEqual({})
    expect(first.checks).toContainEqual(expect.objectContaining({ check: 'targets', state: 'passed' }))
  })

  test('a listener by ARN', async () => {
    await using account = await createAccount()
    const inputs = {
      ...without(SEED_INPUTS, 'load-balancer', 'listener-port'),
      'listener-arn': account.seed.httpsListenerArn,
    }
    const { first, second } = await deployTwice(account, inputs)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    expect(first.outputs.loadBalancerDnsName).toBe(account.seed.loadBalancerDnsName)
    expect(ownRules(account)).toEqual([
      expect.objectContaining({ Priority: '50', ListenerArn: account.seed.httpsListenerArn }),
    ])
  })

  test('with everything by id or ARN, EC2 is called only for the network of a new service', async () => {
    await using account = await createAccount()
    const inputs = {
      ...seedInputsById(account.seed),
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/busyb-cluster',
    }
    const { first, second } = await deployTwice(account, inputs)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const ec2Calls = (calls: typeof first.calls) =>
      calls
        .filter(call => call.service === 'ec2')
        .map(call => call.operation)
        .toSorted()
    expect(ec2Calls(first.calls)).toEqual(['DescribeSecurityGroups', 'DescribeSubnets'])
    expect(ec2Calls(second.calls)).toEqual([])
    expect(account.service().networkConfiguration?.awsvpcConfiguration?.securityGroups).toEqual([
      account.seed.securityGroupId,
    ])
  })

  test('the listener on port 80, and a rule priority that is chosen', async () => {
    await using account = await createAccount()
    const inputs = {
      ...without(SEED_INPUTS, 'verify-url', 'verify-body'),
      'rule-priority': 'auto',
      'listener-port': '80',
    }
    const { first, second } = await deployTwice(account, inputs)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    expect(ownRules(account)).toEqual([
      expect.objectContaining({ ListenerArn: account.seed.httpListenerArn, Priority: expect.stringMatching(/^\d+$/) }),
    ])
  })

  test('the target group takes the name of the service, cut to what AWS allows', async () => {
    await using account = await createAccount()
    const { first, second } = await deployTwice(account, without(SEED_INPUTS, 'target-group'))
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    expect(first.outputs.targetGroupName).toMatch(/^busyb-google-workspace--[0-9a-f]{8}$/)
  })

  test('a tag by hand, as workflow_dispatch gives it', async () => {
    await using account = await createAccount()
    const { outcome } = await deployTo(account, { ...SEED_INPUTS, 'image-tag': SECOND_COMMIT })
    expect(outcome).toBe('succeeded')
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(new RegExp(`:${SECOND_COMMIT}$`))
  })

  test('an image of another registry is taken as it is', async () => {
    await using account = await createAccount()
    const image = 'registry.example.com/team/api:1.4.2'
    const inputs = { ...without(SEED_INPUTS, 'ecr-repository', 'verify-url', 'verify-body'), image }
    const { outcome } = await deployTo(account, { ...inputs, wait: 'false' })
    expect(outcome).toBe('started')
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toBe(image)
    expect(account.service().serviceName).toBe(SERVICE)
  })
})

function ownRules(account: Account) {
  return account.simulator.state().rules.filter(rule => rule.Priority !== 'default')
}
