import { describe, expect, test } from '@jest/globals'
import { findLater, writeOnce } from '../../src/aws/write-once.ts'
import { createScriptedRun } from '../deployment/scripted-aws.ts'
import { lostResponse } from '../resources/data.ts'

/** A write whose first responses are lost, against a store that shows what was created only after some reads. */
function createWrite(options: { readonly losses: number; readonly reaches: boolean; readonly visibleAfter?: number }) {
  const made: number[] = []
  let reads = 0
  let sends = 0
  return {
    made,
    get reads() {
      return reads
    },
    async write() {
      sends += 1
      if (sends > options.losses || options.reaches) made.push(sends)
      if (sends <= options.losses) throw lostResponse('CreateThing')
      return `answered ${sends}`
    },
    async find() {
      reads += 1
      return made.length > 0 && reads > (options.visibleAfter ?? 0) ? `found ${made[0]}` : undefined
    },
  }
}

describe('a write whose response is lost', () => {
  test('a response that arrives is the result, and nothing is read', async () => {
    const thing = createWrite({ losses: 0, reaches: true })
    expect(await writeOnce(createScriptedRun({}).ctx, thing)).toBe('answered 1')
    expect(thing.reads).toBe(0)
  })

  test('what AWS created is found, and not created twice', async () => {
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

  test('what AWS did not create is sent again', async () => {
    const thing = createWrite({ losses: 1, reaches: false })
    expect(await writeOnce(createScriptedRun({}).ctx, thing)).toBe('answered 2')
    expect(thing.made).toEqual([2])
  })

  test('three lost responses without a trace are an error', async () => {
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

test('cancellation ends the reads', async () => {
  const { ctx, abort } = createScriptedRun({})
  const reason = new Error('cancelled')
  const find = async () => {
    abort.abort(reason)
    return undefined
  }
  await expect(findLater(ctx, find)).rejects.toBe(reason)
})
