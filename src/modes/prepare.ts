import type { Context } from '../context.ts'
import type { Run } from '../github/run.ts'
import type { Inputs } from '../inputs.ts'
import type { Observation } from '../observation/observation.ts'
import { observe } from '../observation/observe.ts'
import { hasChanges, impossibilities, makePlan, type Plan } from '../planning/plan.ts'
import { planEntries } from '../planning/plan-entries.ts'
import { planJson } from '../planning/plan-json.ts'
import { tellFindings } from '../preflight/findings.ts'
import { preflight } from '../preflight/preflight.ts'
import { throwProblems, throwTogether } from '../problem.ts'
import { lookUpLines } from '../report/look-up-text.ts'
import { planLines } from '../report/plan-text.ts'
import type { ReadFile } from '../specification/definition-files.ts'
import { readSpecification, type Specification } from '../specification/specification.ts'
import { observedOutputs } from './observed-outputs.ts'
import type { RunRecord } from './run-record.ts'

/** What every mode that works from a description is given. */
export interface ModeRequest {
  readonly inputs: Inputs
  readonly run: Run
  readonly readFile: ReadFile
  readonly record: RunRecord
}

/** Everything that is decided before anything is written. */
export interface Decided {
  readonly specification: Specification
  readonly observation: Observation
  readonly plan: Plan
}

/** Reads inputs, files and AWS, and plans: the same for a plan that is only shown and one that is carried out. */
export async function decide(context: Context, { inputs, run, readFile, record }: ModeRequest): Promise<Decided> {
  const { specification, observation } = await record.phase('Look up what exists', async () => {
    const specification = await readSpecification(inputs, run, readFile)
    record.specified(specification)
    const observation = await observe(context, specification)
    for (const line of lookUpLines(observation)) context.log.info(line)
    return { specification, observation }
  })
  record.publish(observedOutputs(specification, observation))
  const plan = await record.phase('Plan', async () => {
    const findings = preflight(specification, observation)
    tellFindings(context.log, findings)
    return throwTogether(findings.problems, () => {
      const plan = makePlan(specification, observation)
      // Shown also where it is impossible: what stands in the way is read beside the rest.
      for (const line of planLines(planEntries(plan))) context.log.info(line)
      record.planned(plan)
      record.publish({ plan: JSON.stringify(planJson(plan)) })
      throwProblems(impossibilities(plan))
      return plan
    })
  })
  // Of a deployment it is said as soon as something was changed, and not before.
  if (inputs.general.mode === 'plan') record.publish({ changed: hasChanges(plan) })
  return { specification, observation, plan }
}
