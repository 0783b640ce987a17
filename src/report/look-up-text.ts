import { revisionName } from '../aws/arn.ts'
import type { Observation } from '../observation/observation.ts'

/** Pure. What was found for what was given by name or tag, a line each. */
export function lookUpLines(observation: Observation): readonly string[] {
  const { account, vpcId, subnets, securityGroups, loadBalancer, listener, image, rendering, namespace } = observation
  const running = observation.service?.service.taskDefinition
  const lines: readonly (readonly [what: string, found: string | undefined])[] = [
    ['account', `${account.id} (${account.partition})`],
    ['image', rendering.image && `${rendering.image}${image?.digest ? ` (${image.digest})` : ''}`],
    ['VPC', vpcId],
    ['subnets', subnets?.join(', ')],
    ['security groups', securityGroups?.join(', ')],
    ['load balancer', loadBalancer?.DNSName],
    ['listener', listener && `${listener.Protocol} ${listener.Port}`],
    ['namespace', namespace && `${namespace.name} (${namespace.id})`],
    ['service runs', running && revisionName(running)],
  ]
  const width = Math.max(...lines.map(([what]) => what.length))
  return lines.flatMap(([what, found]) => (found === undefined ? [] : [`${what.padEnd(width)}  ${found}`]))
}
