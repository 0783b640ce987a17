import { formatError, isAccessDenied, isCredentialsLost, isErrorNamed, isThrottle } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { type DeploymentIdentity, lastEventAt } from '../../resources/service/deployment-identity.ts'
import { describeService } from '../../resources/service/service-deployment-reads.ts'
import type { HealthRules } from '../../tasks/task-health.ts'
import type { Snapshot, Source } from '../snapshot.ts'
import { toDeploymentStates, toNewEvents, toServiceState } from '../to-snapshot.ts'
import { createRunningTasksReader } from './running-tasks.ts'
import { createServiceDeploymentReader } from './service-deployment-reader.ts'
import type { StoppedTaskFinder } from './stopped-tasks.ts'

/** Reads one source once. Never throws but on cancellation: what failed is a snapshot, too. */
export interface Reads {
  read(source: Source): Promise<Snapshot>
  /** Whether the service deployment's ARN is known: until then reading it takes a search. */
  readonly isServiceDeploymentKnown: boolean
  /** Calls that the next read of the source takes, as a rule. */
  costOf(source: Source): number
}

export interface ReadsOptions {
  /** Events before this (ms, by AWS's clock) belong to an earlier deployment. */
  readonly eventsSince: number
  /** Ids of events that were there before. */
  readonly knownEvents: readonly string[]
  readonly healthRules: HealthRules
  /** Shared with whoever reads the stopped tasks once more at the end. */
  readonly stoppedTasks: StoppedTaskFinder
}

const PERMISSIONS: Readonly<Record<Source, string>> = {
  service: 'ecs:DescribeServices',
  'service-deployment': 'ecs:DescribeServiceDeployments and ecs:ListServiceDeployments',
  'newer-deployments': 'ecs:ListServiceDeployments',
  'stopped-tasks': 'ecs:ListTasks and ecs:DescribeTasks',
  'running-tasks': 'ecs:ListTasks, ecs:DescribeTasks and elasticloadbalancing:DescribeTargetHealth',
}

export function createReads(ctx: Context, identity: DeploymentIdentity, options: ReadsOptions): Reads {
  const serviceDeployment = createServiceDeploymentReader(ctx, identity)
  const runningTasks = createRunningTasksReader(ctx, identity, options.healthRules)
  const knownEvents = new Set(options.knownEvents)

  async function readService(begunAt: number): Promise<Snapshot> {
    const service = await describeService(ctx, identity, { retry: false })
    const at = ctx.clock.now()
    if (!service) return { kind: 'missing', begunAt, at }
    const deployments = toDeploymentStates(service)
    serviceDeployment.learn(service, deployments)
    const events = toNewEvents(service, options.eventsSince, knownEvents)
    for (const event of events) knownEvents.add(event.id)
    return {
      kind: 'service',
      begunAt,
      at,
      service: toServiceState(service),
      deployments,
      events,
      lastEventAt: lastEventAt(service),
    }
  }

  async function attempt(source: Source, begunAt: number): Promise<Snapshot> {
    switch (source) {
      case 'service':
        return await readService(begunAt)
      case 'service-deployment': {
        const state = await serviceDeployment.read()
        const at = ctx.clock.now()
        // Not listed yet: nothing failed, and nothing is known.
        return state ? { kind: source, begunAt, at, state } : { kind: 'not-found', begunAt, at }
      }
      case 'newer-deployments':
        return { kind: source, begunAt, arns: await serviceDeployment.listNewer(), at: ctx.clock.now() }
      case 'stopped-tasks':
        return { kind: source, begunAt, tasks: await options.stoppedTasks.find(), at: ctx.clock.now() }
      case 'running-tasks':
        return { kind: source, begunAt, tasks: await runningTasks.read(), at: ctx.clock.now() }
    }
  }

  return {
    get isServiceDeploymentKnown() {
      return serviceDeployment.isKnown
    },
    costOf(source) {
      switch (source) {
        case 'running-tasks':
          return runningTasks.cost
        case 'stopped-tasks':
          return 2
        case 'service-deployment':
          return serviceDeployment.isKnown ? 1 : 3
        default:
          return 1
      }
    },
    async read(source) {
      const begunAt = ctx.clock.now()
      try {
        return await attempt(source, begunAt)
      } catch (error) {
        ctx.signal.throwIfAborted()
        const at = ctx.clock.now()
        if (source === 'service' && isErrorNamed(error, 'ServiceNotFoundException', 'ClusterNotFoundException')) {
          return { kind: 'missing', begunAt, at }
        }
        const cause = causeOf(error)
        const permission = cause === 'denied' ? PERMISSIONS[source] : undefined
        return { kind: 'failed-read', begunAt, at, source, problem: formatError(error), cause, permission }
      }
    },
  }
}

function causeOf(error: unknown): 'credentials' | 'denied' | 'throttled' | 'fault' {
  if (isCredentialsLost(error)) return 'credentials'
  if (isAccessDenied(error)) return 'denied'
  return isThrottle(error) ? 'throttled' : 'fault'
}
