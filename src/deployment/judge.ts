import { revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { asSentence } from '../text/sentences.ts'
import { deriveFacts, type RolloutFacts } from './rollout-facts.ts'
import type { Snapshot } from './snapshot.ts'
import { formatDeployment, lookCommand } from './text.ts'
import {
  type DeploymentOutcome,
  formatServing,
  servingRevisions,
  servingTaskDefinition,
  type Verdict,
} from './verdict.ts'

/** How long after its failure a deployment may wait for its rollback to begin, where nothing says that none comes. */
const ROLLBACK_BEGINS_MS = 30_000

/** How long DescribeServices may still show a deployment as PRIMARY after another has taken its place. */
const LATE_READ_MS = 15_000

/**
 * How our deployment ended, or undefined while that is not decided. Pure: it judges by the identity of our deployment
 * and its service deployment, never by counts alone. While a rollback is under way it waits for the rollback's end.
 */
export function judgeDeployment(snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict | undefined {
  const latest = snapshots.at(-1)
  if (latest?.kind === 'lost') return judgeLost(latest.problem, snapshots, identity)
  const story = latest?.kind === 'observed' ? deriveFacts(snapshots, identity) : undefined
  if (!story) return undefined
  if (story.last.service.status !== 'ACTIVE') return judgeDeletion(story)

  switch (story.serviceDeployment?.status) {
    case 'SUCCESSFUL':
      return judgeCompletion(story)
    case 'ROLLBACK_SUCCESSFUL':
      return judgeRollback(story)
    case 'ROLLBACK_FAILED':
      return verdict(story, 'failed', `${whatFailed(story)} The rollback failed too.`)
    case 'STOPPED':
      return judgeStop(story)
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return story.isFresh ? undefined : judgeByDeployments(story)
    default:
      return judgeByDeployments(story)
  }
}

/** The verdict when the time is over and nothing is decided. Pure. */
export function judgeAtDeadline(snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict {
  const story = deriveFacts(snapshots, identity)
  if (!story) {
    const reason = `The time is over, and the service could not be seen once. Look with: ${lookCommand(identity)}`
    return { outcome: 'timed-out', reason, ...NOTHING_KNOWN, serviceDeploymentArn: identity.serviceDeploymentArn }
  }
  if (story.failedAt !== undefined || story.isRollingBack) {
    const end = story.isRollingBack ? ' Its rollback had not ended when the time was over.' : ''
    return verdict(story, 'failed', `${whatFailed(story)}${end}`)
  }
  const { ours } = story
  const counts = ours ? ` ${ours.runningCount} of ${ours.desiredCount} tasks run (pending: ${ours.pendingCount}).` : ''
  return verdict(
    story,
    'timed-out',
    `The time is over, and ${formatDeployment(identity)} is not decided.${counts} It goes on by itself; nothing was stopped.`,
  )
}

const NOTHING_KNOWN = { serving: [], servingTaskDefinitionArn: undefined, warnings: [] } as const

/** The API or the credentials were lost: how it ends is not known. Pure. */
export function judgeLost(problem: string, snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict {
  const story = deriveFacts(snapshots, identity)
  const reason =
    `${problem} How ${formatDeployment(identity)} ends is therefore not known; it goes on by itself. ` +
    `Look with: ${lookCommand(identity)}`
  if (story) return verdict(story, 'unknown', reason)
  return { outcome: 'unknown', reason, ...NOTHING_KNOWN, serviceDeploymentArn: identity.serviceDeploymentArn }
}

function judgeDeletion(story: RolloutFacts): Verdict {
  const { identity, last } = story
  const reason = `The service ${identity.service} was deleted while it was deployed (it is ${last.service.status}).`
  return verdict(story, 'failed', reason)
}

/** Green needs more than completion: ours has to be the one that serves now. */
function judgeCompletion(story: RolloutFacts): Verdict | undefined {
  const { identity, ours, isOursPrimary } = story
  // A read that lags, or one from before the service deployment ended: the next snapshot tells.
  if (!isOursPrimary) return story.isReplaced ? judgeReplacement(story, 'completed, and then') : undefined
  if (ours?.desiredCount === 0) {
    const warnings = [`The desired count of the service ${identity.service} is 0: nothing runs.`]
    return verdict(story, 'succeeded', `${capital(formatDeployment(identity))} completed with no task to run.`, {
      warnings,
    })
  }
  const counts = ours ? ` ${ours.runningCount} of ${ours.desiredCount} tasks run.` : ''
  return verdict(story, 'succeeded', `${capital(formatDeployment(identity))} completed.${counts}`)
}

function judgeRollback(story: RolloutFacts): Verdict | undefined {
  // The service was perhaps read a moment before the rollback: look once more, so that what serves is true.
  if (story.isOursPrimary && !story.isConfirmed) return undefined
  if (story.isTriggered) return verdict(story, 'rolled-back', `${whatFailed(story)} It was rolled back.`)
  return verdict(
    story,
    'stopped',
    `${capital(formatDeployment(story.identity))} was stopped by someone, and rolled back.`,
  )
}

function judgeStop(story: RolloutFacts): Verdict | undefined {
  if (story.isReplaced && !story.isTriggered) return judgeReplacement(story, 'was not decided when')
  if (story.isOursPrimary && story.ours?.rolloutState === 'COMPLETED') return judgeCompletion(story)
  if (story.isTriggered) return verdict(story, 'failed', `${whatFailed(story)} It was not rolled back.`)
  // Both calls of a poll run side by side: what took the place of ours may be in the next one, or in this one for the
  // first time.
  if (!story.isConfirmed || (story.primary && !story.isOursPrimary)) return undefined
  // A read that lags shows ours as PRIMARY for some time yet.
  if (story.last.at - story.statusSince < LATE_READ_MS) return undefined
  const { identity, serviceDeployment } = story
  const why = serviceDeployment?.statusReason ? ` ${asSentence(serviceDeployment.statusReason)}` : ''
  return verdict(story, 'stopped', `${capital(formatDeployment(identity))} was stopped by someone.${why}`)
}

/** Where the service deployment is not known, or does not say yet: DescribeServices alone. */
function judgeByDeployments(story: RolloutFacts): Verdict | undefined {
  const { ours, isOursPrimary, failedAt, last, primary } = story
  if (isOursPrimary) return judgeWhilePrimary(story)
  if (story.isRollingBack || (failedAt !== undefined && last.service.rollbackEnabled))
    return judgeRollbackPrimary(story)
  if (!story.isReplaced) return undefined
  if (failedAt === undefined) {
    return judgeReplacement(story, ours?.rolloutState === 'COMPLETED' ? 'completed, and then' : 'was not decided when')
  }
  return verdict(story, 'failed', `${whatFailed(story)} Deployment ${primary?.id} has taken its place since.`)
}

function judgeWhilePrimary(story: RolloutFacts): Verdict | undefined {
  const { ours, failedAt, last } = story
  if (ours?.rolloutState === 'COMPLETED') return judgeCompletion(story)
  if (failedAt === undefined) return undefined
  const mayRollBack = last.service.rollbackEnabled || isUndecided(story)
  if (mayRollBack && last.at - failedAt < ROLLBACK_BEGINS_MS) return undefined
  return verdict(story, 'failed', `${whatFailed(story)} It was not rolled back.`)
}

/** The deployment that took ours's place is the rollback: it ends when it has completed and its tasks run. */
function judgeRollbackPrimary(story: RolloutFacts): Verdict | undefined {
  const { primary } = story
  if (primary?.rolloutState === 'FAILED') {
    return verdict(story, 'failed', `${whatFailed(story)} The rollback failed too.`)
  }
  if (primary?.rolloutState !== 'COMPLETED') return undefined
  const isEnded = primary.runningCount >= primary.desiredCount && primary.pendingCount === 0
  return isEnded ? verdict(story, 'rolled-back', `${whatFailed(story)} It was rolled back.`) : undefined
}

function isUndecided(story: RolloutFacts): boolean {
  return story.isFresh && ['PENDING', 'IN_PROGRESS'].includes(story.serviceDeployment?.status ?? '')
}

function judgeReplacement(story: RolloutFacts, how: string): Verdict | undefined {
  const { identity, primary } = story
  if (!primary) return undefined
  const supersededBy = { deploymentId: primary.id, taskDefinitionArn: primary.taskDefinitionArn }
  const reason =
    `${capital(formatDeployment(identity))} ${how} deployment ${primary.id} of ` +
    `${revisionName(primary.taskDefinitionArn)} took its place.`
  return verdict(story, 'superseded', reason, { supersededBy })
}

/** Who or what ended it, in AWS's own words where there are some. */
function whatFailed(story: RolloutFacts): string {
  const { identity, serviceDeployment, failure } = story
  const alarms = serviceDeployment?.triggeredAlarms ?? []
  const said =
    failure ??
    serviceDeployment?.statusReason ??
    serviceDeployment?.rollback?.reason ??
    (serviceDeployment?.circuitBreaker === 'TRIGGERED' ? 'the circuit breaker was triggered' : undefined)
  const alarm = alarms.length > 0 ? ` Alarms in the state ALARM: ${alarms.join(', ')}.` : ''
  if (!said && !alarm) return `${capital(formatDeployment(identity))} was ended; ECS gives no reason.`
  return `${capital(formatDeployment(identity))} failed${said ? `: ${asSentence(said)}` : '.'}${alarm}`
}

function verdict(
  story: RolloutFacts,
  outcome: DeploymentOutcome,
  reason: string,
  more: Partial<Pick<Verdict, 'warnings' | 'supersededBy'>> = {},
): Verdict {
  const isSettled = outcome === 'succeeded' || outcome === 'rolled-back'
  const isStill = outcome === 'succeeded' || outcome === 'unknown'
  return {
    outcome,
    reason: isStill ? reason : `${reason} ${formatServing(story.last)}`,
    serving: servingRevisions(story.last),
    servingTaskDefinitionArn: servingTaskDefinition(story.last, isSettled),
    serviceDeploymentArn: story.serviceDeployment?.arn ?? story.identity.serviceDeploymentArn,
    warnings: [],
    ...more,
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
