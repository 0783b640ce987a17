import type { Service, Task } from '@aws-sdk/client-ecs'
import type { CallBudget } from '../aws/call-budget.ts'
import type { Context } from '../context.ts'
import type { DeploymentInputs } from '../inputs.ts'
import type { Observation } from '../observation/observation.ts'
import type { Plan } from '../planning/plan.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { plannedContainers } from '../resources/task-definition/plan-task-definition.ts'
import type { Specification } from '../specification/specification.ts'
import { healthRules } from '../tasks/health-rules.ts'
import type { HealthRules } from '../tasks/task-health.ts'
import type { CheckResult } from '../verification/check-result.ts'
import { type Verification, verifyService } from '../verification/verification.ts'
import { askedLoadBalancer } from './observed-outputs.ts'
import type { RunRecord } from './run-record.ts'

export interface Deployed {
  readonly specification: Specification
  readonly observation: Observation
  readonly identity: DeploymentIdentity
  readonly tasksBy: 'deployment' | 'revision'
  readonly isServing: boolean
  readonly rules: HealthRules
  readonly registryArns: readonly string[]
  /** The groups that this action manages. */
  readonly managedGroups: readonly string[]
  /** Tasks that were read for the plan. */
  readonly knownTasks: readonly Task[] | undefined
  readonly isCountShown: boolean
  readonly lastEventAt: number | undefined
  readonly budget: CallBudget | undefined
  readonly until: number
}

/** Pure. What makes a task of the deployed service healthy. */
export function rulesOf(
  { changes }: Plan,
  service: Service,
  { stableSeconds }: Pick<DeploymentInputs, 'stableSeconds'>,
): HealthRules {
  return healthRules({ service, containers: plannedContainers(changes.taskDefinition), stableSeconds })
}

/** Pure. ARNs of the discovery services in which ECS registers the tasks. */
export function registriesOf({ serviceRegistries = [] }: Service): readonly string[] {
  return serviceRegistries.flatMap(({ registryArn }) => registryArn ?? [])
}

/** Verifies what was deployed, and prints what was found. */
export async function verifyDeployed(context: Context, record: RunRecord, deployed: Deployed): Promise<Verification> {
  const { specification, observation, ...wanted } = deployed
  return await record.phase('Verify', async () => {
    const verification = await verifyService(context, {
      ...wanted,
      loadBalancer: askedLoadBalancer(specification, observation),
      inputs: specification.inputs.verification,
    })
    if (verification.kind === 'checked') {
      for (const check of verification.checks) context.log.info(`${check.state}  ${check.check}: ${check.detail}`)
      record.verified(verification.checks)
    }
    return verification
  })
}

/** Pure. Sentences of what is wrong: green means that it was seen to be right, so what could not be read counts, too. */
export function problemsOf(checks: readonly CheckResult[]): readonly string[] {
  return checks.filter(check => check.state !== 'passed').map(sentenceOf)
}

/** Pure. Whether what the service itself did is wrong: an answer, or its own tasks or targets. */
export function isServiceToBlame(checks: readonly CheckResult[]): boolean {
  return checks.some(({ state, blame }) => state === 'failed' && blame === 'service')
}

function sentenceOf({ check, state, detail }: CheckResult): string {
  if (state !== 'not-checked') return detail
  return `${check}: ${detail} Add it to the role of this workflow: without it the step cannot be green.`
}
