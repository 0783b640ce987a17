import { decided, type Judgement, undecided } from '../verdict.ts'
import { isDenied } from './failed-reads.ts'
import { type JudgeOptions, judgeOwnFailure } from './judge-own-failure.ts'
import { completion, replacement, stopBySomeone, stopWithRollbackBySomeone, whatFailed } from './judge-sentences.ts'
import { isRollbackOfOurs, isStoppedBySomeone, isTriggered, mayRollBack, mayStopGoOn } from './rollbacks.ts'
import type { RolloutFacts } from './rollout-facts.ts'

/** A second read, so that one that was late does not decide, ms. */
const AGAIN_MS = 1_000
/** How long the service deployment is waited for, where only reading it fails, ms. */
const UNREAD_MS = 20_000
/** A bake time begins some time after COMPLETED is shown, ms. */
const BAKE_MARGIN_MS = 60_000

/** Where the service deployment cannot be read: DescribeServices alone, later, and as far as it can tell. */
export function judgeByServiceAlone(facts: RolloutFacts, options: JudgeOptions): Judgement {
  if (facts.newer) return judgeNewer(facts, options)
  if (facts.failedAt !== undefined) return judgeFailure(facts, options)
  if (facts.completedAt !== undefined) return judgeCompletion(facts)
  return judgeOwnFailure(facts, options) ?? undecided('deploying')
}

function judgeCompletion(facts: RolloutFacts): Judgement {
  const { completedAt = 0, serviceReadAt = 0, at, service } = facts
  const { bakeMs = 0, strategy = 'ROLLING' } = service?.service ?? {}
  const isReadAgain = serviceReadAt > completedAt
  if (bakeMs > 0 || strategy !== 'ROLLING') {
    // A strategy takes the earlier tasks away last: as long as they are listed, ECS has not finished.
    const isAlone = strategy === 'ROLLING' || service?.deployments.length === 1
    const isOver = isReadAgain && isAlone && at - completedAt >= bakeMs + BAKE_MARGIN_MS
    return isOver ? completion(facts) : undecided('baking')
  }
  const isDeniedToUs = isDenied(facts.failedReads, 'service-deployment')
  if (isReadAgain && at - completedAt >= (isDeniedToUs ? AGAIN_MS : UNREAD_MS)) return completion(facts)
  return isDeniedToUs ? undecided('ending', 'service') : undecided('ending', 'service-deployment', 'service')
}

function judgeFailure(facts: RolloutFacts, options: JudgeOptions): Judgement {
  if (mayRollBack(facts, facts.failedAt)) return undecided('failing')
  if (isStoppedBySomeone(facts)) {
    return mayStopGoOn(facts, facts.failedAt ?? facts.at) ? undecided('failing') : stopBySomeone(facts)
  }
  const sentence = whatFailed(facts, options)
  return decided(facts, 'failed', `${sentence} It was not rolled back.`, { failure: { state: 'ended', sentence } })
}

/** The deployment that replaced ours is the rollback where ours failed: it ends when it has completed. */
function judgeNewer(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const { newer, newerSince = 0, serviceReadAt = 0, completedAt } = facts
  if (!newer) return undecided('deploying')
  const isRollback = options.stoppedBecause !== undefined || isRollbackOfOurs(facts)
  if (isRollback) {
    if (newer.rolloutState === 'FAILED') {
      const sentence = `${whatFailed(facts, options)} The rollback failed too.`
      return decided(facts, 'failed', sentence, { failure: { state: 'over', sentence } })
    }
    if (newer.rolloutState !== 'COMPLETED' || newer.runningCount < newer.desiredCount) return undecided('rolling-back')
    if (options.stoppedBecause === undefined && !isTriggered(facts)) {
      return stopWithRollbackBySomeone(facts)
    }
    return decided(facts, 'rolled-back', `${whatFailed(facts, options)} It was rolled back.`)
  }
  // Why it was replaced may show a read later.
  if (serviceReadAt <= newerSince + AGAIN_MS) return undecided('ending', 'service')
  return replacement(facts, completedAt === undefined ? 'was in progress when' : 'completed, and then')
}
