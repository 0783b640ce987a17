import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { collectEvidence } from './failure-evidence.ts'
import { judgeAtDeadline, judgeDeployment } from './judge.ts'
import { judgeCounts } from './judge-counts.ts'
import { createProgress } from './progress.ts'
import type { Snapshot } from './snapshot.ts'
import { createStoppedTaskFinder } from './stopped-tasks.ts'
import type { Verdict } from './verdict.ts'
import { watchDeployment } from './watch.ts'

export interface WatchUntilDecidedOptions {
  readonly timeoutMs: number
  /** `counts`: the update started no deployment, and `identity` is the one that was there. Default `deployment`. */
  readonly judgeBy?: 'deployment' | 'counts'
}

/**
 * Watches our deployment until it is decided or times out, printing what happens as it happens. If it did not succeed,
 * the verdict carries what is known about why. Throws only on cancellation: the signal's reason.
 */
export async function watchUntilDecided(
  ctx: Context,
  identity: DeploymentIdentity,
  options: WatchUntilDecidedOptions,
): Promise<Verdict> {
  const judge = options.judgeBy === 'counts' ? judgeCounts : judgeDeployment
  const startedAt = ctx.clock.now()
  const stoppedTasks = createStoppedTaskFinder(ctx, identity)
  const progress = createProgress(identity)
  const snapshots: Snapshot[] = []
  const watch = watchDeployment(ctx, identity, {
    until: startedAt + options.timeoutMs,
    eventsSince: options.judgeBy === 'counts' ? startedAt : identity.startedAt,
    stoppedTasks,
  })

  let verdict: Verdict | undefined
  for await (const snapshot of watch) {
    snapshots.push(snapshot)
    for (const line of progress.lines(snapshot)) ctx.log.info(line)
    verdict = judge(snapshots, identity)
    if (verdict) break
  }
  const decided = verdict ?? judgeAtDeadline(snapshots, identity)
  if (!needsEvidence(decided)) return decided
  return { ...decided, evidence: await collectEvidence(ctx, snapshots, stoppedTasks) }
}

/** A deployment that replaced ours needs no evidence, and with lost credentials nothing can be read. */
function needsEvidence({ outcome }: Verdict): boolean {
  return outcome !== 'succeeded' && outcome !== 'superseded' && outcome !== 'unknown'
}
