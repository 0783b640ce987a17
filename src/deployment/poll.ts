import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs'
import { formatError, isAccessDenied, isCredentialsLost, isThrottle, isTransient } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { createServiceDeploymentReader } from './service-deployment-reader.ts'
import { type DeploymentState, type Snapshot, toDeploymentState, toNewEvents, toServiceState } from './snapshot.ts'
import {
  createStoppedTaskFinder,
  type FoundTasks,
  hintsAtStoppedTask,
  type StoppedTaskFinder,
} from './stopped-tasks.ts'

export interface PollerOptions {
  /** Events before this (ms, by AWS's clock) belong to an earlier deployment. */
  readonly eventsSince: number
  /** Shared with whoever looks at the tasks once more at the end. Default: one of the poller's own. */
  readonly stoppedTasks?: StoppedTaskFinder
}

/** After so long without one answer that was not a throttle, the API is taken as lost, in ms. */
const LOST_AFTER_MS = 300_000
/** Refusals (4xx other than throttles) do not get better by themselves: so many in a row end the watch. */
const MAX_REFUSALS = 3

/** One poll: DescribeServices and, beside it, DescribeServiceDeployments; tasks only where something hints at them. */
export function createPoller(
  ctx: Context,
  identity: DeploymentIdentity,
  options: PollerOptions,
): () => Promise<Snapshot> {
  const reader = createServiceDeploymentReader(ctx, identity)
  const finder = options.stoppedTasks ?? createStoppedTaskFinder(ctx, identity)
  const knownEvents = new Set<string>()
  let before: DeploymentState | undefined
  let lookAtTasks = 0
  let failingSince: number | undefined
  let refusals = 0

  async function describeService(): Promise<{ readonly service?: Service } | { readonly error: unknown }> {
    try {
      const answer = await ctx.aws.send(
        ctx.aws.ecs(),
        new DescribeServicesCommand({ cluster: identity.cluster, services: [identity.service] }),
        { retry: false },
      )
      const service = answer.services?.[0]
      return service ? { service } : {}
    } catch (error) {
      ctx.signal.throwIfAborted()
      return { error }
    }
  }

  function failed(error: unknown): Snapshot {
    const at = ctx.clock.now()
    const problem = formatError(error)
    if (isCredentialsLost(error))
      return { kind: 'lost', at, problem: `The credentials are no longer valid (${problem}).` }
    if (isAccessDenied(error)) {
      return {
        kind: 'lost',
        at,
        problem: `The role of this workflow may not call ecs:DescribeServices (${problem}). Grant it.`,
      }
    }
    if (isThrottle(error)) return { kind: 'unreadable', at, problem, throttled: true }
    failingSince ??= at
    refusals = isTransient(error) ? 0 : refusals + 1
    if (refusals >= MAX_REFUSALS || at - failingSince >= LOST_AFTER_MS) {
      return { kind: 'lost', at, problem: `The service can no longer be read (${problem}).` }
    }
    return { kind: 'unreadable', at, problem, throttled: false }
  }

  async function newlyStopped(ours: DeploymentState | undefined, hinted: boolean): Promise<FoundTasks> {
    // A stopping task is listed as stopped a moment after the counts have changed: look in the next poll as well.
    if (hinted) lookAtTasks = 2
    before = ours ?? before
    if (lookAtTasks === 0) return { tasks: [] }
    lookAtTasks -= 1
    return finder.find()
  }

  return async () => {
    const [described, known] = await Promise.all([describeService(), reader.readKnown()])
    if ('error' in described) return failed(described.error)
    failingSince = undefined
    refusals = 0
    const { service } = described
    if (!service) return { kind: 'missing', at: ctx.clock.now() }

    const reading = known.state || known.failure ? known : await reader.resolve(service)
    const deployments = (service.deployments ?? []).map(toDeploymentState)
    const ours = deployments.find(deployment => deployment.id === identity.deploymentId)
    const events = toNewEvents(service, options.eventsSince, knownEvents)
    for (const event of events) knownEvents.add(event.id)
    const stopped = await newlyStopped(ours, hintsAtStoppedTask(before, ours, events))
    const isReadingThrottled = isThrottle(reading.failure?.error)
    const notes: string[] = []
    if (reading.failure && !isReadingThrottled) notes.push(reading.failure.problem)
    if (stopped.problem && !stopped.throttled) notes.push(stopped.problem)
    return {
      kind: 'observed',
      at: ctx.clock.now(),
      service: toServiceState(service),
      deployments,
      serviceDeployment: reading.state,
      events,
      stoppedTasks: stopped.tasks,
      notes,
      throttled: isReadingThrottled || stopped.throttled === true,
    }
  }
}
