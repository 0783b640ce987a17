import { lastPart, revisionName } from '../aws/arn.ts'
import type { DeploymentProgress } from '../deployment/deployment-progress.ts'
import type { RollbackRequest } from '../deployment/stop-deployment.ts'
import { unanswered, unansweredSentence } from './known-writes.ts'
import type { KnownRun, ModeResult } from './run-record.ts'
import { whatExists } from './what-exists.ts'
import { deployedBy } from './written-outputs.ts'

/** Pure. What a run says that was cancelled: what goes on in AWS, whatever was under way. */
export function cancelledResult(known: KnownRun): ModeResult {
  return { outcome: 'cancelled', sentences: sentencesOf(known) }
}

function sentencesOf(known: KnownRun): readonly string[] {
  const { deployment, progress, outputs } = known
  const open = unanswered(known.writes).filter(write => !deployment || deployedBy(write) === undefined)
  const inFlight = open.map(unansweredSentence)
  if (progress) return [progressSentence(progress), ...rollbackSentences(known), ...inFlight]
  // A change that starts no deployment: the one that is there reaches a new count.
  if (outputs.deploymentId !== undefined) {
    return [
      `The run was cancelled. Deployment ${outputs.deploymentId} continues: nothing was stopped or rolled back.`,
      ...inFlight,
    ]
  }
  if (known.writes.length === 0) return ['The run was cancelled before anything was written.']
  return ['The run was cancelled while it changed AWS.', ...inFlight, whatExists(known)]
}

function progressSentence(progress: DeploymentProgress): string {
  const revision = revisionName(progress.taskDefinitionArn)
  const deployment = `deployment ${progress.deploymentId} of ${revision}`
  switch (progress.kind) {
    case 'deploying':
      return `The run was cancelled while ${deployment} was in progress.`
    case 'stopping':
      return `The run was cancelled while ${deployment} was being stopped. The rollback that was requested continues.`
    case 'rolling-back':
      return `The run was cancelled while ECS rolled back ${deployment}. The rollback continues${backTo(progress.to)}.`
    case 'rolled-back':
      return `The run was cancelled after ECS had rolled back ${deployment}${backTo(progress.to)}.`
    case 'completed':
      return `The run was cancelled after ${deployment} had completed. ${revision} serves; whether it is healthy was not verified.`
    case 'failed':
      return `The run was cancelled after ${deployment} had failed. ECS does not roll it back.`
    case 'replaced':
      return `The run was cancelled after another deployment${progress.by === undefined ? '' : `, of ${revisionName(progress.by)},`} had replaced ${deployment}. That one continues.`
  }
}

function backTo(taskDefinitionArn: string | undefined): string {
  return taskDefinitionArn === undefined ? '' : ` to ${revisionName(taskDefinitionArn)}`
}

/** What becomes of a deployment that was in progress. */
function rollbackSentences(known: KnownRun): readonly string[] {
  const { progress, onCancel, before, rollback } = known
  if (progress?.kind !== 'deploying') return []
  if (onCancel === 'leave') return ['It continues: nothing was stopped or rolled back.']
  if (before?.exists === false) return [FIRST_DEPLOYMENT, removalSentence(known), whatExists(known)]
  return [rollback ? requestSentence(rollback) : NOT_REQUESTED]
}

/** Also of the post step. */
export const FIRST_DEPLOYMENT =
  'It is the first deployment of this service, so there is nothing to roll back to: it continues.'

/** Pure. Also of the post step. How to remove a service that has nothing to go back to. */
export function removalSentence({
  region,
  cluster,
  service,
}: Pick<KnownRun, 'region' | 'cluster' | 'service'>): string {
  const where = `--region ${region} --cluster ${lastPart(cluster ?? 'default')}`
  return `If it is not wanted, this removes the service and stops all of its tasks: aws ecs delete-service ${where} --service ${service} --force`
}

const NOT_REQUESTED = 'Its rollback (on-cancel: rollback) was not requested in time: the clean-up of this step does it.'

/** Pure. Also of the post step. */
export function requestSentence(request: RollbackRequest): string {
  switch (request.kind) {
    case 'requested':
      return 'Its rollback was requested (on-cancel: rollback) and continues. The clean-up of this step waits for its end.'
    case 'under-way':
      return `It was already being stopped or rolled back (${request.status}), which continues.`
    case 'ended':
      return `It had ended before its rollback was requested (${request.status}): nothing was stopped.`
    case 'not-ours':
      return `Nothing was stopped: the service deployment deploys ${revisionName(request.taskDefinitionArn)}, which is not of this run.`
    case 'unknown':
      return NOT_REQUESTED
    case 'refused':
      return `Its rollback (on-cancel: rollback) could not be requested. ${request.problem} The deployment continues.`
  }
}
