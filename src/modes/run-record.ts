import type { OnWrite, SentWrite } from '../aws/writes.ts'
import type { Context } from '../context.ts'
import type { DeploymentProgress } from '../deployment/deployment-progress.ts'
import type { FailureEvidence } from '../deployment/failure-evidence.ts'
import type { RollbackRequest } from '../deployment/stop-deployment.ts'
import type { Inputs } from '../inputs.ts'
import type { Outcome } from '../outcome.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { Plan } from '../planning/plan.ts'
import { type PlanEntry, planEntries } from '../planning/plan-entries.ts'
import type { Phase } from '../report/run-report.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { Specification } from '../specification/specification.ts'
import type { CheckResult } from '../verification/check-result.ts'
import { type KnownWrite, noteWrite } from './known-writes.ts'
import { deploymentOfWrite, outputsOfWrite } from './written-outputs.ts'

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
  /** What serves now, whatever was published before. @param taskDefinitionArn undefined: nothing, or it is not known */
  serves(taskDefinitionArn: string | undefined): void
  /** A part of the run: a group in the log, and a duration in the report. */
  phase<Result>(name: string, body: () => Promise<Result>): Promise<Result>
  parsed(inputs: Inputs): void
  specified(specification: Specification): void
  planned(plan: Plan): void
  /** From here on AWS may have been changed. */
  applying(): void
  /** Takes note of every write, and publishes what its response makes known. */
  readonly wrote: OnWrite
  /** The deployment that this run started or adopted. */
  deploying(identity: DeploymentIdentity): void
  /** What ECS was last seen doing with it. */
  watching(progress: DeploymentProgress): void
  /** The run was cancelled, and what came of the request to roll its deployment back. */
  rollbackRequested(request: RollbackRequest): void
  verified(checks: readonly CheckResult[]): void
  readonly known: KnownRun
}

export interface KnownRun {
  readonly region: string | undefined
  readonly cluster: string | undefined
  readonly service: string | undefined
  readonly onCancel: 'leave' | 'rollback'
  readonly plan: readonly PlanEntry[]
  readonly outputs: KnownOutputs
  readonly phases: readonly Phase[]
  readonly checks: readonly CheckResult[]
  readonly hasWritten: boolean
  /** Those that were not refused, in the order in which they were sent. */
  readonly writes: readonly KnownWrite[]
  readonly before: ServiceBefore | undefined
  readonly deployment: DeploymentIdentity | undefined
  readonly progress: DeploymentProgress | undefined
  readonly rollback: RollbackRequest | undefined
}

/** The service as the plan found it. */
export interface ServiceBefore {
  readonly exists: boolean
  readonly deploymentIds: readonly string[]
}

export const NOTHING_KNOWN: KnownRun = {
  region: undefined,
  cluster: undefined,
  service: undefined,
  onCancel: 'leave',
  plan: [],
  outputs: {},
  phases: [],
  checks: [],
  hasWritten: false,
  writes: [],
  before: undefined,
  deployment: undefined,
  progress: undefined,
  rollback: undefined,
}

export interface RecordListener {
  onOutputs(all: KnownOutputs): void
  /** Called when more is known. A write is not sent before the promise has resolved. */
  onKnown?(known: KnownRun): void | Promise<void>
}

export function createRunRecord({ log, clock }: Pick<Context, 'log' | 'clock'>, listener: RecordListener): RunRecord {
  let known = NOTHING_KNOWN
  const learn = (more: Partial<KnownRun>): void | Promise<void> => {
    known = { ...known, ...more }
    return listener.onKnown?.(known)
  }
  const publish = (outputs: KnownOutputs) => {
    const given = Object.entries(outputs).filter(([, value]) => value !== undefined)
    if (given.length === 0) return
    void learn({ outputs: { ...known.outputs, ...Object.fromEntries(given) } })
    listener.onOutputs(known.outputs)
  }
  const serves = (servingTaskDefinitionArn: string | undefined) => {
    if (servingTaskDefinitionArn !== undefined) return publish({ servingTaskDefinitionArn })
    const { servingTaskDefinitionArn: before, ...outputs } = known.outputs
    if (before === undefined) return
    void learn({ outputs })
    // The host cannot take an output back: it is empty then.
    listener.onOutputs({ ...outputs, servingTaskDefinitionArn: '' })
  }
  const deploying = (identity: DeploymentIdentity) => {
    const { deploymentId, taskDefinitionArn } = identity
    publish({ deploymentId, serviceDeploymentArn: identity.serviceDeploymentArn })
    if (known.deployment?.deploymentId === deploymentId) return
    void learn({ deployment: identity, progress: { kind: 'deploying', deploymentId, taskDefinitionArn } })
  }
  const answered = (write: SentWrite, output: object) => {
    publish({ changed: true, ...outputsOfWrite(write, output) })
    const identity = deploymentOfWrite(write, output, known.before?.deploymentIds ?? [])
    if (identity) deploying(identity)
  }
  return {
    get known() {
      return known
    },
    publish,
    serves,
    async phase(name, body) {
      const startedAt = clock.now()
      try {
        return await log.group(name, body)
      } finally {
        void learn({ phases: [...known.phases, { name, durationMs: clock.now() - startedAt }] })
      }
    },
    parsed: ({ general, deployment }) => void learn({ region: general.region, onCancel: deployment.onCancel }),
    specified: ({ cluster, service }) => void learn({ cluster, service }),
    planned: plan => void learn({ plan: planEntries(plan), before: serviceBefore(plan) }),
    applying: () => void learn({ hasWritten: true }),
    wrote(write, state) {
      const saved = learn({ writes: noteWrite(known.writes, write, state) })
      if (state.kind === 'answered') answered(write, state.output)
      return saved
    },
    deploying,
    watching: progress => void learn({ progress }),
    rollbackRequested: rollback => void learn({ rollback }),
    verified: checks => void learn({ checks }),
  }
}

function serviceBefore({ changes: { service } }: Plan): ServiceBefore {
  const observed = 'observed' in service ? service.observed.service : undefined
  return {
    exists: service.kind !== 'create',
    deploymentIds: (observed?.deployments ?? []).flatMap(({ id }) => id ?? []),
  }
}
