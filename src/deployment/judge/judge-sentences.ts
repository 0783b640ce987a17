import { revisionName } from '../../aws/arn.ts'
import { asSentence, capitalised } from '../../text/sentences.ts'
import { formatDeployment } from '../text.ts'
import { type Decided, decided } from '../verdict.ts'
import type { RolloutFacts } from './rollout-facts.ts'

/** @param counts a sentence of the counts, with a space before it */
export function completion(facts: RolloutFacts, counts = ''): Decided {
  const { identity, desiredCount } = facts
  const deployment = capitalised(formatDeployment(identity))
  if (desiredCount > 0) return decided(facts, 'succeeded', `${deployment} completed.${counts}`)
  const warnings = [nothingRuns(identity)]
  return decided(facts, 'succeeded', `${deployment} completed with no task to run.`, { warnings })
}

export function nothingRuns({ service }: RolloutFacts['identity']): string {
  return `The desired count of the service ${service} is 0: nothing runs.`
}

export function replacement(facts: RolloutFacts, how: string): Decided {
  const { identity, newer, newerServiceDeployments } = facts
  const by = newer
    ? `deployment ${newer.id} of ${revisionName(newer.taskDefinitionArn)}`
    : `another deployment (${newerServiceDeployments[0]})`
  return decided(facts, 'superseded', `${capitalised(formatDeployment(identity))} ${how} ${by} replaced it.`)
}

/** With the reason that ECS gives, where it gives one. */
export function stopBySomeone(facts: RolloutFacts): Decided {
  const { identity, serviceDeployment, failure } = facts
  const reason = serviceDeployment?.statusReason ?? failure
  const sentence = `${capitalised(formatDeployment(identity))} was stopped by someone.${reason ? ` ${asSentence(reason)}` : ''}`
  return decided(facts, 'stopped', sentence, { failure: { state: 'over', sentence } })
}

export function stopWithRollbackBySomeone(facts: RolloutFacts): Decided {
  const deployment = capitalised(formatDeployment(facts.identity))
  return decided(facts, 'stopped', `${deployment} was stopped by someone, and rolled back.`)
}

/** Who or what ended it, in AWS's own words where there are some. */
export function whatFailed(
  facts: RolloutFacts,
  { stoppedBecause }: { readonly stoppedBecause?: string | undefined },
): string {
  if (stoppedBecause !== undefined) return stoppedBecause
  const { identity, serviceDeployment, failure } = facts
  const alarms = serviceDeployment?.triggeredAlarms ?? []
  const reason =
    failure ??
    serviceDeployment?.statusReason ??
    serviceDeployment?.rollback?.reason ??
    (serviceDeployment?.circuitBreaker === 'TRIGGERED' ? 'the circuit breaker was triggered' : undefined)
  const alarm = alarms.length > 0 ? ` Alarms in the state ALARM: ${alarms.join(', ')}.` : ''
  const deployment = capitalised(formatDeployment(identity))
  if (!reason && !alarm) return `${deployment} was ended; ECS gives no reason.`
  return `${deployment} failed${reason ? `: ${asSentence(withoutRollback(reason))}` : '.'}${alarm}`
}

/** That it was rolled back is in another sentence. */
function withoutRollback(reason: string): string {
  return reason.replace(/:? rolling back to deployment(Id)? \S+/i, ': tasks failed to start')
}
