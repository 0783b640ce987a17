import { setTimeout as wait } from 'node:timers/promises'
import { type InputTexts, SEED_INPUTS, seedInputsById } from '../__tests__/scenarios/seed-inputs.ts'
import { EXAMPLE_FOLDER } from '../scripts/example-inputs.ts'
import { type ActionRun, runAction } from '../scripts/run-action.ts'
import type { SimulatorOptions } from '../simulator/options.ts'
import { type GoogleWorkspaceAccount, seedGoogleWorkspace, WORKSPACE_MCP } from '../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import type { Behaviour } from '../simulator/world.ts'

export const COMMITS = ['a'.repeat(40), 'b'.repeat(40)] as const

export interface BenchAccount {
  readonly simulator: Simulator
  readonly seed: GoogleWorkspaceAccount
  push(tag: string, behaviour: Behaviour): void
  /** Runs the bundle for a commit in the example's folder. Its calls are what is in the journal then. */
  run(inputs: InputTexts, options?: { readonly commit?: string; readonly env?: InputTexts }): Promise<ActionRun>
  /** Resolves when no deployment is under way. */
  settled(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The example's account, with the images of two commits. */
export async function createBenchAccount(options: SimulatorOptions): Promise<BenchAccount> {
  const simulator = await createSimulator(options)
  const seed = seedGoogleWorkspace(simulator)
  const push = (tag: string, behaviour: Behaviour) =>
    void simulator.pushImage({ repository: seed.repositoryName, tag, behaviour })
  for (const commit of COMMITS) push(commit, { application: WORKSPACE_MCP })
  return {
    simulator,
    seed,
    push,
    async run(inputs, { commit = COMMITS[0], env = {} } = {}) {
      simulator.journal.clear()
      return await runAction({ inputs, simulator, cwd: EXAMPLE_FOLDER, env: { GITHUB_SHA: commit, ...env } })
    },
    async settled() {
      while (simulator.state().services.some(({ deployments }) => deployments.some(isUnderWay))) await wait(20)
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  }
}

function isUnderWay({ rolloutState, status }: { readonly rolloutState: string; readonly status: string }): boolean {
  return rolloutState === 'IN_PROGRESS' || status === 'ACTIVE'
}

/** Throws where a run ended otherwise than the benchmark takes for granted: its figures would mean nothing. */
export function expectOutcome(run: ActionRun, outcome: string): void {
  if (run.outputs.outcome === outcome) return
  throw new Error(`The outcome is "${run.outputs.outcome}" where "${outcome}" is expected:\n${run.stdout}${run.stderr}`)
}

export type Given = 'ids given' | 'names looked up'

export function inputsFor(given: Given, seed: GoogleWorkspaceAccount): InputTexts {
  return given === 'ids given' ? seedInputsById(seed) : SEED_INPUTS
}
