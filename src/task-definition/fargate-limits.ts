import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Problem } from '../problem.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'

/**
 * What this task definition asks for that Fargate does not have, each with the reason. The sources are the notes in the
 * documentation of RegisterTaskDefinition's fields.
 */
export function checkFargateLimits(spec: TaskDefinitionSpec): readonly Problem[] {
  const problems: Problem[] = []
  if (spec.networkMode !== undefined && spec.networkMode !== 'awsvpc') {
    problems.push(
      `networkMode is "${spec.networkMode}": each Fargate task has its own network interface, so give "awsvpc".`,
    )
  }
  const compatibilities = spec.requiresCompatibilities ?? []
  if (compatibilities.length > 0 && !compatibilities.includes('FARGATE')) {
    problems.push(
      `requiresCompatibilities is ${compatibilities.join(', ')}: only services on Fargate are supported, so give "FARGATE".`,
    )
  }
  if (spec.pidMode !== undefined && spec.pidMode !== 'task') {
    problems.push(`pidMode is "${spec.pidMode}": Fargate has only "task".`)
  }
  if (spec.ipcMode !== undefined) problems.push('ipcMode is not available on Fargate: remove it.')
  if (spec.placementConstraints?.length) {
    problems.push('placementConstraints are not available on Fargate, which has no instances to choose from.')
  }
  if (spec.inferenceAccelerators?.length) problems.push('inferenceAccelerators are not available on Fargate.')
  for (const volume of spec.volumes ?? []) {
    const field = `volumes[${volume.name ?? ''}]`
    if (volume.host?.sourcePath !== undefined) {
      problems.push(`${field}.host.sourcePath is not available on Fargate, which has no host to mount from.`)
    }
    if (volume.dockerVolumeConfiguration) {
      problems.push(`${field}.dockerVolumeConfiguration is not available on Fargate: use efsVolumeConfiguration.`)
    }
  }
  for (const container of spec.containerDefinitions ?? []) problems.push(...checkContainer(container))
  return problems
}

const NOT_ON_FARGATE = 'not available on Fargate'
const NOT_UNDER_AWSVPC = 'not supported in the network mode awsvpc'

/** Container fields that Fargate (or its network mode awsvpc) does not take. */
const REFUSED: readonly {
  readonly field: string
  readonly given: (container: ContainerDefinition) => boolean
  readonly reason: string
}[] = [
  { field: 'privileged', given: c => c.privileged === true, reason: 'Fargate has no privileged containers' },
  { field: 'links', given: c => filled(c.links), reason: 'under awsvpc containers reach each other at localhost' },
  { field: 'hostname', given: c => c.hostname !== undefined, reason: NOT_UNDER_AWSVPC },
  { field: 'extraHosts', given: c => filled(c.extraHosts), reason: NOT_UNDER_AWSVPC },
  { field: 'dockerSecurityOptions', given: c => filled(c.dockerSecurityOptions), reason: NOT_ON_FARGATE },
  {
    field: 'linuxParameters.devices',
    given: c => filled(c.linuxParameters?.devices),
    reason: NOT_ON_FARGATE,
  },
  {
    field: 'linuxParameters.sharedMemorySize',
    given: c => c.linuxParameters?.sharedMemorySize !== undefined,
    reason: NOT_ON_FARGATE,
  },
  { field: 'linuxParameters.maxSwap', given: c => c.linuxParameters?.maxSwap !== undefined, reason: NOT_ON_FARGATE },
  {
    field: 'linuxParameters.swappiness',
    given: c => c.linuxParameters?.swappiness !== undefined,
    reason: NOT_ON_FARGATE,
  },
  {
    field: 'resourceRequirements',
    given: c => filled(c.resourceRequirements),
    reason: 'Fargate has neither GPUs nor inference accelerators',
  },
]

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html, "Log configuration". */
const LOG_DRIVERS: readonly string[] = ['awslogs', 'splunk', 'awsfirelens']

function checkContainer(container: ContainerDefinition): readonly Problem[] {
  const at = `containerDefinitions[${container.name ?? ''}]`
  const problems = REFUSED.filter(({ given }) => given(container)).map(
    ({ field, reason }) => `${at}.${field} cannot be used: ${reason}. Remove it.`,
  )
  const driver = container.logConfiguration?.logDriver
  if (driver !== undefined && !LOG_DRIVERS.includes(driver)) {
    problems.push(`${at}.logConfiguration.logDriver is "${driver}". Fargate has: ${LOG_DRIVERS.join(', ')}.`)
  }
  const capabilities = (container.linuxParameters?.capabilities?.add ?? []).filter(name => name !== 'SYS_PTRACE')
  if (capabilities.length > 0) {
    problems.push(
      `${at}.linuxParameters.capabilities.add has ${capabilities.join(', ')}. Fargate adds only SYS_PTRACE.`,
    )
  }
  return problems
}

function filled(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0
}
