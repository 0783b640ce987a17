import { revisionName } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import { cliCommand, formatDeployment } from '../deployment/text.ts'
import { ApplyError } from '../planning/apply.ts'
import { InvalidError } from '../problem.ts'
import { isCancelled } from '../runtime.ts'
import { capitalised } from '../text/sentences.ts'
import { cancelledResult } from './cancelled-run.ts'
import type { KnownRun, ModeResult } from './run-record.ts'
import { whatExists } from './what-exists.ts'

/** Pure. What a run that ended with an error is reported as. */
export function resultOfError(error: unknown, known: KnownRun): ModeResult {
  if (isCancelled(error)) return cancelledResult(known)
  if (error instanceof InvalidError) return { outcome: 'invalid', sentences: error.problems }
  if (error instanceof ApplyError) return interrupted(error, known)
  const sentence = refusal(error, known)
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
  const { failures } = error
  if (failures.some(isCancelled)) return cancelledResult(known)
  const sentences = failures.map(failure => refusal(failure, known))
  const { deployment } = known
  if (!deployment) return { outcome: 'failed', sentences: [...sentences, whatExists(known)] }
  // The plan was carried out as far as the service, and nobody watched what came of that.
  const goesOn = `${capitalised(formatDeployment(deployment))} has begun and continues; how it ends is not known. To check it: ${cliCommand(deployment)}`
  const outcome = failures.every(isCredentialsLost) ? 'unknown' : 'failed'
  return { outcome, sentences: [...sentences, goesOn, whatExists(known)] }
}

function refusal(error: unknown, { hasWritten }: Pick<KnownRun, 'hasWritten'>): string {
  if (error instanceof InvalidError) return error.problems.join(' ')
  const text = formatError(error)
  const ended = /[.!?]$/.test(text) ? text : `${text}.`
  if (isAccessDenied(error))
    return `AWS refused a call because a permission is missing: ${ended} Add it to the role of this workflow.`
  if (isCredentialsLost(error)) {
    // Those that were good for a write have expired since.
    return hasWritten
      ? `AWS no longer accepts the credentials: ${ended} If they expired, set role-duration-seconds of aws-actions/configure-aws-credentials to a longer time.`
      : `AWS does not accept the credentials (they are missing, wrong or expired): ${ended} Run aws-actions/configure-aws-credentials in a step before this one.`
  }
  return ended
}
