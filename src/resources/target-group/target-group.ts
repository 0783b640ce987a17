import type { LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { targetGroupName } from '../../aws/arn.ts'
import { subjectOf } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { Inputs } from '../../inputs.ts'
import type { StepsOf } from '../../steps.ts'
import { hasGivenTags, type WantedTags } from '../../tags.ts'
import { forwardsToGroup } from '../listener-rule/rule.ts'
import { managedResource } from '../managed-resource.ts'
import type { ObservedService } from '../service/observed-service.ts'
import { applyNewGroupAttributes, applyTargetGroup } from './apply-target-group.ts'
import {
  type FoundTargetGroup,
  findTargetGroup,
  type ObservedTargetGroup,
  observeTargetGroupDetails,
} from './observed-target-group.ts'
import { planTargetGroup, TARGET_GROUP_EFFECTS, type TargetGroupChange } from './plan-target-group.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'loadBalancer'>
  /** undefined: the action manages none. */
  readonly targetGroupName: string | undefined
  readonly tags: WantedTags
}

export interface TargetGroupReads {
  /** As it was read first, not after the rules were. */
  readonly firstTargetGroup: FoundTargetGroup | undefined
  readonly foundTargetGroup: FoundTargetGroup | undefined
  readonly targetGroup: ObservedTargetGroup | undefined
}

interface Others {
  readonly rules: readonly Rule[]
  readonly service: ObservedService | undefined
}

interface Observed {
  readonly vpcId: string | undefined
  readonly loadBalancer: LoadBalancer | undefined
  readonly rendering: { readonly containerPort: number | undefined }
  readonly targetGroup: ObservedTargetGroup | undefined
}

export const targetGroup = {
  ...managedResource({
    title: 'target group',
    effects: TARGET_GROUP_EFFECTS,
    needs: [],
    name: change => subjectOf(change).name,
    apply: applyTargetGroup,
    // Beside the rule, which needs the group's ARN and nothing more.
    settle: {
      needs: [],
      async run(context, change, arn) {
        await applyNewGroupAttributes(context, change, arn)
        return arn
      },
    },
    outputs: arn => ({ targetGroupArn: arn, targetGroupName: targetGroupName(arn) }),
    identifier: 'targetGroupArn',
    shown: ({ targetGroupArn: arn }, links) =>
      arn === undefined ? undefined : { text: arn, url: links?.targetGroup(arn) },
  }),

  observe(context: Context, { inputs, tags, targetGroupName: name }: Description): StepsOf<TargetGroupReads, Others> {
    return {
      firstTargetGroup: {
        needs: [],
        run: async () => (name === undefined ? undefined : await findTargetGroup(context, name)),
      },
      foundTargetGroup: {
        needs: ['firstTargetGroup', 'rules'],
        run: async ({ firstTargetGroup, rules }) => {
          if (firstTargetGroup || name === undefined) return firstTargetGroup
          // Another run has made both since: without the group, its rule would look like somebody else's.
          return forwardsToGroup(rules, name) ? await findTargetGroup(context, name) : undefined
        },
      },
      targetGroup: {
        needs: ['foundTargetGroup', 'service'],
        run: async ({ foundTargetGroup: found, service }) =>
          found &&
          (await observeTargetGroupDetails(context, found, {
            readDelay: inputs.loadBalancer.targetGroup.deregistrationDelaySeconds !== undefined,
            // The tags say for whom a group was made that the service is not in.
            readTags: hasGivenTags(tags) || !isInGroup(service, found.arn),
          })),
      },
    }
  },

  plan(
    { inputs, targetGroupName: name, tags }: Description,
    { vpcId, loadBalancer, rendering, targetGroup: observed }: Observed,
  ): TargetGroupChange | undefined {
    if (name === undefined) return undefined
    const desired = {
      name,
      vpcId: vpcId ?? '',
      loadBalancerArn: loadBalancer?.LoadBalancerArn,
      settings: inputs.loadBalancer.targetGroup,
      containerPort: rendering.containerPort ?? 0,
      tags,
    }
    return planTargetGroup(desired, observed)
  },
}

function isInGroup(observed: ObservedService | undefined, targetGroupArn: string): boolean {
  return (observed?.service.loadBalancers ?? []).some(balancer => balancer.targetGroupArn === targetGroupArn)
}
