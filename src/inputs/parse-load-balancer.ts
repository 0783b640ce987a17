import { ELB_NAME, PORT } from '../aws/limits.ts'
import type { ListenerSource, LoadBalancerInputs } from '../inputs.ts'
import { quote } from '../text/sentences.ts'
import { checkArn } from './arns.ts'
import type { InputName } from './names.ts'
import { parseRule } from './parse-rule.ts'
import { parseTargetGroup } from './parse-target-group.ts'
import type { InputReader } from './values.ts'

const TARGET_GROUP_INPUTS: readonly InputName[] = [
  'target-group',
  'target-group-protocol',
  'target-group-protocol-version',
  'target-group-port',
  'health-check-path',
  'health-check-interval-seconds',
  'health-check-timeout-seconds',
  'healthy-threshold-count',
  'unhealthy-threshold-count',
  'health-check-matcher',
  'deregistration-delay-seconds',
]
const RULE_INPUTS: readonly InputName[] = ['path-patterns', 'host-headers', 'rule-priority', 'strip-path-prefix']
const LISTENER_INPUTS: readonly InputName[] = ['load-balancer', 'listener-port', 'listener-arn']

const HTTPS_PORT = 443

export function parseLoadBalancer(reader: InputReader, region: string | undefined): LoadBalancerInputs {
  checkCombinations(reader)
  return {
    targetGroupArn: checkArn(reader, 'target-group-arn', {
      service: 'elasticloadbalancing',
      resource: /^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+$/,
      valid:
        "a target group's ARN such as arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/name/0123456789abcdef",
      region,
    }),
    listener: parseListener(reader, region),
    targetGroup: parseTargetGroup(reader),
    rule: parseRule(reader),
  }
}

function parseListener(reader: InputReader, region: string | undefined): ListenerSource | undefined {
  const listenerArn = checkArn(reader, 'listener-arn', {
    service: 'elasticloadbalancing',
    resource: /^listener\/app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+\/[0-9a-f]+$/,
    valid:
      "the ARN of an Application Load Balancer's listener, such as " +
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/name/0123456789abcdef/0123456789abcdef',
    region,
  })
  const port = reader.integer('listener-port', PORT) ?? HTTPS_PORT
  const loadBalancer = parseName(reader, region)
  if (listenerArn !== undefined) return { kind: 'arn', listenerArn }
  return loadBalancer === undefined ? undefined : { kind: 'load-balancer', loadBalancer, port }
}

function parseName(reader: InputReader, region: string | undefined): string | undefined {
  const valid =
    "an Application Load Balancer's name (at most 32 letters, digits and hyphens) or ARN " +
    '(arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/name/0123456789abcdef)'
  if (!reader.text('load-balancer')?.startsWith('arn:')) {
    return reader.matching('load-balancer', ELB_NAME, `give ${valid}`)
  }
  const resource = /^loadbalancer\/app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+$/
  return checkArn(reader, 'load-balancer', { service: 'elasticloadbalancing', resource, valid, region })
}

/** Which of the inputs go together: an existing group alone, or a listener with what the rule takes. */
function checkCombinations(reader: InputReader): void {
  const given = (names: readonly InputName[]) => names.filter(name => reader.given(name))
  const managed = given([...TARGET_GROUP_INPUTS, ...RULE_INPUTS])
  const listener = given(LISTENER_INPUTS)

  if (reader.given('target-group-arn')) {
    const others = [...listener, ...managed]
    if (others.length > 0) {
      reader.complain(
        `${nameInputs(others)} cannot be combined with "target-group-arn": that group is never modified and no rule is ` +
          'managed. Give either "target-group-arn" or the others.',
      )
    }
    return
  }
  checkListener(reader, listener)
  if (listener.length === 0 && managed.length > 0) {
    reader.complain(`${nameInputs(managed)} ${need(managed)} a listener: give "load-balancer" or "listener-arn".`)
  }
  if (listener.length > 0 && given(['path-patterns', 'host-headers']).length === 0) {
    reader.complain(
      `${nameInputs(listener)} ${need(listener)} a rule: give the requests that the service serves in "path-patterns" or "host-headers".`,
    )
  }
}

function checkListener(reader: InputReader, listener: readonly InputName[]): void {
  const others = listener.filter(name => name !== 'listener-arn')
  if (reader.given('listener-arn') && others.length > 0) {
    reader.complain(`${nameInputs(others)} cannot be combined with "listener-arn": give one or the other.`)
  }
  if (listener.length === 1 && listener[0] === 'listener-port') {
    reader.refuse('listener-port', 'it needs "load-balancer", so give the load balancer\'s name or ARN')
  }
}

/** `Input "a"` or `Inputs "a", "b" and "c"`. */
function nameInputs(names: readonly InputName[]): string {
  const quoted = names.map(quote)
  return quoted.length === 1 ? `Input ${quoted[0]}` : `Inputs ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

function need(names: readonly InputName[]): string {
  return names.length === 1 ? 'needs' : 'need'
}
