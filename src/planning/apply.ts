import type { AnyChange } from '../change.ts'
import type { Context } from '../context.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { Done, ManagedResource } from '../resources/managed-resource.ts'
import { type AppliedResources, RESOURCE_LIST, type ResourceKey } from '../resources/managed-resources.ts'
import { runSteps, type Step, type Steps, settleAll } from '../steps.ts'
import { formatDuration } from '../text/time.ts'
import { assertCompletes } from './completion.ts'
import { changesOf, type Plan } from './plan.ts'

/** A plan that was carried out only in part. What was done stays: the next run goes on from there. */
export class ApplyError extends Error {
  readonly failures: readonly unknown[]

  constructor(failures: readonly unknown[]) {
    super('The plan was carried out only in part', { cause: failures[0] })
    this.name = 'ApplyError'
    this.failures = failures
  }
}

export interface Application {
  readonly plan: Plan
  /** Called with every ARN as soon as it is known. */
  readonly publish: (outputs: KnownOutputs) => void
}

type StepName = ResourceKey | `${ResourceKey}Settled`
type Results = Record<StepName, unknown>

/**
 * Carries the plan out, side by side where nothing needs the other. It decides nothing: each resource is applied as it
 * was planned, with the ARNs filled in that were not known then.
 *
 * @throws ApplyError where a call was refused
 */
export async function apply(context: Context, application: Application): Promise<AppliedResources> {
  const steps = RESOURCE_LIST.flatMap(([key, resource]) => {
    const changes = changesOf(application.plan.changes, key)
    return stepsOf(context, application.publish, { key, resource, changes })
  })
  const { done, failures } = await runSteps<Results>(Object.fromEntries(steps) as Steps<Results>)
  if (failures.length > 0) throw new ApplyError(failures)
  return done as AppliedResources
}

interface Applicable {
  readonly key: ResourceKey
  readonly resource: ManagedResource<AnyChange, unknown>
  readonly changes: readonly AnyChange[]
}

function stepsOf(
  context: Context,
  publish: Application['publish'],
  { key, resource, changes }: Applicable,
): readonly (readonly [StepName, Step<Results, unknown>])[] {
  const { settle, needs } = resource
  const applied = new Map<AnyChange, AnyChange>()
  const applyStep: Step<Results, unknown> = {
    needs: needs as readonly StepName[],
    run: async done => {
      const results = await settleAll(
        changes.map(async planned => {
          const change = completed(resource, planned, pickNeeds(done, needs))
          applied.set(planned, change)
          const result = await reported(context, { resource, change, publish }, () => resource.apply(context, change))
          publish(resource.outputs(result))
          return result
        }),
      )
      return results.length > 1 ? results : results[0]
    },
  }
  const settleStep: Step<Results, unknown> = {
    needs: [key, ...((settle?.needs ?? []) as readonly StepName[])],
    run: async ({ [key]: result }) => {
      const change = changes[0] && applied.get(changes[0])
      if (!settle || !change) return result
      const settled = await settle.run(context, change, result)
      publish(resource.outputs(settled))
      return settled
    },
  }
  return [
    [key, applyStep],
    [`${key}Settled`, settleStep],
  ]
}

function pickNeeds(done: Results, needs: readonly string[]): Done {
  return Object.fromEntries(needs.map(name => [name, done[name as StepName]]))
}

/** The change with its description completed by what was applied before it. */
function completed(resource: ManagedResource<AnyChange, unknown>, change: AnyChange, done: Done): AnyChange {
  if (!('desired' in change)) return change
  const desired = resource.complete ? resource.complete(change.desired as never, done) : change.desired
  assertCompletes(change.desired, desired, resource.title)
  return { ...change, desired }
}

const DONE: Readonly<Record<string, string>> = { create: 'created', update: 'updated', replace: 'replaced' }

/** Prints what was done to a resource, and how long it took. */
async function reported<Result>(
  { log, clock }: Context,
  { resource, change, publish }: Pick<Applicable, 'resource'> & Pick<Application, 'publish'> & { change: AnyChange },
  body: () => Promise<Result>,
): Promise<Result> {
  if (change.kind === 'unchanged') return await body()
  const startedAt = clock.now()
  const result = await body()
  publish({ changed: true })
  log.info(`${resource.title}: ${DONE[change.kind] ?? change.kind} (${formatDuration(clock.now() - startedAt)})`)
  return result
}
