import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { targetGroupName } from '../aws/arn.ts'
import type { Observation } from '../observation/observation.ts'
import { livingService } from '../resources/service/observed-service.ts'
import type { Specification } from '../specification/specification.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { listed } from '../text/sentences.ts'
import { type Findings, found } from './findings.ts'

type Observed = Pick<Observation, 'rendering' | 'files' | 'service' | 'targetGroup'>

/** A container and port that a load balancer or a discovery service sends to. */
interface Connection {
  readonly source: string
  readonly containerName: string | undefined
  readonly containerPort: number | undefined
}

/**
 * Pure. Whether the containers and ports that load balancers and discovery services refer to are in the task
 * definition: those of the service definition file, and those that an existing service keeps. (Those that inputs give
 * take container and port from the task definition.)
 */
export function checkConnections(specification: Specification, observed: Observed): Findings {
  const containers = observed.rendering.taskDefinition.containerDefinitions ?? []
  const problems = connectionsOf(specification, observed).flatMap(connection => {
    const problem = connectionProblem(connection, containers)
    return problem === undefined ? [] : [problem]
  })
  return found({ problems })
}

function connectionsOf({ inputs, service, serviceFile }: Specification, observed: Observed): readonly Connection[] {
  const file = subjectOf('service-definition', serviceFile?.path ?? '')
  const current = livingService(observed.service)
  const { listener, targetGroupArn } = inputs.loadBalancer
  const ownGroup = targetGroupArn ?? observed.targetGroup?.arn
  const kept = (current?.loadBalancers ?? []).filter(balancer => balancer.targetGroupArn !== ownGroup)
  // Where the service is not yet in the given group, that one takes the place of what it is in.
  const isKept = !(listener || targetGroupArn) || kept.length < (current?.loadBalancers ?? []).length
  const balancers = observed.files.service?.loadBalancers
  const registries = observed.files.service?.serviceRegistries
  return [
    ...(balancers ?? []).map(entry => ({ ...entry, source: `${file}, loadBalancers` })),
    ...(balancers || !isKept ? [] : kept).map(entry => ({
      ...entry,
      source: `Service "${service}" is in target group "${targetGroupName(entry.targetGroupArn ?? '')}"`,
    })),
    ...(registries ?? []).map(entry => ({ ...entry, source: `${file}, serviceRegistries` })),
    ...(registries || inputs.discovery.service !== undefined ? [] : (current?.serviceRegistries ?? [])).map(entry => ({
      ...entry,
      source: `Service "${service}" is in a discovery service`,
    })),
  ].map(({ source, containerName, containerPort }) => ({ source, containerName, containerPort }))
}

function connectionProblem(
  { source, containerName, containerPort }: Connection,
  containers: readonly ContainerDefinition[],
): string | undefined {
  // Discovery services of A records have neither.
  if (containerName === undefined) return undefined
  const container = containers.find(({ name }) => name === containerName)
  if (!container) {
    const names = listed(containers.map(({ name }) => `"${name}"`))
    return `${source}: there is no container "${containerName}" in the task definition, which has ${names}. Use one of these names in both.`
  }
  const mappings = container.portMappings ?? []
  if (containerPort === undefined || mappings.some(mapping => hasPort(mapping, containerPort))) return undefined
  const ports = mappings.flatMap(mapping => mapping.containerPort ?? mapping.containerPortRange ?? [])
  return `${source}: container "${containerName}" has no port ${containerPort} in the task definition (${ports.length > 0 ? `it has ${listed(ports.map(String))}` : 'it maps none'}). Use the same port in both.`
}

function hasPort(
  { containerPort, containerPortRange }: NonNullable<ContainerDefinition['portMappings']>[number],
  port: number,
): boolean {
  if (containerPort === port) return true
  const [from, to] = (containerPortRange ?? '').split('-').map(Number)
  return from !== undefined && to !== undefined && port >= from && port <= to
}
