import type { PlanJson } from '../../src/planning/plan-json.ts'
import type { Account } from '../scenarios/account.ts'
import { deployTo, type RunEnd, type RunOptions } from '../scenarios/harness.ts'
import type { InputTexts } from '../scenarios/seed-inputs.ts'

export interface PlannedEnd extends Omit<RunEnd, 'plan'> {
  /** The output `plan`; undefined where there is none. */
  readonly plan: PlanJson | undefined
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
  const end = await deployTo(account, inputs, options)
  const plan = end.outputs.plan === undefined ? undefined : (JSON.parse(end.outputs.plan) as PlanJson)
  return { ...end, plan, log: end.log.map(withoutLevel) }
}

/** A line of the log as people read it. */
function withoutLevel(line: string): string {
  return line.replace(/^(warning|debug|group): /, '')
}

/** What a plan changes: `resource: field`, or `resource: create` where it has no fields. */
export function changesIn({ plan }: PlannedEnd): readonly string[] {
  return (plan?.resources ?? []).flatMap(({ resource, change, fields }) => {
    if (change === 'unchanged') return []
    return fields.length > 0 ? fields.map(({ field }) => `${resource}: ${field}`) : [`${resource}: ${change}`]
  })
}

/** The outcome; with the sentences where it is red, so that a failing test shows why. */
export function outcomeOf({ outcome, sentences }: Pick<RunEnd, 'outcome' | 'sentences'>): string {
  return ['planned', 'started', 'succeeded', 'unchanged'].includes(outcome)
    ? outcome
    : [outcome, ...sentences].join('\n')
}
