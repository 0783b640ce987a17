import type { DeploymentInputs } from '../inputs.ts'
import { type InputReader, parseInteger } from './values.ts'

const DEFAULT_WAIT_TIMEOUT_MINUTES = 30
/** A day: longer than any job on GitHub's own runners, and a bound on what a typing error costs. */
const MAX_WAIT_TIMEOUT_MINUTES = 1440
const DEFAULT_STABLE_SECONDS = 10
const MAX_STABLE_SECONDS = 900
/** Above the count of any service: a deployment may lose every task more than once. */
const TASK_FAILURES = { min: 1, max: 10_000 }

export function parseDeployment(reader: InputReader): DeploymentInputs {
  const inputs: DeploymentInputs = {
    wait: reader.boolean('wait') ?? true,
    waitUntil: reader.choice('wait-until', ['completed', 'serving']) ?? 'completed',
    stableSeconds:
      reader.integer('stable-seconds', { min: 0, max: MAX_STABLE_SECONDS, unit: 'seconds' }) ?? DEFAULT_STABLE_SECONDS,
    waitTimeoutMinutes:
      reader.integer('wait-timeout-minutes', { min: 1, max: MAX_WAIT_TIMEOUT_MINUTES, unit: 'minutes' }) ??
      DEFAULT_WAIT_TIMEOUT_MINUTES,
    maxTaskFailures: parseMaxTaskFailures(reader),
    onFailure: reader.choice('on-failure', ['rollback', 'leave']) ?? defaultOnFailure(reader),
    onCancel: reader.choice('on-cancel', ['leave', 'rollback']) ?? 'leave',
  }
  if (!inputs.wait) complainOfWaiting(reader)
  return inputs
}

function parseMaxTaskFailures(reader: InputReader): number | 'auto' {
  const text = reader.text('max-task-failures') ?? 'auto'
  if (text === 'auto') return text
  const { min, max } = TASK_FAILURES
  const valid = `give auto or a whole number from ${min} to ${max}`
  return parseInteger(text, TASK_FAILURES) ?? reader.refuse('max-task-failures', valid) ?? 'auto'
}

/** Who takes ECS's own rollback away, and does not say what should happen then, wants to see the failure as it is. */
function defaultOnFailure(reader: InputReader): DeploymentInputs['onFailure'] {
  return ['fail', 'off'].includes(reader.text('circuit-breaker') ?? '') ? 'leave' : 'rollback'
}

/** Values that promise something which only a run that waits can do. */
const NEED_WAITING = [
  ['wait-until', 'serving'],
  ['on-failure', 'rollback'],
  ['on-unverified', 'rollback'],
] as const

function complainOfWaiting(reader: InputReader): void {
  for (const [name, value] of NEED_WAITING.filter(([name, value]) => reader.text(name) === value)) {
    reader.complain(
      `Input "${name}" is "${value}", but "wait" is false, and the step ends before that can happen: set "wait" to true, or leave "${name}" out.`,
    )
  }
}
