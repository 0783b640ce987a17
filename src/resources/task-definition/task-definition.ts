import { parseRevision, revisionName } from '../../aws/arn.ts'
import type { Context } from '../../context.ts'
import type { Run } from '../../github/run.ts'
import { imageTag } from '../../image/image-reference.ts'
import type { Inputs } from '../../inputs.ts'
import type { StepsOf } from '../../steps.ts'
import { hasGivenTags, type Tags, type WantedTags } from '../../tags.ts'
import type { Rendering } from '../../task-definition/rendering.ts'
import type { DefinitionContent } from '../../task-definition/variables.ts'
import { managedResource } from '../managed-resource.ts'
import type { ObservedService } from '../service/observed-service.ts'
import { applyTaskDefinition } from './apply-task-definition.ts'
import { type ObservedTaskDefinition, observeTaskDefinition } from './observed-task-definition.ts'
import {
  isUsable,
  planTaskDefinition,
  TASK_DEFINITION_EFFECTS,
  type TaskDefinitionChange,
} from './plan-task-definition.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'image' | 'report'>
  readonly run: Pick<Run, 'sha' | 'attempt'>
  /** undefined: the family of what the service runs now, or the service's name. */
  readonly family: string | undefined
  readonly service: string
  readonly taskDefinitionFile: DefinitionContent | undefined
  readonly tags: WantedTags
}

export interface TaskDefinitionReads {
  /** The newest of the family that is given, else of one named like the service. */
  readonly guessedRevision: ObservedTaskDefinition | undefined
  readonly newestRevision: ObservedTaskDefinition | undefined
  /** The one that the service runs. */
  readonly currentRevision: ObservedTaskDefinition | undefined
  /** Those before the newest, read where an earlier image is deployed again. */
  readonly earlierRevisions: readonly ObservedTaskDefinition[]
}

interface Others {
  readonly service: ObservedService | undefined
  readonly rendering: Pick<Rendering, 'taskDefinition'>
}

interface Observed extends Omit<TaskDefinitionReads, 'guessedRevision'> {
  readonly files: { readonly taskDefinitionTags: Tags }
  readonly rendering: Pick<Rendering, 'taskDefinition'>
}

export const taskDefinition = {
  ...managedResource({
    title: 'task definition',
    effects: TASK_DEFINITION_EFFECTS,
    // A task whose log group is missing does not start.
    needs: ['logGroups'],
    /** The family; where only the tags of a revision change, that revision. */
    name: change =>
      change.kind === 'create' || change.kind === 'replace'
        ? (change.desired.spec.family ?? '')
        : revisionName(change.observed.arn),
    apply: applyTaskDefinition,
    outputs: arn => ({
      taskDefinitionArn: arn,
      taskDefinitionName: revisionName(arn),
      taskDefinitionRevision: parseRevision(arn).revision,
    }),
    identifier: 'taskDefinitionArn',
    shown: ({ taskDefinitionArn: arn }, links) =>
      arn === undefined ? undefined : { text: arn, url: links?.taskDefinition(arn) },
  }),

  observe(context: Context, description: Description): StepsOf<TaskDefinitionReads, Others> {
    const { family, service, tags, taskDefinitionFile } = description
    // They come with the description of the revision: no extra call.
    const options = { readTags: hasGivenTags(tags) || (taskDefinitionFile?.tags ?? []).length > 0 }
    return {
      guessedRevision: { needs: [], run: () => observeTaskDefinition(context, family ?? service, options) },
      newestRevision: {
        needs: ['service', 'guessedRevision'],
        run: async ({ service: observed, guessedRevision }) => {
          // Where no family is given, it is that of what the service runs: known only now.
          const arn = observed?.service.taskDefinition
          const running = arn === undefined ? undefined : parseRevision(arn).family
          if (family !== undefined || running === undefined || running === service) return guessedRevision
          return await observeTaskDefinition(context, running, options)
        },
      },
      currentRevision: {
        needs: ['service', 'guessedRevision'],
        run: async ({ service: observed, guessedRevision }) => {
          const arn = observed?.service.taskDefinition
          if (arn === undefined) return undefined
          return arn === guessedRevision?.arn ? guessedRevision : await observeTaskDefinition(context, arn, options)
        },
      },
      earlierRevisions: {
        needs: ['rendering', 'currentRevision', 'newestRevision'],
        run: done => observeEarlierRevisions(context, description, done, options),
      },
    }
  },

  plan({ inputs, tags }: Description, observed: Observed): TaskDefinitionChange {
    const given = { ...observed.files.taskDefinitionTags, ...tags.given }
    return planTaskDefinition(
      { spec: observed.rendering.taskDefinition, tags: { ...tags, given } },
      { current: observed.currentRevision, newest: observed.newestRevision, earlier: observed.earlierRevisions },
      { showValues: inputs.report.showEnvironmentValues },
    )
  },
}

/** How far back an equal revision is looked for. They are asked for side by side: one round trip. */
const MAX_EARLIER = 20

/**
 * The revisions before the newest one, the newest first, where an equal one may be among them: where an earlier image is
 * deployed again. A commit that is deployed by its own push has none, and is not kept waiting for the read.
 *
 * They are asked for by number: that needs no permission beyond the one to read the newest.
 */
async function observeEarlierRevisions(
  context: Context,
  description: Description,
  done: Pick<Observed, 'rendering' | 'currentRevision' | 'newestRevision'>,
  options: { readonly readTags: boolean },
): Promise<readonly ObservedTaskDefinition[]> {
  const { rendering, currentRevision, newestRevision } = done
  const spec = rendering.taskDefinition
  const newest = newestRevision?.taskDefinition
  const isThere = [currentRevision, newestRevision].some(candidate => candidate && isUsable(candidate, spec))
  if (isThere || !mayHaveRunBefore(description) || newest?.family !== spec.family) return []
  const { family, revision = 0 } = newest ?? {}
  const numbers = Array.from({ length: MAX_EARLIER }, (_, index) => revision - 1 - index).filter(number => number > 0)
  const found = await Promise.all(numbers.map(number => observeTaskDefinition(context, `${family}:${number}`, options)))
  return found.filter(candidate => candidate !== undefined)
}

/** Another image than that of the run's own commit, or a run that was started again. */
function mayHaveRunBefore({ inputs, run }: Description): boolean {
  return run.attempt > 1 || run.sha === undefined || imageTag(inputs.image.source) !== run.sha
}
