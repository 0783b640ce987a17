import { ALARM } from '../stage.ts'
import { type NamedScenario, named } from './named-scenario.ts'

const BLUE_GREEN = { kind: 'BLUE_GREEN', bakeMinutes: 1, stepMinutes: 0, hook: undefined } as const
const CANARY = { kind: 'CANARY', bakeMinutes: 1, stepMinutes: 3, hook: undefined } as const

const completes = {
  outcome: 'succeeded',
  serving: 'new',
  sentence: /completed/,
  known: times => times.ended(),
} as const satisfies Partial<NamedScenario>

/** Deployments that shift traffic. */
export const STRATEGIES: readonly NamedScenario[] = [
  named('blue/green', { service: { groups: 'existing', strategy: BLUE_GREEN } }, completes),
  named(
    'blue/green, and a hook waits two minutes for a person',
    {
      service: {
        groups: 'existing',
        strategy: { ...BLUE_GREEN, hook: { stage: 'POST_TEST_TRAFFIC_SHIFT', continuedAfterSeconds: 120 } },
      },
    },
    // The health of the tasks in both groups is read once more for the lines that say what is waited for.
    { ...completes, quietReads: 23 },
  ),
  named(
    'a canary, and an alarm fires',
    { service: { groups: 'existing', strategy: CANARY, alarm: { rollback: true, bakeMinutes: 1 } } },
    {
      ...completes,
      outcome: 'rolled-back',
      serving: 'previous',
      sentence: /api-errors/,
      arrange({ stage, clock, whenDeployed, simulator }) {
        whenDeployed(() => clock.at(clock.now() + 100_000, () => simulator.services.ecs.setAlarm(ALARM, true)))
        return stage
      },
    },
  ),
]
