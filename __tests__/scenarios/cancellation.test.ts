import { describe, expect, test } from '@jest/globals'
import { CancelledError } from '../../src/runtime.ts'
import { type Account, createAccount, SECOND_COMMIT } from './account.ts'
import { expectOneOfEach, expectOutcome } from './expectations.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS } from './seed-inputs.ts'

/** The workflow run is cancelled at the moment at which the operation is called. */
async function cancelAt(account: Account, operation: string, sha?: string): Promise<RunEnd> {
  const controller = new AbortController()
  const run = () => controller.abort(new CancelledError())
  account.simulator.addFault({ operation, effect: { kind: 'hook', run } })
  return await deployTo(account, SEED_INPUTS, { signal: controller.signal, ...(sha !== undefined && { sha }) })
}

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
    { operation: 'CreateTargetGroup', known: [] },
    { operation: 'CreateRule', known: ['target group arn:'] },
    { operation: 'CreatePrivateDnsNamespace', known: [] },
    { operation: 'GetOperation', known: [] },
    { operation: 'servicediscovery:CreateService', known: ['namespace ns-'] },
    { operation: 'RegisterTaskDefinition', known: [] },
    {
      operation: 'ecs:CreateService',
      known: [
        'task definition arn:',
        'target group arn:',
        'listener rule arn:',
        'namespace ns-',
        'discovery service arn:',
      ],
    },
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
    expect(end.sentences[0]).toContain(`Deployment ${under?.id} continues`)

    account.simulator.clock.advance(900_000)
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('while it verifies: the deployment that completed is named', async () => {
    await using account = await createAccount()
    const end = await cancelAt(account, 'DescribeTargetHealth')
    expectOutcome(end, 'cancelled')
    expect(end.sentences[0]).toContain(end.outputs.deploymentId)
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
  })

  test('before it begins: nothing is called', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, SEED_INPUTS, { signal: AbortSignal.abort(new CancelledError()) })
    expectOutcome(end, 'cancelled')
    expect(end.calls).toEqual([])
  })
})
