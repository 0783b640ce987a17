import type { Environment } from '../runtime.ts'

/** The workflow run that the action is part of, as far as GitHub's runner tells. */
export interface Run {
  /** `owner/name` */
  readonly repository: string | undefined
  /** Full commit SHA that the run is for. */
  readonly sha: string | undefined
  readonly runId: string | undefined
  /** 1, and more where the run was started again. */
  readonly attempt: number
  readonly actor: string | undefined
  readonly workspace: string
}

/** Reads the run from the runner's environment (GITHUB_* variables, documented by GitHub as default variables). */
export function parseRun(env: Environment): Run {
  return {
    repository: env.GITHUB_REPOSITORY || undefined,
    sha: env.GITHUB_SHA || undefined,
    runId: env.GITHUB_RUN_ID || undefined,
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1,
    actor: env.GITHUB_ACTOR || undefined,
    workspace: env.GITHUB_WORKSPACE || '.',
  }
}
