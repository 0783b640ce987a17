import { describe, expect, test } from '@jest/globals'
import { createAccount } from './scenarios/account.ts'
import { deployTo } from './scenarios/harness.ts'
import { SEED_INPUTS } from './scenarios/seed-inputs.ts'

describe('what cannot be run ends before anything is called', () => {
  test.each([
    { name: 'a mode that does not exist', inputs: { mode: 'no-such-mode' }, problem: /^Input "mode" / },
    { name: 'a mode in other letters', inputs: { mode: 'Plan' }, problem: /^Input "mode" / },
    {
      name: 'a region that no partition has',
      inputs: { 'aws-region': 'xx-north-1' },
      problem: /^Input "aws-region" .*xx-north-1/,
    },
  ])('$name', async ({ inputs, problem }) => {
    await using account = await createAccount()
    const end = await deployTo(account, { ...SEED_INPUTS, ...inputs })
    expect(end).toMatchObject({ outcome: 'invalid', calls: [] })
    expect(end.sentences).toEqual([expect.stringMatching(problem)])
  })
})

test('a defect ends the run red with its message, and is not thrown', async () => {
  await using account = await createAccount()
  const createAws = () => {
    throw new TypeError('no clients here')
  }
  const end = await deployTo(account, SEED_INPUTS, { through: host => ({ ...host, createAws }) })
  expect(end).toMatchObject({ outcome: 'failed', calls: [] })
  expect(end.sentences.join(' ')).toContain('no clients here')
})
