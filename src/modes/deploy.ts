import type { Service } from '@aws-sdk/client-ecs'
import { revisionName } from '../aws/arn.ts'
import { assertNever } from '../change.ts'
import type { Context } from '../context.ts'
import type { Verdict } from '../deployment/verdict.ts'
import { watchUntilDecided } from '../deployment/watch-until-decided.ts'
import { apply } from '../planning/apply.ts'
import { hasChanges } from '../planning/plan.ts'
import type { AppliedResources } from '../resources/managed-resources.ts'
import { type DeploymentIdentity, identifyDeployment } from '../resources/service/deployment-identity.ts'
import { observeService } from '../resources/service/observed-service.ts'
import { type DeploymentToWatch, deploymentToWatch } from './deployment-to-watch.ts'
import { type ModeRequest, type Prepared, prepare } from './prepare.ts'
import type { ModeResult } from './run-record.ts'
import { verifyDeployed } from './verify-deployed.ts'

/** `mode: deploy`: plan, apply, watch, verify. */
export async function deploy(context: Context, request: ModeRequest): Promise<ModeResult> {
  return await deployPrepared(context, request, await prepare(context, request))
}

/** Carries a plan out, watches the deployment, verifies it. */
export async function deployPrepared(context: Context, request: ModeRequest, prepared: Prepared): Promise<ModeResult> {
  const { plan, observation } = prepared
  const { service, taskDefinition } = await carryOut(context, request, prepared)
  const before = observation.service?.service
  const watched = deploymentToWatch({ plan, before, service, taskDefinition })
  switch (watched.kind) {
    case 'none':
      return await verifyUnchanged(context, request, { ...prepared, service })
    case 'superseded':
      return { outcome: 'superseded', sentences: [otherSentence(watched.by)] }
    case 'unidentified':
      return {
        outcome: 'unknown',
        sentences: ['AWS returned no deployment for this service. Check it in the console, and run the step again.'],
      }
    case 'new':
    case 'adopted':
    case 'counts':
      return await watchAndVerify(context, request, { ...prepared, service, watched })
    default:
      return assertNever(watched)
  }
}

async function carryOut(context: Context, { record }: ModeRequest, { plan }: Prepared): Promise<AppliedResources> {
  const application = { plan, publish: record.publish }
  // Also where nothing changes: it hands out the ARNs of what is there, without a call.
  if (!hasChanges(plan)) return await apply(context, application)
  record.applying()
  return await record.phase('Apply', () => apply(context, application))
}

type Watched = Extract<DeploymentToWatch, { readonly identity: DeploymentIdentity }>

async function watchAndVerify(
  context: Context,
  request: ModeRequest,
  deployed: Prepared & { readonly service: Service; readonly watched: Watched },
): Promise<ModeResult> {
  const { inputs, record } = request
  const { identity } = deployed.watched
  record.publish({ deploymentId: identity.deploymentId, serviceDeploymentArn: identity.serviceDeploymentArn })
  if (!inputs.deployment.wait) return started(deployed.watched)

  const verdict = await watch(context, request, deployed.watched)
  record.publish({
    serviceDeploymentArn: verdict.serviceDeploymentArn,
    servingTaskDefinitionArn: verdict.servingTaskDefinitionArn,
  })
  for (const warning of verdict.warnings) context.log.warning(warning)
  if (verdict.outcome !== 'succeeded') {
    return { outcome: verdict.outcome, sentences: [verdict.reason], evidence: verdict.evidence }
  }
  const { taskDefinitionArn } = identity
  const problems = await verifyDeployed(context, record, { ...deployed, taskDefinitionArn, tasks: undefined })
  return verified('succeeded', verdict.reason, problems)
}

async function watch(context: Context, { inputs, record }: ModeRequest, { kind, identity }: Watched): Promise<Verdict> {
  const timeoutMs = inputs.deployment.waitTimeoutMinutes * 60_000
  const judgeBy = kind === 'counts' ? 'counts' : 'deployment'
  return await record.phase('Watch the deployment', () => watchUntilDecided(context, identity, { timeoutMs, judgeBy }))
}

async function verifyUnchanged(
  context: Context,
  { record }: ModeRequest,
  unchanged: Prepared & { readonly service: Service },
): Promise<ModeResult> {
  const { plan, observation, service } = unchanged
  const changed = hasChanges(plan)
  // What was seen before something was changed may be minutes old.
  const other = changed ? await otherDeployment(context, unchanged) : undefined
  if (other) return { outcome: 'superseded', sentences: [otherSentence(other)] }
  record.publish({ servingTaskDefinitionArn: service.taskDefinition })
  const taskDefinitionArn = service.taskDefinition ?? ''
  const tasks = changed ? undefined : observation.tasks
  const problems = await verifyDeployed(context, record, { ...unchanged, taskDefinitionArn, tasks })
  const revision = revisionName(taskDefinitionArn)
  return changed
    ? verified(
        'succeeded',
        `The service needed no deployment; what differed around it was corrected. ${revision} serves.`,
        problems,
      )
    : verified('unchanged', `Nothing to change: ${revision} is what serves.`, problems)
}

function verified(outcome: 'succeeded' | 'unchanged', sentence: string, problems: readonly string[]): ModeResult {
  if (problems.length === 0) return { outcome, sentences: [sentence] }
  return { outcome: 'unverified', sentences: [`${sentence} But it is not verified.`, ...problems] }
}

/** The deployment that somebody else has started since the service was observed; undefined: none. */
async function otherDeployment(
  context: Context,
  { specification, observation }: Prepared,
): Promise<DeploymentIdentity | undefined> {
  const observed = await observeService(context, { cluster: specification.cluster, name: specification.service })
  const now = observed && identifyDeployment(observed.service)
  const before = observation.service && identifyDeployment(observation.service.service)
  return now && now.deploymentId !== before?.deploymentId ? now : undefined
}

function otherSentence({ deploymentId, taskDefinitionArn }: DeploymentIdentity): string {
  return `Someone else started deployment ${deploymentId} of ${revisionName(taskDefinitionArn)} in the meantime: that one decides what serves. Run the step again if this one is still wanted.`
}

const STARTED: Readonly<Record<Watched['kind'], string>> = {
  new: 'AWS accepted deployment',
  adopted: 'The wanted revision is already being deployed, by deployment',
  counts: 'AWS accepted the change, which starts no deployment. The current one is',
}

function started({ kind, identity }: Watched): ModeResult {
  return {
    outcome: 'started',
    sentences: [
      `${STARTED[kind]} ${identity.deploymentId}. With "wait: false" nothing was watched and nothing was verified: whether it succeeds is not known.`,
    ],
  }
}
