import { invalidParameter } from './refusals.ts'
import { isFargate } from './revisions.ts'
import { validateLoadBalancers, validateRegistries } from './service-connections-validation.ts'
import type { Ecs, RevisionSettings, ServiceSettings } from './state.ts'
import { validateStrategy } from './strategy-validation.ts'

const PLATFORM_VERSIONS = new Set(['LATEST', '1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'])

/**
 * Refuses a service that is not valid, for CreateService and UpdateService alike. Texts are those of public reports,
 * except those marked "assumed".
 */
export function validateService(
  ecs: Ecs,
  revision: RevisionSettings,
  settings: ServiceSettings,
  verb: 'created' | 'updated',
): void {
  const { shape } = revision.taskDefinition
  if (isFargate(revision) && !shape.requiresCompatibilities?.includes('FARGATE')) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.')
  }
  if (revision.platformVersion !== undefined && !PLATFORM_VERSIONS.has(revision.platformVersion)) {
    throw invalidParameter('The specified platform version does not exist.') // assumed
  }
  if (settings.enableExecuteCommand && !shape.taskRoleArn) {
    throw invalidParameter(
      `The service couldn't be ${verb} because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.`,
    )
  }
  if (settings.desiredCount < 0) throw invalidParameter('Desired count must not be negative.') // assumed
  validatePercents(settings)
  validateNetwork(ecs, revision)
  if (settings.healthCheckGracePeriodSeconds !== undefined && revision.loadBalancers.length === 0) {
    throw invalidParameter('Health check grace period is only valid for services configured to use load balancers')
  }
  validateLoadBalancers(ecs, revision)
  validateRegistries(ecs, revision)
  validateStrategy(ecs, revision, settings.deploymentConfiguration)
}

function validatePercents({ deploymentConfiguration }: ServiceSettings): void {
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = deploymentConfiguration
  if (minimumHealthyPercent < 0 || minimumHealthyPercent > 100 || maximumPercent < 100 || maximumPercent > 200) {
    throw invalidParameter('Deployment percents are out of range.') // assumed
  }
  // With both at 100 a rolling update could neither start nor stop a task.
  if (minimumHealthyPercent >= maximumPercent) {
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    )
  }
}

function validateNetwork(ecs: Ecs, { networkConfiguration, taskDefinition }: RevisionSettings): void {
  const network = networkConfiguration?.awsvpcConfiguration
  if (taskDefinition.shape.networkMode !== 'awsvpc') {
    if (!network) return
    throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.')
  }
  if (!network) throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  const subnets = network.subnets ?? []
  const groups = network.securityGroups ?? []
  if (subnets.length === 0) throw invalidParameter('subnets can not be empty.')
  if (subnets.length > 16) throw invalidParameter('subnets can have at most 16 items.') // wording assumed
  if (groups.length > 5) throw invalidParameter('securityGroups can have at most 5 items.') // wording assumed

  const vpcs = new Set<string>()
  for (const id of subnets) {
    const subnet = ecs.world.ports.network.subnet(id)
    if (!subnet) {
      throw invalidParameter(
        `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      )
    }
    vpcs.add(subnet.vpcId)
  }
  if (vpcs.size > 1) throw invalidParameter('subnets must belong to the same VPC.') // wording assumed
  for (const id of groups) {
    const group = ecs.world.ports.network.securityGroup(id)
    if (!group) {
      throw invalidParameter(
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      )
    }
    if (!vpcs.has(group.vpcId)) {
      throw invalidParameter(`Security group ${id} does not appear to belong to the same VPC as the input subnets.`) // assumed
    }
  }
}
