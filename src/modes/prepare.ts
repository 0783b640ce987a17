import type { Context } from '../context.ts'
import type { Run } from '../github/run.ts'
import type { Inputs } from '../inputs.ts'
import type { Observation } from '../observation/observation.ts'
import { observe } from '../observation/observe.ts'
import { hasChanges, impossibilities, makePlan, type Plan } from '../planning/plan.ts'
import { planEntries } from '../planning/plan-entries.ts'
import { planJson } from '../planning/plan-json.ts'
import { reportFindings } from '../preflight/findings.ts'
import { preflight } from '../preflight/preflight.ts'
import { InvalidError, throwProblems, throwTogether } from '../problem.ts'
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

/** Everything that is known before anything is written. */
export interface Prepared {
  readonly specification: Specification
  readonly observation: Observation
  readonly plan: Plan
}

/** Reads inputs, files and AWS, checks, and plans: the same for a plan that is only shown and one that is carried out. */
export async function prepare(context: Context, request: ModeRequest): Promise<Prepared> {
  const { record } = request
  const { specification, observation } = await record.phase('Look up what exists', () => lookUp(context, request))
  record.publish(observedOutputs(specification, observation))
  const plan = await record.phase('Plan', async () => planChecked(context, record, { specification, observation }))
  // Of a deployment it is published as soon as something was changed, and not before.
  if (!specification.writes) record.publish({ changed: hasChanges(plan) })
  return { specification, observation, plan }
}

/** @throws InvalidError with everything that the look-ups and, without the rest, the checks found */
async function lookUp(
  context: Context,
  { inputs, run, readFile, record }: ModeRequest,
): Promise<Omit<Prepared, 'plan'>> {
  const specification = await readSpecification(inputs, run, readFile)
  record.specified(specification)
  const observed = await observe(context, specification)
  if (observed.kind === 'incomplete') {
    const findings = preflight(specification, observed.observation)
    reportFindings(context.log, findings)
    throw new InvalidError([...new Set([...observed.problems, ...findings.problems])])
  }
  const { observation } = observed
  for (const line of lookUpLines(observation)) context.log.info(line)
  return { specification, observation }
}

/** @throws InvalidError where a check, or a change that is impossible, is in the way */
function planChecked(
  context: Context,
  record: RunRecord,
  { specification, observation }: Omit<Prepared, 'plan'>,
): Plan {
  const findings = preflight(specification, observation)
  reportFindings(context.log, findings)
  return throwTogether(findings.problems, () => {
    const plan = makePlan(specification, observation)
    // Shown also where it is impossible: what is in the way is read beside the rest.
    for (const line of planLines(planEntries(plan))) context.log.info(line)
    record.planned(plan)
    record.publish({ plan: JSON.stringify(planJson(plan)) })
    throwProblems(impossibilities(plan))
    return plan
  })
}
