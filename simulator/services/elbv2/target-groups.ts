import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../../errors.ts'
import { pageOf } from '../page.ts'
import { checkHealthCheck, completeHealthCheck, type HealthCheckInput } from './health-check-settings.ts'
import { invalid, loadBalancerNotFound, outOfRange, targetGroupNotFound } from './refusals.ts'
import type { Tag, TargetGroup } from './shapes.ts'
import { associations, type Elbv2State, type View } from './state.ts'
import { readTags } from './tags.ts'
import { defaultAttributes } from './target-group-attributes.ts'
import type { TargetRegistry } from './targets.ts'

interface CreateTargetGroupInput extends HealthCheckInput {
  readonly Name: string
  readonly Protocol?: string
  readonly ProtocolVersion?: string
  readonly Port?: number
  readonly VpcId?: string
  readonly TargetType?: string
  readonly IpAddressType?: string
  readonly Tags?: readonly Tag[]
}

/** Quota (user guide): target groups per region. */
const MOST_TARGET_GROUPS = 3000
/** The longest page (PageSize, API reference: 1 to 400). */
const MOST_PER_PAGE = 400

/**
 * "This operation is idempotent, which means that it completes at most one time. If you attempt to create multiple
 * target groups with the same settings, each call succeeds." (API reference). Whether tags are settings is not
 * known. It is assumed that they are not, and that those of the first call stay.
 */
export function createTargetGroup(state: Elbv2State, input: CreateTargetGroupInput): object {
  checkName(input.Name)
  const wanted = readSettings(input)
  const tags = readTags(input.Tags ?? [])

  const existing = state.targetGroups.values().find(group => group.TargetGroupName === input.Name)
  if (existing) {
    const { TargetGroupArn: _arn, ...settings } = existing
    if (!isDeepStrictEqual(settings, wanted)) {
      // hashicorp/terraform-provider-aws and cloudposse/terraform-aws-alb issues quote the text.
      throw new ApiError(
        'DuplicateTargetGroupName',
        `A target group with the same name '${input.Name}' exists, but with different settings`,
      )
    }
    return { TargetGroups: [answered(state, existing, 'now')] }
  }
  if (state.targetGroups.values().length >= MOST_TARGET_GROUPS) {
    throw new ApiError(
      'TooManyTargetGroups',
      `The maximum number of target groups '${MOST_TARGET_GROUPS}' has been reached`,
    )
  }

  const { world } = state
  const arn = world.arn('elasticloadbalancing', `targetgroup/${input.Name}/${world.id(16)}`)
  const group: TargetGroup = { TargetGroupArn: arn, ...wanted }
  state.targetGroups.set(arn, group)
  state.attributes.set(arn, defaultAttributes(group.Protocol))
  state.tags.set(arn, tags)
  return { TargetGroups: [answered(state, group, 'now')] }
}

