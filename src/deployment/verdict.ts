import { revisionName } from '../aws/arn.ts'
import type { FailureEvidence } from './failure-evidence.ts'
import type { RolloutFacts } from './judge/rollout-facts.ts'
import { type DeploymentState, primaryOf, type ServiceSnapshot, type Source } from './snapshot.ts'

/** How a deployment ended, as far as watching it can tell. The names are those of the output `outcome`. */
export type DeploymentOutcome =
  | 'succeeded'
  | 'serving'
  | 'rolled-back'
  | 'failed'
  | 'stopped'
  | 'superseded'
  | 'timed-out'
  | 'unknown'

export interface Verdict {
  readonly outcome: DeploymentOutcome
  /** What happened, in sentences for the user. */
  readonly reason: string
  /** The task definition of the deployment that ECS keeps up now. undefined where it is not known, or nothing runs. */
  readonly servingTaskDefinitionArn: string | undefined
  readonly serviceDeploymentArn: string | undefined
  /** What does not change the outcome but should be known. */
  readonly warnings: readonly string[]
  /** For `superseded`: task definition of the deployment that replaced ours. */
  readonly replacedBy?: string | undefined
  /** For `failed`: what can still be done about it. */
  readonly failure?: DecidedFailure
  /** The service does not exist any more. */
  readonly isGone?: true
  /** For every outcome but `succeeded`, as far as it could be read. */
  readonly evidence?: FailureEvidence
}

/** A failure that is certain. A time-out is none. */
export interface DecidedFailure {
  /** `under-way`: ECS goes on trying. `ended`: ECS gave up without a rollback, and ours is still PRIMARY. */
  readonly state: 'under-way' | 'ended' | 'over'
  /** What failed, as a sentence without what became of it. */
  readonly sentence: string
}

/** What the judge makes of what is known. */
export type Judgement = Decided | Undecided

export interface Undecided {
  readonly kind: 'undecided'
  readonly stage: Stage
  /** Sources whose next read can decide. */
  readonly needs: readonly Source[]
}

export interface Decided {
  readonly kind: 'decided'
  readonly verdict: Verdict
}

/** `ending`: it has ended, and how is not yet known. */
export type Stage = 'deploying' | 'baking' | 'failing' | 'rolling-back' | 'ending'

export function undecided(stage: Stage, ...needs: readonly Source[]): Judgement {
  return { kind: 'undecided', stage, needs }
}

interface Reached {
  readonly warnings?: readonly string[]
  readonly failure?: DecidedFailure
  readonly isGone?: true
}

/** The verdict, with what runs now after the sentences of whatever is not a success. */
export function decided(
  facts: RolloutFacts,
  outcome: DeploymentOutcome,
  reason: string,
  { warnings = [], failure, isGone }: Reached = {},
): Decided {
  const isRolledBack = outcome === 'rolled-back' || facts.serviceDeployment?.status === 'ROLLBACK_SUCCESSFUL'
  const isSettled = outcome === 'succeeded' || isRolledBack
  const isShort = outcome === 'succeeded' || outcome === 'serving' || outcome === 'unknown'
  const service = currentService(facts)
  return {
    kind: 'decided',
    verdict: {
      outcome,
      reason: isShort || isGone ? reason : `${reason} ${formatServing(service)}`,
      servingTaskDefinitionArn: isGone ? undefined : servingTaskDefinition(service, isSettled),
      serviceDeploymentArn: facts.serviceDeployment?.arn ?? facts.identity.serviceDeploymentArn,
      warnings,
      ...(outcome === 'superseded' && { replacedBy: facts.newer?.taskDefinitionArn }),
      ...(failure && { failure }),
      ...(isGone && { isGone }),
    },
  }
}

/** What was read longer ago than this is not what runs now, ms. */
const OLD_MS = 60_000
/** The same where reading it again has failed. */
const OLD_AND_FAILING_MS = 5_000

/** What DescribeServices showed, unless that was before the service deployment ended. */
function currentService({
  at,
  identity,
  service,
  serviceDeployment,
  statusSince,
  serviceReadAt = 0,
  failedReads,
}: RolloutFacts): ServiceSnapshot | undefined {
  const isEnded = serviceDeployment?.status.startsWith('ROLLBACK_') || serviceDeployment?.status === 'STOPPED'
  const isOursPrimary = service !== undefined && primaryOf(service)?.id === identity.deploymentId
  const isBeforeTheEnd = isEnded && isOursPrimary && statusSince !== undefined && serviceReadAt < statusSince
  const oldMs = failedReads.bySource.service ? OLD_AND_FAILING_MS : OLD_MS
  return isBeforeTheEnd || at - serviceReadAt > oldMs ? undefined : service
}

type SeenDeployments = Pick<ServiceSnapshot, 'deployments'>

/** The deployments with running tasks, the most tasks first. */
function servingRevisions(snapshot: SeenDeployments | undefined): readonly DeploymentState[] {
  return (snapshot?.deployments ?? [])
    .filter(deployment => deployment.runningCount > 0)
    .sort((a, b) => b.runningCount - a.runningCount)
}

/**
 * The task definition that serves. With a deployment that completed (ours, or the one rolled back to) it is the
 * PRIMARY's; after a failure without a rollback it is that of most running tasks, which can be the one before ours.
 */
export function servingTaskDefinition(snapshot: SeenDeployments | undefined, isSettled: boolean): string | undefined {
  const primary = snapshot && primaryOf(snapshot)
  if (isSettled && primary?.rolloutState === 'COMPLETED') return primary.taskDefinitionArn
  return servingRevisions(snapshot)[0]?.taskDefinitionArn ?? (isSettled ? primary?.taskDefinitionArn : undefined)
}

/** `Running now: app:6 (2 tasks), app:7 (1 task).`, or that nothing runs. */
export function formatServing(snapshot: SeenDeployments | undefined): string {
  if (!snapshot) return 'What runs now is not known.'
  const serving = servingRevisions(snapshot)
  if (serving.length === 0) return 'Nothing runs now.'
  const parts = serving.map(
    ({ taskDefinitionArn, runningCount }) =>
      `${revisionName(taskDefinitionArn)} (${runningCount} ${runningCount === 1 ? 'task' : 'tasks'})`,
  )
  return `Running now: ${parts.join(', ')}.`
}
