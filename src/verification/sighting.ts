import type { Service, Task } from '@aws-sdk/client-ecs'
import { ListInstancesCommand } from '@aws-sdk/client-servicediscovery'
import { lastPart } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import { MAX_LISTED_BY_CLOUD_MAP } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'
import { describeTasks, listServiceTasks } from '../look-ups/service-tasks.ts'
import { describeService } from '../resources/service/service-deployment-reads.ts'
import { canonicalAddress } from '../tasks/addresses.ts'
import { describeTargets, type SeenTarget } from '../tasks/target-health.ts'

/** What one read showed, or why it showed nothing. */
export type Seen<Value> =
  | { readonly kind: 'seen'; readonly value: Value }
  | { readonly kind: 'denied'; readonly problem: string }
  | { readonly kind: 'unread'; readonly problem: string }

/** Service, tasks, targets and instances, read at the same time. */
export interface Sighting {
  /** When the first of its reads began, ms. */
  readonly begunAt: number
  readonly at: number
  /** undefined: ECS does not know the service. */
  readonly service: Seen<Service | undefined>
  readonly tasks: Seen<readonly Task[]>
  readonly targets: ReadonlyMap<string, Seen<readonly SeenTarget[]>>
  /** Addresses by ARN of the discovery service. */
  readonly instances: ReadonlyMap<string, Seen<ReadonlySet<string>>>
}

export interface SightingSubject {
  readonly cluster: string
  readonly service: string
  readonly targetGroupArns: readonly string[]
  readonly registryArns: readonly string[]
}

export type Part = 'service' | 'tasks' | 'targets' | 'instances'

export const ALL_PARTS: readonly Part[] = ['service', 'tasks', 'targets', 'instances']

/**
 * Reads the parts, side by side. What is left out is as it was in the sighting before.
 *
 * @throws the SDK's error where the credentials are lost, and the signal's reason on cancellation
 */
export async function readSighting(
  context: Context,
  subject: SightingSubject,
  parts: readonly Part[],
  before: Sighting | undefined,
): Promise<Sighting> {
  const begunAt = context.clock.now()
  const has = (part: Part) => before === undefined || parts.includes(part)
  const see = <Value>(read: () => Promise<Value>) => attempt(context, read)
  const [service, tasks, targets, instances] = await Promise.all([
    has('service') ? see(() => describeService(context, subject, { retry: false })) : before?.service,
    has('tasks') ? see(() => readTasks(context, subject, before)) : before?.tasks,
    has('targets')
      ? readEach(subject.targetGroupArns, arn => see(() => describeTargets(context, arn, { retry: false })))
      : before?.targets,
    has('instances')
      ? readEach(subject.registryArns, arn => see(() => listAddresses(context, lastPart(arn))))
      : before?.instances,
  ])
  const none = { kind: 'unread', problem: 'not read' } as const
  return {
    begunAt,
    at: context.clock.now(),
    service: service ?? none,
    tasks: tasks ?? none,
    targets: targets ?? new Map(),
    instances: instances ?? new Map(),
  }
}

async function attempt<Value>(context: Context, read: () => Promise<Value>): Promise<Seen<Value>> {
  try {
    return { kind: 'seen', value: await read() }
  } catch (error) {
    context.signal.throwIfAborted()
    if (isCredentialsLost(error)) throw error
    return { kind: isAccessDenied(error) ? 'denied' : 'unread', problem: formatError(error) }
  }
}

async function readEach<Value>(
  arns: readonly string[],
  read: (arn: string) => Promise<Value>,
): Promise<Map<string, Value>> {
  return new Map(await Promise.all(arns.map(async arn => [arn, await read(arn)] as const)))
}

/** Tasks that are known already are described beside the list: the whole takes one round trip where none is new. */
async function readTasks(
  context: Context,
  subject: SightingSubject,
  before: Pick<Sighting, 'tasks'> | undefined,
): Promise<readonly Task[]> {
  const known = before?.tasks.kind === 'seen' ? before.tasks.value.flatMap(({ taskArn }) => taskArn ?? []) : []
  const [listed, described] = await Promise.all([
    listServiceTasks(context, subject, { desiredStatus: 'RUNNING', retry: false }),
    describeTasks(context, subject.cluster, known, { retry: false }),
  ])
  const isListed = new Set(listed)
  const isKnown = new Set(described.map(({ taskArn }) => taskArn))
  const missing = listed.filter(arn => !isKnown.has(arn))
  const rest = await describeTasks(context, subject.cluster, missing, { retry: false })
  return [...described.filter(({ taskArn }) => isListed.has(taskArn ?? '')), ...rest]
}

async function listAddresses({ aws }: Context, serviceId: string): Promise<ReadonlySet<string>> {
  const instances = await allPages(async NextToken => {
    const command = new ListInstancesCommand({ ServiceId: serviceId, MaxResults: MAX_LISTED_BY_CLOUD_MAP, NextToken })
    const page = await aws.send(aws.serviceDiscovery(), command, { retry: false })
    return { items: page.Instances, next: page.NextToken }
  })
  const addresses = instances.flatMap(({ Attributes = {} }) => [
    Attributes.AWS_INSTANCE_IPV4,
    Attributes.AWS_INSTANCE_IPV6,
  ])
  return new Set(addresses.flatMap(address => (address === undefined ? [] : canonicalAddress(address))))
}
