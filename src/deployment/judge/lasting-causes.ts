import type { EventState } from '../snapshot.ts'
import type { RolloutFacts } from './rollout-facts.ts'
import { reasonsOf } from './stop-reasons.ts'

/** A cause that does not pass by itself: however often ECS tries, no task starts. */
interface LastingCause {
  readonly pattern: RegExp
  /** For the sentence: "the image does not exist". */
  readonly cause: string
  /** How long it must have lasted. A role that was just created cannot be assumed for a minute or two. */
  readonly forMs: number
  /** An image that a registry fetches later may be missing now. */
  readonly isImage?: true
  /** Shows in events only: there is no task yet. */
  readonly isInEvents?: true
}

/** Two tasks so far apart rule out that it was a matter of a moment. */
const APART_MS = 30_000

/** Texts of AWS's, matched by their stable part: "stopped task error messages" and public reports. */
const LASTING_CAUSES: readonly LastingCause[] = [
  {
    pattern: /does not contain descriptor matching platform|no match for platform/i,
    cause: 'the image is not built for the CPU architecture of the task',
    forMs: APART_MS,
  },
  {
    pattern: /CannotPull.*(: not found|manifest unknown|repository .*(not found|does not exist)|name unknown)/is,
    cause: 'the image does not exist',
    forMs: APART_MS,
    isImage: true,
  },
  {
    pattern: /did not contain json key/i,
    cause: 'a secret lacks the JSON key that the task definition names',
    forMs: APART_MS,
  },
  {
    pattern: /can't find the specified secret|invalid ssm parameters|ParameterNotFound/i,
    cause: 'a secret or parameter does not exist',
    forMs: APART_MS,
  },
  {
    pattern: /InvalidParameter:? .*validation error|minimum field size of 32|maximum field size of 64/i,
    cause: 'the reference to a secret is not valid',
    forMs: APART_MS,
  },
  {
    pattern: /specified log group does not exist|unknown log opt|invalid logging driver/i,
    cause: 'the log configuration is not valid',
    forMs: APART_MS,
  },
  {
    pattern: /unable to assume the role/i,
    cause: 'ECS cannot assume a role of the task',
    forMs: 2 * 60_000,
    isInEvents: true,
  },
]

interface Sign {
  readonly at: number
  readonly text: string
  /** Of the task or event that shows it. */
  readonly id: string
}

export interface FoundCause {
  readonly cause: string
  /** AWS's own words. */
  readonly text: string
}

/**
 * Pure. A cause that cannot pass by itself, where two different tasks, half a minute apart, show it and no task of the
 * deployment ever ran; undefined: none.
 *
 * @param imageMayCome the image comes through a pull-through cache or replication
 */
export function lastingCause(
  facts: RolloutFacts,
  events: readonly EventState[],
  imageMayCome: boolean,
): FoundCause | undefined {
  if (facts.hasRun) return undefined
  const ends: readonly Sign[] = facts.stoppedTasks.flatMap(task =>
    reasonsOf(task).map(text => ({ at: task.stoppingAt ?? task.stoppedAt ?? 0, text, id: task.arn })),
  )
  const reported: readonly Sign[] = events.map(({ at, message, id }) => ({ at, text: message, id }))
  for (const { pattern, cause, forMs, isImage, isInEvents } of LASTING_CAUSES) {
    if (isImage && imageMayCome) continue
    const signs = isInEvents ? [...ends, ...reported] : ends
    const showing = signs.filter(({ text }) => pattern.test(text)).sort((a, b) => a.at - b.at)
    const [first, last] = [showing[0], showing.at(-1)]
    if (first && last && first.id !== last.id && last.at - first.at >= forMs) return { cause, text: last.text }
  }
  return undefined
}
