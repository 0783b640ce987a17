import type { DescribeTasksRequest, ListTasksRequest, StopTaskRequest, Task } from '@aws-sdk/client-ecs'
import type { Operations } from '../../world.ts'
import { isVisible, lastPart, requireCluster, requireService } from './lookup.ts'
import { page } from './paging.ts'
import { invalidParameter } from './refusals.ts'
import { isFargate } from './revisions.ts'
import type { Ecs } from './state.ts'
import { stopTask } from './task-lifecycle.ts'
import { describeTask } from './task-shape.ts'
import type { TaskRecord } from './task-state.ts'

/** ListTasks, DescribeTasks, StopTask. */
export function taskOperations(ecs: Ecs): Operations {
  return {
    ListTasks: input => listTasks(ecs, input),
    DescribeTasks: input => describeTasks(ecs, input),
    StopTask: input => stop(ecs, input),
  }
}

/** By desired status, RUNNING unless STOPPED is requested (SDK documentation, ListTasks); 100 per page. */
function listTasks(ecs: Ecs, input: ListTasksRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const candidates: Iterable<TaskRecord> =
    input.serviceName === undefined ? cluster.tasks.values() : requireService(cluster, input.serviceName).tasks
  const desiredStatus = input.desiredStatus ?? 'RUNNING'
  const arns: string[] = []
  for (const task of candidates) {
    if (task.desiredStatus !== desiredStatus || !isVisible(ecs, task.createdAt)) continue
    if (input.startedBy !== undefined && task.startedBy !== input.startedBy) continue
    if (input.family !== undefined && task.revision.settings.taskDefinition.family !== input.family) continue
    if (input.launchType !== undefined && (input.launchType === 'FARGATE') !== isFargate(task.revision.settings))
      continue
    arns.push(task.arn)
  }
  const { items, ...rest } = page(arns, { ...input, fallback: 100, pageSize: ecs.world.settings.pageSize })
  return { taskArns: items, ...rest }
}

/** At most 100 tasks; unknown ones, and those that stopped more than an hour ago, are failures (MISSING). */
function describeTasks(ecs: Ecs, input: DescribeTasksRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const references = input.tasks ?? []
  if (references.length === 0) throw invalidParameter('Tasks cannot be empty.')
  if (references.length > 100) throw invalidParameter('The maximum number of tasks is 100.') // wording assumed
  const tasks: Task[] = []
  const failures: { arn: string; reason: string }[] = []
  for (const reference of references) {
    const id = lastPart(reference)
    const task = cluster.tasks.get(id)
    if (task) tasks.push(describeTask(ecs, task, input.include ?? []))
    else failures.push({ arn: ecs.world.arn('ecs', `task/${cluster.name}/${id}`), reason: 'MISSING' })
  }
  return { tasks, failures }
}

/** The service scheduler replaces a task that a user stops, if the service still wants it. */
function stop(ecs: Ecs, input: StopTaskRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const task = cluster.tasks.get(lastPart(input.task ?? ''))
  if (!task) throw invalidParameter('The referenced task was not found.')
  stopTask(ecs, task, { code: 'UserInitiated', reason: input.reason ?? 'Task stopped by user', counts: 'no' })
  return { task: describeTask(ecs, task, []) }
}
