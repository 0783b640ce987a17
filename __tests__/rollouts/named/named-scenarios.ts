import { DISTURBED_READS } from './disturbed-reads.ts'
import { FAILING_ROLLOUTS } from './failing-rollouts.ts'
import { INTERVENTIONS } from './interventions.ts'
import { LASTING_CAUSES } from './lasting-causes.ts'
import type { NamedScenario } from './named-scenario.ts'
import { ORDINARY_ROLLOUTS } from './ordinary-rollouts.ts'
import { STRATEGIES } from './strategies.ts'
import { VERIFIED_ROLLOUTS } from './verified-rollouts.ts'

/** Every way in which a deployment can go that was thought of, by kind. */
export const NAMED_SCENARIOS: Readonly<Record<string, readonly NamedScenario[]>> = {
  'Rollouts that complete': ORDINARY_ROLLOUTS,
  'Tasks that fail': FAILING_ROLLOUTS,
  'Tasks that never start': LASTING_CAUSES,
  'What others do': INTERVENTIONS,
  'After completion': VERIFIED_ROLLOUTS,
  'Reads that are late, refused or lost': DISTURBED_READS,
  "ECS's own strategies": STRATEGIES,
}
