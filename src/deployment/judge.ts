import { revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { asSentence, capitalised } from '../text/sentences.ts'
import { deriveFacts, type RolloutFacts } from './rollout-facts.ts'
import type { Snapshot } from './snapshot.ts'
import { cliCommand, formatDeployment } from './text.ts'
import { type DeploymentOutcome, formatServing, servingTaskDefinition, type Verdict } from './verdict.ts'

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
  const facts = latest?.kind === 'observed' ? deriveFacts(snapshots, identity) : undefined
  if (!facts) return undefined
  if (facts.last.service.status !== 'ACTIVE') return judgeDeletion(facts)

  switch (facts.serviceDeployment?.status) {
    case 'SUCCESSFUL':
      return judgeCompletion(facts)
    case 'ROLLBACK_SUCCESSFUL':
      return judgeRollback(facts)
    case 'ROLLBACK_FAILED':
      return verdict(facts, 'failed', `${whatFailed(facts)} The rollback failed too.`)
    case 'STOPPED':
      return judgeStop(facts)
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return facts.isFresh ? undefined : judgeByDeployments(facts)
    default:
      return judgeByDeployments(facts)
  }
}

/** The verdict at the time-out, with nothing decided. Pure. */
export function judgeAtDeadline(snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict {
  const facts = deriveFacts(snapshots, identity)
  if (!facts) {
    const reason = `Timed out: the service could not be read even once. To check it: ${cliCommand(identity)}`
    return { outcome: 'timed-out', reason, ...NOTHING_KNOWN, serviceDeploymentArn: identity.serviceDeploymentArn }
  }
  if (facts.failedAt !== undefined || facts.isRollingBack) {
    const end = facts.isRollingBack ? ' Its rollback was still in progress at the time-out.' : ''
    return verdict(facts, 'failed', `${whatFailed(facts)}${end}`)
  }
  const { ours } = facts
  const counts = ours
    ? ` ${ours.runningCount} of ${ours.desiredCount} tasks running, ${ours.pendingCount} pending.`
    : ''
  return verdict(
    facts,
    'timed-out',
    `Timed out while ${formatDeployment(identity)} was in progress.${counts} It continues; nothing was stopped.`,
  )
}

const NOTHING_KNOWN = { servingTaskDefinitionArn: undefined, warnings: [] } as const

/** The API or the credentials were lost: how it ends is not known. Pure. */
export function judgeLost(problem: string, snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict {
  const facts = deriveFacts(snapshots, identity)
  const reason =
    `${problem} How ${formatDeployment(identity)} ends is therefore not known; it continues. ` +
    `To check it: ${cliCommand(identity)}`
  if (facts) return verdict(facts, 'unknown', reason)
  return { outcome: 'unknown', reason, ...NOTHING_KNOWN, serviceDeploymentArn: identity.serviceDeploymentArn }
}

function judgeDeletion(facts: RolloutFacts): Verdict {
  const { identity, last } = facts
  const reason = `The service ${identity.service} was deleted while it was deployed (it is ${last.service.status}).`
  return verdict(facts, 'failed', reason)
}

/** Green needs more than completion: ours has to be the one that serves now. */
function judgeCompletion(facts: RolloutFacts): Verdict | undefined {
  const { identity, ours, isOursPrimary } = facts
  // A read that lags, or one from before the service deployment ended: the next snapshot tells.
  if (!isOursPrimary) return facts.isReplaced ? judgeReplacement(facts, 'completed, and then') : undefined
  if (ours?.desiredCount === 0) {
    const warnings = [`The desired count of the service ${identity.service} is 0: nothing runs.`]
    return verdict(facts, 'succeeded', `${capitalised(formatDeployment(identity))} completed with no task to run.`, {
      warnings,
    })
  }
  const counts = ours ? ` ${ours.runningCount} of ${ours.desiredCount} tasks run.` : ''
  return verdict(facts, 'succeeded', `${capitalised(formatDeployment(identity))} completed.${counts}`)
}

function judgeRollback(facts: RolloutFacts): Verdict | undefined {
  // The service was perhaps read a moment before the rollback: look once more, so that what serves is true.
  if (facts.isOursPrimary && !facts.isConfirmed) return undefined
  if (facts.isTriggered) return verdict(facts, 'rolled-back', `${whatFailed(facts)} It was rolled back.`)
  return verdict(
    facts,
    'stopped',
    `${capitalised(formatDeployment(facts.identity))} was stopped by someone, and rolled back.`,
  )
}

function judgeStop(facts: RolloutFacts): Verdict | undefined {
  if (facts.isReplaced && !facts.isTriggered) return judgeReplacement(facts, 'was in progress when')
  if (facts.isOursPrimary && facts.ours?.rolloutState === 'COMPLETED') return judgeCompletion(facts)
  if (facts.isTriggered) return verdict(facts, 'failed', `${whatFailed(facts)} It was not rolled back.`)
  // Both calls of a poll run side by side: what took the place of ours may be in the next one, or in this one for the
  // first time.
  if (!facts.isConfirmed || (facts.primary && !facts.isOursPrimary)) return undefined
  // A read that lags shows ours as PRIMARY for some time yet.
  if (facts.last.at - facts.statusSince < LATE_READ_MS) return undefined
  const { identity, serviceDeployment } = facts
  const why = serviceDeployment?.statusReason ? ` ${asSentence(serviceDeployment.statusReason)}` : ''
  return verdict(facts, 'stopped', `${capitalised(formatDeployment(identity))} was stopped by someone.${why}`)
}

/** Where the service deployment is not known, or does not say yet: DescribeServices alone. */
function judgeByDeployments(facts: RolloutFacts): Verdict | undefined {
  const { ours, isOursPrimary, failedAt, last, primary } = facts
  if (isOursPrimary) return judgeWhilePrimary(facts)
  if (facts.isRollingBack || (failedAt !== undefined && last.service.rollbackEnabled))
    return judgeRollbackPrimary(facts)
  if (!facts.isReplaced) return undefined
  if (failedAt === undefined) {
    return judgeReplacement(facts, ours?.rolloutState === 'COMPLETED' ? 'completed, and then' : 'was in progress when')
  }
  return verdict(facts, 'failed', `${whatFailed(facts)} Deployment ${primary?.id} has taken its place since.`)
}

function judgeWhilePrimary(facts: RolloutFacts): Verdict | undefined {
  const { ours, failedAt, last } = facts
  if (ours?.rolloutState === 'COMPLETED') return judgeCompletion(facts)
  if (failedAt === undefined) return undefined
  const mayRollBack = last.service.rollbackEnabled || isUndecided(facts)
  if (mayRollBack && last.at - failedAt < ROLLBACK_BEGINS_MS) return undefined
  return verdict(facts, 'failed', `${whatFailed(facts)} It was not rolled back.`)
}

/** The deployment that replaced ours is the rollback: it ends when it has completed and its tasks run. */
function judgeRollbackPrimary(facts: RolloutFacts): Verdict | undefined {
  const { primary } = facts
  if (primary?.rolloutState === 'FAILED') {
    return verdict(facts, 'failed', `${whatFailed(facts)} The rollback failed too.`)
  }
  if (primary?.rolloutState !== 'COMPLETED') return undefined
  const isEnded = primary.runningCount >= primary.desiredCount && primary.pendingCount === 0
  return isEnded ? verdict(facts, 'rolled-back', `${whatFailed(facts)} It was rolled back.`) : undefined
}

function isUndecided(facts: RolloutFacts): boolean {
  return facts.isFresh && ['PENDING', 'IN_PROGRESS'].includes(facts.serviceDeployment?.status ?? '')
}

function judgeReplacement(facts: RolloutFacts, how: string): Verdict | undefined {
  const { identity, primary } = facts
  if (!primary) return undefined
  const reason =
    `${capitalised(formatDeployment(identity))} ${how} deployment ${primary.id} of ` +
    `${revisionName(primary.taskDefinitionArn)} replaced it.`
  return verdict(facts, 'superseded', reason)
}

/** Who or what ended it, in AWS's own words where there are some. */
function whatFailed(facts: RolloutFacts): string {
  const { identity, serviceDeployment, failure } = facts
  const alarms = serviceDeployment?.triggeredAlarms ?? []
  const said =
    failure ??
    serviceDeployment?.statusReason ??
    serviceDeployment?.rollback?.reason ??
    (serviceDeployment?.circuitBreaker === 'TRIGGERED' ? 'the circuit breaker was triggered' : undefined)
  const alarm = alarms.length > 0 ? ` Alarms in the state ALARM: ${alarms.join(', ')}.` : ''
  if (!said && !alarm) return `${capitalised(formatDeployment(identity))} was ended; ECS gives no reason.`
  return `${capitalised(formatDeployment(identity))} failed${said ? `: ${asSentence(said)}` : '.'}${alarm}`
}

function verdict(
  facts: RolloutFacts,
  outcome: DeploymentOutcome,
  reason: string,
  more: Partial<Pick<Verdict, 'warnings'>> = {},
): Verdict {
  const isSettled = outcome === 'succeeded' || outcome === 'rolled-back'
  const isStill = outcome === 'succeeded' || outcome === 'unknown'
  return {
    outcome,
    reason: isStill ? reason : `${reason} ${formatServing(facts.last)}`,
    servingTaskDefinitionArn: servingTaskDefinition(facts.last, isSettled),
    serviceDeploymentArn: facts.serviceDeployment?.arn ?? facts.identity.serviceDeploymentArn,
    warnings: [],
    ...more,
  }
}
