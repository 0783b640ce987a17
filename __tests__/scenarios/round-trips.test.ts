import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Account, createAccount, SECOND_COMMIT } from './account.ts'
import { criticalPath, describePath, isServiceWrite, type TimedCall } from './critical-path.ts'
import { deployTo, type RunEnd } from './harness.ts'
import {
  type InputTexts,
  SEED_INPUTS,
  SEED_INPUTS_WITHOUT_FILE,
  seedInputsById,
  seedInputsByIdWithoutFile,
} from './seed-inputs.ts'

const CASES: readonly {
  readonly given: string
  readonly inputsOf: (account: Account) => InputTexts
  readonly budget: { readonly first: number; readonly redeploy: number; readonly unchanged: number }
}[] = [
  {
    given: 'everything by id or ARN, the template file',
    inputsOf: ({ seed }) => seedInputsById(seed),
    budget: { first: 6, redeploy: 4, unchanged: 3 },
  },
  {
    given: 'everything by id or ARN, inputs alone',
    inputsOf: ({ seed }) => seedInputsByIdWithoutFile(seed),
    budget: { first: 6, redeploy: 4, unchanged: 3 },
  },
  {
    given: 'looked up by name and tag, the template file',
    inputsOf: () => SEED_INPUTS,
    budget: { first: 8, redeploy: 6, unchanged: 5 },
  },
  {
    given: 'looked up by name and tag, inputs alone',
    inputsOf: () => SEED_INPUTS_WITHOUT_FILE,
    budget: { first: 8, redeploy: 6, unchanged: 5 },
  },
]

/** A path that is too long is shown. */
function expectWithin(path: readonly TimedCall[], budget: number): void {
  expect(path.length > budget ? describePath(path) : 'within the budget').toBe('within the budget')
}

describe.each(CASES)('sequential round trips: $given', ({ inputsOf, budget }) => {
  let first: RunEnd
  let redeploy: RunEnd
  let unchanged: RunEnd

  beforeAll(async () => {
    // Clients are loaded when they are first needed: in the measured runs they are loaded already.
    await using warm = await createAccount()
    await deployTo(warm, { ...inputsOf(warm), wait: 'false' })
    await using account = await createAccount()
    account.simulator.settings.answersInRounds = true
    const inputs = inputsOf(account)
    first = await deployTo(account, { ...inputs, wait: 'false' })
    account.simulator.clock.advance(600_000)
    redeploy = await deployTo(account, { ...inputs, wait: 'false' }, { sha: SECOND_COMMIT })
    account.simulator.clock.advance(600_000)
    unchanged = await deployTo(account, inputs, { sha: SECOND_COMMIT })
  }, 60_000)

  test(`first deployment: at most ${budget.first} up to CreateService`, () => {
    expect(first.outcome).toBe('started')
    const path = criticalPath(first.calls, { endsWith: isServiceWrite })
    expect(path.at(-1)?.operation).toBe('CreateService')
    expectWithin(path, budget.first)
  })

  test(`redeploy: at most ${budget.redeploy} up to UpdateService`, () => {
    expect(redeploy.outcome).toBe('started')
    const path = criticalPath(redeploy.calls, { endsWith: isServiceWrite })
    expect(path.at(-1)?.operation).toBe('UpdateService')
    expectWithin(path, budget.redeploy)
  })

  test(`nothing to change: at most ${budget.unchanged} up to the end`, () => {
    expect(unchanged.outcome).toBe('unchanged')
    const path = criticalPath(unchanged.calls)
    expect(path.length).toBeGreaterThan(0)
    expectWithin(path, budget.unchanged)
  })
})
