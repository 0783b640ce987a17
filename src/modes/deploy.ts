import type { Service } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { Verdict } from '../deployment/verdict.ts'
import { followDeployment } from '../deployment/watch-until-decided.ts'
import { type Applied, apply } from '../planning/apply.ts'
import { hasChanges } from '../planning/plan.ts'
import {
  type DeploymentIdentity,
  identifyDeployment,
  isNewDeployment,
} from '../resources/service/deployment-identity.ts'
import { observeService } from '../resources/service/observed-service.ts'
import { startsDeployment } from '../resources/service/service.ts'
import { type Decided, decide, type ModeRequest } from './prepare.ts'
import type { ModeResult } from './run-record.ts'
import { verifyDeployed } from './verify-deployed.ts'

/** `mode: deploy`: plan, apply, watch, verify. */
export async function deploy(context: Context, request: ModeRequest): Promise<ModeResult> {
  const { record } = request
  const decided = await decide(context, request)
  const { plan, observation } = decided
  const { service, taskDefinition } = await carryOut(context, request, decided)

  if (plan.service.kind === 'unchanged' && !plan.adopted) {
    return await verifyUnchanged(context, request, decided, service)
  }
  const before = plan.service.kind === 'create' ? undefined : observation.service?.service
  const identity = startsDeployment(plan.service)
    ? identifyDeployment(service)
    : // Not that of the answer: where somebody else deployed meanwhile, theirs would be taken for ours.
      (plan.adopted ?? identifyDeployment(before ?? service))
  if (!identity) {
    return {
      outcome: 'unknown',
      sentences: ['AWS answered no deployment for this service. Look at it in the console, and run the step again.'],
    }
  }
  if (startsDeployment(plan.service) && identity.taskDefinitionArn !== taskDefinition) {
    return { outcome: 'superseded', sentences: [otherSentence(identity)] }
  }
  record.publish({ deploymentId: identity.deploymentId, serviceDeploymentArn: identity.serviceDeploymentArn })
  const watched = plan.adopted !== undefined || isNewDeployment(identity, before)
  if (!request.inputs.deployment.wait) return started(identity, plan.adopted ? 'adopted' : watched ? 'new' : 'none')

  const verdict = await watchUntilDecided(context, request, identity, watched ? 'deployment' : 'counts')
  record.publish({
    serviceDeploymentArn: verdict.serviceDeploymentArn,
    servingTaskDefinitionArn: verdict.servingTaskDefinitionArn,
  })
  for (const warning of verdict.warnings) context.log.warning(warning)
  if (verdict.outcome !== 'succeeded') {
    return { outcome: verdict.outcome, sentences: [verdict.reason], evidence: verdict.evidence }
  }
  const problems = await verifyDeployed(context, record, {
    ...decided,
    service,
    taskDefinitionArn: identity.taskDefinitionArn,
    tasks: undefined,
  })
  if (problems.length > 0)
    return { outcome: 'unverified', sentences: [`${verdict.reason} But it is not verified.`, ...problems] }
  return { outcome: 'succeeded', sentences: [verdict.reason] }
}

async function carryOut(context: Context, { record }: ModeRequest, decided: Decided): Promise<Applied> {
  const application = { ...decided, publish: record.publish }
  // Also where nothing changes: it hands out the ARNs of what is there, without a call.
  if (!hasChanges(decided.plan)) return await apply(context, application)
  record.applying()
  return await record.phase('Apply', () => apply(context, application))
}

async function verifyUnchanged(
  context: Context,
  request: ModeRequest,
  decided: Decided,
  service: Service,
): Promise<ModeResult> {
  const { plan } = decided
  const changed = hasChanges(plan)
  // What was seen before something was changed may be minutes old.
  const other = changed ? await otherDeployment(context, decided) : undefined
  if (other) return { outcome: 'superseded', sentences: [otherSentence(other)] }
  request.record.publish({ servingTaskDefinitionArn: service.taskDefinition })
  const problems = await verifyDeployed(context, request.record, {
    ...decided,
    service,
    taskDefinitionArn: service.taskDefinition ?? '',
    tasks: changed ? undefined : decided.observation.tasks,
  })
  const done = changed
    ? `The service needed no deployment; what differs around it was put right. ${revision(service)} serves.`
    : `Nothing to change: ${revision(service)} is what serves.`
  if (problems.length > 0) return { outcome: 'unverified', sentences: [`${done} But it is not verified.`, ...problems] }
  return { outcome: changed ? 'succeeded' : 'unchanged', sentences: [done] }
}

function revision(service: Service): string {
  return service.taskDefinition?.split('/').at(-1) ?? 'the task definition'
}

/** The deployment that somebody else has started since the look; undefined: none. */
async function otherDeployment(
  context: Context,
  { specification, observation }: Decided,
): Promise<DeploymentIdentity | undefined> {
  const observed = await observeService(context, { cluster: specification.cluster, name: specification.service })
  const now = observed && identifyDeployment(observed.service)
  const before = observation.service && identifyDeployment(observation.service.service)
  return now && now.deploymentId !== before?.deploymentId ? now : undefined
}

function otherSentence({ deploymentId, taskDefinitionArn }: DeploymentIdentity): string {
  return `Somebody else has started deployment ${deploymentId} of ${taskDefinitionArn.split('/').at(-1)} meanwhile: that one decides what serves. Run the step again if this one is still wanted.`
}

const STARTED = {
  new: 'AWS accepted deployment',
  adopted: 'The wanted revision is being deployed already, by deployment',
  none: 'AWS accepted the change, which starts no deployment. The current one is',
} as const

function started({ deploymentId }: DeploymentIdentity, kind: keyof typeof STARTED): ModeResult {
  return {
    outcome: 'started',
    sentences: [
      `${STARTED[kind]} ${deploymentId}. With "wait: false" nothing was watched and nothing was verified: whether it succeeds is not known.`,
    ],
  }
}

async function watchUntilDecided(
  context: Context,
  { inputs, record }: ModeRequest,
  identity: DeploymentIdentity,
  judgeBy: 'deployment' | 'counts',
): Promise<Verdict> {
  const timeoutMs = inputs.deployment.waitTimeoutMinutes * 60_000
  return await record.phase('Watch the deployment', () => followDeployment(context, identity, { timeoutMs, judgeBy }))
}
