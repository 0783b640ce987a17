import type { CreateServiceCommandInput, Service } from '@aws-sdk/client-ecs'
import { type FieldChange, HIDDEN } from '../../change.ts'
import { contains, differences, overlay } from '../equality.ts'
import { primaryDeployment } from './deployment-identity.ts'

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

/** Pure. The given settings that the service does not have, down to the members of structures. */
export function settingFields(given: ServiceSettings, service: Service): FieldChange[] {
  return changedSettings(given, service)
    .flatMap(name => differences(name, observedSetting(service, name), given[name]))
    .map(change => (isSecretOption(change.field) ? hideValues(change) : change))
}

/** Options of the log driver of Service Connect's proxy: `awslogs-*` are harmless; others (`splunk-token`) are not. */
function isSecretOption(field: string): boolean {
  return /\.logConfiguration\.options\.(?!awslogs-)/.test(field)
}

function hideValues({ field, from, to }: FieldChange): FieldChange {
  return { field, from: from === undefined ? undefined : HIDDEN, to: to === undefined ? undefined : HIDDEN }
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
  const primary = primaryDeployment(service)
  switch (name) {
    case 'serviceConnectConfiguration':
    case 'volumeConfigurations':
    case 'vpcLatticeConfigurations':
      return primary?.[name]
    case 'capacityProviderStrategy':
      return service.capacityProviderStrategy?.map(provider => ({ weight: 0, base: 0, ...provider }))
    case 'deploymentConfiguration':
      // A service of which AWS says nothing about a circuit breaker has none.
      return { deploymentCircuitBreaker: { enable: false, rollback: false }, ...service.deploymentConfiguration }
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
