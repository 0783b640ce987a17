import { capitalised } from '../../text/sentences.ts'
import { cliCommand, formatDeployment } from '../text.ts'
import { type Decided, decided, type Verdict } from '../verdict.ts'
import type { JudgeOptions } from './judge-own-failure.ts'
import { replacement, whatFailed } from './judge-sentences.ts'
import { isRollbackOfOurs, isRollingBack, isTriggered } from './rollbacks.ts'
import type { RolloutFacts } from './rollout-facts.ts'

/** The verdict at the time-out, with nothing decided. Pure. */
export function judgeAtDeadline(facts: RolloutFacts, options: JudgeOptions): Verdict {
  return judgementAtDeadline(facts, options).verdict
}

function judgementAtDeadline(facts: RolloutFacts, options: JudgeOptions): Decided {
  const { identity, ours, service, failedAt } = facts
  if (!service && !facts.serviceDeployment) {
    return decided(
      facts,
      'timed-out',
      `Timed out: the service could not be read even once. To check it: ${cliCommand(identity)}`,
    )
  }
  if (failedAt !== undefined || options.stoppedBecause !== undefined || isTriggered(facts)) {
    const sentence = whatFailed(facts, options)
    const rest = facts.serviceDeployment?.status.startsWith('ROLLBACK_')
      ? ' Its rollback was still in progress when the time ran out.'
      : ''
    return decided(facts, 'failed', `${sentence}${rest}`, { failure: { state: 'over', sentence } })
  }
  if (isRollingBack(facts) || isRollbackOfOurs(facts)) {
    const sentence = `${capitalised(formatDeployment(identity))} was stopped by someone, and its rollback was still in progress when the time ran out.`
    return decided(facts, 'stopped', sentence, { failure: { state: 'over', sentence } })
  }
  // There was no time left to find out by the other source.
  if (facts.newer) return replacement(facts, 'was in progress when')
  const counts = ours
    ? ` ${ours.runningCount} of ${ours.desiredCount} tasks running, ${ours.pendingCount} pending.`
    : ''
  return decided(
    facts,
    'timed-out',
    `Timed out while ${formatDeployment(identity)} was in progress.${counts} It continues; nothing was stopped.`,
  )
}
