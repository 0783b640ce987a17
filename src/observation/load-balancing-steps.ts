import type { Context } from '../context.ts'
import { findListener, findListenerByArn, findLoadBalancer } from '../look-ups/load-balancer.ts'
import { forwardsToGroup, observeOwnRule, observeRules } from '../resources/listener-rule/observed-rule.ts'
import type { ObservedService } from '../resources/service/observed-service.ts'
import { findTargetGroup, observeTargetGroupDetails } from '../resources/target-group/observed-target-group.ts'
import type { Specification } from '../specification/specification.ts'
import type { Steps } from '../steps.ts'
import type { Observation } from './observation.ts'

type LoadBalancing = Pick<
  Steps<Observation>,
  'loadBalancer' | 'listener' | 'rules' | 'firstTargetGroup' | 'foundTargetGroup' | 'targetGroup' | 'ownRule'
>

/** What is read of ELBv2: load balancer and listener, the listener's rules, and the target group with its own rule. */
export function loadBalancingSteps(context: Context, specification: Specification): LoadBalancing {
  const { inputs, tags, targetGroupName } = specification
  const { listener, rule, targetGroup } = inputs.loadBalancer
  const readTags = Object.keys(tags.given).length > 0
  return {
    loadBalancer: { needs: [], run: async () => listener && (await findLoadBalancer(context, listener)) },
    listener: {
      needs: listener?.kind === 'load-balancer' ? ['loadBalancer'] : [],
      run: async done => {
        if (!listener) return undefined
        if (listener.kind === 'arn') return await findListenerByArn(context, listener.listenerArn)
        return done.loadBalancer && (await findListener(context, done.loadBalancer, listener.port))
      },
    },
    rules: {
      needs: listener?.kind === 'load-balancer' ? ['listener'] : [],
      run: async done => {
        if (!listener) return []
        return await observeRules(
          context,
          listener.kind === 'arn' ? listener.listenerArn : (done.listener?.ListenerArn ?? ''),
        )
      },
    },
    firstTargetGroup: {
      needs: [],
      run: async () => (targetGroupName === undefined ? undefined : await findTargetGroup(context, targetGroupName)),
    },
    foundTargetGroup: {
      needs: ['firstTargetGroup', 'rules'],
      run: async ({ firstTargetGroup, rules }) => {
        if (firstTargetGroup || targetGroupName === undefined) return firstTargetGroup
        // Another run has made both since: without the group, its rule would look like somebody else's.
        return forwardsToGroup(rules, targetGroupName) ? await findTargetGroup(context, targetGroupName) : undefined
      },
    },
    targetGroup: {
      needs: ['foundTargetGroup', 'service'],
      run: async ({ foundTargetGroup, service: observed }) =>
        foundTargetGroup &&
        (await observeTargetGroupDetails(context, foundTargetGroup, {
          readDelay: targetGroup.deregistrationDelaySeconds !== undefined,
          // Whose a group is that the service is not in: its tags say.
          readTags: readTags || !isInGroup(observed, foundTargetGroup.arn),
        })),
    },
    ownRule: {
      needs: ['rules', 'foundTargetGroup'],
      run: async done =>
        done.foundTargetGroup &&
        (await observeOwnRule(context, done.rules, {
          targetGroupArn: done.foundTargetGroup.arn,
          match: { paths: rule.pathPatterns, hosts: rule.hostHeaders },
          priority: rule.priority ?? 'auto',
          readTags,
          tags,
        })),
    },
  }
}

function isInGroup(observed: ObservedService | undefined, targetGroupArn: string): boolean {
  return (observed?.service.loadBalancers ?? []).some(balancer => balancer.targetGroupArn === targetGroupArn)
}
