import { describe, expect, test } from '@jest/globals'
import { type Account, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { type CancelledRun, createRealtimeAccount, runAndCancel, runMain, runPostOf } from './cancelled-process.ts'

const TIMEOUT_MS = 90_000
const REVISION = 'busyb-google-workspace-mcp'

/** Generous on a machine that runs other tests as well; on an idle one it takes a tenth of it. */
const AT_ONCE_MS = 2_000

function expectCancelled(run: CancelledRun): void {
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(run.saidAfterMs).toBeLessThan(AT_ONCE_MS)
  expect(run.summary).toContain('The run was cancelled')
}

function stops({ simulator }: Account): number {
  return simulator.journal.entries.filter(({ operation }) => operation === 'StopServiceDeployment').length
}

async function accountWithService(): Promise<Account> {
  const account = await createRealtimeAccount()
  expect((await deployTo(account, SEED_INPUTS)).outcome).toBe('succeeded')
  return account
}

/** Without a deployment under way there is nothing to clean up: no call. */
async function expectNothingToCleanUp(account: Account, run: CancelledRun): Promise<void> {
  const post = await runPostOf(account, run)
  expect([post.exitCode, post.calls, post.summary]).toEqual([0, [], ''])
}

describe('a first deployment is cancelled by SIGINT', () => {
  test.each([
    { operation: 'ecs:DescribeServices' },
    { operation: 'DescribeLoadBalancers' },
    { operation: 'secretsmanager:DescribeSecret' },
  ])(
    'at the read $operation: nothing was written',
    async ({ operation }) => {
      await using account = await createRealtimeAccount()
      const run = await runAndCancel(account, { operation })
      expectCancelled(run)
      expect(run.endedAfterMs).toBeLessThan(AT_ONCE_MS)
      expect(run.stdout).toContain('The run was cancelled before anything was written.')
      expect(account.simulator.journal.entries.filter(({ write }) => write)).toEqual([])
      await expectNothingToCleanUp(account, run)
    },
    TIMEOUT_MS,
  )

  test.each([
    { operation: 'CreateLogGroup', known: 'while it changed AWS' },
    { operation: 'CreateTargetGroup', known: 'target group arn:' },
    { operation: 'CreateRule', known: 'listener rule arn:' },
    { operation: 'CreatePrivateDnsNamespace', known: 'while it changed AWS' },
    { operation: 'servicediscovery:CreateService', known: 'discovery service arn:' },
    { operation: 'RegisterTaskDefinition', known: 'task definition arn:' },
  ])(
    'at $operation: its response is used, nothing follows, and a second run completes it',
    async ({ operation, known }) => {
      await using account = await createRealtimeAccount()
      const run = await runAndCancel(account, { operation, inputs: { 'log-retention-days': '30' } })
      expectCancelled(run)
      expect(run.endedAfterMs).toBeLessThan(AT_ONCE_MS)
      expect(run.outputs.changed).toBe('true')
      expect(run.stdout).toContain(known)
      expect(account.simulator.state().services).toEqual([])
      await expectNothingToCleanUp(account, run)
      const again = await runMain(account, { inputs: { 'log-retention-days': '30' } })
      expect([again.exitCode, again.outputs.outcome]).toEqual([0, 'succeeded'])
      const { taskDefinitions, services, targetGroups, namespaces } = account.simulator.state()
      expect([taskDefinitions.length, services.length, targetGroups.length, namespaces.length]).toEqual([1, 1, 2, 1])
    },
    TIMEOUT_MS,
  )

  test.each(['leave', 'rollback'])(
    'at CreateService, on-cancel: %s: the deployment is named and completes',
    async onCancel => {
      await using account = await createRealtimeAccount()
      const run = await runAndCancel(account, { operation: 'ecs:CreateService', inputs: { 'on-cancel': onCancel } })
      expectCancelled(run)
      expect(run.outputs['deployment-id']).toBe(account.service().deployments?.[0]?.id)
      expect(run.stdout).toContain(`deployment ${run.outputs['deployment-id']} of ${REVISION}:1 was in progress`)
      const post = await runPostOf(account, run)
      expect(post.stdout).toContain(`Deployment ${run.outputs['deployment-id']} of ${REVISION}:1`)
      expect(post.outputs).toEqual({})
      expect(stops(account)).toBe(0)
    },
    TIMEOUT_MS,
  )
})

describe('a second deployment is cancelled by SIGINT', () => {
  test.each([{ operation: 'UpdateService' }, { operation: 'DescribeServiceDeployments' }])(
    'at $operation, on-cancel: leave: it goes on, and the clean-up reads once',
    async ({ operation }) => {
      await using account = await accountWithService()
      const run = await runAndCancel(account, { operation, sha: SECOND_COMMIT })
      expectCancelled(run)
      const id = run.outputs['deployment-id']
      expect(run.stdout).toContain(`deployment ${id} of ${REVISION}:2 was in progress`)
      expect(run.stdout).toContain('It continues: nothing was stopped or rolled back.')
      const post = await runPostOf(account, run)
      expect(post.stdout).toMatch(new RegExp(`Deployment ${id} of ${REVISION}:2 (is in progress|has completed)`))
      expect(post.summary).toContain('after the cancellation')
      expect(post.calls.filter(({ write }) => write)).toEqual([])
      expect(post.calls.length).toBeLessThanOrEqual(5)
      expect(stops(account)).toBe(0)
    },
    TIMEOUT_MS,
  )

  test.each([{ operation: 'UpdateService' }, { operation: 'DescribeServiceDeployments' }])(
    'at $operation, on-cancel: rollback: requested at once, and waited for',
    async ({ operation }) => {
      await using account = await accountWithService()
      account.push(SECOND_COMMIT, { startSeconds: 1_200 })
      const run = await runAndCancel(account, { operation, sha: SECOND_COMMIT, inputs: { 'on-cancel': 'rollback' } })
      expectCancelled(run)
      expect(run.stdout).toContain('Its rollback was requested (on-cancel: rollback)')
      expect(run.endedAfterMs).toBeLessThan(2 * AT_ONCE_MS)
      const post = await runPostOf(account, run)
      expect(post.stdout).toContain(`was rolled back to ${REVISION}:1.`)
      expect(stops(account)).toBe(1)
      expect(account.serviceDeployment().status).toBe('ROLLBACK_SUCCESSFUL')
      expect(account.taskDefinition().revision).toBe(1)
    },
    TIMEOUT_MS,
  )

  test(
    'at the registration: a revision was registered, and the service is as it was',
    async () => {
      await using account = await accountWithService()
      const run = await runAndCancel(account, { operation: 'RegisterTaskDefinition', sha: SECOND_COMMIT })
      expectCancelled(run)
      expect(run.outputs).toMatchObject({ changed: 'true', 'task-definition-name': `${REVISION}:2` })
      expect(account.taskDefinition().revision).toBe(1)
      await expectNothingToCleanUp(account, run)
    },
    TIMEOUT_MS,
  )

  test(
    'during the verification: it has completed, and nothing is rolled back',
    async () => {
      await using account = await accountWithService()
      const inputs = { 'on-cancel': 'rollback' }
      const operation = 'DescribeTargetHealth'
      const effect = { kind: 'slow', ms: 1_000 } as const
      account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect })
      const run = await runAndCancel(account, { text: '::group::Verify', sha: SECOND_COMMIT, inputs })
      expectCancelled(run)
      expect(run.stdout).toContain(`${REVISION}:2 serves; whether it is healthy was not verified.`)
      await expectNothingToCleanUp(account, run)
      expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
    },
    TIMEOUT_MS,
  )
})

