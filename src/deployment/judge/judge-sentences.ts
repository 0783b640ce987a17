import { revisionName } from '../../aws/arn.ts'
import { asSentence, capitalised } from '../../text/sentences.ts'
import { formatDeployment } from '../text.ts'
import { type Decided, decided } from '../verdict.ts'
import type { RolloutFacts } from './rollout-facts.ts'

const TRIGGER_TEXT = /circuit breaker|alarm|tasks failed/i

/** The circuit breaker or an alarm decided, not a person. */
export function isTriggered({ serviceDeployment, failure, newer }: RolloutFacts): boolean {
  const { circuitBreaker, alarms, rollback, statusReason } = serviceDeployment ?? {}
  if (circuitBreaker === 'TRIGGERED' || alarms === 'TRIGGERED') return true
  // A rollout that a person stopped may be FAILED as well: only a text that names what decided counts.
  return [rollback?.reason, statusReason, failure, newer?.rolloutStateReason].some(text =>
    TRIGGER_TEXT.test(text ?? ''),
  )
}

/** Whether ECS itself goes back: it needs the setting, and an earlier deployment that completed. */
export function canRollBack({ service, identity, serviceDeployment }: RolloutFacts): boolean {
  if (!service?.service.rollbackEnabled) return false
  return identity.earlier.some(({ isCompleted }) => isCompleted) || (serviceDeployment?.sourceCount ?? 0) > 0
}

/** The deployment that took the place of ours is ECS's rollback of it. */
export function isRollbackOfOurs(facts: RolloutFacts): boolean {
  const { newer, failedAt, service, events } = facts
  if (!newer || isFailureOfAnother(facts)) return false
  if (failedAt !== undefined && service?.service.rollbackEnabled) return true
  if (/roll(ing|ed) back/i.test(newer.rolloutStateReason ?? '')) return true
  return events.some(({ message }) => message.includes(`rolling back to deployment ${newer.id}`))
}

/** One that replaced ours, between two reads, has failed itself: what is rolled back is that one. */
function isFailureOfAnother({ identity, newer, events }: RolloutFacts): boolean {
  const known = [identity.deploymentId, newer?.id, ...identity.earlier.map(({ deploymentId }) => deploymentId)]
  const failed = events.flatMap(({ message }) => /\(deployment (\S+)\) deployment failed/.exec(message)?.[1] ?? [])
  return failed.some(id => !known.includes(id)) && !failed.includes(identity.deploymentId)
}

export function replacement(facts: RolloutFacts, how: string): Decided {
  const { identity, newer, newerServiceDeployments } = facts
  const by = newer
    ? `deployment ${newer.id} of ${revisionName(newer.taskDefinitionArn)}`
    : `another deployment (${newerServiceDeployments[0]})`
  return decided(facts, 'superseded', `${capitalised(formatDeployment(identity))} ${how} ${by} replaced it.`)
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
