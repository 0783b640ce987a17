import type { CreateServiceRequest, Service } from '@aws-sdk/client-ecs'
import { revisionName } from '../../aws/arn.ts'
import { type Change, type FieldChange, updateOf } from '../../change.ts'
import { tagFields, type WantedTags } from '../../tags.ts'
import { effectOf, type FieldEffect, type FieldEffects } from '../field-effects.ts'
import { TO_BE_CREATED } from '../managed-resource.ts'
import { livingService, type ObservedService } from './observed-service.ts'
import { changedSettings, type ServiceSettings, settingFields } from './service-settings.ts'

/** `capacityProviderStrategy`: by public reports, which contradict the SDK's documentation. */
export const SERVICE_EFFECTS = {
  cluster: 'identity',
  serviceName: 'identity',
  clientToken: 'immutable',
  launchType: 'immutable',
  role: 'immutable',
  schedulingStrategy: 'immutable',
  deploymentController: 'immutable',
  gatewayConnectors: 'immutable',
  monitoring: 'immutable',
  taskDefinition: 'deploys',
  networkConfiguration: 'deploys',
  platformVersion: 'deploys',
  loadBalancers: 'deploys',
  serviceRegistries: 'deploys',
  serviceConnectConfiguration: 'deploys',
  volumeConfigurations: 'deploys',
  vpcLatticeConfigurations: 'deploys',
  forceNewDeployment: 'deploys',
  desiredCount: 'in-place',
  deploymentConfiguration: 'in-place',
  availabilityZoneRebalancing: 'in-place',
  placementConstraints: 'in-place',
  placementStrategy: 'in-place',
  healthCheckGracePeriodSeconds: 'in-place',
  tags: 'in-place',
  enableExecuteCommand: 'new-tasks-only',
  enableECSManagedTags: 'new-tasks-only',
  propagateTags: 'new-tasks-only',
  capacityProviderStrategy: 'needs-force',
} as const satisfies FieldEffects & Record<keyof CreateServiceRequest | 'forceNewDeployment', FieldEffect>

export interface DesiredService {
  readonly cluster: string
  readonly name: string
  /** What inputs and file give, inputs first. */
  readonly settings: ServiceSettings
  /** `TO_BE_CREATED` while the revision is still to be registered. */
  readonly taskDefinitionArn: string
  /** Why the tasks are to be replaced although nothing differs; undefined: no reason. */
  readonly forced: string | undefined
  readonly tags: WantedTags
}

export type ServiceChange = Change<DesiredService, ObservedService>

/** Pure. */
export function planService(desired: DesiredService, observed: ObservedService | undefined): ServiceChange {
  if (!observed || !livingService(observed)) return { kind: 'create', desired }
  const problem = foreignProblem(observed.service)
  if (problem) return { kind: 'impossible', name: desired.name, problem: `Service "${desired.name}": ${problem}` }
  const fixed = changedSettings(desired.settings, observed.service).filter(
    name => effectOf(SERVICE_EFFECTS, name) === 'immutable',
  )
  if (fixed.length > 0) {
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Service "${desired.name}": this action cannot change ${fixed.join(', ')} on an existing service. Remove it from the service definition file, or deploy under another service name.`,
    }
  }
  const fields = [...deploymentFields(desired, observed), ...settingFields(desired.settings, observed.service)]
  fields.push(...tagFields(desired.tags, observed.tags))
  return updateOf(desired, observed, fields)
}

function deploymentFields(desired: DesiredService, { service }: ObservedService): FieldChange[] {
  if (desired.taskDefinitionArn !== service.taskDefinition) {
    const to = desired.taskDefinitionArn === TO_BE_CREATED ? 'a new revision' : revisionName(desired.taskDefinitionArn)
    return [{ field: 'taskDefinition', from: service.taskDefinition && revisionName(service.taskDefinition), to }]
  }
  return desired.forced ? [{ field: 'forceNewDeployment', from: undefined, to: desired.forced }] : []
}

/** True where carrying the change out starts a deployment. */
export function startsDeployment(change: ServiceChange): boolean {
  if (change.kind === 'create') return true
  if (change.kind !== 'update') return false
  return anyDeploys(change.fields.map(({ field }) => field))
}

/** True where one of these fields starts a deployment when it is sent. `needs-force` ones are sent with force. */
export function anyDeploys(fields: readonly string[]): boolean {
  return fields.some(field => {
    const effect = effectOf(SERVICE_EFFECTS, field)
    return effect === 'deploys' || effect === 'needs-force'
  })
}

const FARGATE_PROVIDERS: ReadonlySet<string> = new Set(['FARGATE', 'FARGATE_SPOT'])

/** Pure. Why a service is not this action's to change; undefined: it is. */
export function foreignProblem(service: Service): string | undefined {
  const controller = service.deploymentController?.type
  if (controller && controller !== 'ECS') {
    return `its deployments are made by the ${controller} controller, and this action works with the ECS controller only. Deploy under another service name, or keep deploying it with ${controller === 'CODE_DEPLOY' ? 'CodeDeploy' : 'its own controller'}.`
  }
  if (service.resourceManagementType === 'ECS') {
    return 'it is managed by ECS Express Mode, which makes its load balancer and scaling itself. Deploy under another service name, or keep deploying it with Express Mode.'
  }
  if (service.launchType && service.launchType !== 'FARGATE') {
    return `it runs on the launch type ${service.launchType}, and this action works with Fargate only. Deploy under another service name.`
  }
  const others = (service.capacityProviderStrategy ?? [])
    .map(({ capacityProvider }) => capacityProvider ?? '')
    .filter(provider => !FARGATE_PROVIDERS.has(provider))
  if (others.length > 0) {
    return `it runs on the capacity provider ${others.join(', ')}, and this action works with FARGATE and FARGATE_SPOT only. Deploy under another service name.`
  }
  if (service.schedulingStrategy === 'DAEMON') {
    return 'it is a daemon service, which Fargate does not have. Deploy under another service name.'
  }
  return undefined
}
