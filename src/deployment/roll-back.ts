import { type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { revisionName } from '../aws/arn.ts'
import { formatError, isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import {
  type DeploymentIdentity,
  type EarlierDeployment,
  identifyDeployment,
  primaryDeployment,
} from '../resources/service/deployment-identity.ts'
import { describeService, ONE_CALL } from '../resources/service/service-deployment-reads.ts'
import { revertInput } from '../resources/service/service-revert.ts'
import { requestRollback } from './stop-deployment.ts'
import { toDeploymentStates } from './to-snapshot.ts'
import { formatServing, servingTaskDefinition, type Verdict } from './verdict.ts'
import { type DeploymentWatch, ROLLBACK_MS, watchDeployment } from './watch.ts'

export interface RollBack {
  /** Why, as a sentence. */
  readonly because: string
  /** What it is based on may change any moment: the service is not updated back unless it can be read at once. */
  readonly mayChange?: boolean
  /** The service as it was before this run changed it. */
  readonly before: Service | undefined
  /** Of our deployment. */
  readonly watch: DeploymentWatch
}

/** The newest deployment before ours that had completed: nothing else is known to have worked. */
export function earlierCompleted({ earlier }: DeploymentIdentity): EarlierDeployment | undefined {
  return earlier.find(({ isCompleted }) => isCompleted)
}

/**
 * Rolls back a deployment of ours that goes on although it has failed: asks ECS to stop it with a rollback, and waits
 * for its end. Where it has ended meanwhile, what it ended with counts.
 *
 * @returns the verdict; undefined: it has ended without a rollback, and ours may still be PRIMARY
 */
export async function stopWithRollback(context: Context, roll: RollBack): Promise<Verdict | undefined> {
  const { because, watch } = roll
  context.log.info(`${because} Requesting its rollback (on-failure: rollback).`)
  const { identity, serviceDeploymentArn } = watch
  const request = await requestRollback(context, { ...identity, serviceDeploymentArn })
  const until = context.clock.now() + ROLLBACK_MS
  switch (request.kind) {
    case 'requested':
      return await roll.watch.follow({ until, stoppedBecause: because })
    case 'under-way':
    case 'ended': {
      const verdict = await roll.watch.follow({ until, isEnding: true })
      return verdict.failure?.state === 'ended' ? undefined : verdict
    }
    case 'not-ours':
      return await notRolledBack(
        context,
        roll,
        `Nothing was rolled back: the service deployment deploys ${revisionName(request.taskDefinitionArn)}, which is not of this run.`,
      )
    case 'unknown':
      return await notRolledBack(
        context,
        roll,
        'It was not rolled back: AWS did not show its service deployment. The deployment continues.',
      )
    case 'refused':
      return await notRolledBack(
        context,
        roll,
        `It could not be rolled back. ${request.problem} The deployment continues.`,
      )
  }
}

async function notRolledBack(
  context: Context,
  { because, watch: { identity } }: RollBack,
  problem: string,
): Promise<Verdict> {
  const now = await deploymentsNow(context, identity)
  return {
    outcome: 'failed',
    reason: `${because} ${problem} ${formatServing(now)}`,
    servingTaskDefinitionArn: servingTaskDefinition(now, false),
    serviceDeploymentArn: identity.serviceDeploymentArn,
    warnings: [],
  }
}

/** Trying to roll back takes time, in which the deployment went on. undefined: it could not be read. */
async function deploymentsNow(context: Context, identity: DeploymentIdentity) {
  try {
    const service = await describeService(context, identity)
    return service && { deployments: toDeploymentStates(service) }
  } catch {
    context.signal.throwIfAborted()
    // The sentence says that it is not known.
    return undefined
  }
}

/**
 * Updates the service back to what completed before, where ours is still PRIMARY by a read just before, and waits for
 * the end of that deployment.
 *
 * @returns the verdict; undefined: ours is no longer PRIMARY, so nothing was sent
 */
export async function updateBack(
  context: Context,
  roll: RollBack,
  to: EarlierDeployment,
): Promise<Verdict | undefined> {
  const { aws, log } = context
  const {
    because,
    watch: { identity },
  } = roll
  const revision = revisionName(to.taskDefinitionArn)
  if (to.taskDefinitionArn === identity.taskDefinitionArn) {
    return await notRolledBack(context, roll, `It was not rolled back: what completed before is ${revision}, too.`)
  }
  const notPossible = (error: unknown, permission: string) => {
    context.signal.throwIfAborted()
    const remedy = isAccessDenied(error) ? ` Grant ${permission}.` : ''
    return notRolledBack(context, roll, `It could not be rolled back to ${revision} (${formatError(error)}).${remedy}`)
  }
  let now: Service | undefined
  try {
    now = await describeService(context, identity, roll.mayChange ? ONE_CALL : {})
  } catch (error) {
    return await notPossible(error, 'ecs:DescribeServices')
  }
  if (now?.status !== 'ACTIVE' || primaryDeployment(now)?.id !== identity.deploymentId) return undefined
  log.info(`${because} Updating the service back to ${revision}.`)
  const isBefore = roll.before && primaryDeployment(roll.before)?.id === to.deploymentId
  const input = revertInput(
    { cluster: identity.cluster, taskDefinitionArn: to.taskDefinitionArn, before: isBefore ? roll.before : undefined },
    now,
  )
  let updated: Service | undefined
  try {
    updated = (await aws.send(aws.ecs(), new UpdateServiceCommand(input))).service
  } catch (error) {
    return await notPossible(error, 'ecs:UpdateService')
  }
  const back = updated && identifyDeployment(updated)
  if (!back)
    return await notRolledBack(
      context,
      roll,
      `It is being rolled back to ${revision}, but AWS returned no deployment to watch.`,
    )
  const { onProgress, ...options } = roll.watch.options
  const watch = watchDeployment(context, back, {
    ...options,
    judgeBy: 'deployment',
    budget: roll.watch.budget,
    onProgress: () =>
      onProgress?.({
        kind: 'rolling-back',
        deploymentId: identity.deploymentId,
        taskDefinitionArn: identity.taskDefinitionArn,
        to: to.taskDefinitionArn,
      }),
  })
  const end = await watch.follow({ until: context.clock.now() + ROLLBACK_MS })
  return end.outcome === 'succeeded'
    ? {
        ...end,
        outcome: 'rolled-back',
        servingTaskDefinitionArn: to.taskDefinitionArn,
        reason: `${because} This action rolled it back: ${revision} serves.`,
      }
    : {
        ...end,
        // That is how the rollback ended: the deployment that it was for has failed.
        outcome: end.outcome === 'superseded' || end.outcome === 'unknown' ? end.outcome : 'failed',
        reason: `${because} The rollback to ${revision} did not succeed: ${end.reason}`,
      }
}
