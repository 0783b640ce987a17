import { ApiError } from '../../errors.ts'
import { forwardedGroups } from './actions.ts'
import { invalid, targetGroupNotFound } from './refusals.ts'
import type { Action, LoadBalancer } from './shapes.ts'
import { associations, type Elbv2State } from './state.ts'

/** Quota (user guide): target groups per Application Load Balancer. */
const MOST_GROUPS_PER_LOAD_BALANCER = 100

const PROTOCOLS = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
}

/** Throws unless the load balancer may forward to the target groups of the actions. */
export function checkForwarding(state: Elbv2State, loadBalancer: LoadBalancer, actions: readonly Action[]): void {
  const owners = associations(state, 'now')
  const arns = forwardedGroups(actions)
  for (const arn of arns) {
    const group = state.targetGroups.get(arn)
    if (!group) throw targetGroupNotFound()
    // API reference (IncompatibleProtocols, CreateRule); wordings of these two are assumed.
    if (!PROTOCOLS[loadBalancer.Type].includes(group.Protocol)) {
      throw new ApiError(
        'IncompatibleProtocols',
        `The target group '${arn}' with protocol '${group.Protocol}' is not compatible with the load balancer`,
      )
    }
    if (group.VpcId !== loadBalancer.VpcId) {
      throw invalid(`The target group '${arn}' is not in the VPC of the load balancer`)
    }
    // "You can use each target group with only one load balancer" (user guide); text: hashicorp/terraform-provider-aws issue 22005.
    const others = [...(owners.get(arn) ?? [])].filter(owner => owner !== loadBalancer.LoadBalancerArn)
    if (others.length > 0) {
      throw new ApiError(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      )
    }
  }

  const mine = [...owners].filter(([, users]) => users.has(loadBalancer.LoadBalancerArn)).map(([arn]) => arn)
  if (new Set([...mine, ...arns]).size > MOST_GROUPS_PER_LOAD_BALANCER) {
    // kubernetes-sigs/aws-load-balancer-controller issue 3767 quotes the text.
    throw new ApiError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `You have reached the maximum number of unique target groups that you can associate with a load balancer of type '${loadBalancer.Type}': [${MOST_GROUPS_PER_LOAD_BALANCER}]`,
    )
  }
}
