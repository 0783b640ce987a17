import { expect, test } from '@jest/globals'
import { createRunRecord } from '../../src/modes/run-record.ts'
import type { KnownOutputs } from '../../src/outputs.ts'
import { createScriptedRun } from '../deployment/scripted-aws.ts'

function create() {
  const published: KnownOutputs[] = []
  const { ctx } = createScriptedRun({})
  return { ctx, published, record: createRunRecord(ctx, { onOutputs: outputs => void published.push(outputs) }) }
}

test('outputs are handed on as soon as they are known, with all that was known before', () => {
  const { record, published } = create()
  record.publish({ serviceName: 'api', url: undefined })
  record.publish({ url: undefined })
  record.publish({ url: 'https://example.com', changed: false })
  record.publish({ serviceName: undefined })
  expect(published).toEqual([
    { serviceName: 'api' },
    { serviceName: 'api', url: 'https://example.com', changed: false },
  ])
})

test('what serves no longer is taken back', () => {
  const { record, published } = create()
  record.serves(undefined)
  record.serves('api:2')
  record.serves(undefined)
  expect(published).toEqual([{ servingTaskDefinitionArn: 'api:2' }, { servingTaskDefinitionArn: '' }])
  expect(record.known.outputs).toEqual({})
})

test('the duration of a phase is kept, even of one that failed', async () => {
  const { record, ctx } = create()
  await record.phase('Plan', () => ctx.clock.sleep(1_500))
  await expect(
    record.phase('Apply', async () => {
      await ctx.clock.sleep(20)
      throw new Error('refused')
    }),
  ).rejects.toThrow('refused')
  expect(record.known.phases).toEqual([
    { name: 'Plan', durationMs: 1_500 },
    { name: 'Apply', durationMs: 20 },
  ])
})

test('from the first write on it is known that something may have changed', () => {
  const { record } = create()
  expect(record.known.hasWritten).toBe(false)
  record.applying()
  expect(record.known.hasWritten).toBe(true)
})
