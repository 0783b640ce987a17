import type { CreateTargetGroupInput, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Change, type FieldChange, updateOf } from '../../change.ts'
import type { LoadBalancerInputs } from '../../inputs.ts'
import { otherOwner, tagFields, type WantedTags } from '../../tags.ts'
import { effectOf, type FieldEffect, type FieldEffects } from '../field-effects.ts'
import { DELAY_ATTRIBUTE, type ObservedTargetGroup } from './observed-target-group.ts'

export const TARGET_GROUP_EFFECTS = {
  Name: 'identity',
  Protocol: 'immutable',
  ProtocolVersion: 'immutable',
  Port: 'immutable',
  VpcId: 'immutable',
  TargetType: 'immutable',
  IpAddressType: 'immutable',
  TargetControlPort: 'immutable',
  HealthCheckProtocol: 'in-place',
  HealthCheckPort: 'in-place',
  HealthCheckEnabled: 'in-place',
  HealthCheckPath: 'in-place',
  HealthCheckIntervalSeconds: 'in-place',
  HealthCheckTimeoutSeconds: 'in-place',
  HealthyThresholdCount: 'in-place',
  UnhealthyThresholdCount: 'in-place',
  Matcher: 'in-place',
  Tags: 'in-place',
  tags: 'in-place',
  [DELAY_ATTRIBUTE]: 'in-place',
} as const satisfies FieldEffects & Record<keyof CreateTargetGroupInput, FieldEffect>

export type TargetGroupChange = Change<DesiredTargetGroup, ObservedTargetGroup>

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
): TargetGroupChange {
  if (!observed) return { kind: 'create', desired }
  const { settings } = desired
  const foreign = foreignProblem(desired, observed)
  if (foreign) return { kind: 'impossible', name: desired.name, problem: foreign }
  const fields = [
    ...differing(givenFields(desired, observed.group)),
    ...differing([[DELAY_ATTRIBUTE, observed.deregistrationDelaySeconds, settings.deregistrationDelaySeconds]]),
    ...tagFields(desired.tags, observed.tags),
  ]
  const fixed = fields.filter(({ field }) => effectOf(TARGET_GROUP_EFFECTS, field) === 'immutable')
  if (fixed.length > 0) {
    const all = fixed.map(field => `${field.field} from ${field.from} to ${field.to}`).join(', ')
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Target group "${desired.name}": AWS cannot change ${all} in place. Leave the input out to keep it as it is; or deploy under another service name with its own rule (other "path-patterns" or "host-headers"), and delete the old service, rule and group only once the new ones serve.`,
    }
  }
  return updateOf(desired, observed, fields)
}

/** Why a group of this name is somebody else's; undefined: as far as is known, it is not. */
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
  return `${what} was created for ${owner}, as its tags show. ${remedy.slice(0, -1)}, or attach it as it is ("target-group-arn").`
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

export function healthCheckFields({ settings }: DesiredTargetGroup, group: TargetGroup): Compared[] {
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
