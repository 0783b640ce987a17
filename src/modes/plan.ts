import type { Context } from '../context.ts'
import { hasChanges, type Plan } from '../planning/plan.ts'
import { planEntries } from '../planning/plan-entries.ts'
import { startsDeployment } from '../resources/service/plan-service.ts'
import { type ModeRequest, prepare } from './prepare.ts'
import type { ModeResult } from './run-record.ts'

/** `mode: plan`: what a deploy would do. Reads only. */
export async function plan(context: Context, request: ModeRequest): Promise<ModeResult> {
  const prepared = await prepare(context, request)
  return { outcome: 'planned', sentences: [planSentence(prepared.plan)] }
}

function planSentence(plan: Plan): string {
  if (plan.adopted && !hasChanges(plan))
    return `Nothing to change: deployment ${plan.adopted.deploymentId} is already deploying exactly this.`
  if (!hasChanges(plan)) return 'Nothing to change.'
  const entries = planEntries(plan)
  const count = (verb: string, kinds: readonly string[]) => {
    const found = entries.filter(entry => kinds.includes(entry.kind)).length
    return found > 0 ? [`${verb} ${found}`] : []
  }
  const counts = [...count('create', ['create']), ...count('change', ['update', 'replace'])]
  const deployment = startsDeployment(plan.changes.service) ? ' and start a deployment' : ', and start no deployment'
  return `A deploy would ${counts.join(' and ')} of ${entries.length} resources${deployment}.`
}
