import type { FailureEvidence } from '../deployment/failure-evidence.ts'
import type { Outcome } from '../outcome.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { PlanEntry } from '../planning/plan-entries.ts'
import type { CheckResult } from '../verification/check-result.ts'

/** Everything that is known at the end of a run: what log, annotations and job summary are built from. */
export interface RunReport {
  readonly outcome: Outcome
  /** What happened, as sentences for the user. The first one is the headline. */
  readonly sentences: readonly string[]
  /** undefined where it is not valid. */
  readonly region: string | undefined
  /** undefined where the run ended before they were known. */
  readonly cluster: string | undefined
  readonly service: string | undefined
  readonly plan: readonly PlanEntry[]
  readonly outputs: KnownOutputs
  readonly phases: readonly Phase[]
  readonly checks: readonly CheckResult[]
  readonly evidence: FailureEvidence | undefined
  readonly warnings: readonly string[]
  /** Input `job-summary`. */
  readonly wantsSummary: boolean
}

/** A part of the run and how long it took. */
export interface Phase {
  readonly name: string
  readonly durationMs: number
}
