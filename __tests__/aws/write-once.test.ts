import { describe, expect, test } from '@jest/globals'
import { findLater, writeOnce } from '../../src/aws/write-once.ts'
import { createScriptedRun } from '../deployment/scripted-aws.ts'
import { lostAnswer } from '../resources/data.ts'

/** A write whose first answers are lost, against a store that shows what was made after some looks. */
function createWrite(options: { readonly losses: number; readonly reaches: boolean; readonly visibleAfter?: number }) {
  const made: number[] = []
  let looks = 0
  let sends = 0
  return {
    made,
    get looks() {
      return looks
    },
    async write() {
      sends += 1
      if (sends > options.losses || options.reaches) made.push(sends)
      if (sends <= options.losses) throw lostAnswer('CreateThing')
      return `answered ${sends}`
    },
    async find() {
      looks += 1
      return made.length > 0 && looks > (options.visibleAfter ?? 0) ? `found ${made[0]}` : undefined
    },
  }
}

describe('a write whose answer is lost', () => {
  test('an answer that comes is the result, and nobody looks', async () => {
    const thing = createWrite({ losses: 0, reaches: true })
    expect(await writeOnce(createScriptedRun({}).ctx, thing)).toBe('answered 1')
    expect(thing.looks).toBe(0)
  })

  test('what AWS made is found, and not made twice', async () => {
    const thing = createWrite({ losses: 1, reaches: true })
    const { ctx, infos } = createScriptedRun({})
    expect(await writeOnce(ctx, thing)).toBe('found 1')
    expect(thing.made).toEqual([1])
    expect(infos).toEqual([
      'CreateThing was sent, but the response was lost (socket hang up). Checking whether AWS carried it out.',
    ])
  })

  test('what becomes visible only later is found too', async () => {
    const thing = createWrite({ losses: 1, reaches: true, visibleAfter: 5 })
    expect(await writeOnce(createScriptedRun({}).ctx, thing)).toBe('found 1')
    expect(thing.made).toEqual([1])
  })

  test('what AWS did not make is sent again', async () => {
    const thing = createWrite({ losses: 1, reaches: false })
    expect(await writeOnce(createScriptedRun({}).ctx, thing)).toBe('answered 2')
    expect(thing.made).toEqual([2])
  })

  test('after three lost answers without a trace it is an error', async () => {
    const thing = createWrite({ losses: 9, reaches: false })
    await expect(writeOnce(createScriptedRun({}).ctx, thing)).rejects.toThrow('CreateThing was sent')
    expect(thing.made).toEqual([])
  })

  test('another error is thrown at once', async () => {
    const error = new Error('refused')
    const write = () => Promise.reject(error)
    await expect(writeOnce(createScriptedRun({}).ctx, { write, find: async () => 'there' })).rejects.toBe(error)
  })
})

test('cancellation ends the looking', async () => {
  const { ctx, abort } = createScriptedRun({})
  const reason = new Error('cancelled')
  const find = async () => {
    abort.abort(reason)
    return undefined
  }
  await expect(findLater(ctx, find)).rejects.toBe(reason)
})
