import { revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { RolloutFacts } from './judge/rollout-facts.ts'
import {
  type DeploymentState,
  deploymentOf,
  primaryOf,
  type ServiceDeploymentState,
  type ServiceSnapshot,
  type Snapshot,
} from './snapshot.ts'
import { continueCommand, elapsed, eventText, formatStoppedTask } from './text.ts'

/** Turns snapshots into the lines of the log: new events, new stopped tasks, and counts and stages when they change. */
export interface Progress {
  /** @param facts with the snapshot in them */
  lines(snapshot: Snapshot, facts: RolloutFacts): readonly string[]
}

/** @param startedAt when the watch began: times are given from there */
export function createProgress(identity: DeploymentIdentity, startedAt: number): Progress {
  let counts = ''
  let stage = ''
  let hooks = ''
  let isMissingPrinted = false
  const stopped = new Set<string>()
  const at = (time: number) => elapsed(time - startedAt)

  function serviceLines(snapshot: ServiceSnapshot, facts: RolloutFacts): readonly string[] {
    const lines = snapshot.events.map(event => `${at(event.at)}  ${eventText(event.message)}`)
    // A read that was late shows counts that were overtaken.
    if (facts.service !== snapshot) return lines
    const now = formatCounts(snapshot, identity)
    if (now !== counts) lines.push(`${at(snapshot.at)}  ${now}`)
    counts = now
    return lines
  }

  function stageLines(state: ServiceDeploymentState, readAt: number, facts: RolloutFacts): readonly string[] {
    const lines: string[] = []
    const isShifting = facts.service !== undefined && facts.service.service.strategy !== 'ROLLING'
    const now = formatStage(state, isShifting)
    if (now !== stage && now !== '') lines.push(`${at(readAt)}  ${now}`)
    stage = now
    const waiting = state.waitingHooks.join()
    if (waiting !== hooks && waiting !== '') {
      lines.push(
        `${at(readAt)}  a lifecycle hook waits for somebody. To continue: ${continueCommand(state.arn, state.waitingHooks[0])}`,
      )
    }
    hooks = waiting
    return lines
  }

  return {
    lines(snapshot, facts) {
      switch (snapshot.kind) {
        case 'missing':
          if (isMissingPrinted) return []
          isMissingPrinted = true
          return [
            `${at(snapshot.at)}  ECS does not list the service ${identity.service}${facts.service ? ' any more' : ' yet'}`,
          ]
        case 'service':
          return serviceLines(snapshot, facts)
        case 'service-deployment':
          return facts.serviceDeployment === snapshot.state ? stageLines(snapshot.state, snapshot.at, facts) : []
        case 'stopped-tasks':
          return snapshot.tasks.flatMap(task => {
            if (stopped.has(task.arn)) return []
            stopped.add(task.arn)
            return [`${at(task.stoppingAt ?? snapshot.at)}  ${formatStoppedTask(task)}`]
          })
        default:
          return []
      }
    },
  }
}

/** Ours first; then, where another one is PRIMARY (a rollback, or one that took our place), that one too. */
function formatCounts(snapshot: ServiceSnapshot, identity: DeploymentIdentity): string {
  const ours = deploymentOf(snapshot, identity.deploymentId)
  const primary = primaryOf(snapshot)
  const parts: string[] = []
  if (ours) parts.push(formatOne(ours))
  if (primary && primary.id !== ours?.id) parts.push(`deployment ${primary.id}, now primary, ${formatOne(primary)}`)
  return parts.join('; ') || 'no deployment'
}

function formatOne(deployment: DeploymentState): string {
  const { runningCount, desiredCount, pendingCount, failedTasks, rolloutState, taskDefinitionArn } = deployment
  const state = rolloutState && rolloutState !== 'IN_PROGRESS' ? ` (${rolloutState})` : ''
  return (
    `${revisionName(taskDefinitionArn)}: running ${runningCount} of ${desiredCount}, ` +
    `pending ${pendingCount}, failed ${failedTasks}${state}`
  )
}

/** Under ECS's own strategies the stage and the weight; under every one what is not the usual course. */
function formatStage(state: ServiceDeploymentState, isShifting: boolean): string {
  const { lifecycleStage, target, triggeredAlarms, status } = state
  const alarm = triggeredAlarms.length > 0 ? `in the state ALARM: ${triggeredAlarms.join(', ')}` : ''
  const unusual = ['PENDING', 'IN_PROGRESS', 'SUCCESSFUL'].includes(status) ? '' : `service deployment ${status}`
  const weight = target?.productionWeight === undefined ? '' : `, ${target.productionWeight} % of the traffic`
  const stage =
    lifecycleStage && (isShifting || lifecycleStage === 'BAKE_TIME') ? `stage ${lifecycleStage}${weight}` : ''
  return [unusual, stage, alarm].filter(Boolean).join('; ')
}
