import { targetGroupName } from '../aws/arn.ts'
import type { GivenTargetGroup } from '../look-ups/target-groups.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { couldNotCheck } from '../text/sentences.ts'
import { type Findings, found, joinFindings, NO_FINDINGS } from './findings.ts'

/** Pure. Whether target groups that are attached as they are exist, take tasks, and belong to a load balancer. */
export function checkGivenTargetGroups(
  _: Specification,
  { givenTargetGroups }: Pick<Observation, 'givenTargetGroups'>,
): Findings {
  return joinFindings(givenTargetGroups.map(checkGroup))
}

function checkGroup({ arn, source, group, loadBalancer }: GivenTargetGroup): Findings {
  const name = targetGroupName(arn)
  if (group === 'missing') {
    return found({ problems: [`${source}: there is no target group "${arn}" in this region. Correct the ARN.`] })
  }
  if (group === 'unreadable') {
    return found({
      warnings: [couldNotCheck(`${source}: target group "${name}"`, 'elasticloadbalancing:DescribeTargetGroups')],
    })
  }
  if (group.TargetType !== 'ip') {
    return found({
      problems: [
        `${source}: target group "${name}" has the target type ${group.TargetType}, and tasks on Fargate are targets by their address. Give a group with the target type ip.`,
      ],
    })
  }
  if ((group.LoadBalancerArns ?? []).length === 0) {
    return found({
      problems: [
        `${source}: target group "${name}" has no load balancer, and AWS accepts a service only with one. Let a listener or a rule forward to the group first.`,
      ],
    })
  }
  if (loadBalancer) return NO_FINDINGS
  return found({
    warnings: [
      couldNotCheck(
        `Whether the load balancer of target group "${name}" reaches the subnets`,
        'elasticloadbalancing:DescribeLoadBalancers',
      ),
    ],
  })
}

/** Seconds: a new group's, where nothing is given (ELBv2 API reference, CreateTargetGroup). */
const NEW_INTERVAL = 30
const NEW_TIMEOUT = { HTTP: 6, HTTPS: 10 } as const

/**
 * Pure. Whether the timeout of the health check stays below its interval where only one of the two is given, and
 * whether the group's port says something else than what ECS registers.
 */
export function checkTargetGroup(
  { inputs, targetGroupName: ownName }: Specification,
  { targetGroup, rendering }: Pick<Observation, 'targetGroup' | 'rendering'>,
): Findings {
  if (ownName === undefined) return NO_FINDINGS
  const settings = inputs.loadBalancer.targetGroup
  const warnings: string[] = []
  if (
    settings.port !== undefined &&
    rendering.containerPort !== undefined &&
    settings.port !== rendering.containerPort
  ) {
    warnings.push(
      `Input "target-group-port" is ${settings.port}, but the container's port is ${rendering.containerPort}: ECS registers the tasks with the container's port, and the group's is not used. Leave it out, or give the same value.`,
    )
  }
  const { healthCheckIntervalSeconds: interval, healthCheckTimeoutSeconds: timeout } = settings
  if ((interval === undefined) === (timeout === undefined)) return found({ warnings })
  const has = targetGroup ? 'has' : 'would have, as a new group,'
  const otherInterval = targetGroup?.group.HealthCheckIntervalSeconds ?? NEW_INTERVAL
  const otherTimeout = targetGroup?.group.HealthCheckTimeoutSeconds ?? NEW_TIMEOUT[settings.protocol ?? 'HTTP']
  const group = `target group "${ownName}" ${has}`
  if (interval !== undefined && otherTimeout >= interval) {
    return found({
      warnings,
      problems: [
        `Input "health-check-interval-seconds" is ${interval}, but ${group} a timeout of ${otherTimeout} seconds, and the timeout must be shorter than the interval. Give "health-check-timeout-seconds" too, below ${interval}.`,
      ],
    })
  }
  if (timeout !== undefined && timeout >= otherInterval) {
    return found({
      warnings,
      problems: [
        `Input "health-check-timeout-seconds" is ${timeout}, but ${group} an interval of ${otherInterval} seconds, and the timeout must be shorter than the interval. Give "health-check-interval-seconds" too, above ${timeout}.`,
      ],
    })
  }
  return found({ warnings })
}
