import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import type { TaskDefinitionInputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { checkFargateLimits } from './fargate-limits.ts'
import { logGroupsOf } from './log-configuration.ts'
import { renderContainer } from './render-container.ts'
import { registrableFields, type TaskDefinitionSpec } from './task-definition-spec.ts'

export interface RenderOptions {
  /** The file's task definition, its variables filled in. */
  readonly template?: Partial<TaskDefinitionSpec> | undefined
  /** The revision that the existing service runs. */
  readonly current?: TaskDefinition | undefined
  readonly inputs: TaskDefinitionInputs
  readonly family: string
  readonly image?: string | undefined
  readonly executionRoleArn?: string | undefined
  readonly taskRoleArn?: string | undefined
  /** `valueFrom` for each of `inputs.secrets`, by the variable's name. */
  readonly secretArns: Readonly<Record<string, string>>
  /** Turns a `valueFrom` as a file has it into the one that is registered. */
  readonly resolveValueFrom?: ((valueFrom: string) => string) | undefined
  readonly region: string
  /** False: nothing is given that is about one container. Then several need no name, and none is touched. */
  readonly needsContainer?: boolean
}

export interface RenderedTaskDefinition {
  readonly taskDefinition: TaskDefinitionSpec
  /** Name of the container that the inputs are about. */
  readonly container: string
  /** Groups in the run's region that containers log to. */
  readonly logGroups: readonly string[]
  /** What `validateTaskDefinition` cannot know; call it as well. */
  readonly problems: readonly Problem[]
}

const NEW_CPU = '256'
const NEW_MEMORY = '512'

/**
 * The task definition that is wanted. The file is its base; without one, the revision that the service runs; without
 * that, nothing. Inputs win over the base, field by field. Only the fields without which nothing runs on Fargate (size,
 * network mode, compatibility, image and log configuration) are taken from the running revision where a file lacks
 * them, and get a default where that has none either: a file is otherwise the whole truth, so that what was taken out
 * of it is gone.
 */
export function renderTaskDefinition(options: RenderOptions): RenderedTaskDefinition {
  const { inputs, family } = options
  const current = options.current && registrableFields(options.current)
  const base = options.template ?? current ?? {}
  const chosen = chooseContainer(base.containerDefinitions ?? [], inputs.containerName, {
    family,
    isNeeded: options.needsContainer ?? true,
  })
  const problems: Problem[] = [...chosen.problems]

  const touched = (container: ContainerDefinition | undefined) => {
    const rendered = renderContainer({
      base: container,
      current: current?.containerDefinitions?.find(({ name }) => name === chosen.name),
      name: chosen.name,
      options,
    })
    problems.push(...rendered.problems)
    return rendered.container
  }
  const existing = base.containerDefinitions ?? []
  const containers =
    existing.length === 0
      ? [touched(undefined)]
      : existing.map(container =>
          chosen.problems.length === 0 && (container.name ?? chosen.name) === chosen.name
            ? touched(container)
            : container,
        )

  const taskDefinition: TaskDefinitionSpec = {
    ...base,
    family,
    containerDefinitions: containers.map(container => resolveSecrets(container, options.resolveValueFrom)),
    cpu: inputs.cpu ?? base.cpu ?? current?.cpu ?? NEW_CPU,
    memory: inputs.memory ?? base.memory ?? current?.memory ?? NEW_MEMORY,
    networkMode: base.networkMode ?? current?.networkMode ?? 'awsvpc',
    requiresCompatibilities: base.requiresCompatibilities ?? current?.requiresCompatibilities ?? ['FARGATE'],
    ...given('executionRoleArn', options.executionRoleArn),
    ...given('taskRoleArn', options.taskRoleArn),
    ...(inputs.cpuArchitecture && {
      runtimePlatform: {
        ...base.runtimePlatform,
        cpuArchitecture: inputs.cpuArchitecture,
        operatingSystemFamily: base.runtimePlatform?.operatingSystemFamily ?? 'LINUX',
      },
    }),
  }
  problems.push(...checkFargateLimits(taskDefinition).map(problem => `task definition: ${problem}`))
  return {
    taskDefinition,
    container: chosen.name,
    logGroups: logGroupsOf(taskDefinition.containerDefinitions ?? [], options.region),
    problems,
  }
}

/** The container that the inputs are about: the one that is named, else the only one, else a new one. */
function chooseContainer(
  containers: readonly ContainerDefinition[],
  wanted: string | undefined,
  { family, isNeeded }: { readonly family: string; readonly isNeeded: boolean },
): { readonly name: string; readonly problems: readonly Problem[] } {
  const [only, ...more] = containers
  const names = containers.map(({ name }) => name ?? '(without a name)').join(', ')
  if (!only) return { name: wanted ?? family, problems: [] }
  if (wanted !== undefined) {
    // A container without a name takes the one that is given.
    const found = containers.some(({ name }) => name === wanted) || (more.length === 0 && only.name === undefined)
    if (found) return { name: wanted, problems: [] }
    return {
      name: wanted,
      problems: [
        `Input "container-name" is "${wanted}", but the task definition has no such container. It has: ${names}.`,
      ],
    }
  }
  if (more.length === 0) return { name: only.name ?? family, problems: [] }
  if (!isNeeded) return { name: '', problems: [] }
  return {
    name: only.name ?? family,
    problems: [
      `The task definition has several containers: say in the input "container-name" which is meant: ${names}.`,
    ],
  }
}

function resolveSecrets(
  container: ContainerDefinition,
  resolve: ((valueFrom: string) => string) | undefined,
): ContainerDefinition {
  if (!resolve) return container
  const resolved = <T extends { valueFrom: string | undefined }>(secret: T): T =>
    secret.valueFrom === undefined ? secret : { ...secret, valueFrom: resolve(secret.valueFrom) }
  const { secrets, logConfiguration } = container
  return {
    ...container,
    ...(secrets && { secrets: secrets.map(resolved) }),
    ...(logConfiguration?.secretOptions && {
      logConfiguration: { ...logConfiguration, secretOptions: logConfiguration.secretOptions.map(resolved) },
    }),
  }
}

function given<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: string })
}
