import type { Context } from '../context.ts'
import type { FailureEvidence } from '../deployment/failure-evidence.ts'
import type { Outcome } from '../outcome.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { Plan } from '../planning/plan.ts'
import { type PlanEntry, planEntries } from '../planning/plan-entries.ts'
import type { Phase } from '../report/run-report.ts'
import type { Specification } from '../specification/specification.ts'
import type { CheckResult } from '../verification/check-result.ts'

/** How a mode ended, in its own words. */
export interface ModeResult {
  readonly outcome: Outcome
  /** Sentences for the user; the first is the headline. */
  readonly sentences: readonly string[]
  readonly evidence?: FailureEvidence | undefined
}

/**
 * What becomes known in the course of a run. Kept beside the mode's result because a run that ends in the middle (an
 * error, a cancellation) is reported too, with all that was known by then.
 */
export interface RunRecord {
  /** Outputs are handed on at once: they hold also when the step fails later. */
  publish(outputs: KnownOutputs): void
  /** A part of the run: a group in the log, and a duration in the report. */
  phase<Result>(name: string, body: () => Promise<Result>): Promise<Result>
  specified(specification: Specification): void
  planned(plan: Plan): void
  /** From here on AWS may have been changed. */
  applying(): void
  verified(checks: readonly CheckResult[]): void
  readonly known: KnownRun
}

export interface KnownRun {
  readonly cluster: string | undefined
  readonly service: string | undefined
  readonly plan: readonly PlanEntry[]
  readonly outputs: KnownOutputs
  readonly phases: readonly Phase[]
  readonly checks: readonly CheckResult[]
  readonly hasWritten: boolean
}

export function createRunRecord(
  { log, clock }: Pick<Context, 'log' | 'clock'>,
  onOutputs: (all: KnownOutputs) => void,
): RunRecord {
  let known: KnownRun = {
    cluster: undefined,
    service: undefined,
    plan: [],
    outputs: {},
    phases: [],
    checks: [],
    hasWritten: false,
  }
  const learn = (more: Partial<KnownRun>) => {
    known = { ...known, ...more }
  }
  return {
    get known() {
      return known
    },
    publish(outputs) {
      const given = Object.entries(outputs).filter(([, value]) => value !== undefined)
      if (given.length === 0) return
      learn({ outputs: { ...known.outputs, ...Object.fromEntries(given) } })
      onOutputs(known.outputs)
    },
    async phase(name, body) {
      const startedAt = clock.now()
      try {
        return await log.group(name, body)
      } finally {
        learn({ phases: [...known.phases, { name, durationMs: clock.now() - startedAt }] })
      }
    },
    specified: ({ cluster, service }) => learn({ cluster, service }),
    planned: plan => learn({ plan: planEntries(plan) }),
    applying: () => learn({ hasWritten: true }),
    verified: checks => learn({ checks }),
  }
}