describe('the response to the update never arrives', () => {
  const HUNG = { kind: 'slow', ms: 60_000 } as const

  test.each([
    { onCancel: 'leave', revision: 2, sentence: /Deployment \S+ of \S+:2 (is in progress|has completed)/ },
    // Where it had completed by the time the clean-up found it, there was nothing to stop.
    { onCancel: 'rollback', revision: 1, sentence: /was rolled back to \S+:1\./ },
  ])(
    'on-cancel: $onCancel: that is said, and the clean-up finds the deployment',
    async ({ onCancel, revision, sentence }) => {
      await using account = await accountWithService()
      account.push(SECOND_COMMIT, { startSeconds: 1_200 })
      const run = await runAndCancel(account, {
        operation: 'UpdateService',
        effects: [HUNG],
        sha: SECOND_COMMIT,
        inputs: { 'on-cancel': onCancel },
      })
      expectCancelled(run)
      expect(run.stdout).toContain('Waiting up to 5 s for the response to UpdateService')
      expect(run.stdout).toMatch(
        /UpdateService \S+ was in flight and its response did not arrive: a deployment may have been started/,
      )
      expect(run.endedAfterMs).toBeLessThan(7_500)
      const post = await runPostOf(account, run)
      expect(post.stdout).toMatch(sentence)
      expect(account.taskDefinition().revision).toBe(revision)
      expect(account.simulator.journal.entries.filter(({ operation }) => operation === 'UpdateService')).toHaveLength(1)
    },
    TIMEOUT_MS,
  )

  test(
    'and every later call hangs: ended by SIGTERM, and the clean-up requests the rollback',
    async () => {
      await using account = await accountWithService()
      account.push(SECOND_COMMIT, { startSeconds: 1_200 })
      const { simulator } = account
      const run = await runAndCancel(account, {
        operation: 'DescribeServiceDeployments',
        effects: [
          {
            kind: 'hook',
            run: () => simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: HUNG }),
          },
        ],
        sha: SECOND_COMMIT,
        inputs: { 'on-cancel': 'rollback' },
      })
      expectCancelled(run)
      expect(run.endedAfterMs).toBeGreaterThan(3_500)
      expect(run.endedAfterMs).toBeLessThan(10_000)
      expect(run.stdout).toMatch(/could not be requested|was not requested in time/)
      expect(stops(account)).toBe(0)
      const post = await runPostOf(account, run)
      expect(post.stdout).toContain(`was rolled back to ${REVISION}:1.`)
      expect(stops(account)).toBe(1)
    },
    TIMEOUT_MS,
  )
})

test(
  'a run that ends in order leaves nothing: the clean-up makes no call',
  async () => {
    await using account = await createRealtimeAccount()
    const run = await runMain(account)
    expect(run.exitCode).toBe(0)
    const post = await runPostOf(account, run)
    expect([post.exitCode, post.calls, post.stdout, post.summary]).toEqual([0, [], '', ''])
  },
  TIMEOUT_MS,
)
