import {
  CreateServiceCommand,
  DescribeServicesCommand,
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import { isAmbiguous } from '../aws/ambiguity.ts'
import { isErrorNamed } from '../aws/errors.ts'
import type { Change, FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import { InvalidError } from '../problem.ts'
import { overlay } from './equality.ts'
import {
  changedSettings,
  NEW_SERVICE_SETTINGS,
  type ServiceSettings,
  settingFields,
  UPDATE_EFFECTS,
  updatedSetting,
} from './service-settings.ts'
import { creationTags, lowerCaseTags, missingTags, type Tags, tagFields, tagsFrom, type WantedTags } from './tags.ts'

export interface DesiredService {
  readonly cluster: string
  readonly name: string
  /** What inputs and file give, inputs first. */
  readonly settings: ServiceSettings
  /** ARN, or undefined while the revision is still to be registered. */
  readonly taskDefinitionArn: string | undefined
  /** Why the tasks are to be replaced although nothing differs; undefined: no reason. */
  readonly forced: string | undefined
  readonly tags: WantedTags
}

export interface ObservedService {
  readonly service: Service
  readonly tags: Tags
}

export type ServiceChange = Change<DesiredService, ObservedService>

/**
 * The service, whatever its status; undefined where there is none, or where it was deleted (INACTIVE).
 *
 * @throws InvalidError where the cluster does not exist
 */
export async function observeService(
  context: Context,
  wanted: Pick<DesiredService, 'cluster' | 'name'>,
): Promise<ObservedService | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecs(),
      new DescribeServicesCommand({ cluster: wanted.cluster, services: [wanted.name], include: ['TAGS'] }),
    )
    const service = answer.services?.[0]
    return service && service.status !== 'INACTIVE' ? { service, tags: tagsFrom(service.tags) } : undefined
  } catch (error) {
    if (!isErrorNamed(error, 'ClusterNotFoundException')) throw error
    throw new InvalidError([
      `Input "cluster": there is no cluster "${wanted.cluster}" in ${aws.region}. Create it, or give the name of an existing one.`,
    ])
  }
}

