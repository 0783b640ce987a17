import type { Application, ApplicationAnswer, TargetBackend } from '../../world.ts'
import type { ContainerRecord, TaskRecord } from './task-state.ts'

const DEFAULT_READY_SECONDS = 5

/** The application of an image whose behaviour names none: it serves the usual health check paths, nothing else. */
const DEFAULT_APPLICATION: Application = {
  name: 'application',
  version: '1',
  routes: { '/': { status: 200, body: 'OK' }, '/health': { status: 200, body: 'OK' } },
}

/** The container's application as the network sees it: it refuses connections until it is ready and after it exits. */
export function backendOf(task: TaskRecord, container: ContainerRecord, now: () => number): TargetBackend {
  return {
    get(path) {
      // Once the network interface is gone, nothing answers, not even with a refusal.
      if (task.lastStatus === 'DEPROVISIONING' || task.lastStatus === 'STOPPED') return 'timeout'
      return isReady(container, now()) ? answer(container, path, now()) : 'refused'
    },
  }
}

/** The path that a health command requests from its own container; `undefined` if it checks in another way. */
export function pathInCommand(command: readonly string[]): string | undefined {
  const url = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(\/[^\s'"\\)|;&?#]*)?/.exec(
    command.join(' '),
  )
  return url ? (url[1] ?? '/') : undefined
}

/**
 * Whether the container's own health command succeeds now. A command that contains no URL of the container itself
 * succeeds: what it does cannot be known. `curl -f` fails on status 400 and above.
 */
export function passesHealthCommand(container: ContainerRecord, now: number): boolean {
  const path = pathInCommand(container.definition.healthCheck?.command ?? [])
  if (path === undefined) return true
  return isReady(container, now) && answer(container, path, now).status < 400
}

function isReady(container: ContainerRecord, now: number): boolean {
  if (container.lastStatus !== 'RUNNING' || container.startedAt === undefined) return false
  const readySeconds = container.behaviour.readySeconds ?? DEFAULT_READY_SECONDS
  return now >= container.startedAt + readySeconds * 1000
}

function answer(container: ContainerRecord, path: string, now: number): ApplicationAnswer {
  const { unhealthyAfterSeconds = Number.POSITIVE_INFINITY } = container.behaviour
  if (now >= (container.startedAt ?? now) + unhealthyAfterSeconds * 1000) {
    return { status: 503, body: 'Service Unavailable' }
  }
  const { routes } = container.behaviour.application ?? DEFAULT_APPLICATION
  const bare = path.split(/[?#]/)[0] || '/'
  return (Object.hasOwn(routes, bare) ? routes[bare] : undefined) ?? { status: 404, body: 'Not Found' }
}
