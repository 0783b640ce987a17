import { revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { formatTimeOfDay } from '../text/time.ts'
import { type DeploymentState, deploymentOf, type ObservedSnapshot, primaryOf, type Snapshot } from './snapshot.ts'
import { eventText, formatStoppedTask } from './text.ts'

/** Turns snapshots into the lines of the log: new events, new stopped tasks, and counts only when they changed. */
export interface Progress {
  lines(snapshot: Snapshot): readonly string[]
}

export function createProgress(identity: DeploymentIdentity): Progress {
  let counts = ''
  let isMissingSaid = false

  return {
    lines(snapshot) {
      if (snapshot.kind === 'missing') {
        if (isMissingSaid) return []
        isMissingSaid = true
        return [`${formatTimeOfDay(snapshot.at)}  ECS does not list the service ${identity.service} yet`]
      }
      if (snapshot.kind !== 'observed') return []
      const news = [
        ...snapshot.events.map(({ at, message }) => ({ at, text: eventText(message) })),
        ...snapshot.stoppedTasks.map(task => ({ at: task.stoppedAt ?? snapshot.at, text: formatStoppedTask(task) })),
      ]
      const lines = news.sort((a, b) => a.at - b.at).map(({ at, text }) => `${formatTimeOfDay(at)}  ${text}`)
      const now = formatCounts(snapshot, identity)
      if (now !== counts) lines.push(`${formatTimeOfDay(snapshot.at)}  ${now}`)
      counts = now
      return lines
    },
  }
}

/** Ours first; then, where another one is PRIMARY (a rollback, or one that took our place), that one too. */
function formatCounts(snapshot: ObservedSnapshot, identity: DeploymentIdentity): string {
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
