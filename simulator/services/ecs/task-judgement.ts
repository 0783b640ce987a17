import type { Ecs } from './state.ts'
import { targetHealth } from './task-connections.ts'
import { type TaskRecord, taskHealth } from './task-state.ts'

/**
 * A task without any health check counts as started once it has run this long: if it exits sooner, it failed to start.
 * Where AWS draws the line is not known; that it does not count a task that exits later is reported
 * (aws/containers-roadmap, issue 1206).
 */
const SETTLED_MS = 10_000

/** Whether the task runs and passes every check that it has: container health, and all its targets. */
export function isHealthy(ecs: Ecs, task: TaskRecord): boolean {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return false
  const health = taskHealth(task)
  const checked = task.containers.some(container => container.essential && container.definition.healthCheck)
  if (checked && health !== 'HEALTHY') return false
  const targets = targetHealth(ecs, task)
  // `unused`: no listener forwards to the group any more; then nothing is checked (assumed not to be an obstacle).
  if (targets.some(({ health: state }) => state?.state !== 'healthy' && state?.state !== 'unused')) return false
  return checked || targets.length > 0 || task.proven || ecs.world.clock.now() >= task.startedAt + SETTLED_MS
}

/**
 * Why a running task must be replaced, or undefined. The grace period covers load balancer and container health
 * checks alike (SDK documentation, healthCheckGracePeriodSeconds).
 */
export function unhealthiness(
  ecs: Ecs,
  task: TaskRecord,
): { readonly event: string; readonly stoppedReason: string } | undefined {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return undefined
  const graceSeconds = task.service.settings.healthCheckGracePeriodSeconds ?? 0
  if (ecs.world.clock.now() < task.startedAt + graceSeconds * 1000) return undefined
  if (taskHealth(task) === 'UNHEALTHY') {
    return {
      event: `(task ${task.id}) failed container health checks.`,
      stoppedReason: 'Task failed container health checks',
    }
  }
  const failing = targetHealth(ecs, task).find(({ health }) => health?.state === 'unhealthy')
  if (!failing) return undefined
  const reason = failing.health?.description ?? failing.health?.reason ?? 'Health checks failed'
  return {
    event: `(port ${failing.port}) is unhealthy in (target-group ${failing.targetGroupArn}) due to (reason ${reason}).`,
    stoppedReason: `Task failed ELB health checks in (target-group ${failing.targetGroupArn})`,
  }
}
