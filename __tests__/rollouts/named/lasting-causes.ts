import type { StartFailure } from '../scenario.ts'
import { type NamedScenario, named } from './named-scenario.ts'

const WITHOUT_BREAKER = { breaker: 'off', groups: 'none' } as const

/** So that it is the cause that decides. */
const MANY_FAILURES = { maxTaskFailures: 50 } as const

function lasting(name: string, failure: StartFailure, sentence: RegExp): NamedScenario {
  return named(
    name,
    { image: { kind: 'start-failure', failure, forSeconds: 7_200 }, service: WITHOUT_BREAKER, inputs: MANY_FAILURES },
    { outcome: 'failed', serving: 'previous', sentence, known: times => times.failing() },
  )
}

/** Tasks that never start, for a reason that does not pass. The image and the secret were there when the run began. */
export const LASTING_CAUSES: readonly NamedScenario[] = [
  lasting('the image is gone', 'image-missing', /the image does not exist/),
  lasting('the image is for another architecture', 'architecture', /not built for the CPU architecture/),
  lasting('a secret is gone', 'secret-missing', /a secret or parameter does not exist/),
  lasting('a secret lacks the JSON key', 'json-key', /lacks the JSON key/),
  named(
    'a secret lacks the JSON key, on-failure: rollback',
    {
      image: { kind: 'start-failure', failure: 'json-key', forSeconds: 7_200 },
      service: WITHOUT_BREAKER,
      inputs: { ...MANY_FAILURES, onFailure: 'rollback' },
    },
    {
      outcome: 'rolled-back',
      serving: 'previous',
      sentence: /lacks the JSON key.*This action rolled it back/s,
      known: times => times.ended(),
      writes: ['StopServiceDeployment'],
    },
  ),
  named(
    'ECS cannot assume the execution role',
    { service: { breaker: 'off' }, inputs: { waitTimeoutMinutes: 15 } },
    {
      outcome: 'failed',
      serving: 'previous',
      sentence: /ECS cannot assume a role of the task/,
      known: times => times.after(120),
      lagSeconds: 60,
      arrange({ stage, simulator, whenDeployed }) {
        whenDeployed(() => {
          simulator.world.ports.roles = { isAssumableByTasks: () => false }
        })
        return stage
      },
    },
  ),
  named(
    'ECS cannot assume the execution role for a minute and a half',
    { service: { breaker: 'off' } },
    {
      outcome: 'succeeded',
      serving: 'new',
      sentence: /completed/,
      known: times => times.completed(),
      arrange({ stage, simulator, clock, whenDeployed }) {
        const { roles } = simulator.world.ports
        whenDeployed(() => {
          simulator.world.ports.roles = { isAssumableByTasks: () => false }
          clock.at(clock.now() + 90_000, () => {
            simulator.world.ports.roles = roles
          })
        })
        return stage
      },
    },
  ),
]
