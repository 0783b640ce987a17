import { describe, expect, test } from '@jest/globals'
import { createAccount } from './account.ts'
import { BAD_LOOK_UPS } from './bad-look-ups.ts'
import { BAD_FILES, BAD_INPUTS, type BadRequest } from './bad-requests.ts'
import { deployTo } from './harness.ts'

async function expectRefused({ inputs, files, prepare, sentences }: BadRequest): Promise<void> {
  await using account = await createAccount()
  prepare?.(account)
  const before = account.simulator.state()
  const end = await deployTo(account, inputs, files ? { files } : {})
  expect([end.outcome, end.writes]).toEqual(['invalid', []])
  expect(end.sentences.map(withoutIds)).toEqual(sentences)
  expect(account.simulator.state()).toEqual(before)
}

function withoutIds(sentence: string): string {
  return sentence.replaceAll(/\b(vpc|subnet|sg)-[0-9a-f]+/g, '$1-...')
}

describe('refused before anything is written, in one sentence for each problem', () => {
  test.each(BAD_INPUTS)('input: $name', expectRefused)
  test.each(BAD_FILES)('file: $name', expectRefused)
  test.each(BAD_LOOK_UPS)('look-up: $name', expectRefused)
})

test('a refused request is reported in the job summary, and nothing counts as changed', async () => {
  await using account = await createAccount()
  const end = await deployTo(account, {})
  expect(end.summary).toContain('nothing was done: inputs, files or account are not as needed')
  expect(end.outputs).toEqual({ outcome: 'invalid', changed: false })
})
