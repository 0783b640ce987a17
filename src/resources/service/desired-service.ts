import type {
  CapacityProviderStrategyItem,
  LoadBalancer,
  NetworkConfiguration,
  ServiceRegistry,
} from '@aws-sdk/client-ecs'
import type { ServiceInputs } from '../../inputs.ts'
import type { Observation } from '../../observation/observation.ts'
import type { Specification } from '../../specification/specification.ts'
import { overlay } from '../equality.ts'
import type { DesiredService } from './service.ts'
import type { ServiceSettings } from './service-settings.ts'

/** ARNs that the service refers to; those of things that are still to be created are `TO_BE_CREATED`. */
export interface ServiceReferences {
  readonly taskDefinitionArn: string | undefined
  readonly targetGroupArn: string | undefined
  readonly registry: { readonly arn: string; readonly recordTypes: readonly string[] } | undefined
}

/** Stands in a plan for an ARN that is not known yet. Equal to no ARN. */
export const TO_BE_CREATED = '(to be created)'

/** Pure. The service as inputs and file describe it, inputs first. */
export function desiredService(
  specification: Specification,
  observation: Observation,
  references: ServiceReferences,
): Omit<DesiredService, 'forced'> {
  const { cluster, service, tags } = specification
  return {
    cluster,
    name: service,
    settings: serviceSettings(specification, observation, references),
    taskDefinitionArn: references.taskDefinitionArn,
    tags: { ...tags, given: { ...observation.files.serviceTags, ...tags.given } },
  }
}

function serviceSettings(
  { inputs }: Specification,
  observation: Observation,
  references: ServiceReferences,
): ServiceSettings {
  const file = fileSettings(observation.files.service)
  const { service, tags } = inputs
  const given: ServiceSettings = {
    desiredCount: observation.scaledBy === undefined ? service.desiredCount : undefined,
    platformVersion: service.platformVersion,
    capacityProviderStrategy: service.capacityProviderStrategy?.map(provider => ({ ...provider })),
    enableExecuteCommand: service.enableExecuteCommand,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    propagateTags: tags.propagateTags,
    enableECSManagedTags: tags.enableEcsManagedTags,
    networkConfiguration: network(observation, inputs.network.assignPublicIp),
    deploymentConfiguration: deploymentConfiguration(service),
    loadBalancers: loadBalancers(observation, references.targetGroupArn),
    serviceRegistries: registries(observation, references.registry),
  }
  const settings = overlay(file, withoutAbsent(given))
  if (observation.scaledBy !== undefined) delete settings.desiredCount
  // What is left out is 0 (API reference, CapacityProviderStrategyItem): said, or a number that was taken out would stay.
  if (settings.capacityProviderStrategy)
    settings.capacityProviderStrategy = settings.capacityProviderStrategy.map(withZeros)
  return settings
}

/** Members of the file that are settings: the names and what is decided elsewhere are not. */
function fileSettings(file: Observation['files']['service']): ServiceSettings {
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
  { subnets, securityGroups }: Observation,
  assignPublicIp: boolean | undefined,
): NetworkConfiguration | undefined {
  if (!subnets && !securityGroups && assignPublicIp === undefined) return undefined
  return {
    // The type wants subnets; where they are not given, what the service has stays (the configuration is laid over it).
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
  { rendering, service }: Observation,
  targetGroupArn: string | undefined,
): LoadBalancer[] | undefined {
  if (targetGroupArn === undefined) return undefined
  const own = { targetGroupArn, containerName: rendering.container, containerPort: rendering.containerPort }
  const observed = service?.service.loadBalancers ?? []
  // Beside ours, a service may be in further groups, and ours may have settings that no input names: they stay.
  if (!observed.some(other => other.targetGroupArn === targetGroupArn)) return [own]
  return observed.map(other => (other.targetGroupArn === targetGroupArn ? { ...other, ...own } : other))
}

/** With SRV records ECS wants to know the port; with A records alone it refuses to be told. */
function registries(
  { rendering }: Observation,
  registry: ServiceReferences['registry'],
): ServiceRegistry[] | undefined {
  if (!registry) return undefined
  if (!registry.recordTypes.includes('SRV')) return [{ registryArn: registry.arn }]
  return [{ registryArn: registry.arn, containerName: rendering.container, containerPort: rendering.containerPort }]
}

/** Without the members that are undefined: those would hide what the file gives. */
function withoutAbsent<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape
}

function withZeros(provider: CapacityProviderStrategyItem): CapacityProviderStrategyItem {
  return { ...provider, weight: provider.weight ?? 0, base: provider.base ?? 0 }
}
