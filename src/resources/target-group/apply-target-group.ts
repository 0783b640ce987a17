import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { settleAll } from '../../steps.ts'
import { creationTags, missingTags, upperCaseTags } from '../../tags.ts'
import { DELAY_ATTRIBUTE, observeTargetGroup } from './observed-target-group.ts'
import {
  type DesiredTargetGroup,
  healthCheckFields,
  planTargetGroup,
  type TargetGroupChange,
} from './plan-target-group.ts'

/** Returns the group's ARN. Of a new group the attributes are still to be applied: {@link applyNewGroupAttributes}. */
export async function applyTargetGroup(context: Context, change: TargetGroupChange): Promise<string> {
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
 * brought to what is wanted, as on any later run. (For equal settings AWS returns the group that exists.)
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
  if (!arn) throw new Error(`Target group "${desired.name}": AWS created it but returned no ARN. Run the step again.`)
  return arn
}

/** What CreateTargetGroup does not accept. A separate step, because the rule needs nothing but the group's ARN. */
export async function applyNewGroupAttributes(context: Context, change: TargetGroupChange, arn: string): Promise<void> {
  if (change.kind !== 'create') return
  await setDeregistrationDelay(context, arn, change.desired.settings.deregistrationDelaySeconds)
}

async function updateTargetGroup(
  context: Context,
  change: Extract<TargetGroupChange, { kind: 'update' }>,
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
    changed.has(DELAY_ATTRIBUTE) && setDeregistrationDelay(context, observed.arn, settings.deregistrationDelaySeconds),
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
      Attributes: [{ Key: DELAY_ATTRIBUTE, Value: `${seconds}` }],
    }),
  )
}
