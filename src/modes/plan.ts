import type { Context } from '../context.ts'
import { hasChanges } from '../planning/plan.ts'
import { planEntries } from '../planning/plan-entries.ts'
import { decide, type ModeRequest } from './decide.ts'
import type { ModeResult } from './run-record.ts'

/** `mode: plan`: what a deploy would do. Reads only. */
export async function plan(context: Context, request: ModeRequest): Promise<ModeResult> {
  const decided = await decide(context, request)
  return { outcome: 'planned', sentences: [planSentence(decided.plan)] }
}

function planSentence(plan: Parameters<typeof hasChanges>[0]): string {
  if (plan.adopted)
    return `Nothing to change: deployment ${plan.adopted.deploymentId} is deploying exactly this already.`
  if (!hasChanges(plan)) return 'Nothing to change.'
  const entries = planEntries(plan)
  const count = (kinds: readonly string[]) => entries.filter(entry => kinds.includes(entry.kind)).length
  return `A deploy would create ${count(['create'])}, change ${count(['update', 'replace'])} and leave ${count(['unchanged'])} as they are.`
}
