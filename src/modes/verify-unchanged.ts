import type { Service } from '@aws-sdk/client-ecs'
import { revisionName } from '../aws/arn.ts'
import type { Context } from '../context.ts'
import { hasChanges } from '../planning/plan.ts'
import { identifyDeployment, lastEventAt } from '../resources/service/deployment-identity.ts'
import type { Verification } from '../verification/verification.ts'
import type { ModeRequest, Prepared } from './prepare.ts'
import type { ModeResult } from './run-record.ts'
import { endedResult } from './verified-result.ts'
import { problemsOf, registriesOf, rulesOf, verifyDeployed } from './verify-deployed.ts'

/** A service that needed no deployment: what runs is verified as if it had just been deployed. */
export async function verifyUnchanged(
  context: Context,
  { record, inputs }: ModeRequest,
  unchanged: Prepared & { readonly service: Service; readonly managedGroups: readonly string[] },
): Promise<ModeResult> {
  const { plan, observation, service, specification, managedGroups } = unchanged
  const identity = identifyDeployment(service)
  if (!identity) {
    return {
      outcome: 'unverified',
      sentences: ['AWS returned no deployment for this service. Check it in the console.'],
    }
  }
  record.serves(service.taskDefinition)
  const { taskDefinitionArn } = identity
  const verification = await verifyDeployed(context, record, {
    specification,
    observation,
    identity,
    tasksBy: 'revision',
    isServing: false,
    rules: rulesOf(plan, service, inputs.deployment),
    registryArns: registriesOf(service),
    managedGroups,
    knownTasks: observation.tasks,
    isCountShown: true,
    lastEventAt: lastEventAt(service),
    budget: undefined,
    until: context.clock.now() + inputs.deployment.waitTimeoutMinutes * 60_000,
  })
  return await resultOf(context, verification, {
    record,
    changed: hasChanges(plan),
    revision: revisionName(taskDefinitionArn),
    service: specification.service,
  })
}

interface Unchanged {
  readonly record: ModeRequest['record']
  readonly changed: boolean
  readonly revision: string
  readonly service: string
}

async function resultOf(context: Context, verification: Verification, unchanged: Unchanged): Promise<ModeResult> {
  const { changed, revision, service, record } = unchanged
  if (verification.kind === 'ended') {
    return await endedResult(context, verification.standing, { record, subject: `${revision} ran, and then`, service })
  }
  const problems = problemsOf(verification.checks)
  const sentence = changed
    ? `The service needed no deployment; what differed around it was corrected. ${revision} serves.`
    : `Nothing to change: ${revision} is what serves.`
  if (problems.length === 0) return { outcome: changed ? 'succeeded' : 'unchanged', sentences: [sentence] }
  const found = changed
    ? 'The service needed no deployment; what differed around it was corrected.'
    : `Nothing to change: the service is set to ${revision}.`
  return { outcome: 'unverified', sentences: [`${found} But it is not verified.`, ...problems] }
}
