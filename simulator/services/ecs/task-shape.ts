import type { Attachment, Container, Task } from '@aws-sdk/client-ecs'
import { plainCopy } from './plain-copy.ts'
import { isFargate, platformVersion } from './revisions.ts'
import type { Ecs } from './state.ts'
import { type ContainerRecord, type TaskRecord, taskHealth } from './task-state.ts'

/** A task as DescribeTasks returns it. Members that are not set are left out. */
export function describeTask(ecs: Ecs, task: TaskRecord, include: readonly string[]): Task {
  const { settings } = task.revision
  const { shape } = settings.taskDefinition
  const { capacityProviderStrategy } = settings
  return plainCopy(
    withoutUndefined({
      taskArn: task.arn,
      clusterArn: task.service.cluster.arn,
      taskDefinitionArn: settings.taskDefinition.arn,
      group: `service:${task.service.name}`,
      startedBy: task.startedBy,
      lastStatus: task.lastStatus,
      desiredStatus: task.desiredStatus,
      healthStatus: taskHealth(task),
      // CONNECTED once the network interface is attached: the connection to ECS's control plane.
      ...(task.lastStatus === 'PROVISIONING' ? {} : { connectivity: 'CONNECTED' as const }),
      availabilityZone: task.availabilityZone,
      attachments: [attachment(ecs, task)],
      attributes: [{ name: 'ecs.cpu-architecture', value: architecture(task) }],
      containers: task.containers.map(container => describeContainer(ecs, task, container)),
      cpu: shape.cpu,
      memory: shape.memory,
      ephemeralStorage: shape.ephemeralStorage ?? { sizeInGiB: 20 },
      enableExecuteCommand: task.service.settings.enableExecuteCommand,
      overrides: {
        containerOverrides: task.containers.map(({ name }) => ({ name })),
        inferenceAcceleratorOverrides: [],
      },
      ...(capacityProviderStrategy.length > 0
        ? { capacityProviderName: capacityProviderStrategy[0]?.capacityProvider }
        : {}),
      launchType: isFargate(settings) ? ('FARGATE' as const) : settings.launchType,
      ...(isFargate(settings) ? { platformVersion: platformVersion(settings), platformFamily: 'Linux' } : {}),
      version: task.version,
      stopCode: task.stopCode,
      stoppedReason: task.stoppedReason,
      createdAt: date(task.createdAt),
      pullStartedAt: date(task.pullStartedAt),
      pullStoppedAt: date(task.pullStoppedAt),
      startedAt: date(task.startedAt),
      stoppingAt: date(task.stoppingAt),
      executionStoppedAt: date(task.executionStoppedAt),
      stoppedAt: date(task.stoppedAt),
      tags: include.includes('TAGS') ? [...task.tags] : [],
    }),
  )
}

function describeContainer(ecs: Ecs, task: TaskRecord, container: ContainerRecord): Container {
  const started = task.pullStoppedAt !== undefined
  return withoutUndefined({
    containerArn: ecs.world.arn('ecs', `container/${task.service.cluster.name}/${task.id}/${container.id}`),
    taskArn: task.arn,
    name: container.name,
    image: container.definition.image,
    imageDigest: container.imageDigest,
    runtimeId: started ? container.runtimeId : undefined,
    lastStatus: container.lastStatus,
    exitCode: container.exitCode,
    reason: container.reason,
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.attachmentId, privateIpv4Address: task.address }],
    healthStatus: container.health,
    cpu: String(container.definition.cpu ?? 0),
    memory: container.definition.memory === undefined ? undefined : String(container.definition.memory),
    memoryReservation:
      container.definition.memoryReservation === undefined ? undefined : String(container.definition.memoryReservation),
  })
}

function attachment(ecs: Ecs, task: TaskRecord): Attachment {
  const attached = task.lastStatus !== 'PROVISIONING'
  const gone = task.lastStatus === 'STOPPED'
  return {
    id: task.attachmentId,
    type: 'ElasticNetworkInterface',
    status: gone ? 'DELETED' : attached ? 'ATTACHED' : 'ATTACHING',
    details: [
      { name: 'subnetId', value: task.subnetId },
      { name: 'networkInterfaceId', value: task.networkInterfaceId },
      {
        name: 'privateDnsName',
        value: `ip-${task.address.replaceAll('.', '-')}.${ecs.world.region}.compute.internal`,
      },
      { name: 'privateIPv4Address', value: task.address },
    ],
  }
}

function architecture(task: TaskRecord): string {
  const given = task.revision.settings.taskDefinition.shape.runtimePlatform?.cpuArchitecture
  return given === 'ARM64' ? 'arm64' : 'x86_64'
}

function date(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds)
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}
