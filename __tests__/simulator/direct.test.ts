import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { FaultEffect } from '../../simulator/options.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'

let simulator: Simulator

beforeEach(async () => {
  simulator = await createSimulator({ served: false })
  simulator.services.ecs.createCluster('main')
})

afterEach(() => simulator.close())

const describeClusters = (signal?: AbortSignal) =>
  simulator.invoke({ service: 'ecs', operation: 'DescribeClusters', input: { clusters: ['main'] }, signal })

describe('a call in this process', () => {
  test('is answered and journalled as one through the API', async () => {
    const { clusters } = (await describeClusters()) as { clusters: readonly object[] }
    expect(clusters).toMatchObject([{ clusterName: 'main' }])
    expect(simulator.journal.entries).toMatchObject([
      { operation: 'DescribeClusters', input: { clusters: ['main'] }, write: false, outcome: 'ok' },
    ])
  })

  test.each<[FaultEffect, object, string]>([
    [{ kind: 'throttle' }, { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, 'ThrottlingException'],
    [{ kind: 'access-denied' }, { name: 'AccessDeniedException' }, 'AccessDeniedException'],
    [{ kind: 'expired-token' }, { name: 'ExpiredTokenException' }, 'ExpiredTokenException'],
    [{ kind: 'html', status: 503 }, { name: 'SyntaxError', $metadata: { httpStatusCode: 503 } }, 'SyntaxError'],
    [{ kind: 'drop', acted: false }, { code: 'ECONNRESET' }, 'dropped'],
  ])('fails as the SDK would: %j', async (effect, error, outcome) => {
    simulator.addFault({ operation: 'DescribeClusters', effect })
    await expect(describeClusters()).rejects.toMatchObject(error)
    expect(simulator.journal.entries.map(entry => entry.outcome)).toEqual([outcome])
  })

  test('hangs until its signal ends it', async () => {
    simulator.addFault({ operation: 'DescribeClusters', effect: { kind: 'hang' } })
    const abort = new AbortController()
    const call = describeClusters(abort.signal)
    abort.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    expect(simulator.journal.entries.map(entry => entry.outcome)).toEqual(['hung'])
  })

  test('has the names that the SDK gives to errors of the Query protocol', async () => {
    const call = simulator.invoke({
      service: 'elasticloadbalancing',
      operation: 'DescribeTargetGroups',
      input: { Names: ['api'] },
    })
    await expect(call).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' })
  })
})

describe('a fault with a time', () => {
  test('applies during that time only', async () => {
    const now = simulator.clock.now()
    const during = { from: now + 1_000, until: now + 2_000 }
    simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, during, effect: { kind: 'throttle' } })
    for (const _second of [0, 1, 2]) {
      await describeClusters().catch(() => undefined)
      simulator.clock.advance(1_000)
    }
    expect(simulator.journal.entries.map(entry => entry.outcome)).toEqual(['ok', 'ThrottlingException', 'ok'])
  })
})
