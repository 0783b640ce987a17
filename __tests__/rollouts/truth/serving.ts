import { isTroubled } from './claims.ts'
import type { Moment } from './history.ts'
import type { Played } from './played.ts'
import { lastSeen } from './truths.ts'

const LAST_LOOK_MS = 3_000

/** What is not true about the output `serving-task-definition-arn`. Empty: nothing. */
export function servingUntruths(played: Played): readonly string[] {
  const { report, ours } = played
  const said = report.outputs.servingTaskDefinitionArn
  if (!ours || report.outcome === 'unknown') return []
  const moments = lastSeen(played, ['ecs:DescribeServices', 'DescribeServices'], LAST_LOOK_MS)
  if (moments.some(moment => serving(moment).includes(said))) return []
  if (said === undefined && isTroubled(played, 60_000)) return []
  const last = moments.at(-1)
  return [`serving is said to be ${said}, and is ${last ? serving(last).join(' or ') : 'not known'}`]
}

/** The revision of the PRIMARY deployment if all is settled, else that of the most running tasks. */
function serving(moment: Moment): readonly (string | undefined)[] {
  const running = moment.tasks.filter(({ isRunning }) => isRunning)
  const counts = new Map<string, number>()
  for (const { taskDefinition } of running) counts.set(taskDefinition, (counts.get(taskDefinition) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  const mostly = [...counts].filter(([, count]) => count === most).map(([revision]) => revision)
  const primary = moment.deployments[0]
  const settled = primary?.rolloutState === 'COMPLETED' ? [primary.taskDefinition] : []
  return most === 0 ? [undefined, ...settled] : [...mostly, ...settled]
}
