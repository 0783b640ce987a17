import { describe, expect, test } from '@jest/globals'
import { createCallBudget } from '../../../src/aws/call-budget.ts'
import { learn } from '../../../src/deployment/judge/learn.ts'
import { noFacts, type RolloutFacts } from '../../../src/deployment/judge/rollout-facts.ts'
import {
  createReadSchedule,
  type NextReads,
  type ReadSchedule,
  type ScheduleOptions,
} from '../../../src/deployment/reads/read-schedule.ts'
import type { Snapshot, Source } from '../../../src/deployment/snapshot.ts'
import {
  createDenial,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createFailedRead,
  createFirstIdentity,
  createIdentity,
  createReading,
  createRunningTask,
  createRunningTasks,
  createSnapshot,
  createStoppedTask,
  createStoppedTasks,
  START,
} from '../snapshots.ts'

const costs =
  (overrides: Readonly<Partial<Record<Source, number>>> = {}) =>
  (source: Source): number =>
    (({ 'stopped-tasks': 2, 'running-tasks': 3, ...overrides }) as Partial<Record<Source, number>>)[source] ?? 1

const createSchedule = (overrides: Partial<ScheduleOptions> = {}): ReadSchedule =>
  createReadSchedule({
    budget: createCallBudget(),
    costOf: costs(),
    waitsForHealth: () => false,
    hasChecks: false,
    random: () => 1,
    ...overrides,
  })

const undecided = (...needs: readonly Source[]) => ({ kind: 'undecided', stage: 'deploying', needs }) as const

const earlier = createEarlierDeployment()
const pending = createDeployment({ pendingCount: 2 })
const begun: readonly Snapshot[] = [createSnapshot(0, [pending, earlier]), createReading(0)]

function known(snapshots: readonly Snapshot[], identity = createIdentity()): RolloutFacts {
  return snapshots.reduce(learn, noFacts(identity, START))
}

interface Drive {
  readonly seconds: number
  readonly needs?: readonly Source[]
  /** What reading the source at that second shows; undefined: nothing new. */
  readonly shown?: (seconds: number, source: Source) => Snapshot | undefined
  readonly costs?: Readonly<Partial<Record<Source, number>>>
}

/** Runs the schedule as the watch does. @returns one entry for each call: second and source */
function drive(schedule: ReadSchedule, facts: RolloutFacts, { seconds, needs = [], shown, costs = {} }: Drive) {
  const calls: { readonly second: number; readonly source: Source }[] = []
  let now = facts
  const end = facts.at + seconds * 1000
  for (;;) {
    const next = schedule.next(now, undecided(...needs))
    const at = now.at + next.waitMs
    if (at > end) return calls
    const second = (at - START) / 1000
    for (const source of next.sources) {
      const cost = costs[source] ?? { 'stopped-tasks': 2, 'running-tasks': 3 }[source as string] ?? 1
      for (let call = 0; call < cost; call += 1) calls.push({ second, source })
    }
    now = next.sources.flatMap(source => shown?.(second, source) ?? []).reduce(learn, { ...now, at })
  }
}

/** The most calls in any window of a minute. */
function mostInAMinute(calls: readonly { readonly second: number }[]): number {
  return Math.max(
    ...calls.map(({ second }) => calls.filter(at => at.second > second - 60 && at.second <= second).length),
  )
}

/** Calls a minute from there on. */
function rate(calls: readonly { readonly second: number }[], from: number, to: number): number {
  return (calls.filter(({ second }) => second > from && second <= to).length * 60) / (to - from)
}

/** The first polls, without any change between them. */
function polls(schedule: ReadSchedule, facts: RolloutFacts, count: number): NextReads[] {
  const found: NextReads[] = []
  let now = facts
  while (found.length < count) {
    const next = schedule.next(now, undecided())
    found.push(next)
    now = { ...now, at: now.at + next.waitMs }
  }
  return found
}

