import type { FailedReadSnapshot, Source } from '../snapshot.ts'

/** What is known of reads that fail: of each source since its last read that did not. */
export interface FailedReads {
  readonly bySource: { readonly [Name in Source]?: FailingSource }
  /** Reads that failed since the last one that did not, of whichever source. */
  readonly inARow: number
  /** The credentials are gone: the problem. */
  readonly lost: string | undefined
  /** The last read was refused because of the request rate. */
  readonly isThrottled: boolean
}

export interface FailingSource {
  readonly problem: string
  readonly cause: FailedReadSnapshot['cause']
  readonly since: number
  readonly last: number
  /** How many of them in a row were denied, and since when. */
  readonly denials: number
  readonly deniedSince: number | undefined
}

export const NO_FAILED_READS: FailedReads = { bySource: {}, inARow: 0, lost: undefined, isThrottled: false }

export function withoutFailures(failed: FailedReads, source: Source): FailedReads {
  if (failed.inARow === 0 && !failed.bySource[source]) return failed
  const { [source]: _, ...bySource } = failed.bySource
  return { ...failed, bySource, inARow: 0, isThrottled: false }
}

export function learnFailedRead(failed: FailedReads, snapshot: FailedReadSnapshot): FailedReads {
  const { source, problem, cause, at } = snapshot
  const before = failed.bySource[source]
  const isDenied = cause === 'denied'
  const failing: FailingSource = {
    problem,
    cause,
    since: before?.since ?? at,
    last: at,
    denials: isDenied ? (before?.denials ?? 0) + 1 : 0,
    deniedSince: isDenied ? (before?.deniedSince ?? at) : undefined,
  }
  return {
    bySource: { ...failed.bySource, [source]: failing },
    inARow: failed.inARow + 1,
    lost: cause === 'credentials' ? problem : failed.lost,
    isThrottled: cause === 'throttled',
  }
}

const DENIED_TIMES = 3
const DENIED_FOR_MS = 60_000

/** Whether a source was denied so often and for so long that it stays so. */
export function isDeniedForGood(failing: FailingSource | undefined): boolean {
  if (!failing?.deniedSince || failing.denials < DENIED_TIMES) return false
  return failing.last - failing.deniedSince >= DENIED_FOR_MS
}

export function isDenied(failed: FailedReads, source: Source): boolean {
  return failed.bySource[source]?.cause === 'denied'
}
