import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { createPoller } from './poll.ts'
import { createPollInterval } from './poll-interval.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoppedTaskFinder } from './stopped-tasks.ts'

export interface WatchOptions {
  /** The last poll is made at this time (ms since the epoch, by the clock of the run). */
  readonly until: number
  /** Events before this (ms) are not ours. Default: when the deployment was created. */
  readonly eventsSince?: number
  readonly stoppedTasks?: StoppedTaskFinder
  /** From 0 to 1, for the jitter after a throttle. Default Math.random. */
  readonly random?: () => number
}

/**
 * Snapshots of our deployment, at a pace that follows what is happening, until the caller stops asking, time runs
 * out, or nothing can be read any more (the last snapshot is then `lost`). Throws only on cancellation: the signal's
 * reason.
 */
export async function* watchDeployment(
  ctx: Context,
  identity: DeploymentIdentity,
  options: WatchOptions,
): AsyncGenerator<Snapshot, void, void> {
  const { until, eventsSince = identity.startedAt, stoppedTasks, random = Math.random } = options
  const poll = createPoller(ctx, identity, { eventsSince, ...(stoppedTasks && { stoppedTasks }) })
  const interval = createPollInterval(identity, random)
  const said = new Set<string>()

  while (true) {
    const snapshot = await poll()
    sayOnce(ctx, snapshot, said)
    yield snapshot
    const left = until - ctx.clock.now()
    if (snapshot.kind === 'lost' || left <= 0) return
    await ctx.clock.sleep(Math.min(interval.next(snapshot), left), ctx.signal)
    ctx.signal.throwIfAborted()
  }
}

/** A failed poll is not the end, so it is one line in the log, and one warning where it is not AWS's rate limit. */
function sayOnce(ctx: Context, snapshot: Snapshot, said: Set<string>): void {
  if (snapshot.kind === 'unreadable') {
    const kind = snapshot.throttled ? 'throttled' : 'unreadable'
    if (said.has(kind)) return
    said.add(kind)
    if (snapshot.throttled) ctx.log.info(`AWS limits the rate of calls (${snapshot.problem}): asking less often.`)
    else ctx.log.warning(`The service could not be read (${snapshot.problem}). Still watching.`)
  }
  if (snapshot.kind !== 'observed') return
  for (const note of snapshot.notes) {
    const kind = note.replace(/\(.*$/, '')
    if (said.has(kind)) continue
    said.add(kind)
    ctx.log.warning(note)
  }
}
