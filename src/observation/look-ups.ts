import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { EcrImage } from '../image/find-image.ts'
import type { ImageFacts } from '../image/image-facts.ts'
import { parseEcrHost, parseImageReference } from '../image/image-reference.ts'
import type { ObservedLogGroup } from '../resources/log-group.ts'
import type { Specification } from '../specification/specification.ts'
import { logGroupsOf } from '../task-definition/log-configuration.ts'
import type { TaskDefinitionSpec } from '../task-definition/task-definition-spec.ts'
import { fillVariables } from '../task-definition/variables.ts'
import type { Observation } from './observation.ts'

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
  const { findVpc, findVpcOfSubnet } = await import('../look-ups/network.ts')
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
    const { findEcrImage } = await import('../image/find-image.ts')
    return await findEcrImage(context, { ...source, digest: undefined })
  }
  const text = source?.reference ?? (fallback && imageOfContainer(fallback, inputs.taskDefinition.containerName))
  const image = text === undefined ? undefined : ecrImageOf(text)
  if (!image) return undefined
  const { findEcrImage } = await import('../image/find-image.ts')
  return await findEcrImage(context, image)
}

/** Pure. What a reference names in a private registry of ECR; undefined where it points elsewhere. */
export function ecrImageOf(text: string): (EcrImage & Required<Pick<EcrImage, 'registry'>>) | undefined {
  const reference = parseImageReference(text)
  const registry = reference?.registry === undefined ? undefined : parseEcrHost(reference.registry)
  if (!reference || !registry) return undefined
  const { repository, digest } = reference
  return { repository, digest, registry, tag: reference.tag ?? 'latest' }
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
  { readTags, known = new Map() }: { readonly readTags: boolean; readonly known?: LogGroups },
): Promise<LogGroups> {
  const { observeLogGroup, readLogGroupTags } = await import('../resources/log-group.ts')
  const observe = async (name: string) => {
    const group = await observeLogGroup(context, name)
    return group && readTags ? await readLogGroupTags(context, group) : group
  }
  const entries = await Promise.all(
    names.map(async name => [name, known.has(name) ? known.get(name) : await observe(name)] as const),
  )
  return new Map(entries)
}
