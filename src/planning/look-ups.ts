import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { ImageFacts } from '../preflight/image.ts'
import type { ObservedLogGroup } from '../resources/log-group.ts'
import { parseEcrHost, parseImageReference } from '../task-definition/image-reference.ts'
import { logGroupsOf } from '../task-definition/log-configuration.ts'
import type { TaskDefinitionSpec } from '../task-definition/task-definition-spec.ts'
import { fillVariables } from '../task-definition/variables.ts'
import type { Observation } from './observation.ts'
import type { Specification } from './specification.ts'

/** The VPC: as given, else the load balancer's, else the first given subnet's; undefined where nothing needs one. */
export async function findVpcId(
  context: Context,
  { inputs }: Specification,
  loadBalancer: LoadBalancer | undefined,
): Promise<string | undefined> {
  const { vpc, subnets, securityGroups } = inputs.network
  if (vpc?.kind === 'id') return vpc.id
  if (!vpc && loadBalancer) return loadBalancer.VpcId
  const subnet = subnets?.find(selector => selector.kind === 'id')
  const looksUp = [...(subnets ?? []), ...(securityGroups ?? [])].some(selector => selector.kind !== 'id')
  if (!vpc && !(subnet && (looksUp || inputs.discovery.namespace !== undefined))) return undefined
  const { findVpc, findVpcOfSubnet } = await import('../resources/look-ups/network.ts')
  if (vpc) return await findVpc(context, vpc)
  return subnet && (await findVpcOfSubnet(context, subnet.id))
}

/** What ECR says of the image: of the one that is given, else of the file's, else of what the service runs. */
export async function findImage(
  context: Context,
  { inputs }: Specification,
  fallback: Pick<Observation, 'files' | 'currentRevision'> | undefined,
): Promise<ImageFacts | undefined> {
  const { source } = inputs.image
  if (source?.kind === 'ecr') {
    const { findEcrImage } = await import('../preflight/image.ts')
    return await findEcrImage(context, { ...source, digest: undefined })
  }
  const text = source?.reference ?? (fallback && imageOfContainer(fallback, inputs.taskDefinition.containerName))
  const reference = text === undefined ? undefined : parseImageReference(text)
  const registry = reference?.registry === undefined ? undefined : parseEcrHost(reference.registry)
  if (!reference || !registry) return undefined
  const { findEcrImage } = await import('../preflight/image.ts')
  const { repository, digest } = reference
  return await findEcrImage(context, { repository, digest, registry, tag: reference.tag ?? 'latest' })
}

function imageOfContainer(
  { files, currentRevision }: Pick<Observation, 'files' | 'currentRevision'>,
  name: string | undefined,
): string | undefined {
  const containers =
    files.taskDefinition?.containerDefinitions ?? currentRevision?.taskDefinition.containerDefinitions ?? []
  const container = containers.length === 1 ? containers[0] : containers.find(candidate => candidate.name === name)
  return container?.image
}

/**
 * The log groups as far as they can be known before anything was looked up. Asked for at once: the true names are
 * known only after look-ups that the registration would then have to wait for.
 */
export function guessLogGroups({
  inputs,
  taskDefinitionFile,
  variables,
  family,
  service,
}: Specification): readonly string[] {
  const given = inputs.taskDefinition.logGroup
  const filled = taskDefinitionFile && fillVariables(taskDefinitionFile, variables)
  const containers = (filled?.definition as Partial<TaskDefinitionSpec> | undefined)?.containerDefinitions ?? []
  const groups = logGroupsOf(containers, inputs.general.region)
  return [...new Set([given ?? `/ecs/${family ?? service}`, ...groups])].slice(0, 4)
}

/** By name; a group that was looked for and does not exist is there as undefined. */
export type LogGroups = ReadonlyMap<string, ObservedLogGroup | undefined>

/** Looks for the groups that were not looked for before. */
export async function observeLogGroups(
  context: Context,
  names: readonly string[],
  known: LogGroups = new Map(),
): Promise<LogGroups> {
  const { observeLogGroup } = await import('../resources/log-group.ts')
  const entries = await Promise.all(
    names.map(async name => [name, known.has(name) ? known.get(name) : await observeLogGroup(context, name)] as const),
  )
  return new Map(entries)
}
