import { describe, expect, test } from '@jest/globals'
import { createRates } from '../../simulator/rates.ts'
import { createSimulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'
import { simulatorForEachTest } from './simulator-fixture.ts'

/** How many of `calls` calls at the same moment pass. */
function passing(rates: ReturnType<typeof createRates>, operation: string, calls: number): number {
  return Array.from({ length: calls }, () => rates.take('ecs', operation)).filter(taken => taken).length
}

describe('a token bucket for each group of operations', () => {
  const cases = [
    { operation: 'RegisterTaskDefinition', burst: 20, perSecond: 1 },
    { operation: 'CreateService', burst: 50, perSecond: 5 },
    { operation: 'DescribeServiceDeployments', burst: 50, perSecond: 20 },
    { operation: 'DescribeServices', burst: 100, perSecond: 20 },
    { operation: 'ListTasks', burst: 100, perSecond: 20 },
  ]
  test.each(cases)('$operation: $burst at once, then $perSecond per second', ({ operation, burst, perSecond }) => {
    let now = 0
    const rates = createRates(() => now)
    expect(passing(rates, operation, 500)).toBe(burst)
    now += 2000
    expect(passing(rates, operation, 500)).toBe(2 * perSecond)
    now += 3_600_000
    expect(passing(rates, operation, 500)).toBe(burst)
  })

  test('operations of one group share the bucket', () => {
    const rates = createRates(() => 0)
    expect(passing(rates, 'CreateService', 30)).toBe(30)
    expect(passing(rates, 'UpdateService', 30)).toBe(20)
  })

  test('groups do not take from each other', () => {
    const rates = createRates(() => 0)
    passing(rates, 'CreateService', 500)
    expect(passing(rates, 'DescribeTasks', 500)).toBe(100)
  })

  test('operations without a published rate are not limited', () => {
    expect(
      passing(
        createRates(() => 0),
        'DescribeClusters',
        1000,
      ),
    ).toBe(1000)
  })
})

describe('through the API', () => {
  const running = simulatorForEachTest({ rates: true, latencyMs: 5 })

  test('a caller that registers too fast is throttled, and a throttled call does nothing', async () => {
    const names = await registerAtOnce(25)
    const throttled = names.filter(name => name === 'ThrottlingException').length
    // A token may come back while the calls are under way.
    expect(throttled).toBeGreaterThanOrEqual(3)
    expect(running.simulator.state().taskDefinitions).toHaveLength(25 - throttled)
  })

  test('nothing is throttled once the rates are switched off while it runs', async () => {
    running.simulator.settings.rates = false
    expect(await registerAtOnce(25)).toEqual(Array.from({ length: 25 }, () => 'ok'))
  })

  test('every answer is delayed by the latency', async () => {
    await running.clients.sts.getCallerIdentity({})
    const [entry] = running.simulator.journal.entries
    // Timers may fire a millisecond early.
    expect((entry?.endedAt ?? 0) - (entry?.startedAt ?? 0)).toBeGreaterThan(3)
  })

  test('buckets fill in simulated time if they are set to', async () => {
    const simulator = await createSimulator({ rates: { now: 'simulated' } })
    const clients = createClients(simulator.url)
    const burst = await registerAtOnce(25, clients)
    simulator.clock.advance(3_000)
    const afterThreeSeconds = await registerAtOnce(25, clients)
    clients.destroy()
    await simulator.close()
    expect([burst, afterThreeSeconds].map(names => names.filter(name => name === 'ok').length)).toEqual([20, 3])
  })

  function registerAtOnce(count: number, clients = running.clients): Promise<readonly string[]> {
    const register = (family: string) =>
      clients.ecs.registerTaskDefinition({
        family,
        containerDefinitions: [{ name: 'app', image: 'example.com/app:1', memory: 128, essential: true }],
      })
    return Promise.all(
      Array.from({ length: count }, (_, index) =>
        register(`family-${index}`).then(
          () => 'ok',
          error => error.name,
        ),
      ),
    )
  }
})