describe('the pace', () => {
  test('three seconds while things change, a little less than four after a quarter of a minute without a change', () => {
    const waits = polls(createSchedule(), known(begun), 14).map(({ waitMs }) => waitMs)
    expect(waits.slice(0, 5)).toEqual(Array(5).fill(3_000))
    // A decision is noticed half of this later: two seconds at most.
    for (const wait of waits.slice(5)) {
      expect(wait).toBeGreaterThanOrEqual(3_500)
      expect(wait).toBeLessThan(4_000)
    }
  })

  test('two seconds while all wanted tasks run', () => {
    const ready = known([createSnapshot(0, [createDeployment({ runningCount: 2 }), earlier]), createReading(0)])
    expect(polls(createSchedule(), ready, 3).map(({ waitMs }) => waitMs)).toEqual([2_000, 2_000, 2_000])
  })

  test.each<[string, readonly Snapshot[]]>([
    ['one failure before the circuit breaker', [...begun, createReading(1, { failureCount: 2 })]],
    [
      'one failure before our own threshold',
      [...begun, createStoppedTasks(1, createStoppedTask(), createStoppedTask({ arn: 'b' }))],
    ],
  ])('two seconds %s', (_name, snapshots) => {
    expect(createSchedule().next(known(snapshots), undecided()).waitMs).toBe(2_000)
  })

  test('a change makes it fast again', () => {
    const schedule = createSchedule()
    const facts = known(begun)
    polls(schedule, facts, 20)
    const change = learn(facts, createSnapshot(100, [createDeployment({ pendingCount: 1, runningCount: 1 }), earlier]))
    expect(schedule.next(change, undecided()).waitMs).toBe(3_000)
  })
})

/** A crash loop of many tasks: every eight seconds one stops, and everything else changes with it. */
const restless = (second: number, source: Source): Snapshot | undefined => {
  const round = Math.floor(second / 8)
  if (source === 'service-deployment') return createReading(second, { failureCount: round % 3 })
  if (source !== 'service') return undefined
  const ours = createDeployment({ runningCount: 1 + (round % 2), failedTasks: round })
  return createSnapshot(second, [ours, earlier], { events: [createEvent(round * 8, `(service api) event ${round}`)] })
}

describe('the number of calls', () => {
  test('at most 20 a minute in quiet phases, with what is read beside', () => {
    const calls = drive(createSchedule({ hasChecks: true }), known(begun), { seconds: 1_800 })
    expect(mostInAMinute(calls.filter(({ second }) => second >= 30))).toBeLessThanOrEqual(20)
    expect(rate(calls, 60, 1_800)).toBeGreaterThan(16)
  })

  test('what is read beside it in a quiet minute slows the pace down for a moment', () => {
    const budget = createCallBudget()
    const schedule = createSchedule({ budget })
    let hasRead = false
    const shown = (second: number) => {
      if (second > 120 && !hasRead) budget.spend(START + second * 1000, 6, 'decision')
      hasRead = second > 120
      return undefined
    }
    const calls = drive(schedule, known(begun), { seconds: 300, shown })
    const after = calls.filter(({ second }) => second > 122 && second <= 180)
    expect(after.length).toBeGreaterThan(8)
    expect(after.length + 6).toBeLessThanOrEqual(20)
  })

  test('a stopped task that is found long after it stopped makes no quiet phase a busy one', () => {
    const crash = createStoppedTask({ stoppingAt: START + 20_000, stoppedAt: START + 20_000 })
    const shown = (second: number, source: Source) =>
      source === 'stopped-tasks' ? createStoppedTasks(second, { ...crash, arn: `task-${second}` }) : undefined
    const calls = drive(createSchedule(), known(begun), { seconds: 1_800, shown })
    expect(calls.some(({ source, second }) => source === 'stopped-tasks' && second > 60)).toBe(true)
    expect(mostInAMinute(calls.filter(({ second }) => second >= 60))).toBeLessThanOrEqual(20)
  })

  test('at most 20 a minute while old tasks drain, with running tasks of a service with checks', () => {
    const draining = known([
      createSnapshot(0, [createDeployment({ runningCount: 2 }), earlier]),
      createReading(0),
      createRunningTasks(0, createRunningTask('a', true), createRunningTask('b', true)),
    ])
    const calls = drive(createSchedule({ hasChecks: true }), draining, { seconds: 1_800 })
    expect(rate(calls, 60, 1_800)).toBeLessThanOrEqual(20)
  })

  test('at most 40 in any minute while two sources can decide', () => {
    const calls = drive(createSchedule(), known(begun), { seconds: 600, needs: ['service', 'service-deployment'] })
    expect(mostInAMinute(calls)).toBeLessThanOrEqual(40)
    expect(mostInAMinute(calls)).toBeGreaterThan(20)
  })
})

describe('no decision is held back for long', () => {
  test.each<[string, Partial<ScheduleOptions>, Partial<Drive>]>([
    ['in a crash loop', {}, { shown: restless }],
    ['with running tasks', { hasChecks: true }, { shown: restless }],
    [
      'with running tasks whose health decides, described and with targets',
      { hasChecks: true, waitsForHealth: () => true, costOf: costs({ 'running-tasks': 2 }) },
      { shown: restless, costs: { 'running-tasks': 2 } },
    ],
    ['while two sources can decide', {}, { needs: ['service', 'service-deployment'] }],
  ])('%s', (_name, options, course) => {
    const calls = drive(createSchedule(options), known(begun), { seconds: 300, ...course })
    const seconds = [...new Set(calls.map(({ second }) => second))]
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0))
    // The longest that the budget puts a read off, where everything changes all the time.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(22)
  })
})

