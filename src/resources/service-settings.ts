import type { CreateServiceCommandInput, Service } from '@aws-sdk/client-ecs'
import type { FieldChange } from '../change.ts'
import { contains, overlay, printable } from './equality.ts'

/** Everything about a service that can be given, as CreateService spells it. `undefined`: not given. */
export type ServiceSettings = Omit<
  Partial<CreateServiceCommandInput>,
  | 'serviceName'
  | 'cluster'
  | 'taskDefinition'
  | 'launchType'
  | 'tags'
  | 'clientToken'
  | 'role'
  | 'deploymentController'
  | 'schedulingStrategy'
>

export type SettingName = keyof ServiceSettings

/** What an update of a setting does to the tasks that run. */
export type UpdateEffect =
  /** Starts a deployment by itself. */
  | 'deploys'
  /** Starts none: it holds from now on. */
  | 'in-place'
  /** Starts none, and reaches only tasks that are started later. */
  | 'new-tasks-only'
  /** Is refused, or has no effect, without a forced deployment. */
  | 'needs-force'

/**
 * Settings that UpdateService takes, with their effect (SDK documentation of UpdateServiceRequest; for
 * capacityProviderStrategy public reports, which say otherwise than the SDK). Without an entry: only at creation.
 */
export const UPDATE_EFFECTS: Readonly<Partial<Record<SettingName, UpdateEffect>>> = {
  networkConfiguration: 'deploys',
  platformVersion: 'deploys',
  loadBalancers: 'deploys',
  serviceRegistries: 'deploys',
  serviceConnectConfiguration: 'deploys',
  volumeConfigurations: 'deploys',
  vpcLatticeConfigurations: 'deploys',
  desiredCount: 'in-place',
  deploymentConfiguration: 'in-place',
  availabilityZoneRebalancing: 'in-place',
  healthCheckGracePeriodSeconds: 'in-place',
  enableExecuteCommand: 'new-tasks-only',
  enableECSManagedTags: 'new-tasks-only',
  propagateTags: 'new-tasks-only',
  capacityProviderStrategy: 'needs-force',
}

/** Settings of a new service that nothing was given for. */
export const NEW_SERVICE_SETTINGS: ServiceSettings = {
  desiredCount: 1,
  platformVersion: 'LATEST',
  propagateTags: 'SERVICE',
  enableECSManagedTags: true,
  networkConfiguration: { awsvpcConfiguration: { subnets: [], assignPublicIp: 'DISABLED' } },
  deploymentConfiguration: {
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  },
}

/** Pure. The given settings that the service does not have. */
export function settingFields(given: ServiceSettings, service: Service): FieldChange[] {
  return changedSettings(given, service).flatMap(name => {
    const from = printable(observedSetting(service, name))
    return [{ field: name, from, to: printable(overlay(observedSetting(service, name), given[name])) }]
  })
}

/** Pure. Names of the given settings that the service does not have. */
export function changedSettings(given: ServiceSettings, service: Service): SettingName[] {
  return (Object.keys(given) as SettingName[]).filter(
    name => given[name] !== undefined && !hasSetting(service, name, given[name]),
  )
}

/** The platform version that LATEST means for Linux tasks (ECS developer guide, Fargate platform versions). */
const LATEST_PLATFORM_VERSION = '1.4.0'

function hasSetting(service: Service, name: SettingName, wanted: unknown): boolean {
  const observed = observedSetting(service, name)
  if (name === 'platformVersion' && wanted === 'LATEST') {
    return observed === undefined || observed === 'LATEST' || observed === LATEST_PLATFORM_VERSION
  }
  if (name === 'propagateTags' && wanted === 'NONE') return observed === undefined || observed === 'NONE'
  if (typeof wanted === 'boolean') return (observed ?? false) === wanted
  return contains(observed, wanted)
}

/** The setting as the service has it. Most are members of the service, some only of its PRIMARY deployment. */
function observedSetting(service: Service, name: SettingName): unknown {
  const primary = service.deployments?.find(deployment => deployment.status === 'PRIMARY')
  switch (name) {
    case 'serviceConnectConfiguration':
    case 'volumeConfigurations':
    case 'vpcLatticeConfigurations':
      return primary?.[name]
    default:
      return (service as Readonly<Record<string, unknown>>)[name]
  }
}

/** What is sent for a changed setting: nested structures are what is there, overlaid with what was given. */
export function updatedSetting<Name extends SettingName>(
  given: ServiceSettings,
  service: Service,
  name: Name,
): ServiceSettings[Name] {
  return overlay(observedSetting(service, name) as ServiceSettings[Name], given[name])
}
