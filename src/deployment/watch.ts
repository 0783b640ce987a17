import { type CallBudget, createCallBudget } from '../aws/call-budget.ts'
import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { HealthRules } from '../tasks/task-health.ts'
import { type DeploymentProgress, progressOf } from './deployment-progress.ts'
import { collectEvidence } from './failure-evidence.ts'
import { isDenied } from './judge/failed-reads.ts'
import { judgeAtDeadline } from './judge/judge-at-deadline.ts'
import { judgeCounts } from './judge/judge-counts.ts'
import { judgeDeployment } from './judge/judge-deployment.ts'
import type { JudgeOptions } from './judge/judge-own-failure.ts'
import { learn } from './judge/learn.ts'
import { noFacts } from './judge/rollout-facts.ts'
import { createProgress } from './progress.ts'
import { createFailureNotes } from './reads/failure-notes.ts'
import { createReadSchedule } from './reads/read-schedule.ts'
import { createReads } from './reads/reads.ts'
import { taskDefinitionOfRevision } from './reads/service-revision.ts'
import { createStoppedTaskFinder } from './reads/stopped-tasks.ts'
import { createSignsOfLife, type WaitSettings } from './signs-of-life.ts'
import type { Source } from './snapshot.ts'
import type { Undecided, Verdict } from './verdict.ts'

export interface WatchOptions {
  /** `counts`: the update started no deployment, and `identity` is the one that was there. Default `deployment`. */
  readonly judgeBy?: 'deployment' | 'counts'
  readonly maxTaskFailures?: number | 'auto'
  readonly imageMayCome?: boolean
  readonly healthRules?: HealthRules
  /** Ids of the service's events that were there before. */
  readonly knownEvents?: readonly string[]
  /** Settings of the target groups, for what the log says is waited for. Read when they are first needed. */
  readonly waitSettings?: () => Promise<WaitSettings>
  /** Called after every read with what it shows of a deployment: what goes on if the run is cancelled now. */
  readonly onProgress?: (progress: DeploymentProgress) => void
  /** From 0 to 1, for the jitter after a throttle. Default Math.random. */
  readonly random?: () => number
  /** Of a watch before this one. */
  readonly budget?: CallBudget
}

/** What one stretch of the watch waits for. */
export interface WatchTerms {
  /** By the clock of the run: nothing is begun after it but one last read of everything, ms since the epoch. */
  readonly until: number
  readonly waitUntil?: 'completed' | 'serving'
  /** Why this action has stopped the deployment itself, as a sentence. */
  readonly stoppedBecause?: string
  /** It is known to be ending already. */
  readonly isEnding?: boolean
}

/** One deployment, watched. What was learned and printed holds for the next stretch, too. */
export interface DeploymentWatch {
  readonly identity: DeploymentIdentity
  readonly options: WatchOptions
  /** Time of the newest event that was seen, ms: a read without it is late. */
  readonly lastEventAt: number | undefined
  /** What was read within the last minute: a verification that follows goes on with it. */
  readonly budget: CallBudget
  /** undefined: it is not known yet. */
  readonly serviceDeploymentArn: string | undefined
  /** A read has shown the desired count that was asked for: from then on the service's own counts. */
  readonly isCountShown: boolean
  /**
   * Watches until the deployment is decided or timed out, printing what happens as it happens. If it did not
   * succeed, the verdict carries what is known about why. Throws only on cancellation: the signal's reason.
   */
  follow(terms: WatchTerms): Promise<Verdict>
}

/** A rollback that is under way at the deadline gets so much more time, ms. */
export const ROLLBACK_MS = 15 * 60_000

const JUST_READ_MS = 500

const NO_RULES: HealthRules = { healthChecked: undefined, targetGroups: [], stableMs: 10_000 }

