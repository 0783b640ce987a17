import { describe, expect, test } from '@jest/globals'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import {
  failedTasks,
  failureThreshold,
  startRounds,
  type TaskChecks,
  tooManyFailures,
} from '../../../src/deployment/judge/task-failures.ts'
import type { Snapshot, StoppedTask } from '../../../src/deployment/snapshot.ts'
import {
  createCrash,
  createDeployment,
  createEarlierDeployment,
  createFailedRead,
  createIdentity,
  createReading,
  createRunningTask,
  createRunningTasks,
  createService,
  createSnapshot,
  createStartFailure,
  createStoppedTasks,
  OURS,
} from '../snapshots.ts'
import { judge, summaryOf } from './judge.ts'

const NO_CHECK: TaskChecks = { hasContainerCheck: false, hasTargets: false, stableMs: 10_000 }
const TARGETS: TaskChecks = { ...NO_CHECK, hasTargets: true }
const BAD_KEY = 'ResourceInitializationError: AccessDeniedException'

const factsWith = (tasks: readonly StoppedTask[], ...snapshots: readonly Snapshot[]) =>
  factsOf([...snapshots, createStoppedTasks(900, ...tasks)], createIdentity())

const namesOf = (tasks: readonly StoppedTask[] | undefined) => tasks?.map(({ arn }) => arn.split('/').at(-1))

describe('a task that was never healthy', () => {
  test.each<[string, StoppedTask, TaskChecks, readonly Snapshot[], boolean]>([
    ['it never started', createStartFailure('a', 1, 10, BAD_KEY), TARGETS, [], true],
    ['without checks: it lived for less than stable-seconds', createCrash('a', 1, 10, 19), NO_CHECK, [], true],
    ['without checks: it lived for stable-seconds', createCrash('a', 1, 10, 20), NO_CHECK, [], false],
    ['with checks: it died before any check can have passed', createCrash('a', 1, 10, 14), TARGETS, [], true],
    ['with checks: it lived, and nobody read its health', createCrash('a', 1, 10, 40), TARGETS, [], false],
    [
      'with checks: it lived longer than a check takes, and was not read',
      createCrash('a', 1, 10, 25),
      TARGETS,
      [],
      false,
    ],
    [
      'with checks: it could have been healthy after the last read',
      createCrash('a', 1, 10, 40),
      TARGETS,
      [createRunningTasks(24, createRunningTask('a', false))],
      false,
    ],
    [
      'with checks: it could have been healthy between two reads',
      createCrash('a', 1, 10, 50),
      TARGETS,
      [20, 36].map(seconds => createRunningTasks(seconds, createRunningTask('a', false))),
      false,
    ],
    [
      'with checks: no read showed it to be healthy, and no gap was long enough',
      createCrash('a', 1, 10, 50),
      TARGETS,
      [25, 40, 44].map(seconds => createRunningTasks(seconds, createRunningTask('a', false))),
      true,
    ],
    [
      'with checks: the last read was a while before its end',
      createCrash('a', 1, 10, 50),
      TARGETS,
      [25, 40].map(seconds => createRunningTasks(seconds, createRunningTask('a', false))),
      false,
    ],
    [
      'with checks: the same, and ECS counts it as failed',
      createCrash('a', 1, 10, 50),
      TARGETS,
      [
        ...[25, 40].map(seconds => createRunningTasks(seconds, createRunningTask('a', false))),
        createSnapshot(51, [createDeployment({ failedTasks: 1 }), createEarlierDeployment()]),
      ],
      true,
    ],
    [
      'with checks: it was healthy once, and not any more shortly before its end',
      createCrash('a', 1, 10, 60),
      TARGETS,
      [createRunningTasks(20, createRunningTask('a', true)), createRunningTasks(50, createRunningTask('a', false))],
      false,
    ],
    [
      'a container check alone is a check, too',
      createCrash('a', 1, 10, 40),
      { ...NO_CHECK, hasContainerCheck: true },
      [],
      false,
    ],
  ])('%s', (_name, task, checks, snapshots, isFailed) => {
    expect(namesOf(failedTasks(factsWith([task], ...snapshots), checks))).toEqual(isFailed ? ['a'] : [])
  })

  test('what says nothing about the revision never counts', () => {
    const tasks = [
      createStartFailure('a', 1, 10, 'Capacity is unavailable at this time.'),
      { ...createCrash('b', 1, 10, 12), stopCode: 'SpotInterruption' },
      {
        ...createCrash('c', 1, 10, 12),
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment x)',
      },
    ]
    expect(namesOf(failedTasks(factsWith([...tasks, createCrash('d', 1, 10, 12)]), NO_CHECK))).toEqual(['d'])
  })
})

describe('rounds of starts', () => {
  test.each<[string, readonly StoppedTask[], number]>([
    ['none', [], 0],
    [
      'all started together',
      [createCrash('a', 1, 10, 12), createCrash('b', 1, 10, 13), createCrash('c', 2, 11, 14)],
      1,
    ],
    ['one started after another had stopped', [createCrash('a', 1, 10, 12), createCrash('b', 12, 20, 22)], 2],
    ['in whatever order they were found', [createCrash('b', 12, 20, 22), createCrash('a', 1, 10, 12)], 2],
    [
      'a round ends with its first failure',
      [createCrash('a', 1, 10, 60), createCrash('b', 1, 10, 12), createCrash('c', 15, 20, 22)],
      2,
    ],
    ['three, one after the other', [1, 21, 41].map(from => createCrash(`t${from}`, from, from + 9, from + 12)), 3],
  ])('%s', (_name, tasks, rounds) => {
    expect(startRounds(tasks)).toBe(rounds)
  })
})

