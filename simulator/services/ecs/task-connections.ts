import type { TargetHealth } from '../../world.ts'
import { backendOf } from './application.ts'
import { addEvent } from './service-events.ts'
import type { Ecs } from './state.ts'
import { type TaskRecord, taskHealth } from './task-state.ts'
import { targetGroupOf } from './traffic-shift/weights.ts'

interface TargetOfTask {
  readonly targetGroupArn: string
  readonly containerName: string
  readonly id: string
  readonly port: number
}

/** A task's targets in its target groups: its own address with the container's port (ip targets). */
function targetsOf(task: TaskRecord): TargetOfTask[] {
  return task.revision.settings.loadBalancers.flatMap(balancer => {
    const { containerName, containerPort } = balancer
    const targetGroupArn = targetGroupOf(task.revision, balancer)
    return targetGroupArn && containerPort
      ? [{ targetGroupArn, containerName: containerName ?? '', id: task.address, port: containerPort }]
      : []
  })
}

/** Registers a task with its target groups and its discovery service when it starts to run. */
export function connect(ecs: Ecs, task: TaskRecord): void {
  const now = () => ecs.world.clock.now()
  for (const { targetGroupArn, containerName, id, port } of targetsOf(task)) {
    const container = task.containers.find(candidate => candidate.name === containerName)
    if (!container) continue
    ecs.world.ports.targets.register(targetGroupArn, { id, port, backend: backendOf(task, container, now) })
    addEvent(ecs, task.service, `registered 1 targets in (target-group ${targetGroupArn})`)
  }
  for (const registry of task.revision.settings.serviceRegistries) {
    if (!registry.registryArn) continue
    const attributes = instanceAttributes(ecs, task, registry.port ?? registry.containerPort)
    ecs.world.ports.instances.register(registry.registryArn, { id: task.id, attributes })
  }
}

/** Passes the results of container health checks, if there are any, to Cloud Map. */
export function reportHealth(ecs: Ecs, task: TaskRecord): void {
  const health = taskHealth(task)
  if (health === 'UNKNOWN') return
  for (const { registryArn } of task.revision.settings.serviceRegistries) {
    if (registryArn) ecs.world.ports.instances.setHealth(registryArn, task.id, health === 'HEALTHY')
  }
}

/** Removes a task from discovery and drains its targets. `drained` is called when the last of them is gone. */
export function disconnect(ecs: Ecs, task: TaskRecord, drained: () => void): void {
  for (const { registryArn } of task.revision.settings.serviceRegistries) {
    if (registryArn) ecs.world.ports.instances.deregister(registryArn, task.id)
  }
  const targets = targetsOf(task)
  if (targets.length === 0) {
    drained()
    return
  }
  addEvent(ecs, task.service, 'has begun draining connections on 1 tasks.')
  let waiting = targets.length
  for (const { targetGroupArn, id, port } of targets) {
    ecs.world.ports.targets.deregister(targetGroupArn, { id, port }, () => {
      waiting--
      if (waiting === 0) drained()
    })
    addEvent(ecs, task.service, `deregistered 1 targets in (target-group ${targetGroupArn})`)
  }
}

/** The health of the task's targets, one entry for each target group. */
export function targetHealth(
  ecs: Ecs,
  task: TaskRecord,
): { readonly targetGroupArn: string; readonly port: number; readonly health: TargetHealth | undefined }[] {
  return targetsOf(task).map(({ targetGroupArn, id, port }) => ({
    targetGroupArn,
    port,
    health: ecs.world.ports.targets.health(targetGroupArn, { id, port }),
  }))
}

/** The attributes that ECS gives its instances (developer guide, "service discovery"). */
function instanceAttributes(ecs: Ecs, task: TaskRecord, port: number | undefined): Record<string, string> {
  const checked = task.containers.some(container => container.essential && container.definition.healthCheck)
  return {
    AWS_INSTANCE_IPV4: task.address,
    ...(port === undefined ? {} : { AWS_INSTANCE_PORT: String(port) }),
    AVAILABILITY_ZONE: task.availabilityZone,
    REGION: ecs.world.region,
    ECS_CLUSTER_NAME: task.service.cluster.name,
    ECS_SERVICE_NAME: task.service.name,
    ECS_TASK_DEFINITION_FAMILY: task.revision.settings.taskDefinition.family,
    AWS_INIT_HEALTH_STATUS: checked ? 'UNHEALTHY' : 'HEALTHY',
  }
}
