import type { Service } from '@aws-sdk/client-ecs'
import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../../context.ts'
import type { Inputs, ListenerSource } from '../../inputs.ts'
import type { StepsOf } from '../../steps.ts'
import { hasGivenTags, type WantedTags } from '../../tags.ts'
import { targetGroupsOf } from '../../tasks/health-rules.ts'
import { managedResource, TO_BE_CREATED } from '../managed-resource.ts'
import type { FoundTargetGroup, ObservedTargetGroup } from '../target-group/observed-target-group.ts'
import { applyRule } from './apply-rule.ts'
import { type ObservedRule, observeOwnRule, observeRules } from './observed-rule.ts'
import { planRule, RULE_EFFECTS, type RuleChange } from './plan-rule.ts'
import { formatMatch, matchOfInputs } from './rule.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'loadBalancer'>
  readonly tags: WantedTags
}

export interface RuleReads {
  /** All rules of the listener. */
  readonly rules: readonly Rule[]
  /** The one that forwards to the service's target group. */
  readonly ownRule: ObservedRule | undefined
}

interface Others {
  readonly listener: { readonly ListenerArn: string } | undefined
  readonly foundTargetGroup: FoundTargetGroup | undefined
  readonly service: { readonly service: Service } | undefined
}

interface Observed extends RuleReads {
  readonly listener: { readonly ListenerArn: string } | undefined
  readonly targetGroup: ObservedTargetGroup | undefined
}

export const listenerRule = {
  ...managedResource({
    title: 'listener rule',
    effects: RULE_EFFECTS,
    needs: ['targetGroup'],
    name: change =>
      change.kind === 'create'
        ? `priority ${change.desired.chosenPriority}, ${formatMatch(change.desired.match)}`
        : `priority ${change.kind === 'update' ? change.desired.chosenPriority : change.observed.rule.Priority}`,
    complete: (desired, { targetGroup }) =>
      desired.targetGroupArn === TO_BE_CREATED ? { ...desired, targetGroupArn: targetGroup as string } : desired,
    apply: applyRule,
    settle: {
      // Beside the service and not before it: no call waits for it.
      needs: ['discoveryService'],
      async run(context, change, made) {
        if (change.kind !== 'create') return made
        const { resolveConflicts } = await import('./rule-conflicts.ts')
        return await resolveConflicts(context, { desired: change.desired, made })
      },
    },
    outputs: ({ arn, priority }) => ({ listenerRuleArn: arn, listenerRulePriority: Number(priority) }),
    identifier: 'listenerRuleArn',
    shown: ({ listenerRuleArn: arn }) => (arn === undefined ? undefined : { text: arn }),
  }),

  observe(context: Context, { inputs, tags }: Description): StepsOf<RuleReads, Others> {
    const { listener, rule } = inputs.loadBalancer
    return {
      rules: {
        needs: listener?.kind === 'load-balancer' ? ['listener'] : [],
        run: async done => (listener ? await observeRules(context, listenerArnOf(listener, done)) : []),
      },
      ownRule: {
        needs: ['rules', 'foundTargetGroup', 'service'],
        run: async ({ rules, foundTargetGroup: group, service }) =>
          group &&
          (await observeOwnRule(context, rules, {
            targetGroupArn: group.arn,
            alternateGroups: alternatesOf(service?.service, group.arn),
            match: matchOfInputs(rule),
            priority: rule.priority ?? 'auto',
            readTags: hasGivenTags(tags),
            tags,
          })),
      },
    }
  },

  plan({ inputs, tags }: Description, observed: Observed): RuleChange | undefined {
    const { listener, rule } = inputs.loadBalancer
    if (!listener) return undefined
    const desired = {
      listenerArn: listenerArnOf(listener, observed),
      match: matchOfInputs(rule),
      priority: rule.priority ?? 'auto',
      stripPathPrefix: rule.stripPathPrefix,
      targetGroupArn: observed.targetGroup?.arn ?? TO_BE_CREATED,
      tags,
    } as const
    return planRule(desired, observed.ownRule, observed.rules)
  },
}

/** The group that ECS's own blue/green uses in turn with this one. */
function alternatesOf(service: Service | undefined, targetGroupArn: string): readonly string[] {
  const lists = service ? targetGroupsOf(service) : []
  return lists.find(([arn]) => arn === targetGroupArn)?.slice(1) ?? []
}

function listenerArnOf(given: ListenerSource, found: Pick<Others, 'listener'>): string {
  return given.kind === 'arn' ? given.listenerArn : (found.listener?.ListenerArn ?? '')
}
