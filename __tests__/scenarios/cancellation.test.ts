import { describe, expect, test } from '@jest/globals'
import { CancelledError } from '../../src/runtime.ts'
import { CRASHING, createAccount, SECOND_COMMIT } from './account.ts'
import { accountWithService, cancelAt, cancelWhile, REVISION, stops } from './cancelled-run.ts'
import { expectOneOfEach, expectOutcome } from './expectations.ts'
import { cleanUpAfter, deployTo } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

describe('the workflow run is cancelled', () => {
  test.each(['ecs:DescribeServices', 'ec2:DescribeSubnets', 'ecr:DescribeImages', 'secretsmanager:DescribeSecret'])(
    'while it reads (%s): nothing was written',
    async operation => {
      await using account = await createAccount()
      const before = account.simulator.state()
      const end = await cancelAt(account, operation)
      expectOutcome(end, 'cancelled')
      expect(end.writes).toEqual([])
      expect(end.sentences).toEqual(['The run was cancelled before anything was written.'])
      expect(account.simulator.state()).toEqual(before)
    },
  )

  test.each([
    { operation: 'CreateTargetGroup', known: ['target group arn:'] },
    { operation: 'CreateRule', known: ['target group arn:', 'listener rule arn:'] },
    { operation: 'CreatePrivateDnsNamespace', known: [] },
    { operation: 'GetOperation', known: [] },
    { operation: 'servicediscovery:CreateService', known: ['namespace ns-', 'discovery service arn:'] },
    { operation: 'RegisterTaskDefinition', known: ['task definition arn:'] },
  ])(
    'while it writes ($operation): what exists is reported, and the next run completes it without a duplicate',
    async ({ operation, known }) => {
      await using account = await createAccount()
      const end = await cancelAt(account, operation)
      expectOutcome(end, 'cancelled')
      const text = end.sentences.join(' ')
      expect(text).toContain('while it changed AWS')
      for (const resource of known) expect(text).toContain(resource)
      for (const arn of text.match(/arn:\S+?(?=[,\s]|\.\s|\.$)/g) ?? []) {
        expect(JSON.stringify(account.simulator.state())).toContain(arn)
      }
      expect(end.outputs.changed).toBe(true)
      expect((await cleanUpAfter(account, end)).calls).toEqual([])
      account.simulator.clearFaults()
      await expectOneOfEach(account, await deployTo(account, SEED_INPUTS), SEED_INPUTS)
    },
  )

  test('while it watches: the deployment goes on by itself, is named, and nothing is stopped', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const controller = new AbortController()
    account.simulator.clock.after(20_000, () => controller.abort(new CancelledError()))
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT, signal: controller.signal })
    expectOutcome(end, 'cancelled')
    expect(end.writes).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    const under = account.service().deployments?.find(deployment => deployment.status === 'PRIMARY')
    expect(under).toMatchObject({ id: end.outputs.deploymentId, rolloutState: 'IN_PROGRESS' })
    expect(end.sentences).toEqual([
      `The run was cancelled while deployment ${under?.id} of ${REVISION}:2 was in progress.`,
      'It continues: nothing was stopped or rolled back.',
    ])

    account.simulator.clock.advance(900_000)
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('while it verifies: the deployment that completed is named', async () => {
    await using account = await createAccount()
    const end = await cancelAt(account, 'ListInstances')
    expectOutcome(end, 'cancelled')
    expect(end.sentences).toEqual([
      `The run was cancelled after deployment ${end.outputs.deploymentId} of ${REVISION}:1 had completed. ${REVISION}:1 serves; whether it is healthy was not verified.`,
    ])
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
    expect((await cleanUpAfter(account, end)).calls).toEqual([])
  })

  test('while ECS rolls back: that goes on, to the revision that served before', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.push(SECOND_COMMIT, CRASHING)
    // So that the rollback takes a while: the old task is stopped first.
    const limits = { 'minimum-healthy-percent': '0', 'maximum-percent': '100' }
    const end = await cancelWhile(account, 'ROLLBACK_IN_PROGRESS', { ...limits, 'on-cancel': 'rollback' })
    expect(end.sentences).toEqual([
      `The run was cancelled while ECS rolled back deployment ${end.outputs.deploymentId} of ${REVISION}:2. The rollback continues to ${REVISION}:1.`,
    ])
    const clean = await cleanUpAfter(account, end)
    expect(clean.sentences).toEqual([
      `Deployment ${end.outputs.deploymentId} of ${REVISION}:2 was rolled back to ${REVISION}:1.`,
    ])
    expect(stops(account)).toHaveLength(0)
  })

  test('before it begins: nothing is called', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, SEED_INPUTS, { signal: AbortSignal.abort(new CancelledError()) })
    expectOutcome(end, 'cancelled')
    expect(end.calls).toEqual([])
  })
})

describe('while it deploys, with on-cancel: leave', () => {
  test.each(['UpdateService', 'DescribeServiceDeployments'])(
    'at %s: the deployment is named, goes on, and the clean-up reads once',
    async operation => {
      await using account = await accountWithService()
      const end = await cancelAt(account, operation, { sha: SECOND_COMMIT })
      expectOutcome(end, 'cancelled')
      const { deploymentId } = end.outputs
      expect(end.sentences).toEqual([
        `The run was cancelled while deployment ${deploymentId} of ${REVISION}:2 was in progress.`,
        'It continues: nothing was stopped or rolled back.',
      ])
      expect(account.service().deployments?.find(({ id }) => id === deploymentId)?.status).toBe('PRIMARY')
      const clean = await cleanUpAfter(account, end)
      expect(clean.sentences).toEqual([`Deployment ${deploymentId} of ${REVISION}:2 is in progress and continues.`])
      expect(clean.calls.filter(({ write }) => write)).toEqual([])
      expect(clean.calls.length).toBeLessThanOrEqual(5)
      account.simulator.clock.advance(900_000)
      expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
    },
  )

  test('with "wait: false" and the update in flight: cancelled, and the deployment is named', async () => {
    await using account = await accountWithService()
    const end = await cancelAt(account, 'UpdateService', {
      sha: SECOND_COMMIT,
      inputs: { ...SEED_INPUTS, wait: 'false' },
    })
    expectOutcome(end, 'cancelled')
    expect(end.sentences[0]).toContain(`deployment ${end.outputs.deploymentId} of ${REVISION}:2`)
  })
})
