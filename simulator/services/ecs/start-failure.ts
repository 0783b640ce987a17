import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Image } from '../../world.ts'
import type { Ecs } from './state.ts'
import type { ContainerRecord, TaskRecord } from './task-state.ts'

/** A network path that does not lead to the registry. Public reports. */
const ZONE_FAILURE =
  'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: dial tcp: i/o timeout'

/**
 * Why a task cannot start, in Fargate's own words, or undefined if it can. Fargate fetches secrets and opens log
 * streams before it pulls images. Texts are from AWS's "stopped task error messages" and public reports.
 */
export function startFailure(ecs: Ecs, task: TaskRecord): string | undefined {
  const { failingZones = [], failingZoneReason = ZONE_FAILURE } = ecs.world.settings
  if (failingZones.includes(task.availabilityZone)) return failingZoneReason
  for (const container of task.containers) {
    const reason = secretFailure(ecs, task, container.definition) ?? logFailure(ecs, container.definition)
    if (reason) return reason
  }
  for (const container of task.containers) {
    const reason = imageFailure(ecs, task, container)
    if (reason) return reason
  }
  return undefined
}

function secretFailure(ecs: Ecs, task: TaskRecord, definition: ContainerDefinition): string | undefined {
  for (const { valueFrom = '' } of definition.secrets ?? []) {
    const reason = valueFrom.includes(':secretsmanager:')
      ? managedSecretFailure(ecs, task, valueFrom)
      : parameterFailure(ecs, valueFrom)
    if (reason) return `ResourceInitializationError: unable to pull secrets or registry auth: ${reason}`
  }
  return undefined
}

/** `arn:...:secret:<name>-<6 characters>`, alone or with `:<json-key>:<stage>:<version>` (all three colons). */
function managedSecretFailure(ecs: Ecs, task: TaskRecord, valueFrom: string): string | undefined {
  const parts = valueFrom.split(':')
  const arn = parts.slice(0, 7).join(':')
  const prefix = `execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${arn} from secrets manager:`
  if (parts.length !== 7 && parts.length !== 10) {
    return `${prefix} InvalidParameter: 1 validation error(s) found. - minimum field size of 32, GetSecretValueInput.VersionId.`
  }
  if (ecs.world.ports.secrets.exists(arn)) return undefined
  if (/-[A-Za-z0-9]{6}$/.test(arn)) {
    return `${prefix} ResourceNotFoundException: Secrets Manager can't find the specified secret. status code: 400`
  }
  // A name without its suffix does not match a policy that names the full ARN.
  const role = task.revision.settings.taskDefinition.shape.executionRoleArn?.split('/').at(-1)
  const user = `arn:${ecs.world.partition}:sts::${ecs.world.account}:assumed-role/${role}/${task.id}`
  return `${prefix} AccessDeniedException: User: ${user} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no identity-based policy allows the secretsmanager:GetSecretValue action status code: 400`
}

function parameterFailure(ecs: Ecs, valueFrom: string): string | undefined {
  if (ecs.world.ports.secrets.exists(valueFrom)) return undefined
  return `execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${valueFrom}`
}

function logFailure(ecs: Ecs, definition: ContainerDefinition): string | undefined {
  const group = logGroup(definition)
  if (!group || ecs.world.ports.logs.hasGroup(group)) return undefined
  if (definition.logConfiguration?.options?.['awslogs-create-group'] === 'true') {
    ecs.world.ports.logs.ensureGroup(group)
    return undefined
  }
  return 'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1'
}

/** Resolves the container's image, and gives the container the image's behaviour. */
function imageFailure(ecs: Ecs, task: TaskRecord, container: ContainerRecord): string | undefined {
  const revisionImage = task.revision.images.get(container.name)
  const reference = revisionImage?.image ?? ''
  const pinned = revisionImage?.digest ? `${repositoryOf(reference)}@${revisionImage.digest}` : reference
  const image = ecs.world.ports.images.resolve(pinned)
  if (!image) {
    return `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${pinned}: ${pinned}: not found`
  }
  const architecture = task.revision.settings.taskDefinition.shape.runtimePlatform?.cpuArchitecture
  const wanted = architecture === 'ARM64' ? 'arm64' : 'amd64'
  if (!runsOn(image, wanted)) {
    return `CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/${wanted}'.`
  }
  container.behaviour = image.behaviour
  container.imageDigest = image.digest
  return image.behaviour.startFailure
}

function runsOn(image: Image, architecture: string): boolean {
  return image.platforms.some(platform => platform.os === 'linux' && platform.architecture === architecture)
}

/** An image reference without its tag and digest. */
function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}

/** The log group of a container under `awslogs`. */
export function logGroup(definition: ContainerDefinition): string | undefined {
  const log = definition.logConfiguration
  return log?.logDriver === 'awslogs' ? log.options?.['awslogs-group'] : undefined
}
