import { asSentence, capitalised } from '../../text/sentences.ts'
import { formatDeployment, formatEnd } from '../text.ts'
import { decided, type Judgement } from '../verdict.ts'
import { lastingCause } from './lasting-causes.ts'
import type { RolloutFacts } from './rollout-facts.ts'
import { type TaskChecks, tooManyFailures } from './task-failures.ts'

export interface JudgeOptions {
  readonly checks: TaskChecks
  readonly maxTaskFailures: number | 'auto'
  /** The image comes through a pull-through cache or replication: it may be missing for a while. */
  readonly imageMayCome: boolean
  readonly waitUntil: 'completed' | 'serving'
  /** Why this action stopped the deployment itself, as a sentence; undefined: it did not. */
  readonly stoppedBecause: string | undefined
  /** It is known to be ending: how, not whether, is waited for. */
  readonly isEnding?: boolean
}

/** Pure. A failure that ECS has not decided (yet), or never will. */
export function judgeOwnFailure(facts: RolloutFacts, options: JudgeOptions): Judgement | undefined {
  // It has been decided before: what counts now is how it ends.
  if (options.stoppedBecause !== undefined || options.isEnding) return undefined
  const deployment = capitalised(formatDeployment(facts.identity))
  const lasting = lastingCause(facts, facts.events, options.imageMayCome)
  if (lasting) {
    return underWay(facts, `${deployment} cannot succeed: ${lasting.cause}. ${asSentence(lasting.text)}`)
  }
  const failed = tooManyFailures(facts, options.checks, options.maxTaskFailures)
  const last = failed?.at(-1)
  if (!failed || !last) return undefined
  const count = failed.length === 1 ? '1 task' : `${failed.length} tasks`
  return underWay(
    facts,
    `${deployment} failed: ${count} stopped before ${failed.length === 1 ? 'it was' : 'they were'} ever healthy, the last one with: ${asSentence(formatEnd(last))}`,
  )
}

function underWay(facts: RolloutFacts, sentence: string): Judgement {
  return decided(facts, 'failed', sentence, { failure: { state: 'under-way', sentence } })
}
