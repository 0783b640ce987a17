import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../aws/errors.ts'
import type { Change, FieldChange } from '../change.ts'
import type { Context } from '../context.ts'
import type { LoadBalancerInputs } from '../inputs/inputs.ts'
import { findLater, writeOnce } from './lost-answer.ts'
import { creationTags, missingTags, type Tags, tagFields, tagsFrom, upperCaseTags, type WantedTags } from './tags.ts'

/** What was given; `undefined` is not touched on a group that exists, and takes the default of `product` on a new one. */
export interface DesiredTargetGroup {
  readonly name: string
  readonly vpcId: string
  readonly settings: LoadBalancerInputs['targetGroup']
  /** Port of a new group where none is given. ECS registers the container's port in any case. */
  readonly containerPort: number
  readonly tags: WantedTags
}

export interface ObservedTargetGroup {
  readonly arn: string
  readonly name: string
  readonly group: TargetGroup
  /** Read only where it was given: another call. */
  readonly deregistrationDelaySeconds: number | undefined
  readonly tags: Tags
}

const DEREGISTRATION_DELAY = 'deregistration_delay.timeout_seconds'

export async function observeTargetGroup(
  context: Context,
  wanted: { readonly name: string; readonly readDelay: boolean; readonly readTags: boolean },
): Promise<ObservedTargetGroup | undefined> {
  const { aws } = context
  let group: TargetGroup | undefined
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeTargetGroupsCommand({ Names: [wanted.name] }))
    group = answer.TargetGroups?.[0]
  } catch (error) {
    if (!isErrorNamed(error, 'TargetGroupNotFoundException')) throw error
  }
  const arn = group?.TargetGroupArn
  if (!group || !arn) return undefined
  const [attributes, tags] = await Promise.all([
    wanted.readDelay
      ? aws.send(aws.elbv2(), new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }))
      : undefined,
    wanted.readTags ? aws.send(aws.elbv2(), new DescribeTagsCommand({ ResourceArns: [arn] })) : undefined,
  ])
  const delay = attributes?.Attributes?.find(attribute => attribute.Key === DEREGISTRATION_DELAY)?.Value
  return {
    arn,
    name: wanted.name,
    group,
    deregistrationDelaySeconds: delay === undefined ? undefined : Number(delay),
    tags: tagsFrom(tags?.TagDescriptions?.[0]?.Tags),
  }
}

