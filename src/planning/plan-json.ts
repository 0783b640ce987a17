import { startsDeployment } from '../resources/service/plan-service.ts'
import { hasChanges, type Plan } from './plan.ts'
import { planEntries } from './plan-entries.ts'

/** The output `plan`. Values that could be secret are no more in it than in the log. */
export interface PlanJson {
  readonly changed: boolean
  /** What becomes of the tasks: `new` ones are deployed, `adopted`: that is under way already, `none`. */
  readonly deployment: 'new' | 'adopted' | 'none'
  readonly resources: readonly {
    readonly resource: string
    readonly name: string
    readonly change: string
    readonly fields: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[]
    /** What is in the way and what to do about it, where the change is `impossible`. */
    readonly problem?: string
  }[]
}

/** Pure. */
export function planJson(plan: Plan): PlanJson {
  return {
    changed: hasChanges(plan),
    deployment: startsDeployment(plan.changes.service) ? 'new' : plan.adopted ? 'adopted' : 'none',
    resources: planEntries(plan).map(({ resource, name, kind, fields, problem }) => ({
      resource,
      name,
      change: kind,
      fields: fields.map(({ field, from, to }) => ({ field, from: from ?? null, to: to ?? null })),
      ...(problem !== undefined && { problem }),
    })),
  }
}
