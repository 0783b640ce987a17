import type { Context } from '../context.ts'
import { isAmbiguous } from './retry-safety.ts'

const LOOKS = 8
const LOOK_INTERVAL_MS = 2_000
const MAX_SENDS = 3

/** A write that must not be carried out twice, and how to find what it made. */
export interface Write<Result> {
  readonly write: () => Promise<Result>
  /** What the write made, if it is there; undefined: it is not, or not yet visible. */
  readonly find: () => Promise<Result | undefined>
}

/**
 * Carries out a write whose answer can be lost (`AmbiguousError`). It is looked for before it is sent again, so that
 * nothing is made twice.
 */
export async function writeOnce<Result>(context: Context, { write, find }: Write<Result>): Promise<Result> {
  for (let sends = 1; ; sends += 1) {
    try {
      return await write()
    } catch (error) {
      if (!isAmbiguous(error)) throw error
      context.log.info(`${error.message}. Looking whether AWS carried it out.`)
      const found = await findLater(context, find)
      if (found !== undefined) return found
      if (sends >= MAX_SENDS) throw error
    }
  }
}

/** Looks several times: what was just made by a call, of this run or of another, is not visible at once. */
export async function findLater<Result>(
  { clock, signal }: Context,
  find: () => Promise<Result | undefined>,
  looks = LOOKS,
): Promise<Result | undefined> {
  for (let look = 1; ; look += 1) {
    const found = await find()
    if (found !== undefined || look >= looks) return found
    await clock.sleep(LOOK_INTERVAL_MS, signal)
  }
}