/** Pure. */
export function planTargetGroup(
  desired: DesiredTargetGroup,
  observed: ObservedTargetGroup | undefined,
): Change<DesiredTargetGroup, ObservedTargetGroup> {
  if (!observed) return { kind: 'create', desired }
  const { group } = observed
  const fixed = differing([
    ['Protocol', group.Protocol, desired.settings.protocol],
    ['ProtocolVersion', group.ProtocolVersion, desired.settings.protocolVersion],
    ['Port', group.Port, desired.settings.port],
    ['VpcId', group.VpcId, desired.vpcId],
    ['TargetType', group.TargetType, 'ip'],
  ])
  const [first] = fixed
  if (first) {
    const all = fixed.map(field => `${field.field} from ${field.from} to ${field.to}`).join(', ')
    return {
      kind: 'impossible',
      problem: `Target group "${desired.name}": AWS cannot change ${all} in place. Give the group a new name (input "target-group"), or delete the old group first.`,
    }
  }
  const fields = [
    ...differing(healthCheckFields(desired, group)),
    ...differing([
      [DEREGISTRATION_DELAY, observed.deregistrationDelaySeconds, desired.settings.deregistrationDelaySeconds],
    ]),
    ...tagFields(desired.tags, observed.tags),
  ]
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

type Compared = readonly [field: string, from: string | number | undefined, to: string | number | undefined]

function differing(fields: readonly Compared[]): FieldChange[] {
  return fields
    .filter(([, from, to]) => to !== undefined && from !== to)
    .map(([field, from, to]) => ({ field, from: from?.toString(), to: to?.toString() }))
}

function healthCheckFields({ settings }: DesiredTargetGroup, group: TargetGroup): Compared[] {
  const matcher = group.Matcher?.GrpcCode ?? group.Matcher?.HttpCode
  return [
    ['HealthCheckPath', group.HealthCheckPath, settings.healthCheckPath],
    ['HealthCheckIntervalSeconds', group.HealthCheckIntervalSeconds, settings.healthCheckIntervalSeconds],
    ['HealthCheckTimeoutSeconds', group.HealthCheckTimeoutSeconds, settings.healthCheckTimeoutSeconds],
    ['HealthyThresholdCount', group.HealthyThresholdCount, settings.healthyThresholdCount],
    ['UnhealthyThresholdCount', group.UnhealthyThresholdCount, settings.unhealthyThresholdCount],
    ['Matcher', matcher, settings.healthCheckMatcher],
  ]
}

/** Returns the group's ARN. */
export async function applyTargetGroup(
  context: Context,
  change: Change<DesiredTargetGroup, ObservedTargetGroup>,
): Promise<string> {
  switch (change.kind) {
    case 'create':
      return await createTargetGroup(context, change.desired)
    case 'update':
      await updateTargetGroup(context, change)
      return change.observed.arn
    case 'unchanged':
      return change.observed.arn
    case 'impossible':
      throw new Error(change.problem)
  }
}

/**
 * Where a concurrent run, or a call of our own whose answer was lost, has made a group of this name, that one is
 * brought to what is wanted, as on any later run. (AWS answers equal settings with the group that is there.)
 */
async function createTargetGroup(context: Context, desired: DesiredTargetGroup): Promise<string> {
  const find = async () => {
    const observed = await observeTargetGroup(context, { name: desired.name, readDelay: true, readTags: true })
    return observed && (await applyTargetGroup(context, planTargetGroup(desired, observed)))
  }
  try {
    return await writeOnce(context, { write: () => sendTargetGroup(context, desired), find })
  } catch (error) {
    if (!isErrorNamed(error, 'DuplicateTargetGroupNameException')) throw error
    const arn = await findLater(context, find)
    if (arn === undefined) throw error
    return arn
  }
}

async function sendTargetGroup(context: Context, desired: DesiredTargetGroup): Promise<string> {
  const { aws } = context
  const { settings } = desired
  const protocol = settings.protocol ?? 'HTTP'
  const version = settings.protocolVersion ?? 'HTTP1'
  const answer = await aws.send(
    aws.elbv2(),
    new CreateTargetGroupCommand({
      Name: desired.name,
      Protocol: protocol,
      ProtocolVersion: version,
      Port: settings.port ?? desired.containerPort,
      VpcId: desired.vpcId,
      TargetType: 'ip',
      HealthCheckEnabled: true,
      HealthCheckProtocol: protocol,
      HealthCheckPath: settings.healthCheckPath ?? '/',
      ...healthCheckTimes(settings),
      Matcher: matcher(version, settings.healthCheckMatcher ?? (version === 'GRPC' ? '0' : '200')),
      Tags: upperCaseTags(creationTags(desired.tags)),
    }),
  )
  const arn = answer.TargetGroups?.[0]?.TargetGroupArn
  if (!arn) throw new Error(`Target group "${desired.name}": AWS created it but answered no ARN. Run the step again.`)
  await setDeregistrationDelay(context, arn, settings.deregistrationDelaySeconds)
  return arn
}

async function updateTargetGroup(
  context: Context,
  change: Extract<Change<DesiredTargetGroup, ObservedTargetGroup>, { kind: 'update' }>,
): Promise<void> {
  const { aws } = context
  const { desired, observed } = change
  const { settings } = desired
  const changed = new Set(change.fields.map(field => field.field))
  const missing = missingTags(desired.tags, observed.tags)
  await Promise.all([
    healthCheckFields(desired, observed.group).some(([field]) => changed.has(field)) &&
      aws.send(
        aws.elbv2(),
        new ModifyTargetGroupCommand({
          TargetGroupArn: observed.arn,
          HealthCheckPath: settings.healthCheckPath,
          ...healthCheckTimes(settings),
          Matcher: settings.healthCheckMatcher
            ? matcher(observed.group.ProtocolVersion, settings.healthCheckMatcher)
            : undefined,
        }),
      ),
    changed.has(DEREGISTRATION_DELAY) &&
      setDeregistrationDelay(context, observed.arn, settings.deregistrationDelaySeconds),
    Object.keys(missing).length > 0 &&
      aws.send(aws.elbv2(), new AddTagsCommand({ ResourceArns: [observed.arn], Tags: upperCaseTags(missing) })),
  ])
}

function healthCheckTimes(settings: DesiredTargetGroup['settings']) {
  return {
    HealthCheckIntervalSeconds: settings.healthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: settings.healthCheckTimeoutSeconds,
    HealthyThresholdCount: settings.healthyThresholdCount,
    UnhealthyThresholdCount: settings.unhealthyThresholdCount,
  }
}

function matcher(version: string | undefined, codes: string) {
  return version === 'GRPC' ? { GrpcCode: codes } : { HttpCode: codes }
}

async function setDeregistrationDelay(context: Context, arn: string, seconds: number | undefined): Promise<void> {
  if (seconds === undefined) return
  const { aws } = context
  await aws.send(
    aws.elbv2(),
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: arn,
      Attributes: [{ Key: DEREGISTRATION_DELAY, Value: `${seconds}` }],
    }),
  )
}
