import { REPOSITORY } from '../stage.ts'
import { at, differing, type NamedScenario, named } from './named-scenario.ts'

const completes = {
  outcome: 'succeeded',
  serving: 'new',
  sentence: /completed\. .*tasks? runs?|completed/,
  known: times => times.completed(),
} as const satisfies Partial<NamedScenario>

const SERVING = {
  ...completes,
  outcome: 'serving',
  sentence: /Earlier tasks still drain/,
  known: times => times.serving(),
} as const satisfies Partial<NamedScenario>

const SLOW = { kind: 'healthy', startSeconds: 150, readySeconds: 5 } as const
/** One task that fails by its own fault would decide. */
const STRICT = { maxTaskFailures: 1 } as const

/** What must be green, however long it takes. */
export const ORDINARY_ROLLOUTS: readonly NamedScenario[] = [
  named('a rolling deployment', {}, completes),
  named('the first deployment of a service', { before: 'nothing', phaseMs: 400 }, completes),
  named('a service that failed before is deployed again', { before: 'failed' }, completes),
  named('no load balancer and no health check', { service: { groups: 'none' }, phaseMs: 700 }, completes),
  named('no load balancer, container health checks', { service: { groups: 'none', containerCheck: true } }, completes),
  named('two target groups', { service: { groups: 'two' }, phaseMs: 300 }, completes),
  named('an essential sidecar', { service: { sidecar: 'essential' } }, completes),
  named(
    'a sidecar that is not essential exits',
    { service: { sidecar: 'helper-that-exits' }, phaseMs: 900 },
    completes,
  ),
  named(
    'images take ten minutes to pull',
    { image: { kind: 'healthy', startSeconds: 600, readySeconds: 5 }, inputs: { waitTimeoutMinutes: 30 } },
    completes,
  ),
  named('old tasks drain for five minutes', { service: { drainSeconds: 300 }, phaseMs: 1_300 }, completes),
  named(
    'old tasks drain for five minutes, wait-until: serving',
    { service: { drainSeconds: 300 }, inputs: { waitUntil: 'serving' } },
    SERVING,
  ),
  named(
    'one zone cannot start tasks for two minutes',
    {
      service: { desiredCount: 4, breaker: 'off' },
      inputs: STRICT,
      events: [at(0, { kind: 'zone-fails', forSeconds: 120 })],
    },
    completes,
  ),
  named(
    'no capacity for three minutes',
    { service: { breaker: 'off' }, inputs: STRICT, events: [at(0, { kind: 'no-capacity', forSeconds: 180 })] },
    completes,
  ),
  named(
    'network interfaces cannot be attached for two minutes',
    {
      image: { kind: 'start-failure', failure: 'network-interface', forSeconds: 120 },
      service: { breaker: 'off' },
      inputs: STRICT,
    },
    completes,
  ),
  named(
    'pulls time out for two minutes',
    {
      image: { kind: 'start-failure', failure: 'pull-timeout', forSeconds: 120 },
      service: { breaker: 'off' },
      inputs: STRICT,
    },
    completes,
  ),
  named(
    'Spot takes a new task back',
    {
      service: { capacity: 'FARGATE_SPOT', breaker: 'off' },
      inputs: STRICT,
      events: [at(20, { kind: 'interrupt-task' })],
    },
    completes,
  ),
  named(
    'scaled in during the rollout',
    {
      service: { desiredCount: 4, breaker: 'off' },
      inputs: STRICT,
      events: [at(20, { kind: 'count', desiredCount: 2 })],
    },
    completes,
  ),
  named(
    'early success, old tasks are cleaned up first',
    { service: { desiredCount: 4, earlySuccess: { percent: 100, cleanup: 'BLOCKING' } } },
    completes,
  ),
  named(
    'early success, old tasks are cleaned up later',
    { service: { desiredCount: 4, earlySuccess: { percent: 100, cleanup: 'DEFERRED' }, drainSeconds: 120 } },
    completes,
  ),
  named(
    'an alarm is watched, and stays quiet while it bakes',
    { service: { alarm: { rollback: true, bakeMinutes: 2 } } },
    completes,
  ),
  named(
    'the desired count is 0',
    { service: { desiredCount: 0 } },
    { ...completes, sentence: /completed with no task to run/ },
  ),
  named('the same revision, forced', { change: 'force' }, completes),
  named(
    'only the count changes',
    { change: 'count' },
    { ...completes, sentence: /3 of 3 tasks of api:1 run/, known: times => times.serving() },
  ),
  named(
    'nothing changes',
    { change: 'none' },
    { ...completes, outcome: 'unchanged', sentence: /nothing/i, known: times => times.after(0) },
  ),
  named(
    'the first tasks crash all at once, and the next ones live',
    {
      service: { desiredCount: 4, breaker: 'off' },
      image: { kind: 'crash', afterSeconds: 2, share: 1, startSeconds: 5 },
    },
    {
      ...completes,
      arrange({ stage, simulator, clock, service, whenDeployed }) {
        const recover = () => simulator.services.ecr.setBehaviour(`${REPOSITORY}:${service}-new`, { startSeconds: 5 })
        whenDeployed(() => clock.at(clock.now() + 12_000, recover))
        return stage
      },
    },
  ),
  named(
    'a second run, while the deployment is in progress, adopts it',
    { before: 'nothing', image: SLOW },
    {
      ...completes,
      first: differing({ before: 'nothing', image: SLOW, inputs: { waitTimeoutMinutes: 1 } }),
      known: times => times.newestEnded(),
    },
  ),
  named(
    'a first deployment that a user stopped is deployed again',
    { before: 'nothing' },
    { ...completes, first: differing({ before: 'nothing', events: [at(12, { kind: 'stop-deployment' })] }) },
  ),
]