/** Pure. */
export function planService(desired: DesiredService, observed: ObservedService | undefined): ServiceChange {
  if (!observed || observed.service.status === 'DRAINING') return { kind: 'create', desired }
  const problem = foreignProblem(observed.service)
  if (problem) return { kind: 'impossible', problem: `Service "${desired.name}": ${problem}` }
  const fixed = changedSettings(desired.settings, observed.service).filter(name => !UPDATE_EFFECTS[name])
  if (fixed.length > 0) {
    return {
      kind: 'impossible',
      problem: `Service "${desired.name}": AWS cannot change ${fixed.join(', ')} on an existing service by an update. Take it out of the service definition file, or deploy under another service name.`,
    }
  }
  const fields = [...deploymentFields(desired, observed), ...settingFields(desired.settings, observed.service)]
  fields.push(...tagFields(desired.tags, observed.tags))
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

function deploymentFields(desired: DesiredService, { service }: ObservedService): FieldChange[] {
  if (desired.taskDefinitionArn !== service.taskDefinition) {
    return [
      { field: 'taskDefinition', from: revision(service.taskDefinition), to: revision(desired.taskDefinitionArn) },
    ]
  }
  return desired.forced ? [{ field: 'forceNewDeployment', from: undefined, to: desired.forced }] : []
}

function revision(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? 'a new revision'
}

/** Why a service is not this action's to change; undefined: it is. */
function foreignProblem(service: Service): string | undefined {
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
  if (service.schedulingStrategy === 'DAEMON') {
    return 'it is a daemon service, which Fargate does not have. Deploy under another service name.'
  }
  return undefined
}

/** True where carrying the change out starts a deployment. */
export function startsDeployment(change: ServiceChange): boolean {
  if (change.kind === 'create') return true
  if (change.kind !== 'update') return false
  return change.fields.some(({ field }) => {
    if (field === 'taskDefinition' || field === 'forceNewDeployment') return true
    const effect = UPDATE_EFFECTS[field as keyof ServiceSettings]
    return effect === 'deploys' || effect === 'needs-force'
  })
}

/** Carries the change out and returns the service as AWS answered it. `desired` has every ARN by now. */
export async function applyService(context: Context, change: ServiceChange, desired: DesiredService): Promise<Service> {
  switch (change.kind) {
    case 'create':
      return await createService(context, desired)
    case 'update':
      return await updateService(context, change, desired)
    case 'unchanged':
      return change.observed.service
    case 'impossible':
      throw new Error(change.problem)
  }
}

const RETRY_INTERVAL_MS = 3_000

/** How long a deleted service may drain, or a target group's association may take, before the step gives up. */
const RETRY_FOR_MS = 10 * 60_000

async function createService(context: Context, desired: DesiredService): Promise<Service> {
  const { aws, clock, signal } = context
  const settings = newServiceSettings(desired.settings)
  const command = new CreateServiceCommand({
    ...settings,
    cluster: desired.cluster,
    serviceName: desired.name,
    taskDefinition: desired.taskDefinitionArn,
    launchType: settings.capacityProviderStrategy ? undefined : 'FARGATE',
    tags: lowerCaseTags(creationTags(desired.tags)),
  })
  const deadline = clock.now() + RETRY_FOR_MS
  let said = ''
  for (;;) {
    try {
      const answer = await aws.send(aws.ecs(), command)
      if (!answer.service) throw new Error(`Service "${desired.name}": AWS answered no service. Run the step again.`)
      return answer.service
    } catch (error) {
      if (isAmbiguous(error) || isAlreadyThere(error)) return await takeWhatIsThere(context, desired, error)
      const reason = passingRefusal(error)
      if (!reason || clock.now() > deadline) throw error
      if (reason !== said) context.log.info(`Service "${desired.name}": ${reason}; trying again.`)
      said = reason
    }
    await clock.sleep(RETRY_INTERVAL_MS, signal)
  }
}

/** AWS has no code for a name that is taken; the wording is stable (public reports). */
function isAlreadyThere(error: unknown): boolean {
  return isErrorNamed(error, 'InvalidParameterException') && /not idempotent/.test((error as Error).message)
}

const LOOK_AGAIN_ATTEMPTS = 10

/**
 * A concurrent run created the service between our look and our write, or our own call did and its answer was lost:
 * what is there is brought to what is wanted, as on any later run. A service may not be visible right after it was
 * created.
 */
async function takeWhatIsThere(context: Context, desired: DesiredService, cause: unknown): Promise<Service> {
  for (let attempt = 0; attempt < LOOK_AGAIN_ATTEMPTS; attempt += 1) {
    const observed = await observeService(context, desired)
    if (observed) return await applyService(context, planService(desired, observed), desired)
    await context.clock.sleep(RETRY_INTERVAL_MS, context.signal)
  }
  throw cause
}

/** Refusals of CreateService that pass by themselves, recognised by the stable part of AWS's text: there is no code. */
function passingRefusal(error: unknown): string | undefined {
  if (!isErrorNamed(error, 'InvalidParameterException')) return undefined
  const { message } = error as Error
  if (/does not have an associated load balancer/.test(message)) {
    return 'the target group is not yet known as attached to the load balancer'
  }
  if (/still Draining/.test(message)) return 'the deleted service of this name is still draining'
  if (/service linked role/.test(message)) return "the account's service-linked role for ECS is being created"
  return undefined
}

/** What was given over the defaults of a new service. */
function newServiceSettings(given: ServiceSettings): ServiceSettings {
  const settings = overlay(NEW_SERVICE_SETTINGS, given)
  // The empty list only carries the default for assignPublicIp: without subnets there is nothing to configure.
  if (settings.networkConfiguration?.awsvpcConfiguration?.subnets?.length === 0) {
    const { networkConfiguration: _, ...rest } = settings
    return rest
  }
  return settings
}

async function updateService(
  context: Context,
  change: Extract<ServiceChange, { kind: 'update' }>,
  desired: DesiredService,
): Promise<Service> {
  const { aws } = context
  const { service, tags } = change.observed
  const missing = missingTags(desired.tags, tags)
  const input = updateInput(desired, service)
  const [answer] = await Promise.all([
    input && aws.send(aws.ecs(), new UpdateServiceCommand(input)),
    Object.keys(missing).length > 0 &&
      aws.send(
        aws.ecs(),
        new TagResourceCommand({ resourceArn: service.serviceArn ?? '', tags: lowerCaseTags(missing) }),
      ),
  ])
  return answer?.service ?? service
}

/** Only what differs is sent; undefined where nothing but tags does. */
function updateInput(desired: DesiredService, service: Service): UpdateServiceCommandInput | undefined {
  const changed = changedSettings(desired.settings, service)
  const newRevision = desired.taskDefinitionArn !== service.taskDefinition
  const needsForce = changed.some(name => UPDATE_EFFECTS[name] === 'needs-force')
  if (changed.length === 0 && !newRevision && !desired.forced) return undefined
  const settings = Object.fromEntries(changed.map(name => [name, updatedSetting(desired.settings, service, name)]))
  const input: UpdateServiceCommandInput = { cluster: desired.cluster, service: desired.name, ...settings }
  if (newRevision) input.taskDefinition = desired.taskDefinitionArn
  if (desired.forced || needsForce) input.forceNewDeployment = true
  // The SDK's documentation can be read as if an update without it set it to 0: what is there is sent back.
  const grace = input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds
  const balanced = (input.loadBalancers ?? service.loadBalancers ?? []).length > 0
  if (grace !== undefined && (balanced || grace > 0)) input.healthCheckGracePeriodSeconds = grace
  return input
}
