import { pollUntil } from '../poll-until.ts'
import type { Runtime } from '../runtime.ts'
import { isAmbiguous } from './retry-safety.ts'

/** What a call of this run or of another has just made shows within so many milliseconds, and often not at once. */
const VISIBLE_WITHIN_MS = 14_000
const INTERVAL_MS = 2_000
const MAX_SENDS = 3

/** A write that must not be carried out twice, and how to find what it made. */
export interface Write<Result> {
  readonly write: () => Promise<Result>
  /** What the write made, if it exists; undefined: it does not, or is not yet visible. */
  readonly find: () => Promise<Result | undefined>
}

/**
 * Carries out a write whose result can be lost (`AmbiguousError`). What it may have made is looked for before it is
 * sent again, so that nothing is made twice.
 */
export async function writeOnce<Result>(runtime: Runtime, { write, find }: Write<Result>): Promise<Result> {
  for (let sends = 1; ; sends += 1) {
    try {
      return await write()
    } catch (error) {
      if (!isAmbiguous(error)) throw error
      runtime.log.info(`${error.message}. Checking whether AWS carried it out.`)
      const found = await findLater(runtime, find)
      error.resolve()
      if (found !== undefined) return found
      if (sends >= MAX_SENDS) throw error
    }
  }
}

/** Tries several times: what was just made by a call, of this run or of another, is not visible at once. */
export async function findLater<Result>(
  runtime: Pick<Runtime, 'clock' | 'signal'>,
  find: () => Promise<Result | undefined>,
  forMs = VISIBLE_WITHIN_MS,
): Promise<Result | undefined> {
  return await observeUntil(runtime, find, result => result !== undefined, forMs)
}

/** The same for an observation that always has a value: the last one, where it never becomes the one waited for. */
export async function observeUntil<Value>(
  runtime: Pick<Runtime, 'clock' | 'signal'>,
  observe: () => Promise<Value>,
  isDone: (value: Value) => boolean,
  forMs = VISIBLE_WITHIN_MS,
): Promise<Value> {
  return await pollUntil(runtime, observe, { isDone, everyMs: INTERVAL_MS, forMs })
}
