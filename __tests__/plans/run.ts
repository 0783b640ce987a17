import type { JournalEntry } from '../../simulator/options.ts'
import type { PlanJson } from '../../src/planning/plan-json.ts'
import { type ActionEnd, runAction } from '../runs/run-action.ts'
import type { Account } from '../scenarios/account.ts'
import type { InputTexts } from '../scenarios/seed-inputs.ts'

export interface PlannedEnd extends ActionEnd {
  /** The output `plan`; undefined where there is none. */
  readonly plan: PlanJson | undefined
  readonly calls: readonly JournalEntry[]
  /** Operations of the writes, in the order in which they arrived. */
  readonly writes: readonly string[]
}

interface RunOptions {
  readonly sha?: string
  /** Files of the workspace by path. Default: the example's. */
  readonly files?: Readonly<Record<string, string>>
  /** Identity of the workflow run. */
  readonly runId?: string
}

/** `mode: plan`. */
export async function planOf(account: Account, inputs: InputTexts, options: RunOptions = {}): Promise<PlannedEnd> {
  return await run(account, { ...inputs, mode: 'plan' }, options)
}

/** `mode: deploy`. */
export async function deploy(account: Account, inputs: InputTexts, options: RunOptions = {}): Promise<PlannedEnd> {
  return await run(account, { ...inputs, mode: 'deploy' }, options)
}

async function run(account: Account, inputs: InputTexts, options: RunOptions): Promise<PlannedEnd> {
  const { journal } = account.simulator
  const firstCall = journal.entries.length
  const end = await runAction(account, { inputs, ...options })
  const calls = journal.entries.slice(firstCall)
  return {
    ...end,
    plan: end.outputs.plan === undefined ? undefined : (JSON.parse(end.outputs.plan) as PlanJson),
    calls,
    writes: calls.filter(call => call.write).map(call => call.operation),
  }
}

/** What a plan changes: `resource: field`, or `resource: create` where it has no fields. */
export function changesIn({ plan }: PlannedEnd): readonly string[] {
  return (plan?.resources ?? []).flatMap(({ resource, change, fields }) => {
    if (change === 'unchanged') return []
    return fields.length > 0 ? fields.map(({ field }) => `${resource}: ${field}`) : [`${resource}: ${change}`]
  })
}

/** The outcome; with what it says, where it is a red one, so that a failing test shows why. */
export function outcomeOf({ outcome, sentences }: ActionEnd): string {
  return ['planned', 'started', 'succeeded', 'unchanged'].includes(outcome)
    ? outcome
    : [outcome, ...sentences].join('\n')
}
