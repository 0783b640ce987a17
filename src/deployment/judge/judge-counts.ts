import { revisionName } from '../../aws/arn.ts'
import { primaryOf } from '../snapshot.ts'
import { decided, type Judgement, undecided } from '../verdict.ts'
import { judgeEnd } from './judge-end.ts'
import { type JudgeOptions, judgeOwnFailure } from './judge-own-failure.ts'
import { nothingRuns, replacement } from './judge-sentences.ts'
import type { RolloutFacts } from './rollout-facts.ts'

/**
 * How a change that starts no deployment (the desired count alone) has ended, or what is missing: by the counts of the
 * primary deployment. The count that was asked for holds until a read has shown it: an earlier one is late. Pure.
 */
export function judgeCounts(facts: RolloutFacts, options: JudgeOptions): Judgement {
  const end = judgeEnd(facts)
  if (end) return end
  if (facts.newer) return replacement(facts, 'was the newest, and before the count was reached')
  const { service, identity, desiredCount, isCountShown } = facts
  const primary = service && primaryOf(service)
  if (!service || !primary || !isCountShown) return undecided('deploying')
  const isReached =
    primary.desiredCount === desiredCount && primary.runningCount === desiredCount && primary.pendingCount === 0
  if (!isReached) {
    // Tasks of the same deployment that stopped before do not speak against the new count.
    const since = { ...facts, stoppedTasks: facts.stoppedTasks.filter(task => (task.createdAt ?? 0) >= facts.begunAt) }
    return judgeOwnFailure(since, options) ?? undecided('deploying')
  }
  const warnings = desiredCount === 0 ? [nothingRuns(identity)] : []
  const reason = `${primary.runningCount} of ${desiredCount} tasks of ${revisionName(primary.taskDefinitionArn)} run.`
  return decided(facts, 'succeeded', reason, { warnings })
}
