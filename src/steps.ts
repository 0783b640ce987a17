import type { Problem } from './problem.ts'

/**
 * Runs steps as soon as what they need is there, side by side where they do not need each other: the order is data.
 * The critical path of a run is the longest chain of needs, and nothing else.
 */
export interface Step<Results, Result> {
  readonly needs: readonly (keyof Results)[]
  run(done: Results): Promise<Result | Flawed<Result>> | Result | Flawed<Result>
}

export type Steps<Results> = { readonly [Name in keyof Results]: Step<Results, Results[Name]> }

/** A part of a larger table: steps that make `Own`, and may need `Others` as well. */
export type StepsOf<Own, Others = object> = { readonly [Name in keyof Own]: Step<Own & Others, Own[Name]> }

/** A result that the later steps can work with, and what is wrong with it. */
export class Flawed<Result> {
  readonly result: Result
  readonly problems: readonly Problem[]

  constructor(result: Result, problems: readonly Problem[]) {
    this.result = result
    this.problems = problems
  }
}

export interface StepsRun<Results> {
  /** Results of the steps that ended well. */
  readonly done: Partial<Results>
  /** What went wrong, in the order of the table. A step whose needs failed was not started and is not listed. */
  readonly failures: readonly unknown[]
  /** What is wrong with results that were made all the same, in the order of the table. */
  readonly problems: readonly Problem[]
}

class NotRun extends Error {}

/** Runs all steps. Always waits until every step that was started has ended: nothing goes on in the background. */
export async function runSteps<Results extends object>(steps: Steps<Results>): Promise<StepsRun<Results>> {
  const names = Object.keys(steps) as (keyof Results)[]
  const done: Partial<Results> = {}
  const running = new Map<keyof Results, Promise<readonly Problem[]>>()

  const start = (name: keyof Results): Promise<readonly Problem[]> => {
    const known = running.get(name)
    if (known) return known
    const step = steps[name]
    const promise = (async () => {
      const needed = await Promise.allSettled(step.needs.map(start))
      if (needed.some(result => result.status === 'rejected')) throw new NotRun()
      const ended = await step.run(guard(done as Results, step.needs, name))
      const { result, problems } = ended instanceof Flawed ? ended : { result: ended, problems: [] }
      done[name] = result
      return problems
    })()
    running.set(name, promise)
    return promise
  }

  const settled = await Promise.allSettled(names.map(start))
  const failures = settled.flatMap(result =>
    result.status === 'rejected' && !(result.reason instanceof NotRun) ? [result.reason] : [],
  )
  const problems = settled.flatMap(result => (result.status === 'fulfilled' ? result.value : []))
  return { done, failures, problems }
}

/** A step sees what it declared as needed, and nothing else: a missing need is found the first time it runs. */
function guard<Results extends object>(done: Results, needs: readonly (keyof Results)[], step: keyof Results): Results {
  return new Proxy(done, {
    get(target, name) {
      if (!needs.includes(name as keyof Results)) {
        throw new Error(`Step "${String(step)}" reads "${String(name)}" but does not list it among its needs.`)
      }
      return target[name as keyof Results]
    },
  })
}

/**
 * Waits for all of them, also where one fails, and then throws the first failure: a write that is under way when the
 * step ends would go on unseen.
 */
export async function settleAll<Values extends readonly unknown[]>(
  promises: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  const settled = await Promise.allSettled(promises)
  for (const result of settled) if (result.status === 'rejected') throw result.reason
  return settled.map(result => (result.status === 'fulfilled' ? result.value : undefined)) as never
}
