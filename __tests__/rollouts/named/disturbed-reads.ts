import type { ReadTrouble } from '../scenario.ts'
import type { KnownTimes } from './known-times.ts'
import { at, LAG_SECONDS, type NamedScenario, named } from './named-scenario.ts'

const ENDS = ['DescribeServices', 'DescribeServiceDeployments'] as const
const TASKS = ['DescribeServices', 'ListTasks', 'DescribeTasks', 'DescribeTargetHealth'] as const
const FOREVER = { from: 0, forSeconds: 7_200 } as const

type Trouble = ReadTrouble extends infer Each
  ? Each extends ReadTrouble
    ? Omit<Each, 'operation' | 'from' | 'forSeconds'>
    : never
  : never

function trouble(operation: string, kind: Trouble, when: { from: number; forSeconds: number } = FOREVER): ReadTrouble {
  return { operation, ...when, ...kind }
}

/** Green all the same, as soon as the reads could show it. */
function stillGreen(name: string, reads: readonly ReadTrouble[], lagSeconds = LAG_SECONDS): NamedScenario {
  return named(
    name,
    { reads },
    { outcome: 'succeeded', serving: 'new', sentence: /completed/, known: shownAsCompleted, lagSeconds },
  )
}

function shownAsCompleted(times: KnownTimes): number {
  // The source that shows it first is enough.
  const ended = Math.min(...ENDS.map(operation => times.shown(times.ended(), operation)))
  return Math.max(ended, times.shown(times.serving(), ...TASKS))
}

const CRASH = { kind: 'crash', afterSeconds: 2, share: 1, startSeconds: 5 } as const

