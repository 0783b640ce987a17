import { cliCommand, formatDeployment } from '../text.ts'
import { type Decided, decided, type Judgement } from '../verdict.ts'
import { isDeniedForGood } from './failed-reads.ts'
import type { RolloutFacts } from './rollout-facts.ts'

/** A service that ECS does not know for so long no longer exists, ms. */
const MISSING_MS = 60_000

/** What ends the watch whatever the deployment does. */
export function judgeEnd(facts: RolloutFacts): Judgement | undefined {
  const { identity, failedReads, deletedStatus, missingSince, missingAt = 0 } = facts
  if (failedReads.lost !== undefined) {
    return lost(
      facts,
      `The credentials are no longer valid (${failedReads.lost}). If they expired, set role-duration-seconds of aws-actions/configure-aws-credentials to a longer time.`,
    )
  }
  const { service, 'service-deployment': serviceDeployment, 'newer-deployments': list } = failedReads.bySource
  const isSilent = facts.serviceDeployment === undefined ? true : isDeniedForGood(serviceDeployment)
  if (isDeniedForGood(service) && isSilent && (isDeniedForGood(serviceDeployment) || isDeniedForGood(list))) {
    return lost(
      facts,
      `The role of this workflow may read neither the service nor its deployments (${service?.problem}). Grant ecs:DescribeServices.`,
    )
  }
  if (deletedStatus !== undefined) {
    return failedForGood(
      facts,
      `The service ${identity.service} was deleted while it was deployed (it is ${deletedStatus}).`,
    )
  }
  // Reads that fail meanwhile do not count.
  if (missingSince !== undefined && missingAt - missingSince >= MISSING_MS) {
    return failedForGood(
      facts,
      `The service ${identity.service} no longer exists: ECS has not known it for ${Math.round((missingAt - missingSince) / 1000)} s.`,
    )
  }
  return undefined
}

/** The API or the credentials were lost: how it ends is not known. */
function lost(facts: RolloutFacts, problem: string): Decided {
  const { identity, ours } = facts
  const counts = ours ? ` When it was last read, ${ours.runningCount} of ${ours.desiredCount} tasks were running.` : ''
  return decided(
    facts,
    'unknown',
    `${problem} How ${formatDeployment(identity)} ends is therefore not known; it continues.${counts} ` +
      `To check it: ${cliCommand(identity)}`,
  )
}

/** The service is no longer there: nothing of it serves. */
export function failedForGood(facts: RolloutFacts, sentence: string): Judgement {
  return decided(facts, 'failed', sentence, { failure: { state: 'over', sentence }, isGone: true })
}
