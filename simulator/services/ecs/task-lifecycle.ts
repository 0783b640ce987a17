import { watchHealth } from './container-health.ts'
import { recordFailure } from './rollout/failures.ts'
import { addEvent } from './service-events.ts'
import { logGroup, startFailure } from './start-failure.ts'
import type { Ecs } from './state.ts'
import { connect, disconnect, reportHealth } from './task-connections.ts'
import type { ContainerRecord, StopCode, TaskRecord, TaskStatus } from './task-state.ts'

// How long the phases take is not documented. These are short, so that the interesting phases stand out.
const PROVISIONING_MS = 5_000
const START_FAILURE_MS = 5_000
const DEFAULT_START_SECONDS = 10
const ACTIVATING_MS = 1_000
const EXIT_MS = 2_000
const DEPROVISIONING_MS = 5_000
/** "Stopped tasks appear in the returned results for at least one hour" (SDK documentation, ListTasks). */
const STOPPED_VISIBLE_MS = 3_600_000

/** Why a task ends. */
export interface StopCause {
  readonly code: StopCode
  readonly reason: string
  /** `failure`: counts against its deployment. `start-failure`: only if the task had not passed its checks yet. */
  readonly counts: 'failure' | 'start-failure' | 'no'
}

/** Takes a placed task from PROVISIONING to RUNNING (developer guide, "task lifecycle"), or to its failure to start. */
export function beginTask(ecs: Ecs, task: TaskRecord): void {
  later(ecs, task, PROVISIONING_MS, () => {
    become(ecs, task, 'PENDING')
    task.pullStartedAt = ecs.world.clock.now()
    const failure = startFailure(ecs, task)
    if (failure) {
      later(ecs, task, START_FAILURE_MS, () => failToStart(ecs, task, failure))
      return
    }

    const startMs = Math.max(...task.containers.map(startSeconds)) * 1000
    const activatingMs = Math.min(ACTIVATING_MS, startMs)
    later(ecs, task, startMs - activatingMs, () => {
      task.pullStoppedAt = ecs.world.clock.now()
      become(ecs, task, 'ACTIVATING')
      later(ecs, task, activatingMs, () => run(ecs, task))
    })
  })
}

/**
 * Ends a task: DEACTIVATING while its targets drain, STOPPING while its containers exit, DEPROVISIONING while the
 * network interface is detached, STOPPED. A task whose essential container has already exited does not wait for its
 * targets (assumed).
 */
export function stopTask(ecs: Ecs, task: TaskRecord, cause: StopCause): void {
  if (task.desiredStatus === 'STOPPED') return
  const wasRunning = task.lastStatus === 'RUNNING'
  for (const cancel of task.timers) cancel()
  task.timers.clear()
  task.desiredStatus = 'STOPPED'
  task.stoppingAt = ecs.world.clock.now()
  task.stopCode = cause.code
  task.stoppedReason = cause.reason
  task.service.steady = false
  if (cause.counts === 'failure' || (cause.counts === 'start-failure' && !task.proven)) {
    recordFailure(ecs, task.service, task.revision)
  }
  if (!wasRunning) {
    deprovision(ecs, task)
    return
  }

  become(ecs, task, 'DEACTIVATING')
  const exit = () => {
    become(ecs, task, 'STOPPING')
    ecs.world.clock.after(EXIT_MS, () => deprovision(ecs, task))
  }
  const exited = cause.code === 'EssentialContainerExited'
  disconnect(ecs, task, exited ? () => {} : exit)
  if (exited) exit()
}

function run(ecs: Ecs, task: TaskRecord): void {
  const now = ecs.world.clock.now()
  task.startedAt = now
  for (const container of task.containers) {
    container.lastStatus = 'RUNNING'
    container.startedAt = now
    writeLog(ecs, task, container)
  }
  become(ecs, task, 'RUNNING')
  connect(ecs, task)
  for (const container of task.containers) {
    watchHealth(ecs, task, container, () => {
      reportHealth(ecs, task)
      ecs.wake(task.service)
    })
    const { crash } = container.behaviour
    if (crash && crashes(task, container))
      later(ecs, task, crash.afterSeconds * 1000, () => exitByItself(ecs, task, container, crash))
  }
}

/** A share of the tasks is spread evenly over the launches, so that a test can count on it. */
function crashes({ ordinal }: TaskRecord, { behaviour }: ContainerRecord): boolean {
  const share = typeof behaviour.crashes === 'object' ? behaviour.crashes.share : 1
  return Math.floor((ordinal + 1) * share) > Math.floor(ordinal * share)
}

function exitByItself(
  ecs: Ecs,
  task: TaskRecord,
  container: ContainerRecord,
  crash: { readonly exitCode: number; readonly reason?: string },
): void {
  container.lastStatus = 'STOPPED'
  container.exitCode = crash.exitCode
  container.reason = crash.reason
  if (!container.essential) return
  stopTask(ecs, task, {
    code: 'EssentialContainerExited',
    reason: 'Essential container in task exited',
    counts: 'start-failure',
  })
}

function failToStart(ecs: Ecs, task: TaskRecord, reason: string): void {
  addEvent(ecs, task.service, `was unable to place a task. Reason: ${reason.replace(/\.$/, '')}.`)
  stopTask(ecs, task, { code: 'TaskFailedToStart', reason, counts: 'start-failure' })
}

function deprovision(ecs: Ecs, task: TaskRecord): void {
  task.executionStoppedAt = ecs.world.clock.now()
  for (const container of task.containers) {
    // 143: ended by SIGTERM, as a normal stop does. A container that never ran has no exit code.
    if (container.lastStatus === 'RUNNING') container.exitCode = 143
    container.lastStatus = 'STOPPED'
  }
  become(ecs, task, 'DEPROVISIONING')
  ecs.world.clock.after(DEPROVISIONING_MS, () => {
    task.stoppedAt = ecs.world.clock.now()
    become(ecs, task, 'STOPPED')
    ecs.world.clock.after(STOPPED_VISIBLE_MS, () => {
      task.service.tasks.delete(task)
      task.service.cluster.tasks.delete(task.id)
    })
  })
}

function writeLog(ecs: Ecs, task: TaskRecord, container: ContainerRecord): void {
  const group = logGroup(container.definition)
  const prefix = container.definition.logConfiguration?.options?.['awslogs-stream-prefix']
  if (!group || !prefix) return
  for (const line of container.behaviour.logLines ?? []) {
    ecs.world.ports.logs.write(group, `${prefix}/${container.name}/${task.id}`, line)
  }
}

function startSeconds(container: ContainerRecord): number {
  return container.behaviour.startSeconds ?? DEFAULT_START_SECONDS
}

function become(ecs: Ecs, task: TaskRecord, status: TaskStatus): void {
  task.lastStatus = status
  task.version++
  ecs.wake(task.service)
}

/** Runs `event`, unless the task is stopped before then. */
function later(ecs: Ecs, task: TaskRecord, delayMs: number, event: () => void): void {
  const cancel = ecs.world.clock.after(delayMs, () => {
    task.timers.delete(cancel)
    event()
  })
  task.timers.add(cancel)
}
