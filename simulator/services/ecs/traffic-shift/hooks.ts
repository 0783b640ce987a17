import type {
  ContinueServiceDeploymentRequest,
  DeploymentLifecycleHook,
  DeploymentLifecycleHookDetail,
  DeploymentLifecycleHookStatus,
} from '@aws-sdk/client-ecs'
import { ApiError } from '../../../errors.ts'
import { uuid } from '../identifiers.ts'
import { invalidParameter } from '../refusals.ts'
import type { Ecs, ServiceDeploymentRecord } from '../state.ts'
import type { Stage } from './stages.ts'

/** A hook that a deployment has come to. Times are simulated milliseconds since the epoch. */
export interface HookRecord {
  readonly id: string
  readonly hook: DeploymentLifecycleHook
  readonly expiresAt: number
  /** When the Lambda function returns, and what. undefined: a person decides. */
  readonly result: { readonly at: number; readonly status: 'SUCCEEDED' | 'FAILED' } | undefined
  status: DeploymentLifecycleHookStatus
}

const DEFAULT_TIMEOUT_MINUTES = 1_440
const DEFAULT_LAMBDA_SECONDS = 5

/** The hooks of the stage begin: they run, or wait for a person, all at the same time (assumed). */
export function beginHooks(ecs: Ecs, { deploymentConfiguration }: ServiceDeploymentRecord, stage: Stage): HookRecord[] {
  const now = ecs.world.clock.now()
  const hooks = (deploymentConfiguration.lifecycleHooks ?? []).filter(hook =>
    hook.lifecycleStages?.some(hookStage => hookStage === stage),
  )
  return hooks.map(hook => {
    const { seconds, status } = ecs.world.settings.lambdaHooks?.[hook.hookTargetArn ?? ''] ?? {}
    const minutes = hook.timeoutConfiguration?.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES
    const pauses = hook.targetType === 'PAUSE'
    return {
      id: uuid(ecs.world),
      hook,
      expiresAt: now + minutes * 60_000,
      result: pauses
        ? undefined
        : { at: now + (seconds ?? DEFAULT_LAMBDA_SECONDS) * 1000, status: status ?? 'SUCCEEDED' },
      status: pauses ? 'AWAITING_ACTION' : 'IN_PROGRESS',
    }
  })
}

/** Lets hooks that are due end. Says whether the stage can be left, must be waited for, or has failed. */
export function settleHooks(ecs: Ecs, hooks: readonly HookRecord[]): 'passed' | 'waiting' | 'failed' {
  const now = ecs.world.clock.now()
  for (const hook of hooks) {
    if (!isOpen(hook)) continue
    if (hook.result && hook.result.at <= Math.min(now, hook.expiresAt)) hook.status = hook.result.status
    else if (hook.expiresAt <= now) hook.status = 'TIMED_OUT'
  }
  if (hooks.some(hook => hook.status === 'FAILED')) return 'failed'
  if (hooks.some(hook => hook.status === 'TIMED_OUT' && timeoutAction(hook) === 'ROLLBACK')) return 'failed'
  return hooks.some(isOpen) ? 'waiting' : 'passed'
}

/** When the first of the hooks ends by itself. */
export function hooksDue(hooks: readonly HookRecord[]): number | undefined {
  const due = hooks.filter(isOpen).map(({ result, expiresAt }) => Math.min(result?.at ?? expiresAt, expiresAt))
  return due.length > 0 ? Math.min(...due) : undefined
}

/** As DescribeServiceDeployments returns it. */
export function describeHook(record: HookRecord): DeploymentLifecycleHookDetail {
  const { id, hook, status, expiresAt } = record
  return {
    hookId: id,
    targetType: hook.targetType ?? 'AWS_LAMBDA',
    ...(hook.hookTargetArn === undefined ? {} : { targetArn: hook.hookTargetArn }),
    status,
    expiresAt: new Date(expiresAt),
    timeoutAction: timeoutAction(record),
  }
}

/** ContinueServiceDeployment: a person decides on a hook that waits. The refusals are assumed. */
export function continueDeployment(ecs: Ecs, input: ContinueServiceDeploymentRequest): object {
  const deployment = ecs.serviceDeployments.get(input.serviceDeploymentArn ?? '')
  if (!deployment) throw new ApiError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  const hook = deployment.shift?.hooks.find(({ id }) => id === input.hookId)
  if (!hook) throw invalidParameter('The lifecycle hook was not found.')
  if (hook.status !== 'AWAITING_ACTION' || deployment.status !== 'IN_PROGRESS') {
    throw invalidParameter('The lifecycle hook is not awaiting an action.')
  }
  const rollsBack = input.action === 'ROLLBACK'
  // What a hook becomes that is answered with ROLLBACK is not documented: assumed.
  hook.status = rollsBack ? 'FAILED' : 'SUCCEEDED'
  if (rollsBack) deployment.status = 'ROLLBACK_REQUESTED'
  deployment.updatedAt = ecs.world.clock.now()
  ecs.wake(deployment.service)
  return { serviceDeploymentArn: deployment.arn }
}

function isOpen({ status }: HookRecord): boolean {
  return status === 'AWAITING_ACTION' || status === 'IN_PROGRESS'
}

function timeoutAction({ hook }: HookRecord): 'ROLLBACK' | 'CONTINUE' {
  return hook.timeoutConfiguration?.action ?? 'ROLLBACK'
}
