import { describe, expect, test } from '@jest/globals'
import { CancelledError } from '../../src/runtime.ts'
import { type Account, createAccount, SECOND_COMMIT } from './account.ts'
import { accountWithService, cancelAt, REVISION, stops } from './cancelled-run.ts'
import { expectOutcome } from './expectations.ts'
import { cleanUpAfter, deployTo } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

describe('while it deploys, with on-cancel: rollback', () => {
  const inputs = { ...SEED_INPUTS, 'on-cancel': 'rollback' }

  test.each(['UpdateService', 'DescribeServiceDeployments'])(
    'at %s: the rollback is requested, and the clean-up waits for its end',
    async operation => {
      await using account = await accountWithService()
      const end = await cancelAt(account, operation, { sha: SECOND_COMMIT, inputs })
      expectOutcome(end, 'cancelled')
      expect(end.sentences).toEqual([
        `The run was cancelled while deployment ${end.outputs.deploymentId} of ${REVISION}:2 was in progress.`,
        'Its rollback was requested (on-cancel: rollback) and continues. The clean-up of this step waits for its end.',
      ])
      expect(stops(account)).toHaveLength(1)
      const clean = await cleanUpAfter(account, end)
      expect(clean).toMatchObject({
        sentences: [`Deployment ${end.outputs.deploymentId} of ${REVISION}:2 was rolled back to ${REVISION}:1.`],
        needsAttention: false,
      })
      expect(stops(account)).toHaveLength(1)
      expect(account.taskDefinition().revision).toBe(1)
      expect(account.serviceDeployment().status).toBe('ROLLBACK_SUCCESSFUL')
    },
  )

  test('at the registration: nothing is stopped, and there is nothing to clean up', async () => {
    await using account = await accountWithService()
    const end = await cancelAt(account, 'RegisterTaskDefinition', { sha: SECOND_COMMIT, inputs })
    expect(end.sentences[1]).toContain('task definition arn:')
    expect(end.outputs.changed).toBe(true)
    expect((await cleanUpAfter(account, end)).calls).toEqual([])
    expect(end.writes).toEqual(['RegisterTaskDefinition'])
  })

  test('a first deployment has nothing to go back to: it continues', async () => {
    await using account = await createAccount()
    const end = await cancelAt(account, 'ecs:CreateService', { inputs })
    expect(end.sentences[1]).toContain('there is nothing to roll back to: it continues')
    const clean = await cleanUpAfter(account, end)
    expect(clean.sentences.join(' ')).toContain('is in progress and continues')
    expect(stops(account)).toEqual([])
    account.simulator.clock.advance(900_000)
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('AWS shows the service deployment too late for the main step: the clean-up requests the rollback', async () => {
    await using account = await accountWithService()
    account.simulator.settings.readLagMs = 12_000
    const end = await cancelAt(account, 'UpdateService', { sha: SECOND_COMMIT, inputs })
    expect(end.sentences[1]).toContain('was not requested in time')
    expect(stops(account)).toEqual([])
    const clean = await cleanUpAfter(account, end)
    expect(clean.sentences).toEqual([
      `Deployment ${end.outputs.deploymentId} of ${REVISION}:2 was rolled back to ${REVISION}:1.`,
    ])
    expect(account.taskDefinition().revision).toBe(1)
  })

  test('a permission is missing: both steps say which, and the command', async () => {
    await using account = await accountWithService()
    const denied = { kind: 'access-denied' } as const
    const operation = 'StopServiceDeployment'
    account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: denied })
    const end = await cancelAt(account, 'UpdateService', { sha: SECOND_COMMIT, inputs })
    expect(end.sentences[1]).toContain('A rollback needs ecs:StopServiceDeployment')
    const clean = await cleanUpAfter(account, end)
    expect(clean.needsAttention).toBe(true)
    expect(clean.sentences.join(' ')).toContain('aws ecs ')
  })

  test('the credentials have expired by the time of the clean-up: one sentence with the command', async () => {
    await using account = await accountWithService()
    account.simulator.settings.readLagMs = 12_000
    const end = await cancelAt(account, 'UpdateService', { sha: SECOND_COMMIT, inputs })
    account.simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'expired-token' } })
    const clean = await cleanUpAfter(account, end)
    expect(clean.sentences).toHaveLength(1)
    expect(clean.sentences[0]).toMatch(
      /credentials.* expired .*aws ecs describe-services --region us-east-1 --cluster busyb-cluster/,
    )
  })

  test.each([
    ['after four minutes', false],
    ['when it is cancelled, too', true],
  ])(
    'the end of the rollback cannot be seen: the clean-up stops waiting %s, and says so',
    async (_name, isCancelled) => {
      await using account = await accountWithService()
      const end = await cancelAt(account, 'UpdateService', { sha: SECOND_COMMIT, inputs })
      const { clock } = account.simulator
      account.simulator.addFault({
        operation: 'DescribeServiceDeployments',
        from: 2,
        times: Number.POSITIVE_INFINITY,
        effect: { kind: 'error', code: 'ServerException', message: 'Service Unavailable', status: 500 },
      })
      const controller = new AbortController()
      if (isCancelled) clock.after(30_000, () => controller.abort(new CancelledError()))
      const before = clock.now()
      const clean = await cleanUpAfter(account, end, { signal: controller.signal })
      const waited = clock.now() - before
      expect(waited).toBeGreaterThan(isCancelled ? 29_000 : 230_000)
      expect(waited).toBeLessThanOrEqual(isCancelled ? 40_000 : 240_000)
      expect(clean.needsAttention).toBe(true)
      expect(clean.sentences[0]).toMatch(/^This step stops waiting here: .*aws ecs describe-services/)
    },
  )
})

