import { revisionName } from '../aws/arn.ts'
import type { Context } from '../context.ts'
import { describeOrigin } from '../deployment/replacement.ts'
import { toDeploymentStates } from '../deployment/to-snapshot.ts'
import { formatServing, servingTaskDefinition } from '../deployment/verdict.ts'
import type { Verification } from '../verification/verification.ts'
import type { ModeResult, RunRecord } from './run-record.ts'

type Ended = Extract<Verification, { readonly kind: 'ended' }>['standing']

interface Subject {
  readonly record: RunRecord
  /** `deployment ecs-svc/1 of app:7 completed, and then`: what came before the end. */
  readonly subject: string
  readonly service: string
}

/** The verification found that what it verified is no longer what the service runs. */
export async function endedResult(
  context: Context,
  standing: Ended,
  { record, subject, service }: Subject,
): Promise<ModeResult> {
  switch (standing.kind) {
    case 'replaced': {
      const { by } = standing
      const seen = { deployments: toDeploymentStates(standing.service) }
      const serving = servingTaskDefinition(seen, false)
      record.serves(serving)
      const origin = await describeOrigin(context, by.taskDefinition)
      const sentence = `${subject} deployment ${by.id} of ${revisionName(by.taskDefinition ?? 'another revision')}${origin} replaced it. ${formatServing(seen)}`
      return { outcome: 'superseded', sentences: [sentence] }
    }
    case 'deleted':
      // Published when it completed, and true no longer.
      record.serves(undefined)
      return {
        outcome: 'failed',
        sentences: [`${subject} the service ${service} was deleted (it is ${standing.status}).`],
      }
    case 'failed':
      return { outcome: 'failed', sentences: [`${subject} ECS marked its deployment as failed.`] }
  }
}
