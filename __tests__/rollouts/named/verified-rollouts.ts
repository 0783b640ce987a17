import { afterCompletion, at, LAG_SECONDS, type NamedScenario, named } from './named-scenario.ts'

/** The time for it begins when the completion is noticed. */
const BEGINS_AND_ENDS = 8

const unverified = {
  outcome: 'unverified',
  serving: 'new',
  sentence: /not verified/,
  // No attempt begins that would end after the time.
  known: times => times.completed() + 56_000,
  lagSeconds: BEGINS_AND_ENDS,
} as const satisfies Partial<NamedScenario>

const recovers = {
  outcome: 'succeeded',
  serving: 'new',
  sentence: /completed/,
  known: times => times.completed(),
} as const satisfies Partial<NamedScenario>

/** What is wrong once ECS has completed the deployment. */
export const VERIFIED_ROLLOUTS: readonly NamedScenario[] = [
  named('verify-url receives the right response', { inputs: { http: 'right' } }, recovers),
  named('verify-url receives a wrong response', { inputs: { http: 'wrong' } }, { ...unverified, sentence: /404/ }),
  named(
    'verify-url receives a wrong response, on-unverified: rollback',
    { inputs: { http: 'wrong', onUnverified: 'rollback' } },
    {
      ...unverified,
      outcome: 'rolled-back',
      serving: 'previous',
      known: times => times.reverted(),
      lagSeconds: LAG_SECONDS,
      writes: ['UpdateService'],
    },
  ),
  named(
    'verify-url receives a wrong response, on-unverified: rollback, and the service is deleted meanwhile',
    {
      inputs: { http: 'wrong', onUnverified: 'rollback' },
      events: [at(140, { kind: 'delete-service' })],
    },
    {
      outcome: 'failed',
      serving: 'none',
      sentence: /did not succeed: The service api was deleted/,
      known: times => times.deleted(),
      writes: ['UpdateService'],
    },
  ),
  named(
    'verify-url cannot be reached, on-unverified: rollback',
    { inputs: { http: 'unreachable', onUnverified: 'rollback' } },
    { ...unverified, sentence: /It was not rolled back \(on-unverified\)/ },
  ),
  named(
    'the tasks die while verify-url is asked, wait-until: serving',
    {
      before: 'nothing',
      service: { containerCheck: true, checkSeconds: 5, breaker: 'off' },
      image: { kind: 'crash', afterSeconds: 25, share: 1, startSeconds: 5 },
      inputs: { waitUntil: 'serving', http: 'wrong' },
      phaseMs: 10,
    },
    {
      ...unverified,
      serving: 'none',
      sentence: /was healthy\. But it is not verified/,
      known: times => times.after(76),
    },
  ),
  named(
    "somebody else's target is in the group",
    { events: [at(30, { kind: 'foreign-target', forSeconds: 3_600 })] },
    { ...unverified, sentence: /10\.0\.128\.250/, known: times => times.completed() + 30_000, lagSeconds: LAG_SECONDS },
  ),
  named(
    "somebody else's target is in the group for ten seconds",
    { events: [at(30, { kind: 'foreign-target', forSeconds: 10 })] },
    recovers,
  ),
  named(
    "somebody else's target is in the group for ten seconds from completion on",
    { events: [afterCompletion(0, { kind: 'foreign-target', forSeconds: 10 })] },
    { ...recovers, known: times => times.deed(10) },
  ),
  named(
    'a target turns unhealthy at the moment of completion',
    { inputs: { verifyTimeoutSeconds: 8 }, events: [afterCompletion(0, { kind: 'target-fails', forSeconds: 3_600 })] },
    { ...unverified, sentence: /not verified/, known: times => times.ended() + 8_000, lagSeconds: BEGINS_AND_ENDS },
  ),
  named(
    'a target turns unhealthy at the moment of completion, and ECS replaces its task',
    {
      inputs: { verifyTimeoutSeconds: 120 },
      events: [afterCompletion(0, { kind: 'target-fails', forSeconds: 3_600 })],
    },
    recovers,
  ),
  named(
    'the only task dies at the moment of completion, and is replaced',
    { service: { desiredCount: 1 }, events: [afterCompletion(0, { kind: 'stop-task' })] },
    recovers,
  ),
  named(
    'the only task dies after completion, and its replacement is not healthy in time',
    {
      service: { desiredCount: 1 },
      inputs: { verifyTimeoutSeconds: 8 },
      events: [afterCompletion(0, { kind: 'stop-task' })],
    },
    { ...unverified, known: times => times.ended() + 8_000, lagSeconds: BEGINS_AND_ENDS },
  ),
]
