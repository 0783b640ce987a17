import { subjectOf } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { Inputs } from '../../inputs.ts'
import { type StepsOf, settleAll } from '../../steps.ts'
import { hasGivenTags, type WantedTags } from '../../tags.ts'
import { logGroupsOf } from '../../task-definition/log-configuration.ts'
import type { Rendering } from '../../task-definition/rendering.ts'
import type { TaskDefinitionSpec } from '../../task-definition/task-definition-spec.ts'
import { type DefinitionContent, fillVariables } from '../../task-definition/variables.ts'
import { managedResource } from '../managed-resource.ts'
import { LOG_GROUP_EFFECTS, type LogGroupChange, type ObservedLogGroup, planLogGroup } from './plan-log-group.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'general' | 'taskDefinition'>
  readonly taskDefinitionFile: DefinitionContent | undefined
  readonly variables: Readonly<Record<string, string>>
  readonly family: string | undefined
  readonly service: string
  readonly tags: WantedTags
}

export interface LogGroupReads {
  readonly guessedLogGroups: LogGroups
  readonly logGroups: LogGroups
}

/** By name; a group that was looked for and does not exist is there as undefined. */
export type LogGroups = ReadonlyMap<string, ObservedLogGroup | undefined>

interface Observed {
  readonly rendering: Pick<Rendering, 'logGroups' | 'ownLogGroup'>
  readonly logGroups: LogGroups
}

/** The only resource of which a service may have several: one for each container. */
export const logGroups = {
  ...managedResource({
    title: 'log group',
    effects: LOG_GROUP_EFFECTS,
    needs: [],
    name: change => subjectOf(change).name,
    apply: applyIfChanged,
    // Its name is known before it exists.
    outputs: () => ({}),
    shown: ({ logGroup: name }, links) => (name === undefined ? undefined : { text: name, url: links?.logGroup(name) }),
  }),

  observe(context: Context, description: Description): StepsOf<LogGroupReads, Pick<Observed, 'rendering'>> {
    const readTags = hasGivenTags(description.tags)
    return {
      guessedLogGroups: {
        needs: [],
        run: () => observeLogGroups(context, guessLogGroups(description), { readTags }),
      },
      logGroups: {
        needs: ['rendering', 'guessedLogGroups'],
        run: ({ rendering, guessedLogGroups: known }) =>
          observeLogGroups(context, rendering.logGroups, { readTags, known }),
      },
    }
  },

  plan({ inputs, tags }: Description, { rendering, logGroups: observed }: Observed): readonly LogGroupChange[] {
    return rendering.logGroups.map(name => {
      const isOwn = name === rendering.ownLogGroup
      const retentionDays = isOwn ? inputs.taskDefinition.container.logRetentionDays : undefined
      return planLogGroup({ name, retentionDays, tags }, observed.get(name))
    })
  },
}

/** Loads what it needs only for a change: most runs find the group as it is. */
async function applyIfChanged(context: Context, change: LogGroupChange): Promise<void> {
  if (change.kind === 'unchanged') return
  const { applyLogGroup } = await import('./log-group-calls.ts')
  await applyLogGroup(context, change)
}

/** More than that are observed once their names are certain. */
const MAX_GUESSES = 4

/**
 * The log groups as far as they can be known before anything was looked up. Observed at once: the true names are known
 * only after look-ups that the registration would then have to wait for.
 */
function guessLogGroups({ inputs, taskDefinitionFile, variables, family, service }: Description): readonly string[] {
  const given = inputs.taskDefinition.container.logGroup
  const filled = taskDefinitionFile && fillVariables(taskDefinitionFile, variables)
  const containers = (filled?.definition as Partial<TaskDefinitionSpec> | undefined)?.containerDefinitions ?? []
  const groups = logGroupsOf(containers, inputs.general.region)
  return [...new Set([given ?? `/ecs/${family ?? service}`, ...groups])].slice(0, MAX_GUESSES)
}

/** Observes the groups that are not known yet. */
async function observeLogGroups(
  context: Context,
  names: readonly string[],
  { readTags, known = new Map() }: { readonly readTags: boolean; readonly known?: LogGroups },
): Promise<LogGroups> {
  const { observeLogGroup, observeLogGroupTags } = await import('./log-group-calls.ts')
  const observe = async (name: string) => {
    const group = await observeLogGroup(context, name)
    return group && readTags ? await observeLogGroupTags(context, group) : group
  }
  const entries = await settleAll(
    names.map(async name => [name, known.has(name) ? known.get(name) : await observe(name)] as const),
  )
  return new Map(entries)
}
