import { revisionName } from '../aws/arn.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { judgeLost } from './judge.ts'
import { primaryOf, type Snapshot } from './snapshot.ts'
import type { Verdict } from './verdict.ts'

/**
 * How a change that starts no deployment (the desired count alone) has ended, or undefined while it has not: by the
 * counts of the primary deployment, which has to be the one that the update's answer named. Pure.
 */
export function judgeCounts(snapshots: readonly Snapshot[], identity: DeploymentIdentity): Verdict | undefined {
  const latest = snapshots.at(-1)
  if (latest?.kind === 'lost') return judgeLost(latest.problem, snapshots, identity)
  const last = snapshots.findLast(snapshot => snapshot.kind === 'observed')
  if (!last || last !== snapshots.at(-1)) return undefined
  const primary = primaryOf(last)
  const known = {
    servingTaskDefinitionArn: primary?.taskDefinitionArn,
    serviceDeploymentArn: last.serviceDeployment?.arn ?? identity.serviceDeploymentArn,
    warnings: [],
  }
  if (last.service.status !== 'ACTIVE') {
    const reason = `The service ${identity.service} was deleted while its count changed (it is ${last.service.status}).`
    return { ...known, outcome: 'failed', reason }
  }
  if (!primary) return undefined
  if (primary.id !== identity.deploymentId) {
    // One older than that of our own answer is a read that lags.
    if ((primary.createdAt ?? 0) <= identity.startedAt) return undefined
    const reason = `Deployment ${primary.id} of ${revisionName(primary.taskDefinitionArn)} began before the count was reached.`
    return { ...known, outcome: 'superseded', reason }
  }
  const isReached =
    primary.desiredCount === last.service.desiredCount &&
    primary.runningCount === primary.desiredCount &&
    primary.pendingCount === 0
  if (!isReached) return undefined
  const warnings =
    primary.desiredCount === 0 ? [`The desired count of the service ${identity.service} is 0: nothing runs.`] : []
  const reason = `${primary.runningCount} of ${primary.desiredCount} tasks of ${revisionName(primary.taskDefinitionArn)} run.`
  return { ...known, outcome: 'succeeded', reason, warnings }
}
