import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT } from './account.ts'
import { expectOutcome } from './expectations.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

function deny({ simulator }: Account, operation: string): void {
  simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
}

/** A redeploy reads more than a first deployment does: what exists has tags. */
async function redeployWithout(operation: string): Promise<{ readonly end: RunEnd; readonly account: Account }> {
  const account = await createAccount()
  await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
  deny(account, operation)
  return { account, end: await deployTo(account, SEED_INPUTS_WITHOUT_FILE, { sha: SECOND_COMMIT }) }
}

describe('a permission that nothing can be planned without: red, nothing written, the permission is named', () => {
  test.each([
    'ecs:DescribeServices',
    'ecs:DescribeTaskDefinition',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTags',
    'servicediscovery:ListNamespaces',
    'servicediscovery:ListServices',
    'servicediscovery:ListTagsForResource',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ])('%s', async operation => {
    const { account, end } = await redeployWithout(operation)
    await using _ = account
    expectOutcome(end, 'invalid')
    expect(end.writes).toEqual([])
    expect(end.sentences.join(' ')).toContain(`not authorized to perform: ${operation}`)
    expect(end.sentences.join(' ')).toContain('Nothing was written.')
  })
})

describe('a permission to see whether what runs is healthy: deployed, but red, and the permission is named', () => {
  test.each([
    'ecs:ListTasks',
    'ecs:DescribeTasks',
    'elasticloadbalancing:DescribeTargetHealth',
    'servicediscovery:ListInstances',
  ])('%s', async operation => {
    const { account, end } = await redeployWithout(operation)
    await using _ = account
    expectOutcome(end, 'unverified')
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(new RegExp(`:${SECOND_COMMIT}$`))
    expect(end.sentences.join(' ')).toContain(operation)
    expect(end.sentences.join(' ')).toContain('without it the step cannot be green')
  })
})

describe('a permission to read what only confirms: a warning that names it, and the run goes on', () => {
  test.each([
    'iam:GetRole',
    'ecr:DescribeImages',
    'ecr:BatchGetImage',
    'logs:DescribeLogGroups',
    'ecs:DescribeServiceDeployments',
  ])('%s', async operation => {
    const { account, end } = await redeployWithout(operation)
    await using _ = account
    expectOutcome(end, 'succeeded')
    expect(account.taskDefinition().containerDefinitions?.[0]?.image).toMatch(new RegExp(`:${SECOND_COMMIT}$`))
    expect(end.warnings.join(' ')).toContain(operation)
    expect(end.summary).toContain(operation)
  })

  test('ecr:GetDownloadUrlForLayer: the log says that the architecture was not checked', async () => {
    const { account, end } = await redeployWithout('ecr:GetDownloadUrlForLayer')
    await using _ = account
    expectOutcome(end, 'succeeded')
    expect(end.log.join('\n')).toContain('ecr:GetDownloadUrlForLayer')
  })

  test('secretsmanager:DescribeSecret: each secret that could not be looked up is named', async () => {
    await using account = await createAccount()
    deny(account, 'secretsmanager:DescribeSecret')
    const end = await deployTo(account, { ...SEED_INPUTS_WITHOUT_FILE, wait: 'false' })
    expectOutcome(end, 'started')
    const warnings = end.warnings.filter(warning => warning.includes('secretsmanager:DescribeSecret'))
    expect(warnings).toHaveLength(3)
  })
})

describe('a permission to write: red, and what exists is reported', () => {
  test.each([
    { operation: 'logs:CreateLogGroup', exists: 'targetgroup/busyb-google-workspace' },
    { operation: 'elasticloadbalancing:CreateTargetGroup', exists: 'task-definition/busyb-google-workspace-mcp:1' },
    { operation: 'elasticloadbalancing:CreateRule', exists: 'targetgroup/busyb-google-workspace' },
    { operation: 'servicediscovery:CreatePrivateDnsNamespace', exists: 'listener-rule/app/busyb-alb' },
    { operation: 'servicediscovery:GetOperation', exists: 'listener-rule/app/busyb-alb' },
    { operation: 'servicediscovery:CreateService', exists: 'listener-rule/app/busyb-alb' },
    { operation: 'ecs:RegisterTaskDefinition', exists: 'listener-rule/app/busyb-alb' },
    { operation: 'ecs:CreateService', exists: 'task-definition/busyb-google-workspace-mcp:1' },
  ])('$operation', async ({ operation, exists }) => {
    await using account = await createAccount()
    deny(account, operation)
    const end = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expectOutcome(end, 'failed')
    expect(account.simulator.state().services).toEqual([])
    expect(end.sentences[0]).toContain(`not authorized to perform: ${operation}`)
    expect(end.sentences[1]).toContain(exists)

    account.simulator.clearFaults()
    expectOutcome(await deployTo(account, SEED_INPUTS_WITHOUT_FILE), 'succeeded')
  })

  test('ecs:UpdateService: what served goes on serving', async () => {
    const { account, end } = await redeployWithout('ecs:UpdateService')
    await using _ = account
    expectOutcome(end, 'failed')
    expect(end.sentences[0]).toContain('not authorized to perform: ecs:UpdateService')
    expect(account.service()).toMatchObject({ runningCount: 1, taskDefinition: end.outputs.previousTaskDefinitionArn })
  })
})

describe('credentials', () => {
  test('that expire while it waits: unknown, with how to check', async () => {
    await using account = await createAccount()
    account.simulator.addFault({
      operation: 'ecs:DescribeServices',
      from: 4,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'expired-token' },
    })
    const end = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expectOutcome(end, 'unknown')
    expect(end.sentences.join(' ')).toContain('aws ecs describe-services')
    expect(account.service().status).toBe('ACTIVE')
  })

  test('that have expired at the start: red, nothing written', async () => {
    await using account = await createAccount()
    account.simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'expired-token' } })
    const end = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expectOutcome(end, 'invalid')
    expect(end.writes).toEqual([])
    expect(end.sentences.join(' ')).toContain('aws-actions/configure-aws-credentials')
  })

  test('that expire between two writes: failed, and the next run goes on from there', async () => {
    await using account = await createAccount()
    account.simulator.addFault({
      operation: 'ecs:CreateService',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'expired-token' },
    })
    const end = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expectOutcome(end, 'failed')
    expect(end.sentences.join(' ')).toContain('targetgroup/busyb-google-workspace')
    account.simulator.clearFaults()
    const again = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expectOutcome(again, 'succeeded')
    expect(new Set(again.writes)).toEqual(new Set(['CreateService']))
  })
})