export function watchDeployment(
  ctx: Context,
  identity: DeploymentIdentity,
  options: WatchOptions = {},
): DeploymentWatch {
  const { clock } = ctx
  const {
    judgeBy = 'deployment',
    healthRules = NO_RULES,
    knownEvents = [],
    random = Math.random,
    budget = createCallBudget(),
  } = options
  const checks = {
    hasContainerCheck: (healthRules.healthChecked ?? []).length > 0,
    hasTargets: healthRules.targetGroups.length > 0,
    stableMs: healthRules.stableMs,
  }
  const judge = judgeBy === 'counts' ? judgeCounts : judgeDeployment
  const startedAt = clock.now()
  const stoppedTasks = createStoppedTaskFinder(ctx, identity)
  const eventsSince = judgeBy === 'counts' ? startedAt : identity.startedAt
  const reads = createReads(ctx, identity, { eventsSince, knownEvents, stoppedTasks, healthRules })
  const progress = createProgress(identity, startedAt)
  const notes = createFailureNotes(ctx.log)
  const signs = createSignsOfLife(ctx, identity, { startedAt, waitSettings: options.waitSettings })
  let facts = noFacts(identity, startedAt)
  let waitUntil: JudgeOptions['waitUntil'] = 'completed'
  let servingTriedAt = 0
  const schedule = createReadSchedule({
    budget,
    costOf: source => reads.costOf(source),
    waitsForHealth: () => waitUntil === 'serving',
    hasChecks: checks.hasContainerCheck || checks.hasTargets,
    random,
  })

  async function readAll(sources: readonly Source[]): Promise<void> {
    for (const snapshot of await Promise.all(sources.map(source => reads.read(source)))) {
      facts = learn(facts, snapshot)
      notes.say(snapshot, facts)
      for (const line of progress.lines(snapshot, facts)) signs.print(line)
    }
    facts = { ...facts, at: Math.max(facts.at, clock.now()) }
    const { service, serviceDeployment } = facts
    if (judgeBy === 'counts' || (!service && !serviceDeployment)) return
    const seen = { deployments: service?.deployments ?? [], status: serviceDeployment?.status }
    options.onProgress?.(progressOf(identity, seen))
  }

  function judgeOptionsOf({ waitUntil = 'completed', stoppedBecause, isEnding = false }: WatchTerms): JudgeOptions {
    const { maxTaskFailures = 'auto', imageMayCome = false } = options
    return { checks, maxTaskFailures, imageMayCome, waitUntil, stoppedBecause, isEnding }
  }

  async function decide(terms: WatchTerms): Promise<Verdict> {
    const { until } = terms
    const judgeOptions = judgeOptionsOf(terms)
    waitUntil = judgeOptions.waitUntil
    let deadline = until
    let isLastRead = until <= clock.now()
    await readAll(reads.isServiceDeploymentKnown ? ['service', 'service-deployment'] : ['service'])
    for (;;) {
      const judgement = judge(facts, judgeOptions)
      if (judgement.kind === 'decided') {
        if (!isServingOld(judgement.verdict)) return judgement.verdict
        await readAll(['service'])
        servingTriedAt = clock.now()
        continue
      }
      if (isLastRead) {
        // Only a rollback gets more time.
        if (judgement.stage !== 'rolling-back' || deadline > until) return judgeAtDeadline(facts, judgeOptions)
        deadline = clock.now() + ROLLBACK_MS
        isLastRead = false
        continue
      }
      isLastRead = await readNext(judgement, deadline)
    }
  }

  /** Waits for what is read next, and reads it. @returns whether that was the last read, at the deadline */
  async function readNext(judgement: Undecided, deadline: number): Promise<boolean> {
    const left = Math.max(0, deadline - clock.now())
    const { waitMs, sources } = schedule.next(facts, judgement)
    // A slow read before it may have ended after the deadline.
    const isLastRead = waitMs >= left
    await signs.sleep(Math.min(waitMs, left), facts, judgement.stage)
    await readAll(isLastRead ? everything() : sources)
    return isLastRead
  }

  function everything(): readonly Source[] {
    const sources: readonly Source[] = ['service', 'service-deployment', 'stopped-tasks']
    return waitUntil === 'serving' ? [...sources, 'running-tasks'] : sources
  }

  /** What serves is to be true at the end, and it may have been read earlier than what decided. */
  function isServingOld({ outcome }: Verdict): boolean {
    const { service, serviceReadAt = 0, failedReads } = facts
    if (outcome === 'succeeded' || outcome === 'serving' || outcome === 'unknown') return false
    if (service === undefined || isDenied(failedReads, 'service')) return false
    return clock.now() - Math.max(serviceReadAt, servingTriedAt) > JUST_READ_MS
  }

  /** Where DescribeServices did not show it: the revision that ECS went back to. */
  async function withRollbackTarget(verdict: Verdict): Promise<Verdict> {
    const { serviceDeployment } = facts
    const revision = serviceDeployment?.rollback?.serviceRevisionArn
    const isUnknown =
      verdict.servingTaskDefinitionArn === undefined && serviceDeployment?.status === 'ROLLBACK_SUCCESSFUL'
    if (!isUnknown || !revision || verdict.isGone) return verdict
    try {
      return { ...verdict, servingTaskDefinitionArn: await taskDefinitionOfRevision(ctx, revision) }
    } catch {
      ctx.signal.throwIfAborted()
      // The reason says that it is not known.
      return verdict
    }
  }

  return {
    identity,
    options,
    budget,
    get lastEventAt() {
      return facts.service?.lastEventAt
    },
    get serviceDeploymentArn() {
      return facts.serviceDeployment?.arn ?? identity.serviceDeploymentArn
    },
    get isCountShown() {
      return facts.isCountShown
    },
    async follow(terms) {
      const verdict = await withRollbackTarget(await decide(terms))
      if (!needsEvidence(verdict)) return verdict
      return { ...verdict, evidence: await collectEvidence(ctx, facts, stoppedTasks) }
    },
  }
}

/** A deployment that replaced ours needs no evidence, and with lost credentials nothing can be read. */
function needsEvidence({ outcome }: Verdict): boolean {
  return !['succeeded', 'serving', 'superseded', 'unknown'].includes(outcome)
}
