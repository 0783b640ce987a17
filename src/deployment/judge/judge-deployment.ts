import { revisionName } from '../../aws/arn.ts'
import { capitalised } from '../../text/sentences.ts'
import { formatDeployment } from '../text.ts'
import { decided, type Judgement, undecided } from '../verdict.ts'
import { isDenied } from './failed-reads.ts'
import { judgeByServiceAlone } from './judge-by-service-alone.ts'
import { failedForGood, judgeEnd } from './judge-end.ts'
import { type JudgeOptions, judgeOwnFailure } from './judge-own-failure.ts'
import { completion, replacement, stopBySomeone, stopWithRollbackBySomeone, whatFailed } from './judge-sentences.ts'
import { isRollbackOfOurs, isStoppedBySomeone, isTriggered, mayRollBack, mayStopGoOn } from './rollbacks.ts'
import { isFinal, type RolloutFacts } from './rollout-facts.ts'

/** How far any read may be behind, ms ("ten seconds and more"). */
const LATE_READ_MS = 20_000
/** A service deployment that cannot be read, or found, is not waited for longer than this, ms. */
const SILENT_MS = 30_000

/**
 * How our deployment ended, or what is still missing to know. Pure: it judges by the identity of our deployment and its
 * service deployment, never by counts alone. Where DescribeServices and the service deployment disagree, the service
 * deployment is right, in both directions.
 */
export function judgeDeployment(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const end = judgeEnd(facts)
  if (end) return end
  const { failedReads, serviceDeployment } = facts
  const isUnreadable = serviceDeployment === undefined || isDenied(failedReads, 'service-deployment')
  if (isDenied(failedReads, 'service') && isUnreadable && !isFinal(serviceDeployment?.status)) {
    // Whether anything may be read at all.
    return undecided('deploying', 'service-deployment', 'newer-deployments', 'service')
  }
  if (isServiceDeploymentSilent(facts)) {
    const alone = judgeByServiceAlone(facts, options)
    return alone.kind === 'decided' && !wasTriedSince(facts) ? undecided('ending', 'service-deployment') : alone
  }
  switch (facts.serviceDeployment?.status) {
    case 'SUCCESSFUL':
      return judgeCompletion(facts)
    case 'ROLLBACK_SUCCESSFUL':
      return judgeRollback(facts, options)
    case 'ROLLBACK_FAILED':
      return judgeFailedRollback(facts, options)
    case 'STOPPED':
      return judgeStop(facts, options)
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return undecided('rolling-back')
    default:
      return judgeProgress(facts, options)
  }
}

function judgeFailedRollback(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const sentence = `${whatFailed(facts, options)} The rollback failed too.`
  return decided(facts, 'failed', sentence, { failure: { state: 'over', sentence } })
}

/** It cannot be read, or not be found: DescribeServices decides alone. What is final is known, however. */
function isServiceDeploymentSilent(facts: RolloutFacts): boolean {
  const { serviceDeployment, failedReads, at, begunAt } = facts
  if (isFinal(serviceDeployment?.status)) return false
  if (isDenied(failedReads, 'service-deployment')) return true
  const failing = failedReads.bySource['service-deployment']
  if (failing) return at - failing.since >= SILENT_MS
  return serviceDeployment === undefined && (isDenied(failedReads, 'newer-deployments') || at - begunAt >= SILENT_MS)
}

/** Reading it was tried, in vain, after DescribeServices showed the end: it might have been readable again. */
function wasTriedSince({ failedReads, serviceDeploymentTriedAt = 0, ...facts }: RolloutFacts): boolean {
  if (isDenied(failedReads, 'service-deployment')) return true
  const shownAt = Math.max(facts.completedAt ?? 0, facts.failedAt ?? 0, facts.newerSince ?? 0)
  return serviceDeploymentTriedAt >= shownAt
}

/** Whether ours still serves is for the verification to find out, by a read that begins after this one. */
function judgeCompletion(facts: RolloutFacts): Judgement {
  const { newer, ours } = facts
  if (newer) return replacement(facts, 'completed, and then')
  return completion(
    facts,
    ours && ours.runningCount > 0 ? ` ${ours.runningCount} of ${ours.desiredCount} tasks run.` : '',
  )
}

function judgeRollback(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const { at, statusSince = at, service, identity, serviceReadAt = 0 } = facts
  // Which revision serves is true only once a read shows that ours is no longer PRIMARY.
  const isShown = service?.deployments.some(({ id, status }) => status === 'PRIMARY' && id !== identity.deploymentId)
  if (
    !(isShown && serviceReadAt >= statusSince) &&
    at - statusSince < LATE_READ_MS &&
    !isDenied(facts.failedReads, 'service')
  ) {
    return undecided('ending', 'service')
  }
  if (options.stoppedBecause !== undefined) {
    return decided(facts, 'rolled-back', `${options.stoppedBecause} This action rolled it back.`)
  }
  if (isTriggered(facts)) return decided(facts, 'rolled-back', `${whatFailed(facts, options)} ECS rolled it back.`)
  return stopWithRollbackBySomeone(facts)
}

