import { revisionName } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import { ApplyError } from '../planning/apply.ts'
import { InvalidError } from '../problem.ts'
import { isCancelled } from '../runtime.ts'
import { cancelledResult } from './cancelled-run.ts'
import type { KnownRun, ModeResult } from './run-record.ts'
import { whatExists } from './what-exists.ts'

/** Pure. What a run that ended with an error is reported as. */
export function resultOfError(error: unknown, known: KnownRun): ModeResult {
  if (isCancelled(error)) return cancelledResult(known)
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

function interrupted(error: ApplyError, known: KnownRun): ModeResult {
  if (error.failures.some(isCancelled)) return cancelledResult(known)
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
