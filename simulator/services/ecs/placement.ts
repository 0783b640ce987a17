import type { Tag } from '@aws-sdk/client-ecs'
import { uuid } from './identifiers.ts'
import { isFargate } from './revisions.ts'
import type { DeploymentRecord, Ecs, RevisionRecord, ServiceRecord } from './state.ts'
import { listTags } from './tagging.ts'
import type { ContainerRecord, TaskRecord } from './task-state.ts'

/** Places one task of a deployment. If it cannot, there is no task, and the event text that says why is returned. */
export function placeTask(ecs: Ecs, deployment: DeploymentRecord): TaskRecord | string {
  const { service, revision } = deployment
  const obstacle = placementObstacle(ecs, revision)
  if (obstacle) return obstacle

  const id = ecs.world.id(32)
  const ordinal = service.launches.launched
  const subnetId = nextSubnet(service, revision)
  const task: TaskRecord = {
    id,
    arn: ecs.world.arn('ecs', `task/${service.cluster.name}/${id}`),
    service,
    revision,
    startedBy: deployment.id,
    createdAt: ecs.world.clock.now(),
    ordinal,
    subnetId,
    availabilityZone: ecs.world.ports.network.subnet(subnetId)?.availabilityZone ?? `${ecs.world.region}a`,
    address: ecs.world.ports.network.allocateAddress(subnetId),
    attachmentId: uuid(ecs.world),
    networkInterfaceId: `eni-${ecs.world.id(17)}`,
    containers: createContainers(ecs, revision),
    tags: taskTags(ecs, service, revision),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    pullStartedAt: undefined,
    pullStoppedAt: undefined,
    startedAt: undefined,
    stoppingAt: undefined,
    executionStoppedAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    proven: false,
    timers: new Set(),
  }
  service.tasks.add(task)
  service.cluster.tasks.set(id, task)
  return task
}

/** Texts: developer guide, "service event messages". */
function placementObstacle(ecs: Ecs, revision: RevisionRecord): string | undefined {
  const { taskDefinition } = revision.settings
  for (const role of [taskDefinition.shape.executionRoleArn, taskDefinition.shape.taskRoleArn]) {
    if (role && !ecs.world.ports.roles.isAssumableByTasks(role)) {
      return `failed to launch a task with (error ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).`
    }
  }
  if (!isFargate(revision.settings)) {
    return 'was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.'
  }
  if (!ecs.world.settings.capacityAvailable) {
    return 'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.'
  }
  return undefined
}

function nextSubnet(service: ServiceRecord, revision: RevisionRecord): string {
  const subnets = revision.settings.networkConfiguration?.awsvpcConfiguration?.subnets ?? []
  const index = service.launches.launched++ % Math.max(1, subnets.length)
  return subnets[index] ?? ''
}

function createContainers(ecs: Ecs, revision: RevisionRecord): ContainerRecord[] {
  return (revision.settings.taskDefinition.shape.containerDefinitions ?? []).map(definition => ({
    id: uuid(ecs.world),
    runtimeId: `${ecs.world.id(32)}-${ecs.world.id(10)}`,
    definition,
    name: definition.name ?? '',
    essential: definition.essential ?? true,
    behaviour: {},
    imageDigest: undefined,
    lastStatus: 'PENDING',
    health: 'UNKNOWN',
    startedAt: undefined,
    exitCode: undefined,
    reason: undefined,
  }))
}

/** A service's tasks carry tags only if it asks for them (SDK documentation, propagateTags, enableECSManagedTags). */
function taskTags(ecs: Ecs, service: ServiceRecord, revision: RevisionRecord): Tag[] {
  const { propagateTags, enableECSManagedTags } = service.settings
  const source =
    propagateTags === 'SERVICE'
      ? service.arn
      : propagateTags === 'TASK_DEFINITION'
        ? revision.settings.taskDefinition.arn
        : undefined
  const managed = [
    { key: 'aws:ecs:clusterName', value: service.cluster.name },
    { key: 'aws:ecs:serviceName', value: service.name },
  ]
  return [...(source ? listTags(ecs, source) : []), ...(enableECSManagedTags ? managed : [])]
}