describe('how many decide', () => {
  const breaker = (breakerEnabled: boolean, desiredCount = 2) =>
    createSnapshot(1, [createDeployment()], { service: createService({ breakerEnabled, desiredCount }) })
  const healthy = createRunningTasks(2, createRunningTask('h', true))

  test.each<[string, number, readonly Snapshot[], number | 'auto', number]>([
    ['the number given', 2, [breaker(true), createReading(1, { failureThreshold: 3 })], 7, 7],
    [
      'the breaker’s own threshold where it is on',
      2,
      [breaker(true), createReading(1, { failureThreshold: 5 })],
      'auto',
      5,
    ],
    ['the breaker is on, and its threshold cannot be read: half', 20, [breaker(true, 20)], 'auto', 10],
    ['the breaker is on, and its threshold cannot be read: at least 3', 2, [breaker(true)], 'auto', 3],
    ['the breaker is on, and its threshold cannot be read: at most 200', 1000, [breaker(true, 1000)], 'auto', 200],
    [
      'without a breaker, before any task was healthy',
      20,
      [breaker(false, 20), createReading(1, { failureThreshold: 9 })],
      'auto',
      3,
    ],
    ['without a breaker, after one was healthy: half', 20, [breaker(false, 20), healthy], 'auto', 10],
    ['half is rounded up', 15, [breaker(false, 15), healthy], 'auto', 8],
  ])('%s', (_name, desiredCount, snapshots, given, threshold) => {
    expect(failureThreshold(factsOf(snapshots, createIdentity({ desiredCount })), given)).toBe(threshold)
  })
})

describe('too many failures', () => {
  const first = ['a', 'b'].map(id => createCrash(id, 1, 10, 12))
  const second = createCrash('c', 13, 22, 24)

  test.each<[string, readonly StoppedTask[], number | 'auto', readonly string[] | undefined]>([
    ['too few', first, 'auto', undefined],
    ['three in two rounds', [...first, second], 'auto', ['a', 'b', 'c']],
    ['three in one round', [...first, createCrash('c', 2, 10, 12)], 'auto', undefined],
    ['one where one is given', first.slice(0, 1), 1, ['a']],
    ['two in one round where two are given', first, 2, undefined],
    ['others do not make up the number', [...first, { ...second, stopCode: 'UserInitiated' }], 'auto', undefined],
  ])('%s', (_name, tasks, given, expected) => {
    expect(namesOf(tooManyFailures(factsWith(tasks), NO_CHECK, given))).toEqual(expected)
  })
})

describe('the verdict of a crash loop', () => {
  const begun = createSnapshot(1, [createDeployment({ pendingCount: 2 }), createEarlierDeployment()], {
    service: createService({ breakerEnabled: false, rollbackEnabled: false }),
  })
  const crashes = createStoppedTasks(
    30,
    ...['a', 'b'].map(id => createCrash(id, 1, 10, 12)),
    createCrash('c', 13, 22, 24),
  )
  const recording = { snapshots: [begun, createReading(1), crashes] }

  test('how many, and how the last one ended', () => {
    const judgement = judge(recording)
    const sentence = `Deployment ${OURS} of app:7 failed: 3 tasks stopped before they were ever healthy, the last one with: Essential container in task exited (EssentialContainerExited); container app: exit code 1.`
    expect(summaryOf(judgement)).toMatchObject({
      outcome: 'failed',
      reason: `${sentence} Running now: app:6 (2 tasks).`,
      failure: 'under-way',
    })
    expect(judgement).toMatchObject({ verdict: { failure: { sentence } } })
  })

  test.each<[string, number, string]>([
    ['a moment ago', 29, 'Running now: app:6 (2 tasks).'],
    ['longer ago', 36, 'What runs now is not known.'],
  ])('what runs, where the service can no longer be read: read last %s', (_name, second, sentence) => {
    const unreadable = createFailedRead(second, 'service')
    const seen = createSnapshot(29, [createDeployment({ pendingCount: 2 }), createEarlierDeployment()])
    const snapshots = [...recording.snapshots.slice(0, 2), seen, crashes, unreadable]
    expect(summaryOf(judge({ snapshots }))).toMatchObject({ reason: expect.stringContaining(sentence) })
  })

  test('of one task', () => {
    const snapshots = [begun, createReading(1), createStoppedTasks(30, createCrash('a', 1, 10, 12))]
    expect(summaryOf(judge({ snapshots, options: { maxTaskFailures: 1 } }))).toMatchObject({
      reason: expect.stringContaining('1 task stopped before it was ever healthy, the last one with:'),
    })
  })

  test('does not decide once ECS rolls it back, or this action has stopped it', () => {
    const rollingBack = createReading(31, { status: 'ROLLBACK_REQUESTED' })
    expect(judge({ snapshots: [...recording.snapshots, rollingBack] }).kind).toBe('undecided')
    expect(judge({ ...recording, options: { stoppedBecause: 'It crashed.' } }).kind).toBe('undecided')
  })

  test('does not decide one that is COMPLETED, unless it is certain that it bakes', () => {
    const completed = createSnapshot(31, [createDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })])
    const judgeAfter = (seconds: number) =>
      summaryOf(judge({ snapshots: [...recording.snapshots, completed, createReading(seconds)] }))
    expect(judgeAfter(33)).toMatchObject({ stage: 'baking' })
    expect(judgeAfter(51)).toMatchObject({ outcome: 'failed' })
  })

  test('does not decide a deployment that completed', () => {
    const completed = createReading(31, { status: 'SUCCESSFUL' })
    expect(summaryOf(judge({ snapshots: [...recording.snapshots, completed] }))).toMatchObject({ outcome: 'succeeded' })
  })
})
