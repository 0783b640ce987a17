import { revisionName } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import { ApplyError } from '../planning/apply.ts'
import { InvalidError } from '../problem.ts'
import { RESOURCE_LIST } from '../resources/managed-resources.ts'
import { isCancelled } from '../runtime.ts'
import type { KnownRun, ModeResult } from './run-record.ts'

/** Pure. What a run that ended with an error is reported as. */
export function resultOfError(error: unknown, known: KnownRun): ModeResult {
  if (isCancelled(error)) return cancelled(known)
  if (error instanceof InvalidError) return { outcome: 'invalid', sentences: error.problems }
  if (error instanceof ApplyError) return interrupted(error, known)
  const sentence = refusal(error)
  const serving = known.outputs.servingTaskDefinitionArn
  if (serving !== undefined && isCredentialsLost(error)) {
    return {
      outcome: 'unknown',
      sentences: [
        `${sentence} They were lost during the verification: ${revisionName(serving)} serves, and whether it is healthy is not known.`,
      ],
    }
  }
  if (!known.hasWritten) {
    const outcome = isAccessDenied(error) || isCredentialsLost(error) ? 'invalid' : 'failed'
    return { outcome, sentences: [`${sentence} Nothing was written.`] }
  }
  return { outcome: 'failed', sentences: [sentence, whatExists(known)] }
}

function cancelled(known: KnownRun): ModeResult {
  const { deploymentId } = known.outputs
  if (deploymentId !== undefined) {
    return {
      outcome: 'cancelled',
      sentences: [`The run was cancelled. Deployment ${deploymentId} continues: nothing was stopped or rolled back.`],
    }
  }
  if (!known.hasWritten)
    return { outcome: 'cancelled', sentences: ['The run was cancelled before anything was written.'] }
  return { outcome: 'cancelled', sentences: ['The run was cancelled while it changed AWS.', whatExists(known)] }
}

function interrupted(error: ApplyError, known: KnownRun): ModeResult {
  const cancellation = error.failures.find(isCancelled)
  if (cancellation) return cancelled(known)
  return { outcome: 'failed', sentences: [...error.failures.map(refusal), whatExists(known)] }
}

function refusal(error: unknown): string {
  if (error instanceof InvalidError) return error.problems.join(' ')
  const text = formatError(error)
  const ended = /[.!?]$/.test(text) ? text : `${text}.`
  if (isAccessDenied(error))
    return `AWS refused a call because a permission is missing: ${ended} Add it to the role of this workflow.`
  if (isCredentialsLost(error)) {
    return `AWS does not accept the credentials (they are missing, wrong or expired): ${ended} Run aws-actions/configure-aws-credentials in a step before this one.`
  }
  return ended
}

/** What is there after a plan that was carried out in part: the next run goes on from it. */
function whatExists({ outputs }: KnownRun): string {
  const made = RESOURCE_LIST.flatMap(([, { title, identifier }]) => {
    const value = identifier === undefined ? undefined : outputs[identifier]
    return value === undefined ? [] : [`${title} ${value}`]
  })
  const list = made.length > 0 ? `These exist: ${made.join(', ')}. ` : ''
  return `${list}What was done stays; the next run continues from there.`
}
