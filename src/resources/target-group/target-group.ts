import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Change, FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { LoadBalancerInputs } from '../../inputs.ts'
import { settleAll } from '../../settle.ts'
import { creationTags, missingTags, otherOwner, tagFields, upperCaseTags, type WantedTags } from '../../tags.ts'
import { effectOf } from '../field-effects.ts'
import { DEREGISTRATION_DELAY, type ObservedTargetGroup, observeTargetGroup } from './observed-target-group.ts'

/** What was given; `undefined` is not touched on a group that exists, and takes the default of `product` on a new one. */
export interface DesiredTargetGroup {
  readonly name: string
  readonly vpcId: string
  /** Of the listener; undefined where it is not known. */
  readonly loadBalancerArn?: string | undefined
  readonly settings: LoadBalancerInputs['targetGroup']
  /** Port of a new group where none is given. ECS registers the container's port in any case. */
  readonly containerPort: number
  readonly tags: WantedTags
}

/** Pure. */
export function planTargetGroup(
  desired: DesiredTargetGroup,
  observed: ObservedTargetGroup | undefined,
): Change<DesiredTargetGroup, ObservedTargetGroup> {
  if (!observed) return { kind: 'create', desired }
  const { settings } = desired
  const foreign = foreignProblem(desired, observed)
  if (foreign) return { kind: 'impossible', name: desired.name, problem: foreign }
  const fields = [
    ...differing(givenFields(desired, observed.group)),
    ...differing([[DEREGISTRATION_DELAY, observed.deregistrationDelaySeconds, settings.deregistrationDelaySeconds]]),
    ...tagFields(desired.tags, observed.tags),
  ]
  const fixed = fields.filter(({ field }) => effectOf('target group', field) === 'immutable')
  if (fixed.length > 0) {
    const all = fixed.map(field => `${field.field} from ${field.from} to ${field.to}`).join(', ')
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Target group "${desired.name}": AWS cannot change ${all} in place. Leave the input out to keep it as it is; or deploy under another service name with a rule of its own (other "path-patterns" or "host-headers"), and delete the old service, rule and group after that.`,
    }
  }
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

/** Why a group of this name is somebody else's; undefined: as far as can be told, it is not. */
function foreignProblem(desired: DesiredTargetGroup, { group, tags }: ObservedTargetGroup): string | undefined {
  const what = `Target group "${desired.name}"`
  const remedy = 'It is not taken over. Give another name (input "target-group").'
  if (group.VpcId !== desired.vpcId) {
    return `${what} is in ${group.VpcId}, and the service is in ${desired.vpcId}; names are unique in a region. ${remedy}`
  }
  const [other] = group.LoadBalancerArns ?? []
  if (other !== undefined && desired.loadBalancerArn && !group.LoadBalancerArns?.includes(desired.loadBalancerArn)) {
    const name = other.split('/').at(-2) ?? other
    return `${what} is in use by another load balancer, "${name}" (${other}), and AWS allows one for each group. ${remedy}`
  }
  const owner = otherOwner(desired.tags, tags)
  if (!owner) return undefined
  return `${what} was made for ${owner}, as its tags say. ${remedy.slice(0, -1)}, or attach it as it is ("target-group-arn").`
}

type Compared = readonly [field: string, from: string | number | undefined, to: string | number | undefined]

function differing(fields: readonly Compared[]): FieldChange[] {
  return fields
    .filter(([, from, to]) => to !== undefined && from !== to)
    .map(([field, from, to]) => ({ field, from: from?.toString(), to: to?.toString() }))
}

function givenFields(desired: DesiredTargetGroup, group: TargetGroup): Compared[] {
  const { settings } = desired
  return [
    ['Protocol', group.Protocol, settings.protocol],
    ['ProtocolVersion', group.ProtocolVersion, settings.protocolVersion],
    ['Port', group.Port, settings.port],
    ['TargetType', group.TargetType, 'ip'],
    ...healthCheckFields(desired, group),
  ]
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

/** Returns the group's ARN. Of a new group the attributes are still to be applied: {@link applyNewGroupAttributes}. */
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
  return arn
}

/** What CreateTargetGroup does not take. Apart from it, because the rule needs the group's ARN and nothing more. */
export async function applyNewGroupAttributes(
  context: Context,
  change: Change<DesiredTargetGroup, ObservedTargetGroup>,
  arn: string,
): Promise<void> {
  if (change.kind !== 'create') return
  await setDeregistrationDelay(context, arn, change.desired.settings.deregistrationDelaySeconds)
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
  await settleAll([
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
