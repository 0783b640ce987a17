import { expect, test } from '@jest/globals'
import { settleAll } from '../src/steps.ts'

test('all values, in their order', async () => {
  expect(await settleAll([Promise.resolve(1), 'two', Promise.resolve(undefined)])).toEqual([1, 'two', undefined])
})

test('what is under way ends before the failure is thrown', async () => {
  let ended = false
  const slow = new Promise<void>(resolve => setImmediate(resolve)).then(() => {
    ended = true
  })
  await expect(settleAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first')
  expect(ended).toBe(true)
})
