import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { checkConnections } from './check-connections.ts'
import { checkEnvironment } from './check-environment.ts'
import { checkArchitectures, checkImages, checkMovedTag } from './check-images.ts'
import { checkNetwork } from './check-network.ts'
import { checkRoles } from './check-roles.ts'
import { checkConditions, checkRuleCount } from './check-rule.ts'
import { checkExecutionRole, checkGuessedSecrets, checkParameters } from './check-secrets.ts'
import {
  checkCredentials,
  checkDiscoveryService,
  checkExecuteCommand,
  checkGracePeriod,
  checkLogGroups,
  checkScaling,
  checkServing,
} from './check-service.ts'
import { checkGivenTargetGroups, checkTargetGroup } from './check-target-groups.ts'
import { type Findings, joinFindings } from './findings.ts'

/** A check, and what has to be known for it. */
interface Check {
  readonly needs: readonly (keyof Observation)[]
  readonly run: (specification: Specification, observed: Partial<Observation>) => Findings
}

/** Says what a check needs, and has the compiler see to it that it reads nothing else. */
function check<Need extends keyof Observation>(
  needs: readonly Need[],
  run: (specification: Specification, observed: Pick<Observation, Need>) => Findings,
): Check {
  return { needs, run: (specification, observed) => run(specification, observed as Pick<Observation, Need>) }
}

const CHECKS: readonly Check[] = [
  check(['image', 'otherImages'], checkImages),
  check(['rendering', 'image', 'otherImages'], checkArchitectures),
  check(['image', 'rendering', 'service', 'tasks'], checkMovedTag),
  check(['account', 'files', 'executionRole', 'taskRole', 'fileRoles'], checkRoles),
  check(['rendering'], checkExecutionRole),
  check(['parameters'], checkParameters),
  check(['secrets'], checkGuessedSecrets),
  check(['scaling', 'files'], checkScaling),
  check(['logGroups'], checkLogGroups),
  check(['network', 'vpcId', 'loadBalancer', 'givenTargetGroups'], checkNetwork),
  check(['givenTargetGroups'], checkGivenTargetGroups),
  check(['targetGroup', 'rendering'], checkTargetGroup),
  check(['rendering', 'files', 'service', 'targetGroup'], checkConnections),
  check(['discoveryService'], checkDiscoveryService),
  check(['rules', 'ownRule', 'maxRules'], checkRuleCount),
  check(['ownRule'], checkConditions),
  check(['rendering', 'files', 'service'], checkExecuteCommand),
  check(['rendering', 'files', 'service'], checkGracePeriod),
  check(['rendering'], checkEnvironment),
  check(['files', 'service'], checkServing),
  check(['credentialMinutes'], checkCredentials),
]

/**
 * Pure. Everything that can be checked before the first write, beside what cannot be planned. Of an observation that is
 * not complete (a look-up failed) it checks what can be checked, so that all findings come at once.
 */
export function preflight(specification: Specification, observed: Partial<Observation>): Findings {
  const possible = CHECKS.filter(({ needs }) => needs.every(need => need in observed))
  return joinFindings(possible.map(({ run }) => run(specification, observed)))
}
