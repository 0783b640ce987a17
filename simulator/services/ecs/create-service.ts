import type { CreateServiceRequest, DeploymentConfiguration } from '@aws-sdk/client-ecs'
import { requireActiveTaskDefinition, requireCluster } from './lookup.ts'
import { plainCopy } from './plain-copy.ts'
import { invalidParameter } from './refusals.ts'
import { startDeployment } from './rollout/deployments.ts'
import { describeService } from './service-shape.ts'
import { validateService } from './service-validation.ts'
import type { ClusterRecord, Ecs, RevisionSettings, ServiceRecord, ServiceSettings } from './state.ts'
import { requireBakeTime } from './strategy-validation.ts'
import { checkTags, setTags } from './tagging.ts'

/** CreateService. */
export function createService(ecs: Ecs, input: CreateServiceRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const name = input.serviceName ?? ''
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid service name.') // wording assumed
  const existing = cluster.services.get(name)
  if (existing && existing.status !== 'INACTIVE') return { service: repeated(ecs, existing, input) }

  checkTags(input.tags)
  refuseContradictions(input)
  requireBakeTime(input.deploymentConfiguration)
  const revisionSettings = revisionSettingsOf(ecs, input)
  const settings = settingsOf(input)
  validateService(ecs, revisionSettings, settings, 'created')

  const service = newService(ecs, cluster, { input, revisionSettings, settings })
  cluster.services.set(name, service)
  setTags(ecs, service.arn, input.tags)
  startDeployment(ecs, service)
  return { service: describeService(ecs, service, ['TAGS']) }
}

/** An equal request with the same client token succeeds; others are refused, as the service exists (public reports). */
function repeated(ecs: Ecs, existing: ServiceRecord, input: CreateServiceRequest): object {
  if (existing.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.')
  const same = input.clientToken !== undefined && existing.clientToken === input.clientToken
  if (same && existing.request === canonical(input)) return describeService(ecs, existing, ['TAGS'])
  throw invalidParameter('Creation of service was not idempotent.')
}

function refuseContradictions(input: CreateServiceRequest): void {
  if (input.launchType && (input.capacityProviderStrategy?.length ?? 0) > 0) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    )
  }
  if (input.schedulingStrategy === 'DAEMON') {
    throw invalidParameter('The DAEMON scheduling strategy is not supported for the Fargate launch type.') // assumed
  }
  if (input.desiredCount === undefined) throw invalidParameter('Desired count must be specified.') // assumed
}

function revisionSettingsOf(ecs: Ecs, input: CreateServiceRequest): RevisionSettings {
  const capacityProviderStrategy = input.capacityProviderStrategy ?? []
  return {
    taskDefinition: requireActiveTaskDefinition(ecs, input.taskDefinition),
    // Without either, a service runs on EC2 (SDK documentation, launchType), where there are no instances here.
    launchType: capacityProviderStrategy.length > 0 ? undefined : (input.launchType ?? 'EC2'),
    capacityProviderStrategy,
    platformVersion: input.platformVersion,
    networkConfiguration: input.networkConfiguration,
    loadBalancers: input.loadBalancers ?? [],
    serviceRegistries: input.serviceRegistries ?? [],
    serviceConnectConfiguration: input.serviceConnectConfiguration,
    volumeConfigurations: input.volumeConfigurations,
    vpcLatticeConfigurations: input.vpcLatticeConfigurations,
  }
}

function settingsOf(input: CreateServiceRequest): ServiceSettings {
  return {
    desiredCount: input.desiredCount ?? 0,
    deploymentConfiguration: deploymentConfigurationOf(input.deploymentConfiguration),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    propagateTags: input.propagateTags,
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? 'ENABLED',
    deploymentController: input.deploymentController,
    placementConstraints: input.placementConstraints,
    placementStrategy: input.placementStrategy,
  }
}

/** The defaults of a rolling update (SDK documentation, DeploymentConfiguration), as services show them. */
function deploymentConfigurationOf(given: DeploymentConfiguration | undefined): DeploymentConfiguration {
  return {
    strategy: 'ROLLING',
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    bakeTimeInMinutes: 0,
    deploymentCircuitBreaker: { enable: false, rollback: false },
    ...plainCopy(given),
  }
}

function newService(
  ecs: Ecs,
  cluster: ClusterRecord,
  what: { input: CreateServiceRequest; revisionSettings: RevisionSettings; settings: ServiceSettings },
): ServiceRecord {
  const name = what.input.serviceName ?? ''
  return {
    cluster,
    name,
    arn: ecs.world.arn('ecs', `service/${cluster.name}/${name}`),
    createdAt: ecs.world.clock.now(),
    clientToken: what.input.clientToken,
    request: canonical(what.input),
    status: 'ACTIVE',
    revisionSettings: ownSettings(what.revisionSettings),
    settings: what.settings,
    deployments: [],
    serviceDeployments: [],
    events: [],
    tasks: new Set(),
    lastCompleted: undefined,
    steady: false,
    launches: { consecutiveFailures: 0, pauses: 0, pausedUntil: 0, launched: 0 },
    nextPass: undefined,
  }
}

/** A copy that callers cannot reach. Only the task definition is the registered one itself. */
function ownSettings(settings: RevisionSettings): RevisionSettings {
  const { taskDefinition, ...rest } = settings
  return { taskDefinition, ...plainCopy(rest) }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
