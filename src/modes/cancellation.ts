import { writeName } from '../aws/writes.ts'
import type { Context } from '../context.ts'
import { requestRollback } from '../deployment/stop-deployment.ts'
import { isCancelled } from '../runtime.ts'
import { unanswered } from './known-writes.ts'
import type { KnownRun, RunRecord } from './run-record.ts'

/** The runner ends the process about ten seconds after the cancellation; what does not succeed by then the post step does. */
const REQUEST_FOR_MS = 4_000

/** True where this run's deployment is to be rolled back because the run was cancelled. Pure. */
export function isRollbackWanted({ onCancel, deployment, progress, before }: KnownRun): boolean {
  return (
    onCancel === 'rollback' && deployment !== undefined && progress?.kind === 'deploying' && before?.exists !== false
  )
}

/**
 * Pure. What is printed at once when a run is cancelled that does not end at once; undefined: it does, and then says the
 * rest.
 */
export function cancellationNotice(known: KnownRun): string | undefined {
  const open = unanswered(known.writes).map(writeName)
  if (open.length > 0) {
    return `The run was cancelled. Waiting up to 5 s for the response to ${open.join(', ')}: AWS may be carrying it out.`
  }
  if (!isRollbackWanted(known)) return undefined
  return `The run was cancelled. Requesting the rollback of deployment ${known.deployment?.deploymentId} (on-cancel: rollback).`
}

/** After a run was cancelled: requests the rollback of its deployment where that is wanted. Never throws. */
export async function rollBackOnCancel(context: Context, record: RunRecord): Promise<void> {
  const { deployment } = record.known
  if (!deployment || !isRollbackWanted(record.known)) return
  try {
    record.rollbackRequested(await requestRollback(context, deployment, { forMs: REQUEST_FOR_MS }))
  } catch (error) {
    // The process is about to be ended: the post step requests it.
    if (!isCancelled(error)) throw error
  }
}
