import type { Deed } from '../actors.ts'
import type { Scenario } from '../scenario.ts'
import type { History } from './history.ts'

/** The deployment that the run started, or, where its write started none, the one that was there. */
export interface OurDeployment {
  readonly id: string
  readonly serviceDeployment: string
  readonly taskDefinition: string
  readonly at: number
  readonly isNew: boolean
  /** The count that the answer to our write showed. */
  readonly desiredCount: number
}

/** One call of the run. */
export interface RunCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly write: boolean
  readonly simulatedAt: number
  /** `ok`, or the name of the error. */
  outcome: string
}

/** What the run says about itself. */
export interface Report {
  readonly outcome: string
  readonly sentences: readonly string[]
  readonly outputs: {
    readonly taskDefinitionArn?: string | undefined
    readonly servingTaskDefinitionArn?: string | undefined
  }
}

/** A scenario, and everything that truly happened. Times are ms since the epoch. */
export interface Played {
  readonly scenario: Scenario
  readonly report: Report
  readonly log: readonly string[]
  readonly history: History
  readonly deeds: readonly Deed[]
  readonly ours: OurDeployment | undefined
  /** The task definition that served before the run. */
  readonly previous: string | undefined
  readonly calls: readonly RunCall[]
  readonly startedAt: number
  readonly endedAt: number
}
