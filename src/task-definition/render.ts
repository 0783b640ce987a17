import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { isAnyGiven } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { chooseContainer, nameOfChosen } from './chosen-container.ts'
import { checkFargateLimits } from './fargate-limits.ts'
import { logGroupsOf } from './log-configuration.ts'
import { type ContainerRenderOptions, renderContainer } from './render-container.ts'
import { registrableFields, type TaskDefinitionSpec } from './task-definition-spec.ts'

export interface RenderOptions extends ContainerRenderOptions {
  /** The file's task definition, its variables filled in. */
  readonly template?: Partial<TaskDefinitionSpec> | undefined
  /** The revision that the existing service runs. */
  readonly current?: TaskDefinition | undefined
  readonly executionRoleArn?: string | undefined
  readonly taskRoleArn?: string | undefined
  /** Turns a `valueFrom` as a file has it into the one that is registered. */
  readonly resolveValueFrom?: ((valueFrom: string) => string) | undefined
}

export interface RenderedTaskDefinition {
  readonly taskDefinition: TaskDefinitionSpec
  /** Name of the container that the inputs are about, or whose port is served; undefined: neither. */
  readonly container: string | undefined
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
 * them, and get a default where that has none either: a file is otherwise the whole truth, so that what was removed
 * from it is gone.
 */
export function renderTaskDefinition(options: RenderOptions): RenderedTaskDefinition {
  const { inputs, family } = options
  const { task } = inputs
  const current = options.current && registrableFields(options.current)
  const base = options.template ?? current ?? {}
  const existing = base.containerDefinitions ?? []
  const chosen = chooseContainer({
    containers: existing,
    named: inputs.containerName,
    family,
    isAnyInputGiven: options.image !== undefined || isAnyGiven(inputs.container),
  })
  const problems: Problem[] = chosen.kind === 'unclear' ? [chosen.problem] : []

  const touched = (name: string, container: ContainerDefinition | undefined) => {
    const rendered = renderContainer({
      base: container,
      current: current?.containerDefinitions?.find(candidate => candidate.name === name),
      name,
      options,
    })
    problems.push(...rendered.problems)
    return rendered.container
  }
  const containers =
    existing.length === 0
      ? [touched(nameOfChosen(chosen) ?? family, undefined)]
      : existing.map(container =>
          chosen.kind === 'touched' && (container.name ?? chosen.name) === chosen.name
            ? touched(chosen.name, container)
            : container,
        )

  const taskDefinition: TaskDefinitionSpec = {
    ...base,
    family,
    containerDefinitions: containers.map(container => resolveSecrets(container, options.resolveValueFrom)),
    cpu: task.cpu ?? base.cpu ?? current?.cpu ?? NEW_CPU,
    memory: task.memory ?? base.memory ?? current?.memory ?? NEW_MEMORY,
    networkMode: base.networkMode ?? current?.networkMode ?? 'awsvpc',
    requiresCompatibilities: base.requiresCompatibilities ?? current?.requiresCompatibilities ?? ['FARGATE'],
    ...given('executionRoleArn', options.executionRoleArn),
    ...given('taskRoleArn', options.taskRoleArn),
    ...(task.cpuArchitecture && {
      runtimePlatform: {
        ...base.runtimePlatform,
        cpuArchitecture: task.cpuArchitecture,
        operatingSystemFamily: base.runtimePlatform?.operatingSystemFamily ?? 'LINUX',
      },
    }),
  }
  problems.push(...checkFargateLimits(taskDefinition).map(problem => `task definition: ${problem}`))
  return {
    taskDefinition,
    container: nameOfChosen(chosen),
    logGroups: logGroupsOf(taskDefinition.containerDefinitions ?? [], options.region),
    problems,
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