describe('which source is read', () => {
  const completed = createSnapshot(9, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })])
  const failed = createSnapshot(9, [createDeployment({ rolloutState: 'FAILED' }), earlier])

  test.each<[string, RolloutFacts, Source]>([
    ['the service deployment was not found yet', known([createSnapshot(0, [pending, earlier])]), 'service'],
    ['a redeployment goes on: the service shows every other deployment', known(begun), 'service'],
    [
      'a first deployment: only the service deployment shows who stops it',
      known([createSnapshot(0, [pending]), createReading(0)], createFirstIdentity({ serviceCreatedAt: undefined })),
      'service-deployment',
    ],
    ['it bakes', known([...begun, completed]), 'service-deployment'],
    ['it failed', known([...begun, failed]), 'service-deployment'],
    [
      'it is being rolled back',
      known([...begun, createReading(9, { status: 'ROLLBACK_IN_PROGRESS' })]),
      'service-deployment',
    ],
    ['its end is known', known([...begun, createReading(9, { status: 'ROLLBACK_SUCCESSFUL' })]), 'service'],
    [
      'the service deployment fails to be read',
      known([...begun, completed, createFailedRead(9, 'service-deployment')]),
      'service',
    ],
    ['the service is denied', known([...begun, createDenial(9, 'service')]), 'service-deployment'],
    ['the service fails to be read', known([...begun, createFailedRead(9, 'service')]), 'service-deployment'],
  ])('%s', (_name, facts, source) => {
    const schedule = createSchedule()
    schedule.next(facts, undecided())
    expect(schedule.next({ ...facts, at: facts.at + 3_000 }, undecided()).sources[0]).toBe(source)
  })

  const secondsOf = (source: Source, calls: ReturnType<typeof drive>) => [
    ...new Set(calls.filter(call => call.source === source).map(({ second }) => second)),
  ]

  test('the other source every 12 s while busy, once a minute while quiet', () => {
    const seconds = secondsOf('service-deployment', drive(createSchedule(), known(begun), { seconds: 200 }))
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0))
    expect(gaps[0]).toBe(12)
    expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(60)
    expect(Math.max(...gaps.slice(1))).toBeLessThan(65)
  })

  test('stopped tasks at least every two minutes, also without a sign of one', () => {
    const seconds = secondsOf('stopped-tasks', drive(createSchedule(), known(begun), { seconds: 600 }))
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0))
    expect(gaps.length).toBeGreaterThan(3)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(124)
  })

  test.each<[string, Partial<ScheduleOptions>, number, boolean]>([
    ['without any check', {}, 1, false],
    ['with checks, once a task runs', { hasChecks: true }, 1, true],
    ['with checks, before a task runs', { hasChecks: true }, 0, false],
    ['whose health decides, once all run', { waitsForHealth: () => true }, 2, true],
    ['whose health decides, before all run', { waitsForHealth: () => true }, 1, false],
  ])('running tasks %s', (_name, options, runningCount, isRead) => {
    const facts = known([createSnapshot(0, [createDeployment({ runningCount }), earlier]), createReading(0)])
    const calls = drive(createSchedule(options), facts, { seconds: 60 })
    expect(secondsOf('running-tasks', calls).length > 0).toBe(isRead)
  })

  test('running tasks are not read after the completion', () => {
    const calls = drive(createSchedule({ hasChecks: true }), known([...begun, completed]), { seconds: 60 })
    expect(secondsOf('running-tasks', calls)).toEqual([])
  })
})

