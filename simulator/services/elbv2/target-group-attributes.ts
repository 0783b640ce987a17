import { invalid, targetGroupNotFound } from './refusals.ts'
import type { Elbv2State } from './state.ts'

/** What a value of an attribute must look like, and its default. All from the API reference (TargetGroupAttribute). */
interface AttributeRule {
  readonly initial: string
  readonly accepts: (value: string) => boolean
}

const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value)
const within = (min: number, max: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max
const either =
  (...rules: readonly ((value: string) => boolean)[]) =>
  (value: string) =>
    rules.some(rule => rule(value))

const COMMON: Readonly<Record<string, AttributeRule>> = {
  'deregistration_delay.timeout_seconds': { initial: '300', accepts: within(0, 3600) },
  'stickiness.enabled': { initial: 'false', accepts: oneOf('true', 'false') },
  'load_balancing.cross_zone.enabled': {
    initial: 'use_load_balancer_configuration',
    accepts: oneOf('true', 'false', 'use_load_balancer_configuration'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    initial: '1',
    accepts: either(oneOf('off'), within(1, 1_000_000)),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    initial: 'off',
    accepts: either(oneOf('off'), within(1, 100)),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    initial: '1',
    accepts: within(1, 1_000_000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    initial: 'off',
    accepts: either(oneOf('off'), within(1, 100)),
  },
}

/** "Supported only if the load balancer is an Application Load Balancer and the target is an instance or an IP address". */
const APPLICATION: Readonly<Record<string, AttributeRule>> = {
  'stickiness.type': { initial: 'lb_cookie', accepts: oneOf('lb_cookie', 'app_cookie') },
  'stickiness.lb_cookie.duration_seconds': { initial: '86400', accepts: within(1, 604_800) },
  'stickiness.app_cookie.cookie_name': { initial: '', accepts: name => !/^AWSALB/.test(name) },
  'stickiness.app_cookie.duration_seconds': { initial: '86400', accepts: within(1, 604_800) },
  'load_balancing.algorithm.type': {
    initial: 'round_robin',
    accepts: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  },
  'load_balancing.algorithm.anomaly_mitigation': { initial: 'off', accepts: oneOf('on', 'off') },
  'slow_start.duration_seconds': { initial: '0', accepts: either(oneOf('0'), within(30, 900)) },
}

const NETWORK: Readonly<Record<string, AttributeRule>> = {
  'stickiness.type': { initial: 'source_ip', accepts: oneOf('source_ip') },
  'deregistration_delay.connection_termination.enabled': { initial: 'false', accepts: oneOf('true', 'false') },
  'preserve_client_ip.enabled': { initial: 'false', accepts: oneOf('true', 'false') },
  'proxy_protocol_v2.enabled': { initial: 'false', accepts: oneOf('true', 'false') },
}

const rulesFor = (protocol: string) => ({
  ...COMMON,
  ...(protocol === 'HTTP' || protocol === 'HTTPS' ? APPLICATION : NETWORK),
})

export function defaultAttributes(protocol: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(rulesFor(protocol)).map(([key, rule]) => [key, rule.initial]))
}

interface Attribute {
  readonly Key?: string
  readonly Value?: string
}

export function describeTargetGroupAttributes(state: Elbv2State, input: { TargetGroupArn: string }): object {
  const attributes = state.attributes.seen(input.TargetGroupArn)
  if (!attributes) throw targetGroupNotFound()
  return { Attributes: listed(attributes) }
}

export function modifyTargetGroupAttributes(
  state: Elbv2State,
  input: { TargetGroupArn: string; Attributes: readonly Attribute[] },
): object {
  const group = state.targetGroups.get(input.TargetGroupArn)
  const attributes = state.attributes.get(input.TargetGroupArn)
  if (!group || !attributes) throw targetGroupNotFound()

  const rules: Readonly<Record<string, AttributeRule>> = rulesFor(group.Protocol)
  const changes: Record<string, string> = {}
  for (const { Key = '', Value = '' } of input.Attributes) {
    const rule = rules[Key]
    // First text: public reports. The second is assumed.
    if (!rule) throw invalid(`Target group attribute key '${Key}' is not recognized`)
    if (!rule.accepts(Value)) throw invalid(`Target group attribute value '${Value}' for key '${Key}' is not valid`)
    changes[Key] = Value
  }
  const merged = { ...attributes, ...changes }
  state.attributes.set(input.TargetGroupArn, merged)
  return { Attributes: listed(merged) }
}

const listed = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
