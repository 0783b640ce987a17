import type { Mistake } from './mistake.ts'
import { OUTCOME_MISTAKES } from './outcome-mistakes.ts'
import { WATCH_MISTAKES } from './watch-mistakes.ts'

/** Deliberate mistakes. Each must turn the suite red. */
export const MISTAKES: readonly Mistake[] = [...OUTCOME_MISTAKES, ...WATCH_MISTAKES]
