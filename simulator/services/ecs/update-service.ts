import { isDeepStrictEqual } from 'node:util'
import type { UpdateServiceRequest } from '@aws-sdk/client-ecs'
import { ApiError } from '../../errors.ts'
import { requireActiveTaskDefinition, requireCluster, requireService } from './lookup.ts'
import { plainCopy } from './plain-copy.ts'
import { invalidParameter } from './refusals.ts'
import { startDeployment } from './rollout/deployments.ts'
import { describeService } from './service-shape.ts'
import { validateService } from './service-validation.ts'
import type { Ecs, RevisionSettings, ServiceRecord, ServiceSettings } from './state.ts'
import { requireBakeTime } from './strategy-validation.ts'

/**
 * UpdateService: members that are absent or null stay as they are. A change to what a revision fixes starts a
 * deployment, and so does `forceNewDeployment`; nothing else does (SDK documentation, UpdateServiceRequest: "this
 * parameter triggers / doesn't trigger a new service deployment"). It is assumed that equal values start none.
 */
export function updateService(ecs: Ecs, input: UpdateServiceRequest): object {
  const service = requireService(requireCluster(ecs, input.cluster), input.service)
  if (service.status !== 'ACTIVE') throw new ApiError('ServiceNotActiveException', 'Service was not ACTIVE.')

  const revisionSettings = changedRevisionSettings(ecs, service, input)
  const settings = changedSettings(service, input)
  requireBakeTime(input.deploymentConfiguration, service.settings.deploymentConfiguration)
  refuseQuietStrategyChange(service, revisionSettings, input)
  validateService(ecs, revisionSettings, settings, 'updated')

  const deploys = input.forceNewDeployment === true || !isDeepStrictEqual(revisionSettings, service.revisionSettings)
  service.revisionSettings = revisionSettings
  service.settings = settings
  service.steady = service.steady && !deploys && input.desiredCount == null
  if (deploys) startDeployment(ecs, service)
  else ecs.wake(service, 0)
  return { service: describeService(ecs, service, ['TAGS']) }
}

function changedRevisionSettings(ecs: Ecs, service: ServiceRecord, input: UpdateServiceRequest): RevisionSettings {
  const before = service.revisionSettings
  const capacityProviderStrategy = input.capacityProviderStrategy ?? before.capacityProviderStrategy
  return {
    taskDefinition: input.taskDefinition
      ? requireActiveTaskDefinition(ecs, input.taskDefinition)
      : before.taskDefinition,
    // "To go back to the launch type, specify an empty list" (SDK documentation): FARGATE, the only one here.
    launchType: capacityProviderStrategy.length > 0 ? undefined : (before.launchType ?? 'FARGATE'),
    ...plainCopy({
      capacityProviderStrategy,
      platformVersion: input.platformVersion ?? before.platformVersion,
      networkConfiguration: input.networkConfiguration ?? before.networkConfiguration,
      loadBalancers: input.loadBalancers ?? before.loadBalancers,
      serviceRegistries: input.serviceRegistries ?? before.serviceRegistries,
      serviceConnectConfiguration: input.serviceConnectConfiguration ?? before.serviceConnectConfiguration,
      volumeConfigurations: input.volumeConfigurations ?? before.volumeConfigurations,
      vpcLatticeConfigurations: input.vpcLatticeConfigurations ?? before.vpcLatticeConfigurations,
    }),
  }
}

/**
 * Members of deploymentConfiguration that an update does not give stay as they are: assumed. A service that loses its
 * load balancers loses its grace period with them (assumed, as the two are refused together).
 */
function changedSettings({ settings: before }: ServiceRecord, input: UpdateServiceRequest): ServiceSettings {
  const detached = input.loadBalancers?.length === 0
  return {
    desiredCount: input.desiredCount ?? before.desiredCount,
    deploymentConfiguration: { ...before.deploymentConfiguration, ...plainCopy(input.deploymentConfiguration) },
    healthCheckGracePeriodSeconds:
      input.healthCheckGracePeriodSeconds ?? (detached ? undefined : before.healthCheckGracePeriodSeconds),
    enableExecuteCommand: input.enableExecuteCommand ?? before.enableExecuteCommand,
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    propagateTags: input.propagateTags ?? before.propagateTags,
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? before.availabilityZoneRebalancing,
    deploymentController: input.deploymentController ?? before.deploymentController,
    placementConstraints: input.placementConstraints ?? before.placementConstraints,
    placementStrategy: input.placementStrategy ?? before.placementStrategy,
  }
}

/** From public reports. They contradict the SDK's documentation, which says that the member triggers nothing. */
function refuseQuietStrategyChange(service: ServiceRecord, after: RevisionSettings, input: UpdateServiceRequest): void {
  if (input.forceNewDeployment) return
  const before = service.revisionSettings.capacityProviderStrategy
  if (isDeepStrictEqual(before, after.capacityProviderStrategy)) return
  throw invalidParameter(
    'When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.',
  )
}
