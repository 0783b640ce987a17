import type { ChildProcess } from 'node:child_process'
import { EXAMPLE_FOLDER } from '../../scripts/example-inputs.ts'
import { type ActionRun, runAction } from '../../scripts/run-action.ts'
import type { FaultEffect, JournalEntry } from '../../simulator/options.ts'
import { type Account, createAccount, FIRST_COMMIT } from '../scenarios/account.ts'
import { type InputTexts, SEED_INPUTS } from '../scenarios/seed-inputs.ts'

const SCALE = 60

export function createRealtimeAccount(): Promise<Account> {
  return createAccount({ clock: { kind: 'realtime', scale: SCALE } })
}

export interface ProcessOptions {
  readonly inputs?: InputTexts
  readonly sha?: string
  readonly onStart?: (child: ChildProcess) => void
  readonly onLine?: (line: string) => void
}

/** The main step, as a process of the bundle. */
export function runMain({ simulator }: Account, options: ProcessOptions = {}): Promise<ActionRun> {
  const { inputs = {}, sha = FIRST_COMMIT, ...hooks } = options
  const env = { GITHUB_SHA: sha }
  return runAction({ inputs: { ...SEED_INPUTS, ...inputs }, simulator, cwd: EXAMPLE_FOLDER, env, ...hooks })
}

export interface PostRun extends ActionRun {
  readonly calls: readonly JournalEntry[]
}

/** The clean-up, as a process of the bundle, with what the main step saved. */
export async function runPostOf({ simulator }: Account, main: ActionRun): Promise<PostRun> {
  const before = simulator.journal.entries.length
  const run = await runAction({ inputs: SEED_INPUTS, simulator, cwd: EXAMPLE_FOLDER, postOf: main })
  return { ...run, calls: simulator.journal.entries.slice(before) }
}

export interface CancelledRun extends ActionRun {
  /** From the first signal to the end of the process. */
  readonly endedAfterMs: number
  /** From the first signal to the first line that says that the run was cancelled. */
  readonly saidAfterMs: number | undefined
}

const A_MOMENT: FaultEffect = { kind: 'slow', ms: 150 }

export interface Cancellation extends ProcessOptions {
  /** Cancelled when AWS is called with it, or when a line has this text. */
  readonly operation?: string
  readonly text?: string
  /** The n-th call of it. Default 1. */
  readonly call?: number
  /** What befalls that call. Default: its response takes a moment, so that the signal arrives first. */
  readonly effects?: readonly FaultEffect[]
}

/** Cancels as GitHub's runner does: SIGINT, SIGTERM 7.5 s later, and an end by force 2.5 s after that. */
export async function runAndCancel(account: Account, cancellation: Cancellation): Promise<CancelledRun> {
  const { operation, text, call: from = 1, effects = [A_MOMENT], ...options } = cancellation
  const { simulator } = account
  const timers: NodeJS.Timeout[] = []
  let child: ChildProcess | undefined
  let cancelledAt: number | undefined
  let saidAt: number | undefined
  const cancel = () => {
    cancelledAt = performance.now()
    child?.kill('SIGINT')
    timers.push(setTimeout(() => child?.kill('SIGTERM'), 7_500))
    timers.push(setTimeout(() => child?.kill('SIGKILL'), 10_000))
  }
  if (operation !== undefined) {
    simulator.addFault({ operation, from, effect: { kind: 'hook', run: cancel } })
    for (const effect of effects) simulator.addFault({ operation, from, effect })
  }
  const run = await runMain(account, {
    ...options,
    onStart(started) {
      child = started
    },
    onLine(line) {
      if (text !== undefined && line.includes(text)) cancel()
      if (line.includes('The run was cancelled')) saidAt ??= performance.now()
    },
  })
  const endedAt = performance.now()
  for (const timer of timers) clearTimeout(timer)
  simulator.clearFaults()
  if (cancelledAt === undefined) throw new Error(`${operation ?? text} was not seen:\n${run.stdout}`)
  return {
    ...run,
    endedAfterMs: endedAt - cancelledAt,
    saidAfterMs: saidAt === undefined ? undefined : saidAt - cancelledAt,
  }
}
