import { uuid } from './identifiers.ts'
import type { Ecs, ServiceRecord } from './state.ts'
import type { TaskRecord } from './task-state.ts'

/** DescribeServices shows at most this many events (SDK documentation, Service). */
const MAX_EVENTS = 100

/** Adds `(service <name>) <text>.` Texts are those of the developer guide's "service event messages" and public logs. */
export function addEvent(ecs: Ecs, service: ServiceRecord, text: string): void {
  const event = { id: uuid(ecs.world), createdAt: ecs.world.clock.now(), message: `(service ${service.name}) ${text}` }
  service.events = [event, ...service.events].slice(0, MAX_EVENTS)
}

export function taskList(tasks: readonly TaskRecord[]): string {
  return tasks.map(task => `(task ${task.id})`).join(' ')
}
