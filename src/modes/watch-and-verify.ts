import type { Service } from '@aws-sdk/client-ecs'
import { clusterName, revisionName } from '../aws/arn.ts'
import type { Context } from '../context.ts'
import { describeOrigin } from '../deployment/replacement.ts'
import { earlierCompleted, type RollBack, stopWithRollback, updateBack } from '../deployment/roll-back.ts'
import { formatDeployment } from '../deployment/text.ts'
import { toDeploymentStates } from '../deployment/to-snapshot.ts'
import { servingTaskDefinition, type Verdict } from '../deployment/verdict.ts'
import { readWaitSettings } from '../deployment/wait-settings.ts'
import { type DeploymentWatch, ROLLBACK_MS, watchDeployment } from '../deployment/watch.ts'
import { parseImageReference } from '../image/image-reference.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { HealthRules } from '../tasks/task-health.ts'
import { capitalised } from '../text/sentences.ts'
import type { Verification } from '../verification/verification.ts'
import type { DeploymentToWatch } from './deployment-to-watch.ts'
import type { ModeRequest, Prepared } from './prepare.ts'
import type { ModeResult } from './run-record.ts'
import { endedResult } from './verified-result.ts'
import { isServiceToBlame, problemsOf, registriesOf, rulesOf, verifyDeployed } from './verify-deployed.ts'
import { existing } from './what-exists.ts'

export type Watched = Extract<DeploymentToWatch, { readonly identity: DeploymentIdentity }>

export interface Deployed extends Prepared {
  readonly service: Service
  readonly watched: Watched
  readonly managedGroups: readonly string[]
}

/** Everything about the deployment that the parts below need. */
interface Following extends Deployed {
  readonly request: ModeRequest
  readonly identity: DeploymentIdentity
  readonly watch: DeploymentWatch
  readonly rules: HealthRules
  readonly until: number
}

/** Watches the deployment until it is decided, rolls it back where that is wanted, verifies it where it completed. */
export async function watchAndVerify(context: Context, request: ModeRequest, deployed: Deployed): Promise<ModeResult> {
  const { clock } = context
  const { deployment } = request.inputs
  const { identity } = deployed.watched
  const until = clock.now() + deployment.waitTimeoutMinutes * 60_000
  const rules = rulesOf(deployed.plan, deployed.service, deployment)
  const watch = watchDeployment(context, identity, {
    judgeBy: deployed.watched.kind === 'counts' ? 'counts' : 'deployment',
    maxTaskFailures: deployment.maxTaskFailures,
    imageMayCome: mayImageCome(deployed),
    healthRules: rules,
    knownEvents: (deployed.observation.service?.service.events ?? []).flatMap(({ id }) => id ?? []),
    waitSettings: () => readWaitSettings(context, rules.targetGroups.flat()),
    onProgress: request.record.watching,
  })
  const following = { ...deployed, request, identity, watch, rules, until }
  return await follow(context, following, deployment.waitUntil)
}

/** Whether the registry may still fetch the image: one in ECR whose existence nobody has confirmed. */
function mayImageCome({ observation }: Prepared): boolean {
  const registry = parseImageReference(observation.rendering.image ?? '')?.registry
  return registry !== undefined && /\.dkr[.-]ecr/.test(registry) && observation.image?.digest === undefined
}

async function follow(context: Context, following: Following, waitUntil: 'completed' | 'serving'): Promise<ModeResult> {
  const { request, identity, watch, until, rules } = following
  const { record } = request
  const watched = await record.phase('Watch the deployment', async () => {
    const verdict = await watch.follow({ until, waitUntil })
    return await afterFailure(context, following, verdict)
  })
  const verdict = await withOrigin(context, watched)
  record.publish({ serviceDeploymentArn: verdict.serviceDeploymentArn })
  record.serves(verdict.servingTaskDefinitionArn)
  for (const warning of verdict.warnings) context.log.warning(warning)
  const { outcome } = verdict
  if (outcome !== 'succeeded' && outcome !== 'serving') {
    return { outcome, sentences: [verdict.reason], evidence: verdict.evidence }
  }
  const { deploymentId, taskDefinitionArn } = identity
  if (outcome === 'succeeded') record.watching({ kind: 'completed', deploymentId, taskDefinitionArn })
  record.serves(taskDefinitionArn)
  const verification = await verifyDeployed(context, record, {
    specification: following.specification,
    observation: following.observation,
    identity,
    tasksBy: following.watched.kind === 'counts' ? 'revision' : 'deployment',
    isServing: outcome === 'serving',
    rules,
    registryArns: registriesOf(following.service),
    managedGroups: following.managedGroups,
    knownTasks: undefined,
    isCountShown: watch.isCountShown,
    lastEventAt: watch.lastEventAt,
    budget: watch.budget,
    until,
  })
  return await resultOf(context, following, { verdict: { ...verdict, outcome }, verification })
}

interface Verified {
  readonly verdict: Verdict & { readonly outcome: 'succeeded' | 'serving' }
  readonly verification: Verification
}

