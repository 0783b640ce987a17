import { describe, expect, test } from '@jest/globals'
import type { FaultEffect } from '../../simulator/options.ts'
import { type Account, createAccount, FIRST_COMMIT, HEALTHY, SECOND_COMMIT } from './account.ts'
import { CREATIONS, expectOneOfEach, expectOutcome, inventory, ONE_OF_EACH, startReadLag } from './expectations.ts'
import { deployTo } from './harness.ts'
import { type InputTexts, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

/** Every operation that a first deployment and its verification call, with the service's name. */
async function operationsOfFirstDeployment(inputs: InputTexts): Promise<ReadonlySet<string>> {
  await using account = await createAccount()
  const { calls } = await deployTo(account, inputs)
  return new Set(calls.map(call => `${call.service}:${call.operation}`))
}

async function disturb(account: Account, effect: FaultEffect, times: number): Promise<void> {
  for (const operation of await operationsOfFirstDeployment(SEED_INPUTS_WITHOUT_FILE)) {
    account.simulator.addFault({ operation, times, effect })
  }
}

const EVERYWHERE: readonly { readonly name: string; readonly effect: FaultEffect; readonly times: number }[] = [
  { name: 'is throttled three times', effect: { kind: 'throttle' }, times: 3 },
  {
    name: 'returns 500 with an error of AWS twice',
    effect: { kind: 'error', code: 'InternalFailure', message: 'An internal error occurred', status: 500 },
    times: 2,
  },
  { name: 'returns 503 with HTML twice', effect: { kind: 'html', status: 503 }, times: 2 },
  { name: 'returns 502 with HTML once', effect: { kind: 'html', status: 502 }, times: 1 },
  { name: 'loses its connection once before AWS acted', effect: { kind: 'drop', acted: false }, times: 1 },
  { name: 'loses its connection once after AWS acted', effect: { kind: 'drop', acted: true }, times: 1 },
]

test.each(EVERYWHERE)(
  'a first deployment of which every call $name ends with one of each',
  async ({ effect, times }) => {
    await using account = await createAccount()
    await disturb(account, effect, times)
    await expectOneOfEach(account, await deployTo(account, SEED_INPUTS_WITHOUT_FILE), SEED_INPUTS_WITHOUT_FILE)
  },
)

test('at the rates that AWS allows', async () => {
  await using account = await createAccount({ rates: true })
  await expectOneOfEach(account, await deployTo(account, SEED_INPUTS_WITHOUT_FILE), SEED_INPUTS_WITHOUT_FILE)
})

describe.each([...CREATIONS, 'ModifyTargetGroupAttributes'])('the response of %s is lost', operation => {
  test.each([
    { when: 'before AWS acted', acted: false },
    { when: 'after AWS acted', acted: true },
  ])('$when: nothing is created twice', async ({ acted }) => {
    await using account = await createAccount()
    account.simulator.addFault({ operation, effect: { kind: 'drop', acted } })
    await expectOneOfEach(account, await deployTo(account, SEED_INPUTS_WITHOUT_FILE), SEED_INPUTS_WITHOUT_FILE)
  })

  test('after AWS acted, and what it created is not visible for two seconds', async () => {
    await using account = await createAccount()
    startReadLag(account, 2_000)
    account.simulator.addFault({ operation, effect: { kind: 'drop', acted: true } })
    await expectOneOfEach(account, await deployTo(account, SEED_INPUTS_WITHOUT_FILE), SEED_INPUTS_WITHOUT_FILE)
  })
})

describe.each([false, true])('the response of UpdateService is lost (AWS acted: %s)', acted => {
  test('a redeploy starts one deployment', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.simulator.addFault({ operation: 'ecs:UpdateService', effect: { kind: 'drop', acted } })
    const end = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expectOutcome(end, 'succeeded')
    expect(account.simulator.state().serviceDeployments).toHaveLength(2)
  })

  test('a forced deployment is not started twice', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    account.push(FIRST_COMMIT, HEALTHY)
    account.simulator.addFault({ operation: 'ecs:UpdateService', effect: { kind: 'drop', acted } })
    const end = await deployTo(account, SEED_INPUTS)
    expectOutcome(end, 'succeeded')
    expect(account.simulator.state().serviceDeployments).toHaveLength(2)
  })
})

test.each(['ModifyTargetGroup', 'ModifyRule', 'AddTags', 'ecs:TagResource', 'servicediscovery:UpdateService'])(
  'the response of %s is lost: the change is made once',
  async operation => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const changed = {
      ...SEED_INPUTS,
      'health-check-interval-seconds': '20',
      'path-patterns': '/google-workspace/*',
      'discovery-ttl-seconds': '30',
      tags: 'Environment=staging',
    }
    account.simulator.addFault({ operation, effect: { kind: 'drop', acted: true } })
    const end = await deployTo(account, changed)
    expectOutcome(end, 'succeeded')
    expect(end.writes).toContain(operation.split(':').at(-1))
    expect(inventory(account)).toEqual(ONE_OF_EACH)
    const again = await deployTo(account, changed)
    expect([again.outcome, again.writes]).toEqual(['unchanged', []])
  },
)
