import { REPOSITORY } from '../stage.ts'
import { at, type NamedScenario, named } from './named-scenario.ts'

const CRASH = { kind: 'crash', afterSeconds: 2, share: 1, startSeconds: 5 } as const
/** After RUNNING, and before ten seconds have passed. */
const LATE_CRASH = { ...CRASH, afterSeconds: 9 } as const

const rolledBack = {
  outcome: 'rolled-back',
  serving: 'previous',
  sentence: /failed/,
  known: times => times.ended(),
} as const satisfies Partial<NamedScenario>

const failed = {
  outcome: 'failed',
  serving: 'previous',
  sentence: /failed/,
  known: times => times.failing(),
} as const satisfies Partial<NamedScenario>

const first = {
  ...failed,
  serving: 'none',
  sentence: /nothing to go back to.*aws ecs delete-service/s,
} as const satisfies Partial<NamedScenario>

const stopsItself = { ...rolledBack, writes: ['StopServiceDeployment'] } as const satisfies Partial<NamedScenario>

/** Tasks that start, and do not last. */
export const FAILING_ROLLOUTS: readonly NamedScenario[] = [
  named('containers exit; the circuit breaker rolls back', { image: CRASH, phaseMs: 600 }, rolledBack),
  named(
    'containers exit; the rollback begins a minute late',
    { image: CRASH, aws: { rollbackDelaySeconds: 60 } },
    rolledBack,
  ),
  named(
    'containers exit; the circuit breaker only fails the deployment',
    { image: CRASH, service: { breaker: 'fail' } },
    { ...failed, sentence: /left as it is \(on-failure: leave\)/ },
  ),
  named(
    'containers exit; the circuit breaker only fails it; on-failure: rollback',
    { image: CRASH, service: { breaker: 'fail' }, inputs: { onFailure: 'rollback' } },
    { ...rolledBack, known: times => times.reverted(), writes: ['UpdateService'] },
  ),
  named(
    'an alarm fires, and the revision that is rolled back to no longer starts',
    { service: { alarm: { rollback: true, bakeMinutes: 3 } }, events: [at(110, { kind: 'alarm' })] },
    {
      ...failed,
      serving: 'new',
      sentence: /rollback failed too/,
      known: times => times.ended(),
      arrange({ stage, simulator, service, whenDeployed }) {
        const behaviour = { startSeconds: 5, crash: { afterSeconds: 2, exitCode: 1 } }
        whenDeployed(() => simulator.services.ecr.setBehaviour(`${REPOSITORY}:${service}-v1`, behaviour))
        return stage
      },
    },
  ),
  named('a first deployment whose containers exit, with a circuit breaker', { before: 'nothing', image: CRASH }, first),
  named(
    'a first deployment whose containers exit, without a circuit breaker',
    { before: 'nothing', image: CRASH, service: { breaker: 'off' } },
    first,
  ),
  named(
    'a crash loop without a circuit breaker',
    { image: CRASH, service: { breaker: 'off' }, phaseMs: 1_100 },
    { ...failed, sentence: /left as it is/ },
  ),
  named(
    'a crash loop without a circuit breaker, on-failure: rollback',
    { image: CRASH, service: { breaker: 'off' }, inputs: { onFailure: 'rollback' } },
    { ...stopsItself, sentence: /This action rolled it back/ },
  ),
  named(
    'containers die nine seconds after RUNNING, max-task-failures: 5',
    { image: LATE_CRASH, service: { breaker: 'off', groups: 'none' }, inputs: { maxTaskFailures: 5 } },
    failed,
  ),
  named(
    'containers die after ECS has completed the deployment, and before stable-seconds',
    { image: { ...CRASH, afterSeconds: 12 }, service: { groups: 'none' }, inputs: { stableSeconds: 30 } },
    {
      outcome: 'unverified',
      serving: 'new',
      sentence: /stable-seconds|1 task runs|0 tasks run/,
      known: times => times.ended() + 60_000,
    },
  ),
  named(
    'half of the tasks crash, without a circuit breaker',
    { image: { ...CRASH, share: 0.5 }, service: { desiredCount: 4, breaker: 'off' } },
    { ...failed, serving: 'new' },
  ),
  named(
    'targets never become healthy',
    {
      image: { kind: 'unhealthy', afterSeconds: 0 },
      service: { graceSeconds: 30 },
      inputs: { waitTimeoutMinutes: 20 },
    },
    { ...rolledBack },
  ),
  named(
    'an alarm fires during the rollout',
    { service: { alarm: { rollback: true, bakeMinutes: 2 } }, events: [at(20, { kind: 'alarm' })] },
    { ...rolledBack, sentence: /api-errors/ },
  ),
  named(
    'an alarm fires during the bake time',
    { service: { alarm: { rollback: true, bakeMinutes: 3 } }, events: [at(110, { kind: 'alarm' })] },
    { ...rolledBack, sentence: /api-errors/ },
  ),
  named(
    'an alarm fires during the bake time, and shows only in the service deployment',
    {
      service: { alarm: { rollback: true, bakeMinutes: 3 } },
      events: [at(130, { kind: 'alarm' })],
      aws: { completedWhileBaking: false },
    },
    { ...rolledBack, sentence: /api-errors/ },
  ),
  named(
    'an alarm without rollback fires; on-failure: rollback',
    {
      service: { alarm: { rollback: false, bakeMinutes: 0 }, breaker: 'off' },
      inputs: { onFailure: 'rollback' },
      events: [at(20, { kind: 'alarm' })],
    },
    { ...rolledBack, sentence: /api-errors/, known: times => times.reverted(), writes: ['UpdateService'] },
  ),
  named(
    'an alarm without rollback fires',
    { service: { alarm: { rollback: false, bakeMinutes: 2 }, breaker: 'off' }, events: [at(20, { kind: 'alarm' })] },
    { ...failed, serving: 'new', sentence: /api-errors/, known: times => times.ended() },
  ),
]
