import type {
  CapacityProviderStrategyItem,
  CreateServiceCommandInput,
  LoadBalancer,
  NetworkConfiguration,
  ServiceRegistry,
} from '@aws-sdk/client-ecs'
import type { Inputs, ServiceInputs } from '../../inputs.ts'
import type { ScalingFacts } from '../../look-ups/scaling.ts'
import { withoutAbsent } from '../../plain-data.ts'
import type { Tags, WantedTags } from '../../tags.ts'
import type { Rendering } from '../../task-definition/rendering.ts'
import { overlay } from '../equality.ts'
import type { ObservedService } from './observed-service.ts'
import type { DesiredService } from './plan-service.ts'
import type { ServiceSettings } from './service-settings.ts'

/** What of the specification is about the service itself. */
export interface ServiceDescription {
  readonly inputs: Pick<Inputs, 'service' | 'tags' | 'network' | 'loadBalancer' | 'discovery'>
  readonly cluster: string
  readonly service: string
  readonly tags: WantedTags
}

export interface ServiceObservation {
  readonly files: { readonly service: Partial<CreateServiceCommandInput> | undefined; readonly serviceTags: Tags }
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  readonly rendering: Pick<Rendering, 'container' | 'containerPort'>
  readonly service: ObservedService | undefined
  readonly scaling: ScalingFacts
}

/** ARNs that the service refers to; `TO_BE_CREATED` for those of things that are still to be created. */
export interface ServiceReferences {
  readonly taskDefinitionArn: string
  readonly targetGroupArn: string | undefined
  readonly registry: { readonly arn: string; readonly recordTypes: readonly string[] } | undefined
}

/** Pure. The service as inputs and file describe it, inputs first. */
export function desiredService(
  description: ServiceDescription,
  observed: ServiceObservation,
  references: ServiceReferences,
): Omit<DesiredService, 'forced'> {
  const { cluster, service, tags } = description
  return {
    cluster,
    name: service,
    settings: serviceSettings(description, observed, references),
    taskDefinitionArn: references.taskDefinitionArn,
    tags: { ...tags, given: { ...observed.files.serviceTags, ...tags.given } },
  }
}

function serviceSettings(
  { inputs }: ServiceDescription,
  observed: ServiceObservation,
  references: ServiceReferences,
): ServiceSettings {
  const file = fileSettings(observed.files.service)
  const { service, tags } = inputs
  const isScaled = observed.scaling.kind === 'scaled'
  const given: ServiceSettings = {
    desiredCount: isScaled ? undefined : service.desiredCount,
    platformVersion: service.platformVersion,
    capacityProviderStrategy: service.capacityProviderStrategy?.map(provider => ({ ...provider })),
    enableExecuteCommand: service.enableExecuteCommand,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    propagateTags: tags.propagateTags,
    enableECSManagedTags: tags.enableEcsManagedTags,
    networkConfiguration: network(observed, inputs.network.assignPublicIp),
    deploymentConfiguration: deploymentConfiguration(service),
    loadBalancers: loadBalancers(observed, references.targetGroupArn),
    serviceRegistries: registries(observed, references.registry),
  }
  const settings = overlay(file, withoutAbsent(given))
  if (isScaled) delete settings.desiredCount
  // A number that is left out is 0 (API reference, CapacityProviderStrategyItem): sent, or one that was removed would stay.
  if (settings.capacityProviderStrategy)
    settings.capacityProviderStrategy = settings.capacityProviderStrategy.map(withZeros)
  return settings
}

/** Members of the file that are settings: names, and what is decided elsewhere, are not. */
function fileSettings(file: ServiceObservation['files']['service']): ServiceSettings {
  if (!file) return {}
  const {
    serviceName: _serviceName,
    cluster: _cluster,
    launchType: _launchType,
    schedulingStrategy: _schedulingStrategy,
    deploymentController: _deploymentController,
    taskDefinition: _taskDefinition,
    tags: _tags,
    clientToken: _clientToken,
    role: _role,
    ...settings
  } = file
  return settings
}

function network(
  { subnets, securityGroups }: ServiceObservation,
  assignPublicIp: boolean | undefined,
): NetworkConfiguration | undefined {
  if (!subnets && !securityGroups && assignPublicIp === undefined) return undefined
  return {
    // The type requires subnets; if none are given, the service keeps its own (`overlay`).
    awsvpcConfiguration: withoutAbsent({
      subnets: subnets && [...subnets],
      securityGroups: securityGroups && [...securityGroups],
      assignPublicIp: assignPublicIp === undefined ? undefined : assignPublicIp ? 'ENABLED' : 'DISABLED',
    }) as NonNullable<NetworkConfiguration['awsvpcConfiguration']>,
  }
}

const CIRCUIT_BREAKERS = {
  rollback: { enable: true, rollback: true },
  fail: { enable: true, rollback: false },
  off: { enable: false, rollback: false },
} as const

function deploymentConfiguration(service: ServiceInputs): ServiceSettings['deploymentConfiguration'] {
  const given = withoutAbsent({
    minimumHealthyPercent: service.minimumHealthyPercent,
    maximumPercent: service.maximumPercent,
    deploymentCircuitBreaker: service.circuitBreaker && CIRCUIT_BREAKERS[service.circuitBreaker],
  })
  return Object.keys(given).length > 0 ? given : undefined
}

function loadBalancers(
  { rendering, service }: ServiceObservation,
  targetGroupArn: string | undefined,
): LoadBalancer[] | undefined {
  if (targetGroupArn === undefined) return undefined
  const own = { targetGroupArn, containerName: rendering.container, containerPort: rendering.containerPort }
  const observed = service?.service.loadBalancers ?? []
  // Beside ours, a service may be in further groups, and ours may have settings that no input names: they stay.
  if (!observed.some(other => other.targetGroupArn === targetGroupArn)) return [own]
  return observed.map(other => (other.targetGroupArn === targetGroupArn ? { ...other, ...own } : other))
}

/** With SRV records ECS requires the port; with A records alone it refuses one. */
function registries(
  { rendering }: ServiceObservation,
  registry: ServiceReferences['registry'],
): ServiceRegistry[] | undefined {
  if (!registry) return undefined
  if (!registry.recordTypes.includes('SRV')) return [{ registryArn: registry.arn }]
  return [{ registryArn: registry.arn, containerName: rendering.container, containerPort: rendering.containerPort }]
}

function withZeros(provider: CapacityProviderStrategyItem): CapacityProviderStrategyItem {
  return { ...provider, weight: provider.weight ?? 0, base: provider.base ?? 0 }
}
