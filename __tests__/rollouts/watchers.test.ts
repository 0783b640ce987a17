import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createRandom, playBefore, playRun } from './play.ts'
import { type ImageBehaviour, ORDINARY, type Scenario } from './scenario.ts'
import { createRolloutSimulator, furnish, setTheStage } from './stage.ts'
import { isTroubled } from './truth/claims.ts'
import { lagMs } from './truth/measures.ts'
import type { Played } from './truth/played.ts'
import { problemsOf } from './truth/problems.ts'
import { createVirtualClock } from './virtual-clock.ts'

const WATCHERS = 200
/** A listener has at most 100 rules. */
const WITH_GROUP = 40

const IMAGES: readonly ImageBehaviour[] = [
  { kind: 'healthy', startSeconds: 10, readySeconds: 5 },
  { kind: 'healthy', startSeconds: 45, readySeconds: 5 },
  { kind: 'crash', afterSeconds: 1, share: 1, startSeconds: 5 },
  { kind: 'healthy', startSeconds: 200, readySeconds: 0 },
  { kind: 'start-failure', failure: 'image-missing', forSeconds: 100_000 },
]

function scenarioOf(number: number): Scenario {
  const image = IMAGES[number % IMAGES.length] ?? ORDINARY.image
  const groups = number % 5 === 0 && number / 5 < WITH_GROUP ? 'managed' : 'none'
  return {
    ...ORDINARY,
    image,
    service: {
      ...ORDINARY.service,
      groups,
      containerCheck: number % 2 === 0,
      breaker: number % 3 === 0 ? 'fail' : 'rollback',
    },
    inputs: { ...ORDINARY.inputs, waitTimeoutMinutes: 30 },
    aws: { ...ORDINARY.aws, wayMs: 40 },
  }
}

let played: readonly Played[]
const random = Math.random

beforeAll(async () => {
  Math.random = createRandom(1)
  const simulator = await createRolloutSimulator(0, { rates: { now: 'simulated' } })
  simulator.settings.rates = false
  const clock = createVirtualClock(simulator.clock)
  const seed = furnish(simulator)
  const parts = Array.from({ length: WATCHERS }, (_, number) => {
    const scenario = scenarioOf(number)
    return { scenario, stage: setTheStage(scenario, { simulator, seed, service: `api-${number}` }) }
  })
  const play = async () => {
    const before = await Promise.all(parts.map(({ scenario, stage }) => playBefore(scenario, stage, clock)))
    simulator.settings.rates = true
    return await Promise.all(
      parts.map(({ scenario, stage }, index) =>
        playRun(scenario, stage, { clock, previous: before[index], recordEveryMs: 1_000 }),
      ),
    )
  }
  played = await clock.drive(play())
}, 300_000)

afterAll(() => {
  Math.random = random
})

describe(`${WATCHERS} watchers in one account, under the request rates of ECS`, () => {
  test('every verdict is right', () => {
    const problems = played.flatMap((one, number) => problemsOf(one).map(problem => `api-${number}: ${problem}`))
    expect(problems).toEqual([])
    expect(played.some(one => isTroubled(one, 0))).toBe(false)
  })

  test('and none is more than a minute late', () => {
    const late = played.flatMap((one, number) => {
      const lag = lagMs(one) ?? 0
      return lag > 60_000 ? [`api-${number}: ${lag / 1000} s after it could be known`] : []
    })
    expect(late).toEqual([])
  })

  test('although some of their calls are throttled', () => {
    const throttled = played.flatMap(({ calls }) => calls.filter(({ outcome }) => outcome === 'ThrottlingException'))
    expect(throttled.length).toBeGreaterThan(0)
  })
})
