import { afterCompletion, at, type NamedScenario, named } from './named-scenario.ts'

const stopped = {
  outcome: 'stopped',
  serving: 'previous',
  sentence: /was stopped by someone/,
  known: times => times.ended(),
} as const satisfies Partial<NamedScenario>

const superseded = {
  outcome: 'superseded',
  serving: 'previous',
  sentence: /replaced it/,
  known: times => times.replaced(),
} as const satisfies Partial<NamedScenario>

const deleted = {
  outcome: 'failed',
  serving: 'none',
  sentence: /was deleted while it was deployed/,
  known: times => times.deleted(),
} as const satisfies Partial<NamedScenario>

const BAKES = { alarm: { rollback: true, bakeMinutes: 3 } } as const

/** What other people do to the deployment. */
export const INTERVENTIONS: readonly NamedScenario[] = [
  named('a user stops it before a task runs', { events: [at(2, { kind: 'stop-deployment' })], phaseMs: 200 }, stopped),
  named('a user stops it while targets become healthy', { events: [at(20, { kind: 'stop-deployment' })] }, stopped),
  named('a user stops it while old tasks drain', { events: [at(45, { kind: 'stop-deployment' })] }, stopped),
  named(
    'a user stops it during the bake time',
    { service: BAKES, events: [at(120, { kind: 'stop-deployment' })] },
    stopped,
  ),
  named(
    'wait-until: serving, and a user stops it while it is verified',
    {
      service: { drainSeconds: 300 },
      inputs: { waitUntil: 'serving', http: 'unreachable' },
      events: [at(50, { kind: 'stop-deployment' })],
    },
    stopped,
  ),
  named(
    'a user stops a first deployment',
    { before: 'nothing', events: [at(12, { kind: 'stop-deployment' })] },
    { ...stopped, serving: 'none' },
  ),
  named(
    'a user stops a crash loop',
    {
      image: { kind: 'crash', afterSeconds: 2, share: 1, startSeconds: 5 },
      service: { breaker: 'off' },
      inputs: { onFailure: 'rollback' },
      events: [at(8, { kind: 'stop-deployment' })],
    },
    stopped,
  ),
  named('another deployment before a task runs', { events: [at(3, { kind: 'update', to: 'other' })] }, superseded),
  named(
    'another deployment while targets become healthy',
    { events: [at(25, { kind: 'update', to: 'other' })] },
    superseded,
  ),
  named(
    'another deployment while old tasks drain',
    { events: [at(45, { kind: 'update', to: 'other' })] },
    { ...superseded, serving: 'new' },
  ),
  named(
    'another deployment, and the one that it replaced stays IN_PROGRESS',
    { events: [at(25, { kind: 'update', to: 'other' })], aws: { superseded: 'IN_PROGRESS' } },
    superseded,
  ),
  named(
    'another deployment, which an alarm rolls back before anything can be read',
    {
      service: { breaker: 'off', alarm: { rollback: true, bakeMinutes: 5 } },
      events: [at(60, { kind: 'update', to: 'other' }), at(110, { kind: 'alarm' })],
      reads: [{ operation: '*', from: 0, forSeconds: 300, kind: 'throttled' }],
      aws: { superseded: 'IN_PROGRESS' },
    },
    // A throttle slows the reads down to one in thirty seconds.
    { ...superseded, serving: 'previous', known: times => times.after(300), lagSeconds: 50 },
  ),
  named(
    'another deployment during the bake time',
    { service: BAKES, events: [at(120, { kind: 'update', to: 'other' })] },
    { ...superseded, serving: 'new' },
  ),
  named(
    'another deployment at the moment of completion',
    { events: [afterCompletion(0, { kind: 'update', to: 'other' })] },
    { ...superseded, serving: 'new' },
  ),
  named(
    'another deployment during verification',
    { inputs: { http: 'unreachable' }, events: [afterCompletion(20, { kind: 'update', to: 'other' })] },
    { ...superseded, serving: 'new' },
  ),
  named(
    'somebody forces the same revision during verification',
    { inputs: { http: 'unreachable' }, events: [afterCompletion(20, { kind: 'update', to: 'same' })] },
    { ...superseded, serving: 'new' },
  ),
  named(
    'somebody goes back to the revision before',
    { events: [at(25, { kind: 'update', to: 'previous' })] },
    superseded,
  ),
  named('the service is deleted', { events: [at(20, { kind: 'delete-service' })] }, deleted),
  named(
    'a user stops it, and the service is deleted while ECS rolls back',
    {
      events: [at(12, { kind: 'stop-deployment' }), at(24, { kind: 'delete-service' })],
      aws: { rollbackDelaySeconds: 7 },
    },
    deleted,
  ),
  named(
    'the service is deleted during verification',
    { inputs: { http: 'unreachable' }, events: [afterCompletion(20, { kind: 'delete-service' })] },
    { ...deleted, sentence: /deleted/ },
  ),
  named(
    'the service is MISSING for good',
    {},
    {
      outcome: 'failed',
      serving: 'none',
      sentence: /no longer exists/,
      known: times => times.deleted() + 60_000,
      // The minute begins with the first read that does not show it.
      lagSeconds: 8,
      arrange({ stage, simulator, clock, service, whenDeployed }) {
        const vanish = () => {
          const { clusters, serviceDeployments } = simulator.services.ecs.records
          for (const { services } of clusters.values()) services.delete(service)
          serviceDeployments.clear()
        }
        whenDeployed(() => clock.at(clock.now() + 20_000, vanish))
        return stage
      },
    },
  ),
  named(
    'somebody stops one of the new tasks',
    { service: { breaker: 'off' }, inputs: { maxTaskFailures: 1 }, events: [at(25, { kind: 'stop-task' })] },
    { outcome: 'succeeded', serving: 'new', sentence: /completed/, known: times => times.completed() },
  ),
]
