import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT } from './account.ts'
import { expectOneOfEach, expectOutcome, inventory, ONE_OF_EACH, startReadLag } from './expectations.ts'
import { deployTo } from './harness.ts'
import { createRule, onPaths } from './neighbours.ts'
import { SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

describe('reads lag two seconds behind writes', () => {
  test('a first deployment, and at once a redeploy', async () => {
    await using account = await createAccount()
    startReadLag(account, 2_000)
    expectOutcome(await deployTo(account, SEED_INPUTS), 'succeeded')
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expectOutcome(end, 'succeeded')
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    expect(inventory(account)).toEqual({ ...ONE_OF_EACH, revisions: 2 })
  })

  test('a run right after one that did not wait creates nothing twice', async () => {
    await using account = await createAccount()
    startReadLag(account, 2_000)
    await deployTo(account, { ...SEED_INPUTS, wait: 'false' })
    const end = await deployTo(account, SEED_INPUTS)
    expectOutcome(end, 'succeeded')
    const { revisions: _, ...others } = ONE_OF_EACH
    expect(inventory(account)).toMatchObject(others)
  })
})

test('pages of two items', async () => {
  await using account = await createAccount({ pageSize: 2 })
  fillUp(account)
  const before = inventory(account)
  const end = await deployTo(account, SEED_INPUTS)
  expectOutcome(end, 'succeeded')
  const again = await deployTo(account, SEED_INPUTS)
  expectOutcome(again, 'unchanged')
  expect(again.writes).toEqual([])
  expect(inventory(account)).toEqual(
    Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + 1])),
  )
})

/** Five of everything that is listed, beside what the action searches for. */
function fillUp(account: Account): void {
  const { simulator, seed } = account
  for (let n = 1; n <= 5; n += 1) {
    simulator.services.logs.createGroup({ name: `/ecs/busyb-google-workspace-mcp-${n}` })
    simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', { Name: `n${n}.local`, Vpc: seed.vpcId })
    simulator.services.ec2.createSecurityGroup({ vpcId: seed.vpcId, name: `sg-${n}`, tags: { Name: `sg-${n}` } })
    simulator.services.elbv2.createListener({
      loadBalancerArn: seed.loadBalancerArn,
      port: 9000 + n,
      protocol: 'HTTP',
      defaultActions: [{ Type: 'forward', TargetGroupArn: seed.coreTargetGroupArn }],
    })
    createRule(account, { Priority: n, Conditions: onPaths(`/n${n}/*`) })
  }
  simulator.clock.advance(60_000)
}

describe.each([
  { partition: 'aws-cn', region: 'cn-north-1', suffix: 'amazonaws.com.cn', console: 'console.amazonaws.cn' },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    suffix: 'amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
  },
])('the partition $partition', ({ partition, region, suffix, console: host }) => {
  const create = () => createAccount({ partition, region })
  // From inputs alone: the template file names a region.
  const inputs = SEED_INPUTS_WITHOUT_FILE

  test('everything is created there, and a further run changes nothing', async () => {
    await using account = await create()
    await expectOneOfEach(account, await deployTo(account, inputs), inputs)
  })

  test('roles, secrets and the registry of the image are those of the partition', async () => {
    await using account = await create()
    await deployTo(account, inputs)
    const { executionRoleArn, taskRoleArn, containerDefinitions } = account.taskDefinition()
    expect([executionRoleArn, taskRoleArn]).toEqual([account.seed.executionRoleArn, account.seed.taskRoleArn])
    expect(executionRoleArn).toBe(`arn:${partition}:iam::123456789012:role/ecsTaskExecutionRole`)
    expect(containerDefinitions?.[0]?.image).toMatch(`123456789012.dkr.ecr.${region}.${suffix}/`)
    for (const { valueFrom } of containerDefinitions?.[0]?.secrets ?? []) {
      expect(valueFrom).toMatch(`arn:${partition}:secretsmanager:${region}:`)
    }
  })

  test('no ARN of the partition aws comes from the action, even where it may not read', async () => {
    await using account = await create()
    for (const operation of ['iam:GetRole', 'secretsmanager:DescribeSecret']) {
      account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    }
    const end = await deployTo(account, { ...inputs, wait: 'false' })
    const texts = [
      end.summary,
      ...end.log,
      ...end.published,
      ...end.calls.map(call => JSON.stringify(call.input)),
    ].join('\n')
    expect(texts).not.toContain('arn:aws:')
    expect(texts).toContain(`arn:${partition}:`)
  })

  test('the links of the summary lead to its own console', async () => {
    await using account = await create()
    const { summary } = await deployTo(account, inputs)
    expect(summary).toContain(host)
    expect(summary).not.toContain('console.aws.amazon.com')
  })
})