function judgeStop(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const { identity, newer, newerServiceDeployments, serviceDeployment, statusSince = facts.at } = facts
  const isReplaced = (newer !== undefined && !isRollbackOfOurs(facts)) || newerServiceDeployments.length > 0
  if (!isReplaced && /delet/i.test(serviceDeployment?.statusReason ?? '')) {
    return failedForGood(facts, `The service ${identity.service} was deleted while it was deployed.`)
  }
  if (isTriggered(facts) || options.stoppedBecause !== undefined) return judgeFailureWithoutRollback(facts, options)
  if (isReplaced) return newer ? replacement(facts, 'was in progress when') : awaitReplacement(facts)
  if (!isKnownToBeLast(facts, statusSince)) return undecided('ending', 'service', 'newer-deployments')
  return stopBySomeone(facts)
}

/** Both reads that would show another deployment were begun after the end, and showed none. */
function isKnownToBeLast({ serviceReadAt = 0, listedAt, failedReads, at }: RolloutFacts, since: number): boolean {
  if (listedAt !== undefined && listedAt >= since && serviceReadAt >= since) return true
  if (isDenied(failedReads, 'newer-deployments')) return serviceReadAt >= since && at - since >= LATE_READ_MS
  return at - since >= 2 * LATE_READ_MS
}

/** It is listed, but DescribeServices does not show it yet. */
function awaitReplacement(facts: RolloutFacts): Judgement {
  const { at, statusSince = at, newer } = facts
  if (!newer && at - statusSince < LATE_READ_MS && !isDenied(facts.failedReads, 'service')) {
    return undecided('ending', 'service')
  }
  return replacement(facts, 'was in progress when')
}

function judgeFailureWithoutRollback(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const { newer, statusSince = 0, serviceReadAt = 0 } = facts
  if (!newer && serviceReadAt < statusSince && !isDenied(facts.failedReads, 'service')) {
    return undecided('ending', 'service')
  }
  const sentence = whatFailed(facts, options)
  const then = newer
    ? ` Deployment ${newer.id} of ${revisionName(newer.taskDefinitionArn)} has replaced it since.`
    : ' It was not rolled back.'
  return decided(facts, 'failed', `${sentence}${then}`, { failure: { state: newer ? 'over' : 'ended', sentence } })
}

/** PENDING or IN_PROGRESS, or not read yet. */
function judgeProgress(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const { failedAt, completedAt, serviceDeployment } = facts
  if (facts.newer || facts.newerServiceDeployments.length > 0) return judgeReplaced(facts)
  if (failedAt !== undefined) return judgeFailing(facts, options, failedAt)
  // COMPLETED is the end, unless it bakes: a read of the service deployment that is not late shows which.
  const mayHaveEnded =
    completedAt !== undefined && !(isReadSince(facts, completedAt) && facts.at - completedAt >= LATE_READ_MS)
  const own = mayHaveEnded ? undefined : judgeOwnFailure(facts, options)
  if (own) return own
  if (completedAt !== undefined) {
    if (serviceDeployment && isReadSince(facts, completedAt)) return undecided('baking')
    return undecided('ending', 'service-deployment')
  }
  if (options.waitUntil === 'serving') return judgeServing(facts)
  return undecided('deploying')
}

function isReadSince({ serviceDeploymentReadAt }: RolloutFacts, time: number): boolean {
  return serviceDeploymentReadAt !== undefined && serviceDeploymentReadAt >= time
}

/** Its rollout is FAILED. */
function judgeFailing(facts: RolloutFacts, options: JudgeOptions, failedAt: number): Judgement {
  if (!isReadSince(facts, failedAt)) return undecided('failing', 'service-deployment')
  // A rollback may begin late: as long as the service deployment goes on, the failure is not the end of it.
  if (mayRollBack(facts, failedAt)) return undecided('failing')
  // Somebody who stops it makes it FAILED, too: only the service deployment says which, and it may be late.
  if (!isTriggered(facts) && mayStopGoOn(facts, failedAt)) {
    return undecided('failing', 'service-deployment', 'service')
  }
  if (isStoppedBySomeone(facts)) return stopBySomeone(facts)
  return judgeFailureWithoutRollback({ ...facts, statusSince: failedAt }, options)
}

/** Another deployment is PRIMARY while ours still counts as in progress: a rollback, or a replacement. */
function judgeReplaced(facts: RolloutFacts): Judgement {
  const { newerSince, newerServiceDeployments, at, failedAt } = facts
  if (newerServiceDeployments.length > 0 && failedAt === undefined) return awaitReplacement(facts)
  const waitedMs = at - (newerSince ?? at)
  const isRollback = failedAt !== undefined || isRollbackOfOurs(facts)
  if (isRollback)
    return undecided('rolling-back', ...(waitedMs < LATE_READ_MS ? (['service-deployment'] as const) : []))
  if (waitedMs >= LATE_READ_MS) return replacement(facts, 'was in progress when')
  return undecided('ending', 'service-deployment', 'newer-deployments')
}

/** Every wanted task runs and is healthy in every target group, by one read of all of them. */
function judgeServing(facts: RolloutFacts): Judgement {
  const { ours, running, desiredCount } = facts
  if (!ours || desiredCount === 0 || ours.runningCount < desiredCount || ours.pendingCount > 0) {
    return undecided('deploying')
  }
  const healthy = running?.tasks.filter(task => task.isHealthy).length ?? 0
  if (healthy < desiredCount || healthy < (running?.tasks.length ?? 0)) return undecided('deploying')
  const deployment = capitalised(formatDeployment(facts.identity))
  return decided(
    facts,
    'serving',
    `${deployment} serves: ${healthy} of ${desiredCount} tasks are healthy. Earlier tasks still drain, and ECS has not yet completed the deployment.`,
  )
}
