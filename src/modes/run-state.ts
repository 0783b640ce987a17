import type { DeploymentProgress } from '../deployment/deployment-progress.ts'
import type { RollbackTarget } from '../deployment/stop-deployment.ts'
import { unanswered } from './known-writes.ts'
import type { KnownRun } from './run-record.ts'
import { deployedBy } from './written-outputs.ts'

/** What the main step leaves for the post step. Saved before each write that starts a deployment, and when more is known. */
export interface RunState {
  readonly region: string
  readonly cluster: string
  readonly service: string
  readonly onCancel: 'leave' | 'rollback'
  /** False: a deployment has nothing to go back to. */
  readonly existed: boolean
  readonly previousTaskDefinitionArn?: string | undefined
  readonly started: StartedDeployment
  readonly progress?: DeploymentProgress['kind'] | undefined
  readonly wantsSummary: boolean
}

export type StartedDeployment =
  /** A write that starts it was sent, and its response has not arrived. */
  | { readonly kind: 'asked'; readonly taskDefinitionArn: string; readonly before: readonly string[] }
  | { readonly kind: 'known'; readonly identity: RollbackTarget }

/** In place of the state of a run that ended in order: there is nothing left to do. */
export const DONE = 'done'

/** Pure. undefined: nothing has been started that the post step would have to know of. */
export function runStateOf(known: KnownRun, wantsSummary: boolean): RunState | undefined {
  const { region, cluster, service, onCancel, before, outputs, progress } = known
  const started = startedBy(known)
  if (!started || region === undefined || cluster === undefined || service === undefined) return undefined
  return {
    region,
    cluster,
    service,
    onCancel,
    existed: before?.exists ?? true,
    previousTaskDefinitionArn: outputs.previousTaskDefinitionArn,
    started,
    progress: progress?.kind,
    wantsSummary,
  }
}

function startedBy({ deployment, writes, before, outputs }: KnownRun): StartedDeployment | undefined {
  if (deployment) {
    const serviceDeploymentArn = deployment.serviceDeploymentArn ?? outputs.serviceDeploymentArn
    return { kind: 'known', identity: { ...deployment, serviceDeploymentArn } }
  }
  const taskDefinitionArn = unanswered(writes)
    .map(deployedBy)
    .find(arn => arn !== undefined)
  return taskDefinitionArn === undefined
    ? undefined
    : { kind: 'asked', taskDefinitionArn, before: before?.deploymentIds ?? [] }
}

/** Pure. undefined: there is none, or the run ended in order. */
export function parseRunState(text: string | undefined): RunState | undefined {
  return text === undefined || text === '' || text === DONE ? undefined : (JSON.parse(text) as RunState)
}

/** Saves the state whenever it is another one. @param save resolves once it is safe */
export function createStateKeeper(save: (state: string) => void | Promise<void>) {
  let saved: string | undefined
  let last: void | Promise<void>
  const keep = (text: string): void | Promise<void> => {
    if (text !== saved) last = save(text)
    saved = text
    return last
  }
  const done = () => (saved === undefined ? undefined : keep(DONE))
  return {
    /** Resolves once it is saved. */
    keep: (state: RunState | undefined) => (state ? keep(JSON.stringify(state)) : done()),
    /** The run ended in order. Saves nothing where nothing was kept. */
    done,
  }
}