async function resultOf(
  context: Context,
  following: Following,
  { verdict, verification }: Verified,
): Promise<ModeResult> {
  const { request, identity } = following
  if (verification.kind === 'ended') {
    // ECS may have decided otherwise since, as long as its own verdict was open: the watch finds out how.
    const { kind } = verification.standing
    if (kind === 'failed' || (kind === 'replaced' && verdict.outcome === 'serving')) {
      return await follow(context, following, 'completed')
    }
    const subject = `${capitalised(formatDeployment(identity))} ${verdict.outcome === 'succeeded' ? 'completed, and then' : 'served, and then'}`
    return await endedResult(context, verification.standing, {
      record: request.record,
      subject,
      service: identity.service,
    })
  }
  const problems = problemsOf(verification.checks)
  if (problems.length === 0) return { outcome: verdict.outcome, sentences: [verdict.reason] }
  // By the last read: its tasks may be gone. Nothing is known to serve where not even the service could be read.
  request.record.serves(servingOf(verification.service, verdict.outcome === 'succeeded'))
  // What was true when the verification began need not be true any more.
  const before =
    verdict.outcome === 'serving' ? `${capitalised(formatDeployment(identity))} was healthy.` : verdict.reason
  const sentences = [`${before} But it is not verified.`, ...problems]
  if (request.inputs.verification.onUnverified !== 'rollback') return { outcome: 'unverified', sentences }
  if (!isServiceToBlame(verification.checks)) {
    const kept = 'It was not rolled back (on-unverified): nothing that the service itself did was seen to be wrong.'
    return { outcome: 'unverified', sentences: [...sentences, kept] }
  }
  return await rollBackUnverified(context, following, { sentences, isOpen: verdict.outcome === 'serving' })
}

function servingOf(service: Service | undefined, isCompleted: boolean): string | undefined {
  return service && servingTaskDefinition({ deployments: toDeploymentStates(service) }, isCompleted)
}

interface Unverified {
  readonly sentences: readonly string[]
  /** ECS's own verdict is open. */
  readonly isOpen: boolean
}

async function rollBackUnverified(
  context: Context,
  following: Following,
  { sentences, isOpen }: Unverified,
): Promise<ModeResult> {
  const { identity, request } = following
  const because = `${capitalised(formatDeployment(identity))} was not verified: ${sentences.slice(1).join(' ')}`
  const to = earlierCompleted(identity)
  if (!to || to.taskDefinitionArn === identity.taskDefinitionArn || following.watched.kind === 'counts') {
    return {
      outcome: 'unverified',
      sentences: [...sentences, 'There is no earlier revision to go back to.'],
    }
  }
  const roll = { ...rollOf(following, because), mayChange: true }
  const verdict = await request.record.phase('Roll back', async () => {
    const stopped = isOpen ? await stopWithRollback(context, roll) : undefined
    // It may have completed before it could be stopped.
    const isCompleted = stopped === undefined || stopped.outcome === 'succeeded'
    return isCompleted ? await updateBack(context, roll, to) : stopped
  })
  if (!verdict) {
    return {
      outcome: 'unverified',
      sentences: [...sentences, 'It was not rolled back: another deployment has replaced it since.'],
    }
  }
  request.record.serves(verdict.servingTaskDefinitionArn)
  // A rollback that did not succeed leaves it what it was, unless the service is gone.
  const { outcome, isGone } = verdict
  const isUnverified = (outcome === 'failed' && !isGone) || outcome === 'timed-out'
  return { outcome: isUnverified ? 'unverified' : outcome, sentences: [verdict.reason], evidence: verdict.evidence }
}

function rollOf({ observation, watch }: Following, because: string): RollBack {
  return { because, before: observation.service?.service, watch }
}

/** Does what `on-failure` says, about a failure that is certain. */
async function afterFailure(context: Context, following: Following, verdict: Verdict): Promise<Verdict> {
  const { failure } = verdict
  const { identity, request, watched } = following
  if (verdict.outcome !== 'failed' || !failure || failure.state === 'over' || watched.kind === 'counts') return verdict
  const to = earlierCompleted(identity)
  if (!to)
    return { ...verdict, reason: `${verdict.reason} ${firstDeploymentSentence(request, identity, failure.state)}` }
  if (request.inputs.deployment.onFailure === 'leave') {
    const goesOn = failure.state === 'under-way' ? ' ECS goes on trying.' : ''
    return { ...verdict, reason: `${verdict.reason} It is left as it is (on-failure: leave).${goesOn}` }
  }
  const roll = rollOf(following, failure.sentence)
  const stopped = failure.state === 'under-way' ? await stopWithRollback(context, roll) : undefined
  const ended = stopped ?? (await updateBack(context, roll, to))
  // Ours is no longer PRIMARY: what took its place decides.
  const final = ended ?? (await following.watch.follow({ until: context.clock.now() + ROLLBACK_MS }))
  const evidence = verdict.evidence ?? final.evidence
  return evidence ? { ...final, evidence } : final
}

/** There is nothing to go back to: what remains, and how to remove it. */
function firstDeploymentSentence(
  { record }: ModeRequest,
  { cluster, service }: DeploymentIdentity,
  state: 'under-way' | 'ended',
): string {
  const goesOn = state === 'under-way' ? ' ECS goes on trying to start its tasks.' : ''
  return (
    `No deployment of this service has ever completed, so there is nothing to go back to.${goesOn} ${existing(record.known)}` +
    `Deploy a corrected version, or remove the service with its tasks, which do not serve: aws ecs delete-service --cluster ${clusterName(cluster)} --service ${service} --force`
  )
}

/** The deployment that replaced ours, with the commit and the run that it comes from. */
async function withOrigin(context: Context, verdict: Verdict): Promise<Verdict> {
  if (verdict.outcome !== 'superseded' || !verdict.replacedBy) return verdict
  const origin = await describeOrigin(context, verdict.replacedBy)
  const name = revisionName(verdict.replacedBy)
  return { ...verdict, reason: verdict.reason.replace(` of ${name} replaced`, ` of ${name}${origin} replaced`) }
}