/** First text: hashicorp/terraform-provider-aws issue 1666. The others are assumed to be like it. */
function checkName(name: string): void {
  if (name.length > 32) throw invalid(`Target group name '${name}' cannot be longer than '32' characters`)
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw invalid(
      `Target group name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    )
  }
  if (name.startsWith('-') || name.endsWith('-'))
    throw invalid(`Target group name '${name}' cannot begin or end with '-'`)
}

function readSettings(input: CreateTargetGroupInput): Omit<TargetGroup, 'TargetGroupArn'> {
  const { Protocol, Port, VpcId } = input
  const targetType = input.TargetType ?? 'instance'
  if (targetType === 'lambda') throw invalid("Target type 'lambda' is not simulated")
  if (Protocol === undefined) throw invalid('A protocol must be specified')
  if (Port === undefined) throw invalid('A port must be specified')
  if (Port < 1 || Port > 65_535) throw outOfRange('port', Port, { min: 1, max: 65_535 })
  if (VpcId === undefined) throw invalid('A VPC ID must be specified')
  const http = Protocol === 'HTTP' || Protocol === 'HTTPS'
  const protocolVersion = http ? (input.ProtocolVersion ?? 'HTTP1') : undefined
  if (protocolVersion !== undefined && !['HTTP1', 'HTTP2', 'GRPC'].includes(protocolVersion)) {
    throw invalid(`Protocol version '${protocolVersion}' must be one of 'HTTP1, HTTP2, GRPC'`)
  }

  const kind = { protocol: Protocol, protocolVersion }
  const healthCheck = completeHealthCheck(input, kind)
  checkHealthCheck(healthCheck, kind, 'create')
  return {
    TargetGroupName: input.Name,
    Protocol,
    Port,
    VpcId,
    ...healthCheck,
    TargetType: targetType,
    ...(protocolVersion !== undefined && { ProtocolVersion: protocolVersion }),
    IpAddressType: input.IpAddressType ?? 'ipv4',
  }
}

export function modifyTargetGroup(state: Elbv2State, input: HealthCheckInput & { TargetGroupArn: string }): object {
  const group = state.targetGroups.get(input.TargetGroupArn)
  if (!group) throw targetGroupNotFound()
  const kind = { protocol: group.Protocol, protocolVersion: group.ProtocolVersion }
  const { TargetGroupArn: _arn, ...changes } = input
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const healthCheck = completeHealthCheck({ ...group, ...given }, kind)
  checkHealthCheck(healthCheck, kind, 'modify')
  const modified = { ...group, ...healthCheck }
  state.targetGroups.set(group.TargetGroupArn, modified)
  return { TargetGroups: [answered(state, modified, 'now')] }
}

interface DescribeTargetGroupsInput {
  readonly LoadBalancerArn?: string
  readonly TargetGroupArns?: readonly string[]
  readonly Names?: readonly string[]
  readonly Marker?: string
  readonly PageSize?: number
}

export function describeTargetGroups(state: Elbv2State, input: DescribeTargetGroupsInput): object {
  const { LoadBalancerArn, TargetGroupArns = [], Names = [] } = input
  // API reference: "you can specify one of the following". That more than one is refused, and the wording, is assumed.
  if ([LoadBalancerArn !== undefined, TargetGroupArns.length > 0, Names.length > 0].filter(Boolean).length > 1) {
    throw invalid('You can specify only one of LoadBalancerArn, TargetGroupArns and Names')
  }
  const all = state.targetGroups.seenValues()
  const wanted = [...TargetGroupArns, ...Names]
  const chosen = wanted.length === 0 ? all : all.filter(group => wanted.some(key => isNamed(group, key)))
  if (wanted.some(key => !chosen.some(group => isNamed(group, key)))) throw targetGroupNotFound()
  if (LoadBalancerArn !== undefined && !state.loadBalancers.seen(LoadBalancerArn)) throw loadBalancerNotFound()

  const owners = associations(state, 'seen')
  const listed = chosen
    .map(group => ({ ...group, LoadBalancerArns: [...(owners.get(group.TargetGroupArn) ?? [])] }))
    .filter(group => LoadBalancerArn === undefined || group.LoadBalancerArns.includes(LoadBalancerArn))
  const page = pageOf(listed, {
    token: input.Marker,
    wanted: input.PageSize,
    most: MOST_PER_PAGE,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalid('Invalid marker'),
  })
  return { TargetGroups: page.items, NextMarker: page.next }
}

const isNamed = (group: TargetGroup, key: string) => group.TargetGroupArn === key || group.TargetGroupName === key

/** "You can delete a target group if it is not referenced by any actions" (API reference). */
export function deleteTargetGroup(
  state: Elbv2State,
  targets: TargetRegistry,
  input: { TargetGroupArn: string },
): object {
  const arn = input.TargetGroupArn
  if (associations(state, 'now').has(arn)) {
    // hashicorp/terraform issue 13076 quotes the text.
    throw new ApiError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`)
  }
  // Deleting what does not exist succeeds: assumed, as for other deletions of this API.
  state.targetGroups.delete(arn)
  state.attributes.delete(arn)
  state.tags.delete(arn)
  targets.forget(arn)
  return {}
}

function answered(state: Elbv2State, group: TargetGroup, view: View): object {
  return { ...group, LoadBalancerArns: [...(associations(state, view).get(group.TargetGroupArn) ?? [])] }
}
