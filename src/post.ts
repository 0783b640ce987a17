import type { Aws } from './aws/aws.ts'
import { type AwsSettings, createAws } from './aws/create-aws.ts'
import { isAccessDenied, isCredentialsLost } from './aws/errors.ts'
import { findLater } from './aws/write-once.ts'
import type { Context } from './context.ts'
import type { DeploymentProgress } from './deployment/deployment-progress.ts'
import { findStartedDeployment, readProgress } from './deployment/started-deployment.ts'
import { type RollbackTarget, requestRollback } from './deployment/stop-deployment.ts'
import { FIRST_DEPLOYMENT, removalSentence } from './modes/cancelled-run.ts'
import { nothingStarted, notRolledBack, progressNow, readProblem, stillRunning } from './modes/post-sentences.ts'
import { parseRunState, type RunState } from './modes/run-state.ts'
import { pollUntil } from './poll-until.ts'
import type { PostReport } from './report/post-report.ts'
import type { Clock, Environment, Logger } from './runtime.ts'

/** Where the clean-up after the main step runs. */
export interface PostHost {
  readonly env: Environment
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Logger
  /** What the main step has saved last; undefined or empty: nothing. */
  readonly state: string | undefined
  /** Default: the AWS SDK's clients. */
  readonly createAws?: (settings: AwsSettings) => Aws
}

/** GitHub ends a post step five minutes after the cancellation. */
const WAIT_FOR_MS = 4 * 60_000
const REQUEST_FOR_MS = 60_000
const POLL_INTERVAL_MS = 5_000
/** A service that was just created or updated may not be shown as such at once. */
const LOOK_FOR_MS = 14_000

type PostContext = Pick<Context, 'aws' | 'clock' | 'signal' | 'log'>

/**
 * The clean-up: undefined, and no call, where the main step ended in order or had no deployment under way. After a
 * cancelled run it reads once what goes on; with `on-cancel: rollback` it requests the rollback, if the main step had no
 * time for it, and waits for its end. Throws nothing that AWS has returned.
 */
export async function runPost(host: PostHost): Promise<PostReport | undefined> {
  const state = parseRunState(host.state)
  if (!state || isOver(state.progress)) return undefined
  const { env, clock, signal, log, createAws: create = createAws } = host
  const { region, service, wantsSummary } = state
  const aws = create({ env, region, clock, signal, log })
  const deadline = clock.now() + WAIT_FOR_MS
  try {
    const found = await cleanUp({ aws, clock, signal, log }, state, deadline)
    return { service, wantsSummary, ...found }
  } catch (error) {
    const sentence = signal.aborted ? stillRunning(undefined, state) : readProblem(error, state)
    return { service, wantsSummary, sentences: [sentence], needsAttention: true }
  }
}

type Findings = Pick<PostReport, 'sentences' | 'needsAttention'>

async function cleanUp(context: PostContext, state: RunState, deadline: number): Promise<Findings> {
  const identity = await startedDeployment(context, state)
  if (!identity) return { sentences: [nothingStarted(state)], needsAttention: true }
  const look = async (): Promise<Findings> => {
    const progress = await readProgress(context, identity)
    return { sentences: [progressNow(progress, state.previousTaskDefinitionArn)], needsAttention: false }
  }
  if (state.onCancel === 'leave') return await look()
  if (!state.existed) {
    const { sentences } = await look()
    return { sentences: [...sentences, FIRST_DEPLOYMENT, removalSentence(state)], needsAttention: true }
  }
  return await rollBack(context, { state, identity, deadline })
}

/** What the write was that the main step sent last. */
async function startedDeployment(context: PostContext, state: RunState): Promise<RollbackTarget | undefined> {
  const { started, cluster, service } = state
  if (started.kind === 'known') return started.identity
  const find = () => findStartedDeployment(context, { ...started, cluster, service })
  return await findLater(context, find, LOOK_FOR_MS)
}

async function rollBack(
  context: PostContext,
  { state, identity, deadline }: { state: RunState; identity: RollbackTarget; deadline: number },
): Promise<Findings> {
  const { log } = context
  const request = await requestRollback(context, identity, { forMs: REQUEST_FOR_MS })
  switch (request.kind) {
    case 'refused':
    case 'unknown':
    case 'not-ours':
      return { sentences: [notRolledBack(request, identity, state)], needsAttention: true }
    case 'requested':
    case 'under-way':
      log.info(`Deployment ${identity.deploymentId} is being rolled back. Waiting up to four minutes for the end.`)
      break
    case 'ended':
      log.info(`Deployment ${identity.deploymentId} has ended (${request.status}): there is nothing to stop.`)
  }
  const { serviceDeploymentArn } = request
  const progress = await waitForEnd(context, { ...identity, serviceDeploymentArn }, deadline)
  if (!progress || !isOver(progress.kind)) {
    return { sentences: [stillRunning(progress, state)], needsAttention: true }
  }
  const sentence = progressNow(progress, state.previousTaskDefinitionArn)
  return { sentences: [sentence], needsAttention: progress.kind !== 'rolled-back' }
}

/** What was read last, once nothing goes on any more, time is up or this step is cancelled too. */
async function waitForEnd(
  context: PostContext,
  identity: RollbackTarget,
  deadline: number,
): Promise<DeploymentProgress | undefined> {
  const { clock, signal } = context
  let progress: DeploymentProgress | undefined
  const read = async () => {
    try {
      progress = await readProgress(context, identity)
    } catch (error) {
      // A later read may succeed, unless no later one can.
      if (isCredentialsLost(error) || isAccessDenied(error)) throw error
    }
  }
  const forMs = deadline - POLL_INTERVAL_MS - clock.now()
  try {
    await pollUntil(context, read, { isDone: () => isOver(progress?.kind), everyMs: POLL_INTERVAL_MS, forMs })
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return progress
}

function isOver(kind: DeploymentProgress['kind'] | undefined): boolean {
  return kind === 'completed' || kind === 'failed' || kind === 'rolled-back' || kind === 'replaced'
}
