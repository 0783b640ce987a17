import type { ContainerDefinition, Service } from '@aws-sdk/client-ecs'
import { type HealthRules, healthCheckedContainers } from './task-health.ts'

export interface RulesSubject {
  readonly service: Service
  /** Of the revision that is deployed; undefined: not known. */
  readonly containers: readonly ContainerDefinition[] | undefined
  readonly stableSeconds: number
}

/** Pure. What makes the tasks of this service healthy. */
export function healthRules({ service, containers, stableSeconds }: RulesSubject): HealthRules {
  return {
    healthChecked: containers && healthCheckedContainers(containers),
    targetGroups: targetGroupsOf(service),
    stableMs: stableSeconds * 1_000,
  }
}

/** Pure. Under ECS's own blue/green a task is registered in one of two groups, in turn. */
export function targetGroupsOf({ loadBalancers = [] }: Service): HealthRules['targetGroups'] {
  return loadBalancers.flatMap(({ targetGroupArn, advancedConfiguration }) => {
    if (!targetGroupArn) return []
    const alternate = advancedConfiguration?.alternateTargetGroupArn
    return [alternate ? [targetGroupArn, alternate] : [targetGroupArn]]
  })
}
