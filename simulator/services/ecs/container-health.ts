import { passesHealthCommand } from './application.ts'
import type { Ecs } from './state.ts'
import type { ContainerRecord, TaskRecord } from './task-state.ts'

/**
 * Runs the container's health check: first one interval after the start, then at every interval (5 to 300 s).
 * One success makes it HEALTHY; `retries` failures in a row make it UNHEALTHY, and failures within `startPeriod` do
 * not count until a check has succeeded (SDK documentation, HealthCheck; Docker's reference for HEALTHCHECK).
 * `changed` is called whenever the health changes.
 */
export function watchHealth(ecs: Ecs, task: TaskRecord, container: ContainerRecord, changed: () => void): void {
  const check = container.definition.healthCheck
  if (!check || container.startedAt === undefined) return
  const interval = (check.interval ?? 30) * 1000
  const graceEnd = container.startedAt + (check.startPeriod ?? 0) * 1000
  let failures = 0
  let succeeded = false

  const look = () => {
    const before = container.health
    const now = ecs.world.clock.now()
    if (passesHealthCommand(container, now)) {
      succeeded = true
      failures = 0
      container.health = 'HEALTHY'
    } else if (succeeded || now > graceEnd) {
      failures++
      if (failures >= (check.retries ?? 3)) container.health = 'UNHEALTHY'
    }
    if (container.health !== before) changed()
    schedule()
  }
  const schedule = () => {
    if (task.desiredStatus === 'STOPPED' || container.lastStatus !== 'RUNNING') return
    const cancel = ecs.world.clock.after(interval, () => {
      task.timers.delete(cancel)
      look()
    })
    task.timers.add(cancel)
  }
  schedule()
}
