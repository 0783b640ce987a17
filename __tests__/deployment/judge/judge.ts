import { judgeAtDeadline } from '../../../src/deployment/judge/judge-at-deadline.ts'
import { judgeDeployment } from '../../../src/deployment/judge/judge-deployment.ts'
import type { JudgeOptions } from '../../../src/deployment/judge/judge-own-failure.ts'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import type { Judgement, Verdict } from '../../../src/deployment/verdict.ts'
import type { DeploymentIdentity } from '../../../src/resources/service/deployment-identity.ts'
import { createIdentity, OURS } from '../snapshots.ts'

/** A recorded watch: what was read, in its order. */
export interface Recording {
  readonly snapshots: readonly Snapshot[]
  readonly identity?: DeploymentIdentity
  readonly options?: Partial<JudgeOptions>
}

export function createJudgeOptions(overrides: Partial<JudgeOptions> = {}): JudgeOptions {
  return {
    checks: { hasContainerCheck: false, hasTargets: false, stableMs: 10_000 },
    maxTaskFailures: 'auto',
    imageMayCome: false,
    waitUntil: 'completed',
    stoppedBecause: undefined,
    ...overrides,
  }
}

export function judge({ snapshots, identity = createIdentity(), options }: Recording): Judgement {
  return judgeDeployment(factsOf(snapshots, identity), createJudgeOptions(options))
}

export function judgeLast({ snapshots, identity = createIdentity(), options }: Recording): Verdict {
  return judgeAtDeadline(factsOf(snapshots, identity), createJudgeOptions(options))
}

/** What is expected of a judgement. */
export type Expected =
  | {
      readonly outcome: Verdict['outcome']
      readonly reason: string
      /** undefined: nothing runs, or it is not known. */
      readonly serving: string | undefined
      readonly failure?: 'under-way' | 'ended' | 'over'
      readonly warnings?: readonly string[]
      readonly replacedBy?: string
    }
  | { readonly stage: string; readonly needs: readonly string[] }

/** A row of a table. */
export interface Case extends Recording {
  readonly name: string
  readonly expected: Expected
}

export const DEPLOYMENT = `Deployment ${OURS} of app:7`
export const BREAKER = 'ECS deployment circuit breaker: tasks failed to start.'
export const RUNS_6 = 'Running now: app:6 (2 tasks).'

export const undecided = (stage: string, ...needs: readonly string[]): Expected => ({ stage, needs })

/** The part of a judgement that `Expected` names. */
export function summaryOf(judgement: Judgement): Expected {
  if (judgement.kind === 'undecided') return { stage: judgement.stage, needs: judgement.needs }
  return summaryOfVerdict(judgement.verdict)
}

export function summaryOfVerdict(verdict: Verdict): Expected {
  const { outcome, reason, servingTaskDefinitionArn: serving, failure, warnings, replacedBy } = verdict
  return {
    outcome,
    reason,
    serving,
    ...(failure && { failure: failure.state }),
    ...(warnings.length > 0 && { warnings }),
    ...(replacedBy !== undefined && { replacedBy }),
  }
}
