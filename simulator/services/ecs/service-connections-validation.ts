import { invalidParameter } from './refusals.ts'
import type { Ecs, RevisionSettings } from './state.ts'

/** Refuses load balancers that the service cannot be put behind. Texts: public reports, unless marked "assumed". */
export function validateLoadBalancers(ecs: Ecs, { loadBalancers, taskDefinition }: RevisionSettings): void {
  const { targets } = ecs.world.ports
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers) {
    if (!targetGroupArn) throw invalidParameter('Target group ARN must be specified.') // assumed
    if (!targets.exists(targetGroupArn)) {
      throw invalidParameter(`The specified target group does not exist: ${targetGroupArn}`) // assumed
    }
    validateContainerPort(taskDefinition, containerName, containerPort)
    const type = targets.targetType(targetGroupArn)
    if (taskDefinition.shape.networkMode === 'awsvpc' && type !== 'ip') {
      throw invalidParameter(
        `The provided target group ${targetGroupArn} has target type ${type}, which is incompatible with the awsvpc network mode specified in the task definition.`,
      )
    }
    if (!targets.hasLoadBalancer(targetGroupArn)) {
      throw invalidParameter(
        `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
      )
    }
  }
}

/**
 * Refuses discovery services whose record type and ports do not go together: SRV needs a container's port or a port of
 * its own, not both; A alone must have neither (SDK documentation, ServiceRegistry; the text about A is reported).
 */
export function validateRegistries(ecs: Ecs, { serviceRegistries, taskDefinition }: RevisionSettings): void {
  if (serviceRegistries.length > 1) throw invalidParameter('At most one service registry is supported.') // assumed
  for (const { registryArn, containerName, containerPort, port } of serviceRegistries) {
    const types = ecs.world.ports.instances.recordTypes(registryArn ?? '')
    if (!types) throw invalidParameter(`The specified service registry does not exist: ${registryArn}`) // assumed
    if (!types.includes('SRV')) {
      refuseValues({ containerName, containerPort, port })
      continue
    }
    if (containerName !== undefined || containerPort !== undefined) {
      // assumed
      if (port !== undefined) throw invalidParameter('Specify containerName and containerPort, or port, but not both.')
      validateContainerPort(taskDefinition, containerName, containerPort)
    } else if (port === undefined) {
      throw invalidParameter(
        'When using an SRV service registry, either containerName and containerPort, or port must be specified.', // assumed
      )
    }
  }
}

function refuseValues(values: Readonly<Record<string, unknown>>): void {
  const given = ['containerPort', 'containerName', 'port'].find(name => values[name] !== undefined)
  if (!given) return
  throw invalidParameter(
    `The values specified for serviceRegistries do not require a value for '${given}'. Remove the value and retry.`,
  )
}

function validateContainerPort(
  { shape }: RevisionSettings['taskDefinition'],
  name: string | undefined,
  port: number | undefined,
): void {
  const container = shape.containerDefinitions?.find(candidate => candidate.name === name)
  if (!container) throw invalidParameter(`The container ${name} does not exist in the task definition.`)
  if (!container.portMappings?.some(mapping => mapping.containerPort === port)) {
    throw invalidParameter(`The container ${name} did not have a container port ${port} defined.`)
  }
}
