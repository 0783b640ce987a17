import { CPUArchitecture, OSFamily } from '@aws-sdk/client-ecs'
import { ECS_NAME, EPHEMERAL_STORAGE_GIB } from '../aws/limits.ts'
import type { Problem } from '../problem.ts'
import { checkFargateSize, normaliseCpu, normaliseMemory } from './fargate-sizes.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'
import { validateContainer } from './validate-container.ts'

/**
 * Everything that AWS would refuse in a rendered task definition as far as it can be known without asking. (What
 * Fargate does not have at all is `checkFargateLimits`.)
 */
export function validateTaskDefinition(spec: TaskDefinitionSpec): readonly Problem[] {
  return [...validateTask(spec), ...validateContainers(spec)].map(problem => `task definition: ${problem}`)
}

function validateTask(spec: TaskDefinitionSpec): readonly Problem[] {
  const problems: Problem[] = []
  if (!ECS_NAME.test(spec.family ?? '')) {
    problems.push(
      `family is "${spec.family ?? ''}". Valid: up to 255 letters, digits, hyphens and underscores (no dots or slashes).`,
    )
  }
  if (spec.cpu === undefined || spec.memory === undefined) {
    problems.push('cpu and memory are required on Fargate.')
  } else {
    const size = checkFargateSize(spec.cpu, spec.memory, spec.runtimePlatform?.operatingSystemFamily)
    if (size) problems.push(size)
  }
  const { cpuArchitecture, operatingSystemFamily } = spec.runtimePlatform ?? {}
  for (const [field, value, valid] of [
    ['cpuArchitecture', cpuArchitecture, Object.values<string>(CPUArchitecture)],
    ['operatingSystemFamily', operatingSystemFamily, Object.values<string>(OSFamily)],
  ] as const) {
    if (value === undefined || valid.includes(value)) continue
    problems.push(`runtimePlatform.${field} is "${value}". Valid: ${valid.join(', ')}.`)
  }
  const storage = spec.ephemeralStorage?.sizeInGiB
  if (storage !== undefined && !(storage >= EPHEMERAL_STORAGE_GIB.min && storage <= EPHEMERAL_STORAGE_GIB.max)) {
    problems.push(
      `ephemeralStorage.sizeInGiB is ${storage}. Valid: ${EPHEMERAL_STORAGE_GIB.min} to ${EPHEMERAL_STORAGE_GIB.max}; ` +
        'without it a task has 20 GiB.',
    )
  }
  problems.push(
    ...repeated((spec.volumes ?? []).map(volume => volume.name)).map(name => `two volumes have the name "${name}".`),
  )
  return problems
}

function validateContainers(spec: TaskDefinitionSpec): readonly Problem[] {
  const containers = spec.containerDefinitions ?? []
  if (containers.length === 0) return ['there is no container in containerDefinitions.']

  const names = containers.map(container => container.name)
  const problems: Problem[] = repeated(names).map(name => `two containers have the name "${name}".`)
  if (!containers.some(container => container.essential ?? true)) {
    problems.push('no container is essential: at least one must be.')
  }
  const volumes = (spec.volumes ?? []).map(volume => volume.name)
  for (const [index, container] of containers.entries()) {
    const at = `containerDefinitions[${container.name ?? index}]`
    problems.push(...validateContainer(container, { names, volumes }).map(problem => `${at}${problem}`))
  }

  const ports = containers.flatMap(container =>
    (container.portMappings ?? []).map(({ containerPort, protocol = 'tcp' }) =>
      containerPort === undefined ? undefined : `${containerPort}/${protocol}`,
    ),
  )
  // All containers of a task share one network interface.
  problems.push(...repeated(ports).map(port => `the container port ${port} is mapped twice.`))

  return [...problems, ...validateReservations(spec)]
}

/** What the containers reserve must fit into the task. */
function validateReservations(spec: TaskDefinitionSpec): readonly Problem[] {
  const containers = spec.containerDefinitions ?? []
  const problems: Problem[] = []
  const cpu = containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0)
  if (cpu > Number(normaliseCpu(spec.cpu ?? ''))) {
    problems.push(`the containers' cpu adds up to ${cpu}, more than the task's ${spec.cpu}.`)
  }
  for (const { name, memory } of containers) {
    if ((memory ?? 0) > Number(normaliseMemory(spec.memory ?? ''))) {
      problems.push(`containerDefinitions[${name}].memory is ${memory}, more than the task's ${spec.memory}.`)
    }
  }
  return problems
}

/** Values that stand more than once, each named once. */
function repeated(values: readonly (string | undefined)[]): readonly string[] {
  const given = values.filter(value => value !== undefined)
  return [...new Set(given.filter((value, index) => given.indexOf(value) !== index))]
}