describe('the process is killed while a deployment is asked for', () => {
  /** The response never arrives, and the step ends with the state that it had saved before. */
  async function killedRun(account: Account, acted: boolean, onCancel: string): Promise<{ state: string }> {
    let state = ''
    const controller = new AbortController()
    await deployTo(
      account,
      { ...SEED_INPUTS, 'on-cancel': onCancel },
      {
        sha: SECOND_COMMIT,
        signal: controller.signal,
        through: host => ({
          ...host,
          saveState(text) {
            state ||= text
            const operation = 'UpdateService'
            account.simulator.addFault({ operation, effect: { kind: 'drop', acted } })
            // It is sent again, and that one never reaches AWS.
            const run = () => controller.abort(new CancelledError())
            account.simulator.addFault({ operation, from: 2, effect: { kind: 'hook', run } })
            account.simulator.addFault({ operation, from: 2, effect: { kind: 'drop', acted: false } })
          },
        }),
      },
    )
    account.simulator.clearFaults()
    return { state }
  }

  test.each([
    { onCancel: 'leave', sentence: 'is in progress and continues', revision: 2 },
    { onCancel: 'rollback', sentence: 'was rolled back to', revision: 1 },
  ])('AWS acted, on-cancel: $onCancel: the deployment is found', async ({ onCancel, sentence, revision }) => {
    await using account = await accountWithService()
    const killed = await killedRun(account, true, onCancel)
    expect(killed.state).toContain('"asked"')
    const clean = await cleanUpAfter(account, killed)
    expect(clean.sentences[0]).toContain(sentence)
    account.simulator.clock.advance(900_000)
    expect(account.taskDefinition().revision).toBe(revision)
  })

  test('AWS did not act: that is what the clean-up says', async () => {
    await using account = await accountWithService()
    const killed = await killedRun(account, false, 'rollback')
    const clean = await cleanUpAfter(account, killed)
    expect(clean.sentences[0]).toContain('AWS shows no such deployment')
    expect(stops(account)).toEqual([])
  })
})

test('a run that ends in order leaves nothing to clean up', async () => {
  await using account = await createAccount()
  const end = await deployTo(account, SEED_INPUTS)
  expect(end.state).toBe('done')
  expect(await cleanUpAfter(account, end)).toMatchObject({ sentences: [], calls: [] })
  const again = await deployTo(account, SEED_INPUTS)
  expect(again.state).toBeUndefined()
  expect(await cleanUpAfter(account, again)).toMatchObject({ sentences: [], calls: [] })
})