describe('what a change prompts', () => {
  /** The next reads after a first poll without a change, and then this snapshot. */
  function after(...snapshots: readonly Snapshot[]): NextReads {
    const schedule = createSchedule()
    const facts = known(begun)
    schedule.next(facts, undecided())
    return schedule.next(snapshots.reduce(learn, facts), undecided())
  }

  test.each<[string, Snapshot]>([
    [
      'another deployment is PRIMARY',
      createSnapshot(9, [createDeployment({ id: 'ecs-svc/9', createdAt: START + 5_000 })]),
    ],
    [
      'ours has completed',
      createSnapshot(9, [createDeployment({ pendingCount: 2, rolloutState: 'COMPLETED' }), earlier]),
    ],
    ['an alarm fires', createReading(9, { alarms: 'TRIGGERED' })],
    ['the service deployment has another status', createReading(9, { status: 'ROLLBACK_REQUESTED' })],
  ])('both sources at once where %s', (_name, snapshot) => {
    const { waitMs, sources } = after(snapshot)
    expect(waitMs).toBe(0)
    expect(sources.toSorted()).toEqual(['service', 'service-deployment'])
  })

  test('stopped tasks at once where one has probably stopped, and every few seconds until it is found', () => {
    const schedule = createSchedule()
    const facts = known(begun)
    schedule.next(facts, undecided())
    const failedOne = learn(facts, createSnapshot(9, [createDeployment({ pendingCount: 2, failedTasks: 1 }), earlier]))
    expect(schedule.next(failedOne, undecided())).toEqual({ waitMs: 0, sources: ['stopped-tasks'] })
    expect(schedule.next(failedOne, undecided()).sources).not.toContain('stopped-tasks')
    const later = { ...failedOne, at: failedOne.at + 4_000 }
    expect(schedule.next(later, undecided()).sources).toContain('stopped-tasks')
    const found = learn(later, createStoppedTasks(13, createStoppedTask()))
    expect(schedule.next({ ...found, at: found.at + 4_000 }, undecided()).sources).not.toContain('stopped-tasks')
  })

  test('what has just been read is not read again', () => {
    const schedule = createSchedule()
    const facts = known(begun)
    const first = schedule.next(facts, undecided())
    const second = schedule.next({ ...facts, at: facts.at + first.waitMs }, undecided())
    expect(second.sources).toEqual(['service'])
    const at = (first.waitMs + second.waitMs) / 1000 + 0.2
    const change = learn(facts, createSnapshot(at, [createDeployment({ pendingCount: 2, rolloutState: 'COMPLETED' })]))
    expect(schedule.next(change, undecided())).toEqual({ waitMs: 0, sources: ['service-deployment'] })
  })
})

describe('what can decide', () => {
  test('is read at once, and then every second', () => {
    const schedule = createSchedule()
    const facts = known(begun)
    const waits = [0, 1, 2].map(seconds =>
      schedule.next({ ...facts, at: facts.at + seconds * 1000 }, undecided('service', 'newer-deployments')),
    )
    expect(waits).toEqual([0, 1_000, 1_000].map(waitMs => ({ waitMs, sources: ['service', 'newer-deployments'] })))
  })

  test('other sources are read at once, too', () => {
    const schedule = createSchedule()
    schedule.next(known(begun), undecided('service'))
    expect(schedule.next(known(begun), undecided('service-deployment')).waitMs).toBe(0)
  })
})

describe('throttles', () => {
  const throttle = (second: number) => createFailedRead(second, 'service', { cause: 'throttled' })

  function waits(random: number, needs: readonly Source[] = []): number[] {
    const schedule = createSchedule({ random: () => random })
    let facts = known(begun)
    const found: number[] = []
    const step = (snapshot: Snapshot) => {
      facts = learn(facts, { ...snapshot, begunAt: facts.at, at: facts.at })
      const { waitMs } = schedule.next(facts, undecided(...needs))
      found.push(waitMs)
      facts = { ...facts, at: facts.at + waitMs }
    }
    for (let count = 0; count < 5; count += 1) step(throttle(0))
    for (let count = 0; count < 6; count += 1) step(createSnapshot(0, [pending, earlier]))
    return found
  }

  test('double the wait up to half a minute, and it comes back step by step', () => {
    expect(waits(1)).toEqual([
      6_000,
      12_000,
      24_000,
      30_000,
      30_000,
      30_000,
      24_000,
      12_000,
      6_000,
      expect.any(Number),
      expect.any(Number),
    ])
  })

  test('are jittered down to the half: 200 watchers do not come back together', () => {
    expect(waits(0).slice(0, 5)).toEqual([3_000, 6_000, 12_000, 15_000, 15_000])
  })

  test('slow down what can decide, too', () => {
    expect(waits(1, ['service']).slice(0, 3)).toEqual([6_000, 12_000, 24_000])
  })

  test('of one source leave the other one readable', () => {
    const step = (snapshots: readonly Snapshot[]) => createSchedule().next(known(snapshots), undecided())
    expect(step([...begun, throttle(1)])).toEqual({ waitMs: 6_000, sources: ['service-deployment'] })
    // The service deployment was never found: whether it can be is open.
    expect(step([throttle(1)])).toEqual({ waitMs: 6_000, sources: ['service', 'service-deployment'] })
  })

  test('of any source count', () => {
    const facts = known([...begun, createFailedRead(1, 'service-deployment', { cause: 'throttled' })])
    expect(createSchedule().next(facts, undecided())).toEqual({ waitMs: 6_000, sources: ['service'] })
  })
})
