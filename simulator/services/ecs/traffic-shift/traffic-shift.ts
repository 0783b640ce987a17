import { complete, completeWhileBaking } from '../rollout/completion.ts'
import { launchTasks, retireTasks, stopAll } from '../rollout/replacement.ts'
import { failDeployment } from '../rollout/rollbacks.ts'
import type { DeploymentRecord, Ecs, RevisionRecord, ServiceDeploymentRecord } from '../state.ts'
import { isHealthy } from '../task-judgement.ts'
import { isLive, type TaskRecord } from '../task-state.ts'
import { beginHooks, type HookRecord, hooksDue, settleHooks } from './hooks.ts'
import type { StageStep } from './stages.ts'
import { writeWeights } from './weights.ts'

/** How far a deployment that shifts traffic has come. */
export interface TrafficShift {
  readonly steps: readonly StageStep[]
  /** The revision that serves until traffic is shifted. undefined: this is the first. */
  readonly source: RevisionRecord | undefined
  index: number
  /** When the present step began; undefined before the first. */
  enteredAt: number | undefined
  /** Every hook so far, and those of the present step. */
  readonly hooks: HookRecord[]
  stepHooks: readonly HookRecord[]
  /** What the new revision gets now, in percent. */
  productionWeight: number
  testWeight: number
}

/** One pass of the scheduler over a deployment by BLUE_GREEN, LINEAR or CANARY. */
export function advanceShift(ecs: Ecs, primary: DeploymentRecord, shift: TrafficShift): void {
  const now = ecs.world.clock.now()
  if (shift.enteredAt === undefined) enter(ecs, primary, shift)
  if (hasScaledUp(shift)) {
    launchTasks(ecs, primary)
    retireTasks(ecs, primary)
  }
  const hooks = settleHooks(ecs, shift.stepHooks)
  if (hooks === 'failed') {
    failOnHook(ecs, primary)
    return
  }
  const step = shift.steps[shift.index]
  if (!step || hooks === 'waiting' || now < (shift.enteredAt ?? now) + step.lastsMs) return
  if (!isDone(ecs, primary, { shift, step })) return
  primary.serviceDeployment.updatedAt = now
  if (shift.index === shift.steps.length - 1) {
    complete(ecs, primary)
    return
  }
  shift.index++
  shift.enteredAt = undefined
  ecs.wake(primary.service)
}

/** When the present step can be left, or one of its hooks ends. */
export function shiftDue(shift: TrafficShift, now: number): number | undefined {
  const leaves = (shift.enteredAt ?? now) + (shift.steps[shift.index]?.lastsMs ?? 0)
  const due = [leaves, hooksDue(shift.stepHooks)].filter(time => time !== undefined && time > now)
  return due.length > 0 ? Math.min(...(due as number[])) : undefined
}

/** A rollback sends all traffic back at once. */
export function shiftBack(ecs: Ecs, deployment: ServiceDeploymentRecord): void {
  const { shift } = deployment
  if (!shift?.source) return
  shift.productionWeight = 0
  shift.testWeight = 0
  writeWeights(ecs, deployment, 'productionListenerRule', 0)
  writeWeights(ecs, deployment, 'testListenerRule', 0)
}

function enter(ecs: Ecs, primary: DeploymentRecord, shift: TrafficShift): void {
  const { serviceDeployment } = primary
  const step = shift.steps[shift.index]
  if (!step) return
  shift.enteredAt = ecs.world.clock.now()
  // Both groups are in the rule before the first task is registered: without, its targets would not be checked (assumed).
  if (shift.index === 0 && shift.source) writeWeights(ecs, serviceDeployment, 'productionListenerRule', 0)
  if (step.testWeight !== undefined) {
    shift.testWeight = step.testWeight
    writeWeights(ecs, serviceDeployment, 'testListenerRule', step.testWeight)
  }
  if (step.productionWeight !== undefined) {
    shift.productionWeight = step.productionWeight
    writeWeights(ecs, serviceDeployment, 'productionListenerRule', step.productionWeight)
  }
  if (step.stage === 'BAKE_TIME') completeWhileBaking(ecs, primary)
  if (step.stage === 'RECONCILE_SERVICE' || step.stage === 'CLEAN_UP') {
    stopAll(ecs, primary, superfluous(primary, shift, step).filter(isLive))
  }
  shift.stepHooks = beginHooks(ecs, serviceDeployment, step.stage)
  shift.hooks.push(...shift.stepHooks)
}

function isDone(
  ecs: Ecs,
  primary: DeploymentRecord,
  { shift, step }: { readonly shift: TrafficShift; readonly step: StageStep },
): boolean {
  switch (step.stage) {
    case 'SCALE_UP':
      return healthyTasks(ecs, primary) === primary.service.settings.desiredCount
    case 'RECONCILE_SERVICE':
    case 'CLEAN_UP':
      return superfluous(primary, shift, step).length === 0
    default:
      return true
  }
}

/** Tasks that have to be gone: at first those of revisions that never served, in the end all earlier ones. */
function superfluous({ service, revision }: DeploymentRecord, shift: TrafficShift, step: StageStep): TaskRecord[] {
  const kept = step.stage === 'RECONCILE_SERVICE' ? [revision, shift.source] : [revision]
  return [...service.tasks].filter(task => task.lastStatus !== 'STOPPED' && !kept.includes(task.revision))
}

function healthyTasks(ecs: Ecs, { service, revision }: DeploymentRecord): number {
  return [...service.tasks].filter(task => task.revision === revision && isLive(task) && isHealthy(ecs, task)).length
}

function hasScaledUp({ steps, index }: TrafficShift): boolean {
  return index >= steps.findIndex(step => step.stage === 'SCALE_UP')
}

/** Wordings are assumed. */
function failOnHook(ecs: Ecs, primary: DeploymentRecord): void {
  failDeployment(ecs, primary, {
    rollsBack: true,
    reason: 'ECS deployment failed: a lifecycle hook failed.',
    event: 'a lifecycle hook failed',
    cause: 'because a lifecycle hook failed',
    rolloutReason: id => `ECS deployment failed: a lifecycle hook failed: rolling back to deploymentId ${id}.`,
  })
}