/** The truth is not always what a read shows. */
export const DISTURBED_READS: readonly NamedScenario[] = [
  stillGreen(
    'DescribeServices is ten seconds late',
    [trouble('DescribeServices', { kind: 'late', seconds: 10 })],
    // The service deployment shows it, and the last look at the service may wait until that does, too.
    14,
  ),
  stillGreen('every read is ten seconds late', [trouble('*', { kind: 'late', seconds: 10 })]),
  stillGreen('DescribeServices shows the state before the write for a minute', [
    trouble('DescribeServices', { kind: 'frozen' }, { from: -1, forSeconds: 61 }),
  ]),
  stillGreen(
    'every second DescribeServices goes back by fifteen seconds',
    [
      trouble('DescribeServices', { kind: 'reversed', seconds: 15, every: 2 }),
      // The last look may be the one that goes back, until every read has caught up.
    ],
    19,
  ),
  stillGreen(
    'every third read of the service deployment goes back by fifteen seconds',
    [trouble('DescribeServiceDeployments', { kind: 'reversed', seconds: 15, every: 3 })],
    8,
  ),
  stillGreen('ListServiceDeployments lacks the newest one for twenty seconds', [
    trouble('ListServiceDeployments', { kind: 'late', seconds: 20 }),
  ]),
  stillGreen('tasks and targets are read eight seconds late', [
    trouble('ListTasks', { kind: 'late', seconds: 8 }),
    trouble('DescribeTasks', { kind: 'late', seconds: 8 }),
    trouble('DescribeTargetHealth', { kind: 'late', seconds: 8 }),
  ]),
  named(
    'only the count changes, and reads are eight seconds late',
    { change: 'count', reads: [trouble('DescribeServices', { kind: 'late', seconds: 8 })] },
    {
      outcome: 'succeeded',
      serving: 'new',
      sentence: /3 of 3 tasks of api:1 run/,
      known: times => times.serving(),
    },
  ),
  named(
    'another deployment, and DescribeServices is ten seconds late',
    {
      events: [at(25, { kind: 'update', to: 'other' })],
      reads: [trouble('DescribeServices', { kind: 'late', seconds: 10 })],
    },
    {
      outcome: 'superseded',
      serving: 'previous',
      sentence: /replaced it/,
      known: times => times.shown(times.replaced(), 'DescribeServices'),
    },
  ),
  named(
    'a rollback, and every second read of its service deployment goes back by ten seconds',
    { image: CRASH, reads: [trouble('DescribeServiceDeployments', { kind: 'reversed', seconds: 10, every: 2 })] },
    {
      outcome: 'rolled-back',
      serving: 'previous',
      sentence: /ECS rolled it back/,
      known: times => times.ended(),
      lagSeconds: 8,
    },
  ),
  named(
    'a rollback, and every second DescribeServices goes back by ten seconds',
    { image: CRASH, reads: [trouble('DescribeServices', { kind: 'reversed', seconds: 10, every: 2 })] },
    { outcome: 'rolled-back', serving: 'previous', sentence: /ECS rolled it back/, known: times => times.ended() },
  ),
  named(
    'service deployments may not be read',
    { reads: ['ListServiceDeployments', 'DescribeServiceDeployments'].map(name => trouble(name, { kind: 'denied' })) },
    {
      outcome: 'succeeded',
      serving: 'new',
      sentence: /completed/,
      known: times => times.completed(),
      // A second read confirms the first.
      lagSeconds: 8,
    },
  ),
  named(
    'service deployments may not be read, and the circuit breaker rolls back',
    {
      image: CRASH,
      reads: ['ListServiceDeployments', 'DescribeServiceDeployments'].map(name => trouble(name, { kind: 'denied' })),
    },
    {
      outcome: 'rolled-back',
      serving: 'previous',
      sentence: /rolled back/,
      known: times => times.ended(),
      lagSeconds: 6,
    },
  ),
  named(
    'neither service nor deployments may be read any more',
    {
      reads: ['ecs:DescribeServices', 'ListServiceDeployments', 'DescribeServiceDeployments'].map(name =>
        trouble(name, { kind: 'denied' }, { from: 5, forSeconds: 7_200 }),
      ),
    },
    {
      outcome: 'unknown',
      serving: 'none',
      sentence: /Grant ecs:DescribeServices/,
      known: times => times.after(65),
      lagSeconds: 15,
    },
  ),
  stillGreen(
    'neither service nor deployments may be read for thirty seconds',
    ['ecs:DescribeServices', 'ListServiceDeployments', 'DescribeServiceDeployments'].map(name =>
      trouble(name, { kind: 'denied' }, { from: 5, forSeconds: 30 }),
    ),
  ),
  named(
    'a first deployment that DescribeServices does not show for twenty seconds',
    { before: 'nothing', reads: [trouble('DescribeServices', { kind: 'frozen' }, { from: -1, forSeconds: 21 })] },
    { outcome: 'succeeded', serving: 'new', sentence: /completed/, known: times => times.completed() },
  ),
  named(
    'stopped and running tasks may not be read during the rollout',
    {
      reads: ['ListTasks', 'DescribeTasks'].map(name => trouble(name, { kind: 'denied' }, { from: 0, forSeconds: 55 })),
    },
    { outcome: 'succeeded', serving: 'new', sentence: /completed/, known: times => times.completed() },
  ),
  stillGreen('AWS returns 500 for five minutes, while the deployment completes', [
    trouble('*', { kind: 'faulty', how: 'json' }, { from: 10, forSeconds: 300 }),
  ]),
  stillGreen('a proxy returns pages of HTML for two minutes', [
    trouble('*', { kind: 'faulty', how: 'html' }, { from: 30, forSeconds: 120 }),
  ]),
  named(
    'calls hang for a minute',
    { reads: [trouble('*', { kind: 'hung' }, { from: 40, forSeconds: 60 })] },
    {
      outcome: 'succeeded',
      serving: 'new',
      sentence: /completed/,
      known: shownAsCompleted,
      // A call that hangs when the others come back is cut after five seconds.
      lagSeconds: 10,
    },
  ),
  named(
    'every read is throttled for a minute',
    { reads: [trouble('*', { kind: 'throttled' }, { from: 20, forSeconds: 60 })] },
    {
      outcome: 'succeeded',
      serving: 'new',
      sentence: /completed/,
      known: shownAsCompleted,
      // It has slowed down.
      lagSeconds: 34,
    },
  ),
  named(
    'the credentials expire',
    { reads: [trouble('*', { kind: 'expired' }, { from: 30, forSeconds: 7_200 })] },
    { outcome: 'unknown', serving: 'new', sentence: /role-duration-seconds/, known: times => times.after(30) },
  ),
  named(
    'the time runs out while images are pulled',
    {
      image: { kind: 'healthy', startSeconds: 900, readySeconds: 5 },
      inputs: { waitTimeoutMinutes: 5, onFailure: 'rollback' },
    },
    { outcome: 'timed-out', serving: 'previous', sentence: /nothing was stopped/, known: times => times.after(300) },
  ),
]
